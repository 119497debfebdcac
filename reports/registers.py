"""The lists behind a report's sentences and annexes: one query each, bounded.

Where a figure counts the same thing, its own records are listed, so that table and number cannot disagree.
Rounds kept secret are counted but not named.
"""

from django.db.models import Count, F, Prefetch, Q
from django.utils.timezone import localdate

from core.figures import FIGURES
from core.models import Body, Deadline
from council.models import BodyKind
from oversight.models import Field, Visit
from reports.words import day
from sessions.models import Session

MOST = 500
COMING = 3
UNNAMED = "Nội dung thuộc hồ sơ mật"


def lists(council, start, end):
    """Every list by name: rows of text and numbers, fit for JSON."""
    late, rounds_ = late_dossiers(council, start, end), _rounds(council, start, end)
    return {
        "sessions": sessions(council, start, end), "coming": coming(council, end),
        "rounds": [_round(row) for row in rounds_], "fields": fields(rounds_),
        "late_dossiers": late, "late_mean": late and round(sum(row["days"] for row in late) / len(late), 1),
        "overdue": overdue(council, start, end), "hosted": hosted(council, start, end),
        "wards": wards(council, start, end), "timely": timely(council, start, end),
    }  # fmt: skip


def _records(key, council, start, end):
    return FIGURES[key].records(council, start, end)


def _kind(session):
    """The kind of a session in running text."""
    short = {Session.Kind.FIRST: "đầu nhiệm kỳ", Session.Kind.CLOSING: "tổng kết nhiệm kỳ"}
    return short.get(session.session_kind) or session.get_session_kind_display().lower()


def _days(session):
    ends = session.ends_on
    return day(session.on) if ends in (None, session.on) else f"{session.on:%d/%m} – {day(ends)}"


def sessions(council, start, end):
    """Sessions held, with the resolutions each passed."""
    rows = _records("sessions.held", council, start, end).order_by("on", "pk")
    shown = rows.annotate(passed=Count("resolutions"))[:MOST]
    return [_session(row) | {"days": _days(row), "resolutions": row.passed} for row in shown]


def _session(row):
    return {"ordinal": row.ordinal, "kind": _kind(row), "on": day(row.on)}


def coming(council, end):
    """The next sessions after the period, as far as they are planned."""
    rows = Session.objects.filter(owner=council, on__gt=end).exclude(state__in=["cancelled", "postponed"])
    return [_session(row) for row in rows.order_by("on", "pk")[:COMING]]


def _rounds(council, start, end):
    """The rounds with their units and their recommendations as they stood at the period's end."""
    due = Q(recommendations__due_on__lte=end) & ~Q(recommendations__state="draft")
    visits = Prefetch("visits", Visit.objects.exclude(state="cancelled").order_by("on", "pk"))
    rows = (
        _records("oversight.rounds", council, start, end)
        .select_related("subject_body")
        .prefetch_related(visits)
    )
    counted = rows.annotate(
        due=Count("recommendations", filter=due),
        done=Count("recommendations", filter=due & Q(recommendations__done_on__lte=end)),
    )
    return list(counted.order_by("on", "pk")[:MOST])


def _round(row):
    open_ = not row.is_secret
    return {
        "title": row.title if open_ else UNNAMED, "subject": row.subject_body.name, "subject_kind": row.subject_kind,
        "units": [visit.title for visit in row.visits.all()] if open_ else [], "done": row.done, "due": row.due,
    }  # fmt: skip


def fields(rounds_):
    """The fields overseen, each once in the order of the rounds, the unnamed one last."""
    found = dict.fromkeys(row.field for row in rounds_ if not row.is_secret)
    return [Field(name).label for name in sorted(found, key=lambda name: name == Field.OTHER)]


def late_dossiers(council, start, end):
    """Dossiers received after their limit, the latest first."""
    rows = _records("dossiers.late", council, start, end).select_related("submitter")
    shown = rows.annotate(
        limit=F("deadlines__due_on"), met=F("deadlines__met_on"), basis=F("deadlines__rule__basis"),
        article=F("deadlines__rule__article"), confidence=F("deadlines__rule__confidence"),
    )[:MOST]  # fmt: skip
    made = [
        {"title": row.title, "submitter": row.submitter.name, "due_on": day(row.limit), "received_on": day(row.met),
         "days": (row.met - row.limit).days, "ground": _ground(row)}
        for row in shown
    ]  # fmt: skip
    return sorted(made, key=lambda row: -row["days"])


def _ground(row):
    """The legal basis of a limit as it is printed beside it, with the mark of what is not yet verified."""
    mark = " (cần kiểm chứng)" if row.confidence == "verify" else ""
    return ", ".join(filter(None, (row.article, row.basis))) + mark if row.basis else ""


def overdue(council, start, end):
    """Recommendations overdue at the period's end."""
    rows = _records("recommendations.overdue", council, start, end).select_related("lead", "round")
    return [
        {
            "title": UNNAMED if row.round.is_secret else row.title,
            "lead": row.lead.name,
            "due_on": day(row.due_on),
        }
        for row in rows.order_by("due_on", "pk")[:MOST]
    ]


def hosted(council, start, end):
    """Meetings of the National Assembly delegation at which the council was but the host."""
    rows = _records("voters.hosted_meetings", council, start, end).select_related("host", "unit")
    shown = rows.order_by("on", "pk")[:MOST]
    return [{"host": row.host.name, "place": row.place or row.unit.name, "on": day(row.on)} for row in shown]


def wards(council, start, end):
    """The councils directly below, each with its session of the period (the mid-year one before others)."""
    lived = Q(valid_from=None) | Q(valid_from__lte=end), Q(valid_to=None) | Q(valid_to__gte=start)
    bodies = Body.objects.filter(*lived, parent=council, kind=BodyKind.COUNCIL).order_by("name")[:MOST]
    held = {}
    for row in _records("lower.sessions.held", council, start, end).order_by("on", "pk"):
        known = held.get(row.owner_id)
        if known is None or (row.session_kind == Session.Kind.REGULAR_MID != known.session_kind):
            held[row.owner_id] = row
    return [_ward(body, held.get(body.pk)) for body in bodies]


def _ward(body, session):
    shown = {"kind": _kind(session), "on": day(session.on)} if session else {"kind": "", "on": ""}
    return {"name": body.name, **shown}


def timely(council, start, end):
    """{kind: [limits kept, limits that fell due]} over the records filed in the period.

    Only limits whose day had come by the period's end are counted; a limit met late is not kept.
    """
    last = min(end, localdate())
    rows = Deadline.objects.filter(
        record__owner=council, record__on__range=(start, end), waived_on=None, due_on__lte=last
    ).order_by()
    kept = Count("pk", filter=Q(met_on__lte=F("due_on")))
    counted = rows.values_list("record__kind").annotate(kept=kept, due=Count("pk"))
    return {kind: [on_time, due] for kind, on_time, due in counted}
