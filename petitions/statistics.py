"""Petitions and receptions of a period, cut by kind, field, place, level, body and result.

Each column is a figure of `petitions.figures`, so that a table never tells other than the report does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.utils.timezone import localdate

from core.drill import drill_query
from core.figures import FIGURES
from core.models import Body
from council.models import Council
from petitions import figures
from petitions.filters import NO_PLACE
from petitions.models import CitizenVisit, Field, Kind, Outcome, Petition, Reception, ReceptionKind

RECEIVED = "petitions.received"
COLUMNS = [
    ("received", "Tiếp nhận", None), ("qualified", "Đủ điều kiện", "petitions.qualified"),
    ("filed", "Lưu đơn", "petitions.filed"),
    ("transferred", "Đã chuyển", "petitions.transferred"), ("guided", "Hướng dẫn, trả lại", "petitions.guided"),
    ("resolved", "Đã giải quyết", "petitions.resolved"), ("mass", "Đông người", "petitions.mass"),
    ("overdue", "Quá hạn", "petitions.overdue"), ("dated", "Có thời hạn", "petitions.dated"),
    ("in_time", "Đúng hạn", "petitions.in_time"),
]  # fmt: skip
TIERS = {
    "province": "Tỉnh, thành phố",
    "district": "Huyện, quận (đến 30/06/2025)",
    "commune": "Xã, phường, đặc khu",
}


@dataclass(frozen=True)
class Table:
    """`opened` and `total_opened` are the addresses of the lists behind the figures, empty where there is none."""

    title: str
    head: list
    rows: list
    total: list
    opened: list = field(default_factory=list)
    total_opened: list = field(default_factory=list)

    @property
    def cells(self):
        """The rows as [(text, address)]."""
        opened = self.opened or [[]] * len(self.rows)
        return [
            list(zip_longest(row, urls, fillvalue="")) for row, urls in zip(self.rows, opened, strict=True)
        ]

    @property
    def total_cells(self):
        return list(zip_longest(self.total, self.total_opened, fillvalue=""))


@dataclass(frozen=True)
class Cut:
    """What a table cuts the petitions by: a column, the column or the labels that name its values, and `lists`, which
    gives the addresses of the lists behind the row of a value."""

    title: str
    records: Any
    column: str
    labels: dict
    lists: Callable
    named: str = ""


def tables(actor, start, end):
    """The tables of the petitions that the actor's council keeps, and of those of the councils in its view."""
    councils = {row.pk: row for row in Council.objects.filter(pk__in={actor.home_id, *actor.scope})}
    lists = {pk: _lists(council, start, end) for pk, council in councils.items()}
    listed = set(Body.objects.filter(home__in=actor.scope).exclude(kind="group").values_list("pk", flat=True))
    own = Petition.objects.filter(owner_id=actor.home_id)
    below = Petition.objects.filter(owner_id__in=actor.scope)

    def narrowed(name, more=None, known=lambda value: True):
        def of(value):
            if not known(value):
                return []
            query = urlencode({name: value, **(more or {})})
            return [f"{address}&{query}" for address in lists[actor.home_id]]

        return of

    def agency(value):
        return narrowed("co_quan", known=lambda pk: pk == "null" or pk in listed)(value or "null")

    def place(value):
        return narrowed("noi")(value or NO_PLACE)

    done, result = own.filter(resolved_on__lte=end), narrowed("ket_qua", {"xong_den": end.isoformat()})
    none, whole = {None: "Không ghi nơi xảy ra"}, lists[actor.home_id]
    cuts = [
        (Cut("Theo loại đơn", own, "petition_kind", dict(Kind.choices), narrowed("loai")), whole),
        (Cut("Theo lĩnh vực", own, "field", dict(Field.choices), narrowed("linh_vuc")), whole),
        (Cut("Theo nơi xảy ra", own, "unit__name", none, place), whole),
        (Cut("Theo cơ quan giải quyết", own, "agency", {None: "Chưa chuyển cơ quan nào"}, agency, "agency__short_name"), whole),
        (Cut("Theo kết quả giải quyết", done, "outcome", dict(Outcome.choices), result), []),
        (Cut("Theo cấp tiếp nhận", below, "owner__tier", TIERS, lambda value: []), []),
        (Cut("Theo đơn vị tiếp nhận", below, "owner", {}, lists.get, "owner__short_name"), []),
    ]  # fmt: skip
    return [_table(cut, total, start, end) for cut, total in cuts]


def _lists(council, start, end):
    """The address of the list behind each column."""
    return [f"/don-thu/?{drill_query(key or RECEIVED, council, start, end)}" for _, _, key in COLUMNS]


def _table(cut, total_lists, start, end):
    rows = figures.of_letters(cut.records, start, end).order_by()
    rows = rows.annotate(cut=F(cut.column), called=F(cut.named or cut.column)).values("cut", "called")
    wanted = {name: Count("pk", filter=_condition(key, start, end)) for name, _, key in COLUMNS}
    found = sorted(rows.annotate(**wanted), key=lambda row: -row["received"])
    lines = [[cut.labels.get(row["cut"], row["called"]) or "Không ghi", *_line(row)] for row in found]
    total = {name: sum(row[name] for row in found) for name, *_ in COLUMNS}
    head = [
        cut.title.removeprefix("Theo ").capitalize(),
        *(label for _, label, _ in COLUMNS),
        "Tỷ lệ đúng hạn",
    ]
    opened = [_opened(cut.lists(row["cut"])) for row in found]
    return Table(cut.title, head, lines, ["Tổng cộng", *_line(total)], opened, _opened(total_lists))


def _opened(lists):
    """Beside the label of a row: the address of each of its figures."""
    return ["", *(lists or [])]


def _condition(key, start, end):
    return FIGURES[key].condition(None, start, end) if key else Q()


def _line(row):
    return [*(row[name] for name, *_ in COLUMNS), rate(row["in_time"], row["dated"])]


def rate(in_time, dated):
    """The share kept in time of those that had a date to keep; a dash where there was none."""
    return f"{100 * in_time / dated:.1f}%".replace(".", ",") if dated else "–"


def receptions(actor, start, end):
    """Receptions of citizens by their form: days, visits, people, mass groups, each counted apart."""
    days = Reception.objects.filter(owner_id=actor.home_id, state="held").in_period(start, end)
    by_kind = dict(days.order_by().values_list("reception_kind").annotate(n=Count("pk")))
    visits = figures.visits_of(CitizenVisit.objects.filter(owner_id=actor.home_id), start, end)
    found = visits.order_by().values("reception__reception_kind").annotate(
        visits=Count("pk"), all_people=Sum("people"), groups=Count("pk", filter=Q(is_mass=True)),
        brought=Count("petition"),
    )  # fmt: skip
    rows = {row["reception__reception_kind"]: row for row in found}
    lines = [_reception(label, by_kind.get(key, 0), rows.get(key)) for key, label in ReceptionKind.choices]
    if None in rows:
        lines.append(_reception("Ngoài các buổi đã lập lịch", 0, rows[None]))
    total = ["Tổng cộng", *(sum(line[n] for line in lines) for n in range(1, 6))]
    head = ["Hình thức tiếp", "Buổi tiếp", "Lượt", "Người", "Đoàn đông người", "Đơn đã nhận"]
    return Table("Tiếp công dân", head, lines, total)


def _reception(label, days, row):
    row = row or {"visits": 0, "all_people": 0, "groups": 0, "brought": 0}
    return [label, days, row["visits"], row["all_people"], row["groups"], row["brought"]]


def sheet(found):
    """The tables one below the other, as the rows of one sheet."""
    rows = []
    for table in found:
        rows += [[table.title], table.head, *table.rows, table.total, []]
    return rows


def this_year():
    today = localdate()
    return today.replace(month=1, day=1), today
