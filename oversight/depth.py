"""How deep oversight goes: per round, per body and per year, from what stands in the registers."""

from dataclasses import dataclass, field
from datetime import timedelta

from django import forms
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from core.errors import NotAllowed
from core.export import file_response
from core.forms import PlainForm
from core.models import Body
from oversight.lists import with_evidence
from oversight.models import Finding, Recommendation, Round, Visit

YEARS, SHOWN_YEARS, MOST = 3, 15, 200
_NOT_HELD = ("proposed", "cancelled")
_NUMBERS = (
    "rounds", "visits", "worked", "reported", "units", "findings", "faults", "proven", "grounded", "repeated", "issued", "due",
    "done", "on_time", "ended",
)  # fmt: skip


@dataclass
class Depth:
    """The numbers of one round, or of all rounds of a body in a year."""

    label: str
    record: Round | None = None
    numbers: dict = field(default_factory=lambda: dict.fromkeys(_NUMBERS, 0))
    spent: timedelta = timedelta()

    def __getattr__(self, name):
        if name in _NUMBERS:
            return self.numbers[name]
        raise AttributeError(name)

    @property
    def days(self):
        """From the conclusion to the fulfilment, in the mean of what was fulfilled."""
        return round(self.spent.days / self.ended) if self.ended else None

    @property
    def share_done(self):
        """Of the recommendations that fell due, the share carried out."""
        return _share(self.done, self.due)

    @property
    def share_on_time(self):
        return _share(self.on_time, self.due)

    @property
    def share_proven(self):
        return _share(self.proven, self.findings)


def _share(part, whole):
    return round(100 * part / whole) if whole else None


# --- counting -----------------------------------------------------------------------------------------------


def held(council_id):
    """The rounds of a council that have their decision and were not cancelled."""
    return Round.objects.of_kind().filter(owner=council_id).exclude(state__in=_NOT_HELD)


def counted(rounds, *keys, parts=None):
    """{key: numbers} of rounds grouped by columns of the round, by one statement for each of the parts."""
    rows = {}
    for part in parts or PARTS:
        for found in part(rounds, keys, localdate()):
            key = tuple(found.pop(f"key_{number}") for number in range(len(keys)))
            rows.setdefault(key, dict.fromkeys(_NUMBERS, 0)).update(found)
    return rows


def _of_rounds(rounds, keys, today):
    return rounds.order_by().values(**_named(keys, "")).annotate(rounds=Count("pk"))


def _named(keys, prefix):
    return {f"key_{number}": F(f"{prefix}{name}") for number, name in enumerate(keys)}


def _of_visits(rounds, keys, today):
    rows = Visit.objects.of_kind().filter(round__in=rounds.order_by().values("pk")).exclude(state="cancelled")
    return rows.order_by().values(**_named(keys, "round__")).annotate(
        visits=Count("pk"), worked=Count("pk", filter=Q(state="worked")), units=Count("target", distinct=True),
        reported=Count("pk", filter=Q(report_received_on__isnull=False) | Q(answered_on__isnull=False)),
    )  # fmt: skip


def _of_findings(rounds, keys, today):
    rows = (
        Finding.objects.of_kind()
        .filter(visit__round__in=rounds.order_by().values("pk"))
        .exclude(state="withdrawn")
    )
    judged = ~Q(finding_kind="cause")
    return with_evidence(rows.order_by()).values(**_named(keys, "visit__round__")).annotate(
        findings=Count("pk", filter=judged), faults=Count("pk", filter=Q(finding_kind="fault")),
        proven=Count("pk", filter=judged & Q(proven=True)),
        grounded=Count("pk", filter=judged & ~Q(legal_ground="")), repeated=Count("pk", filter=Q(repeats__isnull=False)),
    )  # fmt: skip


def _of_recommendations(rounds, keys, today):
    rows = (
        Recommendation.objects.of_kind()
        .filter(round__in=rounds.order_by().values("pk"))
        .exclude(state="draft")
    )
    due = Q(due_on__lte=today)
    span = ExpressionWrapper(F("done_on") - F("on"), output_field=DurationField())
    return rows.order_by().values(**_named(keys, "round__")).annotate(
        issued=Count("pk"), due=Count("pk", filter=due), done=Count("pk", filter=due & Q(done_on__isnull=False)),
        on_time=Count("pk", filter=due & Q(done_on__lte=F("due_on"))), spent=Sum(span), ended=Count("done_on"),
    )  # fmt: skip


PARTS = [_of_rounds, _of_visits, _of_findings, _of_recommendations]


def _depth(label, numbers, record=None):
    numbers = dict(numbers)
    spent = numbers.pop("spent", None) or timedelta()
    return Depth(label, record, dict.fromkeys(_NUMBERS, 0) | numbers, spent)


def per_round(rounds):
    """One `Depth` per round, the newest first."""
    rounds = list(rounds.select_related("subject_body").order_by("-on", "-pk")[:MOST])
    rows = counted(Round.objects.filter(pk__in=[row.pk for row in rounds]), "pk", parts=PARTS[1:])
    return [_depth(row.title, rows.get((row.pk,), {}) | {"rounds": 1}, row) for row in rounds]


def per_body(rounds):
    """[(year, [Depth per body], Depth of all)], the newest year first."""
    rows = counted(rounds, "subject_body__short_name", "on__year")
    years = {}
    for (body, year), numbers in sorted(rows.items(), key=lambda row: str(row[0][0])):
        years.setdefault(year, []).append(_depth(body, numbers))
    units = counted(rounds, "on__year", parts=[_of_visits])
    return [(year, years[year], _total(year, years[year], units)) for year in sorted(years, reverse=True)]


def _total(year, bodies, units):
    """All bodies of a year together; a unit that two of them looked into counts once."""
    numbers = {name: sum(getattr(row, name) for row in bodies) for name in _NUMBERS}
    numbers["units"] = units[(year,)]["units"] if (year,) in units else 0
    return Depth(f"Cả năm {year}", None, numbers, sum((row.spent for row in bodies), timedelta()))


# --- page ---------------------------------------------------------------------------------------------------


class DepthForm(PlainForm):
    nam = forms.TypedChoiceField(label="Năm", coerce=int, required=False)
    co_quan = forms.TypedChoiceField(label="Cơ quan", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        year = localdate().year
        bodies = Body.objects.filter(pk__in=rounds.order_by().values("subject_body"))
        self.fields["nam"].choices = [(n, str(n)) for n in range(year + 1, year - SHOWN_YEARS, -1)]
        self.fields["co_quan"].choices = [("", "Tất cả"), *bodies.values_list("pk", "short_name")]


def _found(request):
    """(form, year, rounds of the year, [years compared]) as the address asks."""
    if request.actor.sees_shared_only:
        raise NotAllowed("Số liệu này dành cho cơ quan của HĐND.")
    rounds = held(request.actor.home_id)
    form = DepthForm(request.GET or None, rounds=rounds)
    valid = form.is_bound and form.is_valid()
    year = valid and form.cleaned_data["nam"] or localdate().year
    if valid and form.cleaned_data["co_quan"]:
        rounds = rounds.filter(subject_body=form.cleaned_data["co_quan"])
    compared = rounds.filter(on__year__range=(year - YEARS + 1, year))
    return form, year, per_round(rounds.filter(on__year=year)), per_body(compared)


def page(request):
    form, year, rounds, years = _found(request)
    if not form.is_bound:
        form.initial["nam"] = year
    query = request.GET.urlencode()
    context = {
        "title": "Chiều sâu giám sát", "year": year, "form": form, "rounds": rounds, "years": years, "depth": True,
        "export_url": f"{reverse('oversight:depth_xlsx')}?{query}", "register": None, "crumbs": [],
    }  # fmt: skip
    bad = form.is_bound and not form.is_valid()
    return render(request, "oversight/depth.html", context, status=400 if bad else 200)


HEAD = [
    "Số cuộc", "Lượt đơn vị", "Đơn vị", "Đã làm việc", "Đã báo cáo", "Phát hiện", "Tồn tại", "Có bằng chứng", "Có căn cứ",
    "Tái diễn", "Kiến nghị", "Đến hạn", "Đã thực hiện", "Đúng hạn", "Tỷ lệ đúng hạn %", "Ngày từ kết luận đến khi xong",
]  # fmt: skip


def sheet(request):
    """Both tables as XLSX: the years compared, then the rounds of the year."""
    _, year, rounds, years = _found(request)
    rows = [["Năm", "Cơ quan, cuộc giám sát", *HEAD]]
    for number, bodies, total in years:
        rows += [[number, row.label, *_cells(row)] for row in [*bodies, total]]
    rows += [[year, f"{row.record.code} {row.label}", *_cells(row)] for row in rounds]
    return file_response("Chiều sâu giám sát", rows, f"chieu-sau-{year}.xlsx")


def _cells(row):
    counts = (
        "rounds",
        "visits",
        "units",
        "worked",
        "reported",
        "findings",
        "faults",
        "proven",
        "grounded",
        "repeated",
    )
    numbers = [getattr(row, name) for name in (*counts, "issued", "due", "done", "on_time")]
    return [*numbers, row.share_on_time, row.days]
