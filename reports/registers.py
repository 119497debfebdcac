"""The lists behind a report's sentences and annexes: one query each, bounded.

Where a figure counts the same thing, its own records are listed, so that table and number cannot disagree.
Rounds kept secret are counted but not named.
"""

from datetime import date, timedelta

from django.db.models import Count, F, Prefetch, Q
from django.utils.timezone import localdate

from core.figures import FIGURES, count_series, countable, of_body
from core.models import Body, Deadline
from council.models import BodyKind, Delegate, Post
from oversight.models import Field, Visit
from reports import scoreboard
from reports.words import day
from sessions.models import Session
from voters.models import Opinion

MOST = 500
MOST_QUARTERS = 12
COMING = 3
UNNAMED = "Nội dung thuộc hồ sơ mật"


def lists(council, start, end, subject=None):
    """Every list by name: rows of text and numbers, fit for JSON. A body's report has only the lists of its own
    work; the council's sessions and wards are not its."""
    period = (council, start, end, subject)
    late, rounds_ = late_dossiers(*period), _rounds(*period)
    own = {} if subject else _of_council(council, start, end)
    return {
        "rounds": [_round(row) for row in rounds_], "fields": fields(rounds_), "late_dossiers": late,
        "late_mean": late and round(sum(row["days"] for row in late) / len(late), 1), "overdue": overdue(*period),
        "recommendations": recommendations(*period), "timely": timely(council, start, end), **own,
    }  # fmt: skip


def pictured(council, start, end):
    """The lists that the charts are drawn from."""
    return {
        "quarters": quarters(council, start, end), "opinion_fields": opinion_fields(council, start, end),
        "scoreboard": scoreboard.rows(council, start, end),
    }  # fmt: skip


def _of_council(council, start, end):
    return {
        "sessions": sessions(council, start, end), "resolutions": resolutions(council, start, end),
        "coming": coming(council, end), "hosted": hosted(council, start, end), "wards": wards(council, start, end),
        "people": people(council, start, end), **pictured(council, start, end),
    }  # fmt: skip


def _records(key, council, start, end, subject=None):
    item = FIGURES[key]
    if subject is not None and item not in countable(subject):
        return item.records(council, start, end).none()
    return of_body(item, council, start, end, subject)


def resolutions(council, start, end):
    """Resolutions passed, as the annex lists them."""
    rows = _records("resolutions.passed", council, start, end).order_by("on", "pk")[:MOST]
    return [
        {"pk": row.pk, "code": row.code, "on": day(row.on), "title": row.title, "normative": row.is_normative}
        for row in rows
    ]


def recommendations(council, start, end, subject=None):
    """Recommendations issued, with what became of them by the period's end, or by today while it runs."""
    rows = _records("recommendations.issued", council, start, end, subject).select_related("lead", "round")
    return [_recommendation(row, min(end, localdate())) for row in rows.order_by("due_on", "pk")[:MOST]]


def _recommendation(row, end):
    done = row.done_on if row.done_on and row.done_on <= end else None
    still = "quá hạn" if row.due_on < end else "đến hạn" if row.due_on == end else "chưa đến hạn"
    state = f"xong {day(done)}" if done else still
    title = UNNAMED if row.round.is_secret else row.title
    return {"pk": row.pk, "title": title, "lead": row.lead.name, "due_on": day(row.due_on), "state": state}


def quarters(council, start, end):
    """Sessions and resolutions of each quarter that the period touches, by one statement."""
    days = list(_quarters(start, end))[-MOST_QUARTERS:]
    counted = count_series(("sessions.held", "resolutions.passed"), council, days)
    return [
        {"label": f"Quý {['I', 'II', 'III', 'IV'][(first.month - 1) // 3]}/{first.year}",
         "sessions": row.get("sessions.held", 0), "resolutions": row.get("resolutions.passed", 0)}
        for (first, _), row in zip(days, counted, strict=True)
    ]  # fmt: skip


def _quarters(start, end):
    year, month = start.year, (start.month - 1) // 3 * 3 + 1
    while date(year, month, 1) <= end:
        after = date(year + month // 10, (month + 2) % 12 + 1, 1)
        yield max(start, date(year, month, 1)), min(end, after - timedelta(1))
        year, month = after.year, after.month


def opinion_fields(council, start, end):
    """Opinions received by field, and how many of them were answered by the period's end."""
    rows = _records("opinions.received", council, start, end).order_by()
    answered = Count("pk", filter=Q(answered_on__lte=end))
    counted = rows.values_list("field").annotate(all=Count("pk"), answered=answered).order_by("-all", "field")
    names = dict(Opinion._meta.get_field("field").choices)
    return [
        {"field": f"{names.get(key, key)}", "answered": done, "open": n - done} for key, n, done in counted
    ]


def people(council, start, end):
    """{sitting, full_time, changes}: delegates at the period's end, and changes of posts in it."""
    began = Q(from_on=None) | Q(from_on__lte=end), Q(to_on=None) | Q(to_on__gte=end)
    sitting = Delegate.objects.filter(*began, term__council=council, term__starts_on__lte=end)
    sitting = sitting.filter(Q(term__ends_on=None) | Q(term__ends_on__gte=end))
    moved = Q(from_on__range=(start, end)) | Q(to_on__range=(start, end))
    posts = Post.objects.filter(
        moved, Q(body=council) | Q(body__home=council), delegate__term__council=council
    )
    counted = sitting.aggregate(sitting=Count("pk"), full_time=Count("pk", filter=Q(is_full_time=True)))
    return {**counted, "changes": posts.count()}


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
    return {"pk": row.pk, "ordinal": row.ordinal, "kind": _kind(row), "on": day(row.on)}


def coming(council, end):
    """The next sessions after the period, as far as they are planned."""
    rows = Session.objects.filter(owner=council, on__gt=end).exclude(state__in=["cancelled", "postponed"])
    return [_session(row) for row in rows.order_by("on", "pk")[:COMING]]


def _rounds(council, start, end, subject=None):
    """The rounds with their units and their recommendations as they stood at the period's end."""
    due = Q(recommendations__due_on__lte=min(end, localdate())) & ~Q(recommendations__state="draft")
    visits = Prefetch(
        "visits", Visit.objects.exclude(state="cancelled").select_related("target").order_by("on", "pk")
    )
    rows = (
        _records("oversight.rounds", council, start, end, subject)
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
        "pk": row.pk, "title": row.title if open_ else UNNAMED, "subject": row.subject_body.name,
        "subject_kind": row.subject_kind,
        "units": [visit.target.name for visit in row.visits.all()] if open_ else [], "done": row.done, "due": row.due,
    }  # fmt: skip


def fields(rounds_):
    """The fields overseen, each once in the order of the rounds, the unnamed one last."""
    found = dict.fromkeys(row.field for row in rounds_ if not row.is_secret)
    return [Field(name).label for name in sorted(found, key=lambda name: name == Field.OTHER)]


def late_dossiers(council, start, end, subject=None):
    """Dossiers received after their limit, the latest first."""
    rows = _records("dossiers.late", council, start, end, subject).select_related("submitter")
    shown = rows.annotate(
        limit=F("deadlines__due_on"), met=F("deadlines__met_on"), basis=F("deadlines__rule__basis"),
        article=F("deadlines__rule__article"), confidence=F("deadlines__rule__confidence"),
    )[:MOST]  # fmt: skip
    made = [
        {"pk": row.pk, "title": row.title, "submitter": row.submitter.name, "due_on": day(row.limit), "received_on": day(row.met),
         "days": (row.met - row.limit).days, "reason": row.late_reason, "ground": _ground(row)}
        for row in shown
    ]  # fmt: skip
    return sorted(made, key=lambda row: -row["days"])


def _ground(row):
    """The legal basis of a limit as it is printed beside it, with the mark of what is not yet verified."""
    mark = " (cần kiểm chứng)" if row.confidence == "verify" else ""
    return ", ".join(filter(None, (row.article, row.basis))) + mark if row.basis else ""


def overdue(council, start, end, subject=None):
    """Recommendations overdue at the period's end."""
    rows = _records("recommendations.overdue", council, start, end, subject).select_related("lead", "round")
    return [
        {
            "pk": row.pk,
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
