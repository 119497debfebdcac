"""The figures of voter contact, each defined once.

A period is that of the day on which a meeting was held or an opinion voiced; what became of an opinion is counted
up to the period's end, so that the report of a past period stays what it was.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.figures import figure, part
from core.models import Body, Deadline
from council.models import BodyKind
from voters.models import BELOW_CITY, EarlierAnswer, Meeting, Opinion


def _until_raised_again(end, **facts):
    """What an answer set aside after the period's end says of an opinion: so a past report stays what it was."""
    return Q(pk__in=EarlierAnswer.objects.filter(set_aside_on__gt=end, **facts).values("opinion"))


FROM_BELOW = " Tính cả kiến nghị HĐND cấp dưới gửi lên trong kỳ."


def _held(council, start, end):
    held = Meeting.objects.filter(owner=council, state__in=Meeting.TOOK_PLACE)
    return held.in_period(start, end)


def _own_meetings(council, start, end):
    return _held(council, start, end).filter(host=None)


@figure(
    "voters.meetings", "meeting", "Cuộc tiếp xúc cử tri",
    "Các hội nghị tiếp xúc cử tri do Hội đồng nhân dân chủ trì, đã tổ chức trong kỳ.",
)  # fmt: skip
def meetings(council, start, end):
    return _own_meetings(council, start, end)


@part(
    "voters.hamlet_meetings", "voters.meetings", "Cuộc tiếp xúc tại thôn, xóm, tổ dân phố",
    "Các hội nghị do Hội đồng nhân dân chủ trì, đã tổ chức trong kỳ tại thôn, xóm, tổ dân phố.",
)  # fmt: skip
def hamlet_meetings(council, start, end):
    return ~Q(hamlet="")


@figure(
    "voters.hosted_meetings", "meeting", "Cuộc tiếp xúc của Đoàn đại biểu Quốc hội",
    "Các hội nghị trong kỳ do Đoàn đại biểu Quốc hội chủ trì tại địa phương; không tính là cuộc của Hội đồng nhân dân.",
)  # fmt: skip
def hosted_meetings(council, start, end):
    return _held(council, start, end).filter(host__kind=BodyKind.NA_DELEGATION)


@figure(
    "voters.attendees", "meeting", "Lượt cử tri tham dự",
    "Tổng số cử tri dự các hội nghị đã tổ chức trong kỳ do Hội đồng nhân dân chủ trì.", measure="sum:voters",
)  # fmt: skip
def attendees(council, start, end):
    return _own_meetings(council, start, end).filter(voters__isnull=False)


@figure(
    "voters.speakers", "meeting", "Lượt ý kiến phát biểu",
    "Tổng số lượt cử tri phát biểu tại các hội nghị đã tổ chức trong kỳ do Hội đồng nhân dân chủ trì.", measure="sum:speakers",
)  # fmt: skip
def speakers(council, start, end):
    return _own_meetings(council, start, end).filter(speakers__isnull=False)


def _own(council, start, end):
    return Opinion.objects.filter(owner=council).in_period(start, end)


def _from_below(council, start, end):
    return Opinion.objects.filter(sent_up_to=council, sent_up_on__range=(start, end))


def _received(council, start, end):
    """Its own, and those that lower councils sent up to it: two index reads joined by their numbers.

    None is voiced after the period, which tells a list in the order of days where to begin.
    """
    own, below = _own(council, start, end).order_by(), _from_below(council, start, end).order_by()
    both = own.values("pk").union(below.values("pk"), all=True)
    return Opinion.objects.of_kind().filter(pk__in=both, on__lte=end)


@figure(
    "opinions.received", "opinion", "Ý kiến, kiến nghị tiếp nhận",
    "Mọi ý kiến, kiến nghị của cử tri nêu trong kỳ do Hội đồng nhân dân ghi nhận." + FROM_BELOW,
)  # fmt: skip
def opinions_received(council, start, end):
    return _received(council, start, end)


@figure(
    "opinions.on_spot", "opinion", "Ý kiến trả lời ngay tại hội nghị",
    "Ý kiến nêu trong kỳ do Hội đồng nhân dân ghi nhận, đã được trả lời ngay tại hội nghị.",
)  # fmt: skip
def opinions_on_spot(council, start, end):
    spot = Q(on_spot=True) | _until_raised_again(end, on_spot=True)
    return _own(council, start, end).filter(spot)


@part(
    "opinions.forwarded", "opinions.received", "Kiến nghị chuyển cơ quan giải quyết",
    "Trong số tiếp nhận: kiến nghị đã chuyển cơ quan có thẩm quyền đến hết kỳ." + FROM_BELOW,
)  # fmt: skip
def opinions_forwarded(council, start, end):
    sent_before = EarlierAnswer.objects.filter(forwarded_on__lte=end).values("opinion")
    return Q(forwarded_on__lte=end) | Q(pk__in=sent_before)


@part(
    "opinions.answered", "opinions.received", "Kiến nghị đã được trả lời",
    "Trong số tiếp nhận: kiến nghị đã có trả lời của cơ quan có thẩm quyền đến hết kỳ, kể cả trả lời có từ trước cho kiến "
    "nghị trùng; không tính ý kiến trả lời ngay tại hội nghị." + FROM_BELOW,
)  # fmt: skip
def opinions_answered(council, start, end):
    now = Q(answered_on__lte=end, on_spot=False)
    return now | _until_raised_again(end, answered_on__lte=end, on_spot=False)


@figure(
    "opinions.kept_below", "opinion", "Kiến nghị giữ lại ở cấp dưới",
    "Ý kiến, kiến nghị nêu trong kỳ, do Hội đồng nhân dân và Hội đồng nhân dân cấp dưới ghi nhận, thuộc thẩm quyền thôn, tổ "
    "dân phố, xã, phường hoặc đã giữ lại để giải quyết tại chỗ, nên không tổng hợp lên cấp trên.",
)  # fmt: skip
def opinions_kept_below(council, start, end):
    owners = Body.objects.filter(Q(pk=council.pk) | Q(parent=council.pk, kind=BodyKind.COUNCIL)).values("pk")
    stays = Q(competence__in=BELOW_CITY) | Q(kept_below_on__isnull=False)
    return Opinion.objects.filter(stays, owner__in=owners).in_period(start, end)


@part(
    "opinions.duplicates", "opinions.received", "Kiến nghị trùng",
    "Trong số tiếp nhận: kiến nghị trùng nội dung với kiến nghị đã có, được liên kết để trả lời một lần." + FROM_BELOW,
)  # fmt: skip
def opinions_duplicates(council, start, end):
    return Q(same_as__isnull=False)


@part(
    "opinions.overdue", "opinions.received", "Kiến nghị quá hạn trả lời",
    "Trong số tiếp nhận: kiến nghị đã chuyển mà đến hết kỳ (hoặc đến hôm nay, nếu kỳ chưa hết) quá hạn trả lời." + FROM_BELOW,
)  # fmt: skip
def opinions_overdue(council, start, end):
    until = min(end, timezone.localdate())
    late = Deadline.objects.filter(
        record=OuterRef("pk"), code="opinion.answer", due_on__lt=until, waived_on=None
    )
    return Q(Exists(late.filter(Q(met_on=None) | Q(met_on__gt=until))))


@figure(
    "opinions.sent_up", "opinion", "Kiến nghị cấp dưới gửi lên",
    "Kiến nghị vượt thẩm quyền xã, phường mà Hội đồng nhân dân cấp dưới gửi lên trong kỳ.",
)  # fmt: skip
def opinions_sent_up(council, start, end):
    return _from_below(council, start, end)
