"""The hall's card on a session's page: sittings with their presence, votes with their results, the minutes."""

from django.db.models import Count, Prefetch, Q, prefetch_related_objects

from sessions import hall as floor
from sessions import rules
from sessions.models import Attendance, Ballot, Sitting


def fetch(council_session):
    """Read the sittings once for the cards of the page, each with how many came (`here` of `noted`)."""
    here = Count("attendance", filter=Q(attendance__status__in=Attendance.HERE))
    rows = Sitting.objects.annotate(here=here, noted=Count("attendance")).order_by("position")
    prefetch_related_objects([council_session], Prefetch("sittings", rows))


def hall(council_session, actor):
    """{hall: {...}} of a session whose sittings were fetched; two queries."""
    runs, state = rules.runs.test(actor, council_session), council_session.state
    minutes = getattr(council_session, "minutes", None)
    everybody = floor.total(council_session)
    return {
        "hall": {
            "runs": runs, "keeps": rules.keeps.test(actor, council_session),
            "sits": rules.sits.test(actor, council_session), "everybody": everybody,
            "sittings": [_sitting(row, everybody) for row in council_session.sittings.all()],
            "ballots": ballots(council_session), "sees_minutes": runs or bool(minutes and minutes.signed_on),
            "live": state == "opened", "begun": state in ("opened", "closed"),
            "calls": runs and state in ("convened", "opened", "closed"),
        }
    }  # fmt: skip


def _sitting(row, everybody):
    return {"row": row, "present": row.here if row.noted else row.present_count, "total": everybody}


def ballots(council_session):
    """The votes of a session with what they came to."""
    rows = council_session.ballots.exclude(ballot_state=Ballot.State.CANCELLED)
    rows = rows.select_related("item", "resolution").annotate(corrected=Count("corrections"))
    return [{"row": row, "finding": floor.finding_of(row)} for row in rows]
