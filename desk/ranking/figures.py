"""The ranking's figures. Each is a condition on deadlines: its count is the number, its rows are the list behind."""

from dataclasses import dataclass

from django.db.models import Avg, Case, Count, DateField, DurationField, F, Max, Q, Value, When
from django.utils.timezone import localdate

from core.models import Body, Deadline

# slug -> label, definition
GROUPS = {
    "phai-lam": ("Phải làm", "Mọi việc có hạn rơi vào kỳ, trừ việc đã được miễn."),
    "dung-han": ("Đúng hạn", "Đã xong, không sau ngày đến hạn."),
    "xong-cham": ("Xong chậm", "Đã xong, sau ngày đến hạn."),
    "con-cham": ("Còn chậm", "Chưa xong và đã quá hạn tính đến hôm nay."),
    "chua-den-han": ("Chưa đến hạn", "Chưa xong, hạn từ hôm nay trở đi."),
}


def conditions(today):
    """{slug: the condition of its deadlines}; the last four part the first."""
    return {
        "phai-lam": Q(), "dung-han": Q(met_on__lte=F("due_on")), "xong-cham": Q(met_on__gt=F("due_on")),
        "con-cham": Q(met_on=None, due_on__lt=today), "chua-den-han": Q(met_on=None, due_on__gte=today),
    }  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One body in the period; `mean` and `longest` in calendar days over what was or is late, None without any."""

    code: str
    name: str
    owed: int
    in_time: int
    met_late: int
    open_late: int
    open: int
    mean: float | None
    longest: int | None

    @property
    def late(self):
        return self.met_late + self.open_late

    @property
    def rate(self):
        """The share in per cent of what is done or overdue that was done in time; None when nothing is yet."""
        return rate(self.in_time, self.late)


def rate(in_time, late):
    return 100 * in_time / (in_time + late) if in_time + late else None


def deadlines(actor, asked):
    """What fell due in the period for a named body, within the actor's view; an agency sees its own."""
    rows = Deadline.objects.visible_to(actor).filter(due_on__range=(asked.start, asked.end), waived_on=None)
    rows = (
        rows.filter(owed_by=actor.body_id) if actor.sees_shared_only else rows.filter(owed_by__isnull=False)
    )
    return rows.filter(record__kind=asked.kind) if asked.kind else rows


def of_body(actor, asked, body, slug):
    """The deadlines behind one number; `body` None for all bodies."""
    rows = deadlines(actor, asked).filter(conditions(localdate())[slug])
    return rows.filter(owed_by=body) if body else rows


def ranking(actor, asked):
    """The bodies, the latest first: by how much was late, then by how long; one statement."""
    today = localdate()
    when = conditions(today)
    late = when["xong-cham"] | when["con-cham"]
    ended = Case(When(met_on=None, then=Value(today)), default=F("met_on"), output_field=DateField())
    counted = deadlines(actor, asked).order_by().values("owed_by").annotate(
        owed=Count("pk"), in_time=Count("pk", filter=when["dung-han"]), met_late=Count("pk", filter=when["xong-cham"]),
        open_late=Count("pk", filter=when["con-cham"]), open=Count("pk", filter=when["chua-den-han"]),
        mean=Avg(ended - F("due_on"), filter=late, output_field=DurationField()),
        longest=Max(ended - F("due_on"), filter=late, output_field=DurationField()),
    )  # fmt: skip
    found = list(counted)
    names = {pk: (code, name) for pk, code, name in _names([item["owed_by"] for item in found])}
    rows = [_row(*names[item.pop("owed_by")], item) for item in found]
    return sorted(rows, key=lambda row: (-row.late, -(row.mean or 0), -(row.longest or 0), row.name))


def _names(pks):
    return Body.objects.filter(pk__in=pks).values_list("pk", "code", "short_name")


def _row(code, name, item):
    mean, longest = item.pop("mean"), item.pop("longest")
    return Row(
        code, name, **item, mean=mean and mean.total_seconds() / 86400, longest=longest and longest.days,
    )  # fmt: skip


def share(actor, spans):
    """[per cent done in time, or None] of what fell due in each of the (first, last day) spans; one statement."""
    when = conditions(localdate())
    rows = Deadline.objects.visible_to(actor).filter(waived_on=None)
    rows = (
        rows.filter(owed_by=actor.body_id) if actor.sees_shared_only else rows.filter(owed_by__isnull=False)
    )
    days, sums = Q(), {}
    for number, span in enumerate(spans):
        days |= Q(due_on__range=span)
        inside = Q(due_on__range=span)
        sums[f"good{number}"] = Count("pk", filter=inside & when["dung-han"])
        sums[f"bad{number}"] = Count("pk", filter=inside & (when["xong-cham"] | when["con-cham"]))
    found = rows.filter(days).order_by().aggregate(**sums)
    return [rate(found[f"good{number}"], found[f"bad{number}"]) for number in range(len(spans))]
