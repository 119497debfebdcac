"""The figures of voter contact, each defined once."""

from core.figures import figure
from voters.models import BELOW_CITY, Meeting, Opinion


def _opinions(council, start, end):
    return Opinion.objects.filter(owner=council).in_period(start, end)


@figure(
    "opinions.received", "opinion", "Ý kiến, kiến nghị tiếp nhận",
    "Mọi ý kiến, kiến nghị của cử tri do Hội đồng nhân dân ghi nhận có ngày nêu trong kỳ.",
)  # fmt: skip
def opinions_received(council, start, end):
    return _opinions(council, start, end)


@figure(
    "opinions.kept_below", "opinion", "Ý kiến giữ lại ở cấp dưới",
    "Ý kiến ghi nhận trong kỳ mà thẩm quyền thuộc thôn, tổ dân phố, xã, phường nên không tổng hợp lên cấp trên.",
)  # fmt: skip
def opinions_kept_below(council, start, end):
    return _opinions(council, start, end).filter(competence__in=BELOW_CITY)


@figure(
    "voters.attendees", "meeting", "Lượt cử tri tham dự",
    "Tổng số cử tri dự các hội nghị đã tổ chức trong kỳ do Hội đồng nhân dân chủ trì.", measure="sum:voters",
)  # fmt: skip
def voters_attendees(council, start, end):
    return Meeting.objects.filter(owner=council, host=None, state__in=["held", "reported"]).in_period(
        start, end
    )
