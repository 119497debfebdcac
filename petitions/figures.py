"""The figures of petitions, each defined once. All of them count petitions received in the period; what
became of them counts as far as it had happened by the period's end, so that a figure never changes later."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from core.figures import figure, part
from core.models import Deadline
from petitions.models import Kind, Petition

RECEIVED = "đơn do Hội đồng nhân dân tiếp nhận có ngày nhận trong kỳ"


def _received(council, start, end):
    return Petition.objects.filter(owner=council).in_period(start, end)


@figure("petitions.received", "petition", "Đơn tiếp nhận", f"Mọi {RECEIVED}, kể cả đơn lưu và đơn trùng.")
def received(council, start, end):
    return _received(council, start, end)


@part("petitions.complaints", "petitions.received", "Đơn khiếu nại", f"Các {RECEIVED} thuộc loại khiếu nại.")
def complaints(council, start, end):
    return Q(petition_kind=Kind.COMPLAINT)


@part("petitions.denunciations", "petitions.received", "Đơn tố cáo", f"Các {RECEIVED} thuộc loại tố cáo.")
def denunciations(council, start, end):
    return Q(petition_kind=Kind.DENUNCIATION)


@part(
    "petitions.other", "petitions.received", "Đơn kiến nghị, phản ánh và đơn nhiều nội dung",
    f"Các {RECEIVED} thuộc loại kiến nghị, phản ánh hoặc nhiều nội dung.",
)  # fmt: skip
def other(council, start, end):
    return Q(petition_kind__in=[Kind.RECOMMENDATION, Kind.MIXED])


@part(
    "petitions.qualified", "petitions.received", "Đơn đủ điều kiện xử lý",
    f"Các {RECEIVED}, đến hết kỳ đã phân loại là đủ điều kiện xử lý.",
)  # fmt: skip
def qualified(council, start, end):
    return Q(is_qualified=True, qualified_on__lte=end)


@part(
    "petitions.filed",
    "petitions.received",
    "Đơn lưu",
    f"Các {RECEIVED}, đến hết kỳ đã lưu vì không đủ điều kiện xử lý.",
)
def filed(council, start, end):
    return Q(is_qualified=False, qualified_on__lte=end)


@part(
    "petitions.transferred", "petitions.received", "Đơn đã chuyển",
    f"Các {RECEIVED}, đến hết kỳ đã chuyển đến cơ quan có thẩm quyền.",
)  # fmt: skip
def transferred(council, start, end):
    return Q(transferred_on__lte=end)


@part(
    "petitions.resolved",
    "petitions.received",
    "Đơn đã giải quyết",
    f"Các {RECEIVED}, đến hết kỳ đã có kết quả giải quyết.",
)
def resolved(council, start, end):
    return Q(resolved_on__lte=end)


@part(
    "petitions.overdue", "petitions.received", "Đơn quá hạn",
    f"Các {RECEIVED} có một thời hạn đã qua mà đến hết kỳ (hoặc đến hôm nay, nếu kỳ chưa hết) chưa thực hiện.",
)  # fmt: skip
def overdue(council, start, end):
    return Q(Exists(_deadlines().filter(_late(_limit(end)))))


@part(
    "petitions.in_time", "petitions.received", "Đơn được xử lý đúng hạn",
    f"Các {RECEIVED} đã thực hiện ít nhất một thời hạn và không chậm thời hạn nào tính đến hết kỳ.",
)  # fmt: skip
def in_time(council, start, end):
    limit = _limit(end)
    met = Q(met_on__lt=limit, due_on__isnull=False)
    late = _late(limit) | Q(met_on__lt=limit, met_on__gt=F("due_on"))
    return Q(Exists(_deadlines().filter(met)), ~Exists(_deadlines().filter(late)))


@part("petitions.mass", "petitions.received", "Đơn đông người", f"Các {RECEIVED} là đơn đông người.")
def mass(council, start, end):
    return Q(is_mass=True)


def _limit(end):
    """The first day that is not looked at: the day after the period, or today while it still runs."""
    return min(end + timedelta(days=1), localdate())


def _late(limit):
    """Open at the limit and due before it."""
    unmet = Q(met_on=None) | Q(met_on__gte=limit)
    kept = Q(waived_on=None) | Q(waived_on__gte=limit)
    return Q(due_on__lt=limit) & unmet & kept


def _deadlines():
    return Deadline.objects.filter(record=OuterRef("pk"))
