"""The figures of petitions, each defined once. All of them count petitions received in the period; what
became of them counts as far as it had happened by the period's end, so that a figure never changes later."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from core.figures import figure, part
from core.models import Deadline
from petitions.models import CitizenVisit, Kind, Petition, Reception, Relation

RECEIVED = "đơn do Hội đồng nhân dân tiếp nhận có ngày nhận trong kỳ"


def of_letters(records, start, end):
    """Those of `records` that came in as letters in the period; the parts of a split letter came with it."""
    return records.in_period(start, end).exclude(relation=Relation.PART)


def _received(council, start, end):
    return of_letters(Petition.objects.filter(owner=council), start, end)


@figure(
    "petitions.received", "petition", "Đơn tiếp nhận",
    f"Mọi {RECEIVED}, kể cả đơn lưu và đơn trùng; đơn tách ra từ đơn nhiều nội dung không đếm thêm.",
)  # fmt: skip
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
    "petitions.guided", "petitions.received", "Đơn đã hướng dẫn, trả lại",
    f"Các {RECEIVED}, đến hết kỳ đã hướng dẫn người gửi hoặc trả lại đơn.",
)  # fmt: skip
def guided(council, start, end):
    return Q(guided_on__lte=end) | Q(returned_on__lte=end)


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


@part(
    "petitions.dated", "petitions.received", "Đơn có thời hạn đã đến",
    f"Các {RECEIVED} có ít nhất một thời hạn đã đến hoặc đã thực hiện tính đến hết kỳ.",
)  # fmt: skip
def dated(council, start, end):
    limit = _limit(end)
    came = Q(due_on__lt=limit) | Q(met_on__lt=limit, due_on__isnull=False)
    return Q(Exists(_deadlines().filter(came, waived_on=None)))


@part("petitions.mass", "petitions.received", "Đơn đông người", f"Các {RECEIVED} là đơn đông người.")
def mass(council, start, end):
    return Q(is_mass=True)


@figure(
    "petitions.parts", "petition", "Đơn tách từ đơn nhiều nội dung",
    "Các đơn lập ra khi tách đơn nhiều nội dung nhận trong kỳ; không cộng vào số đơn tiếp nhận.",
)  # fmt: skip
def parts(council, start, end):
    return Petition.objects.filter(owner=council, relation=Relation.PART).in_period(start, end)


def visits_of(records, start, end):
    """The visits of a period at which somebody was received."""
    return records.in_period(start, end).exclude(state="refused")


VISITS = "lượt tiếp công dân ghi trong sổ có ngày tiếp trong kỳ, không kể lượt từ chối tiếp"


@figure(
    "receptions.days", "reception", "Buổi tiếp công dân",
    "Các buổi tiếp công dân của Hội đồng nhân dân đã tổ chức trong kỳ.",
)  # fmt: skip
def reception_days(council, start, end):
    return Reception.objects.filter(owner=council, state="held").in_period(start, end)


@figure("receptions.visits", "citizen_visit", "Lượt tiếp công dân", f"Các {VISITS}.")
def reception_visits(council, start, end):
    return visits_of(CitizenVisit.objects.filter(owner=council), start, end)


@part(
    "receptions.mass", "receptions.visits", "Đoàn đông người được tiếp", f"Các {VISITS}, từ 5 người trở lên."
)
def reception_groups(council, start, end):
    return Q(is_mass=True)


@figure(
    "receptions.people",
    "citizen_visit",
    "Người được tiếp",
    f"Tổng số người của các {VISITS}.",
    measure="sum:people",
)
def reception_people(council, start, end):
    return visits_of(CitizenVisit.objects.filter(owner=council), start, end)


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
