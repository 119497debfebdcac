"""The figures of oversight, each defined once."""

from django.db.models import Q
from django.utils.timezone import localdate

from core.figures import figure, part
from oversight.models import Finding, JointRound, Recommendation, Round, Visit

_NOT_HELD = ("proposed", "cancelled")


@figure(
    "oversight.rounds", "round", "Cuộc giám sát, khảo sát",
    "Cuộc giám sát, khảo sát do HĐND, Thường trực, các Ban, Tổ đại biểu, đại biểu tiến hành, đã có "
    "quyết định, không bị hủy, bắt đầu trong kỳ.",
)  # fmt: skip
def rounds(council, start, end):
    return Round.objects.filter(owner=council).in_period(start, end).exclude(state__in=_NOT_HELD)


def _visits(council, start, end):
    held = Visit.objects.of_kind().filter(owner=council).exclude(state="cancelled")
    # The round's owner and kind are said again so that its index of days can be walked.
    of_period = held.filter(round__kind=Round.KIND, round__owner=council, round__on__range=(start, end))
    return of_period.exclude(round__state__in=_NOT_HELD)


@figure(
    "oversight.units", "visit", "Đơn vị được giám sát",
    "Số đơn vị khác nhau của các cuộc giám sát trong kỳ. Đơn vị có trong hai cuộc chỉ tính một; danh sách "
    "vẫn gồm mọi lượt làm việc nên có thể dài hơn số đơn vị.",
    measure="distinct:target",
)  # fmt: skip
def units(council, start, end):
    return _visits(council, start, end)


@figure(
    "oversight.visits", "visit", "Lượt đơn vị được giám sát",
    "Mọi lượt đơn vị trong các cuộc giám sát của kỳ; đơn vị có trong hai cuộc tính hai lượt.",
)  # fmt: skip
def visits(council, start, end):
    return _visits(council, start, end)


@figure(
    "oversight.joint_rounds", "joint", "Đoàn giám sát của cấp trên có đại biểu tham gia",
    "Đoàn giám sát, khảo sát của Quốc hội, Đoàn đại biểu Quốc hội, HĐND cấp trên có đại biểu tham gia, bắt đầu trong "
    "kỳ. Thống kê riêng, không tính vào số cuộc giám sát.",
)  # fmt: skip
def joint_rounds(council, start, end):
    return JointRound.objects.filter(owner=council, state="taken").in_period(start, end)


@figure(
    "oversight.faults", "finding", "Tồn tại, hạn chế phát hiện qua giám sát",
    "Tồn tại, hạn chế ghi tại đơn vị có ngày làm việc trong kỳ, không kể phát hiện đã rút.",
)  # fmt: skip
def faults(council, start, end):
    found = Finding.objects.filter(owner=council, finding_kind="fault").in_period(start, end)
    return found.exclude(state="withdrawn")


@part(
    "oversight.repeated_faults", "oversight.faults", "Tồn tại tái diễn",
    "Trong số tồn tại, hạn chế: đã thấy trước đó tại chính đơn vị ấy.",
)  # fmt: skip
def repeated_faults(council, start, end):
    return Q(repeats__isnull=False)


def _until(end):
    """The day up to which limits are judged: what is still to come is neither due nor late."""
    return min(end, localdate())


@figure(
    "recommendations.issued", "recommendation", "Kiến nghị giám sát đã ban hành",
    "Kiến nghị ban hành theo kết luận có ngày kết luận trong kỳ, không kể dự thảo.",
)  # fmt: skip
def issued(council, start, end):
    return Recommendation.objects.filter(owner=council).in_period(start, end).exclude(state="draft")


@figure(
    "recommendations.due", "recommendation", "Kiến nghị đã đến hạn",
    "Kiến nghị ban hành trong kỳ có hạn thực hiện không muộn hơn ngày cuối kỳ (hoặc hôm nay, nếu kỳ chưa hết). "
    "Tỷ lệ thực hiện chỉ tính trên số này.",
)  # fmt: skip
def due(council, start, end):
    return issued(council, start, end).filter(due_on__lte=_until(end))


@figure(
    "recommendations.done", "recommendation", "Kiến nghị đến hạn đã thực hiện",
    "Trong số kiến nghị đã đến hạn: đã được xác nhận thực hiện xong không muộn hơn ngày cuối kỳ.",
)  # fmt: skip
def done(council, start, end):
    return due(council, start, end).filter(done_on__lte=end)


@figure(
    "recommendations.overdue", "recommendation", "Kiến nghị quá hạn chưa thực hiện",
    "Kiến nghị đã ban hành trong kỳ hoặc các kỳ trước có hạn trước ngày cuối kỳ (hoặc hôm nay, nếu kỳ chưa hết) mà đến ngày "
    "đó chưa thực hiện xong.",
)  # fmt: skip
def overdue(council, start, end):
    known = Recommendation.objects.filter(owner=council, on__lte=end).of_kind().exclude(state="draft")
    return known.filter(due_on__lt=_until(end)).exclude(done_on__lte=_until(end))
