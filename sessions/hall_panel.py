"""The hall's card on a session's page: sittings with their presence, votes with their results, the minutes."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject

from council.models import Delegate
from sessions import rules
from sessions.models import Attendance, Ballot, Resolution, Sitting

_SHOWN = ("id", "subject", "method", "ballot_state", "passed", "votes_for", "total", "resolution_id")


def with_votes(rows):
    """Sessions, each with how many delegates the council then has (`in_office`) and its votes (`vote_rows`)."""
    day = OuterRef("on")
    people = Delegate.objects.filter(term=OuterRef("term")).order_by()
    people = people.filter(Q(from_on=None) | Q(from_on__lte=day), Q(to_on=None) | Q(to_on__gte=day))
    votes = Ballot.objects.filter(council_session=OuterRef("pk")).exclude(ballot_state=Ballot.State.CANCELLED)
    votes = votes.annotate(corrected=Count("corrections")).order_by("opened_at", "pk")
    told = JSONObject(**{name: name for name in _SHOWN}, code="resolution__code", corrected="corrected")
    return rows.annotate(
        in_office=Subquery(people.values("term").annotate(number=Count("pk")).values("number")),
        vote_rows=ArraySubquery(votes.values(told=told)),
    )


def fetch(council_session):
    """Read the sittings once for the cards of the page, each with how many came (`here` of `noted`)."""
    here = Count("attendance", filter=Q(attendance__status__in=Attendance.HERE))
    rows = Sitting.objects.annotate(here=here, noted=Count("attendance")).order_by("position")
    prefetch_related_objects([council_session], Prefetch("sittings", rows))


def hall(council_session, actor):
    """{hall: {...}} of a session read by `with_votes` whose sittings were fetched; no query of its own."""
    runs, state = rules.runs.test(actor, council_session), council_session.state
    minutes = getattr(council_session, "minutes", None)
    everybody = council_session.in_office or council_session.delegates_total or 0
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
    """The votes of a session read by `with_votes`, each with its resolution and how often it was corrected."""
    return [_ballot(dict(row)) for row in council_session.vote_rows]


def _ballot(told):
    code, corrected = told.pop("code"), told.pop("corrected")
    row = Ballot(**told)
    resolution = Resolution(pk=row.resolution_id, code=code) if row.resolution_id else None
    return {"row": row, "resolution": resolution, "corrected": corrected}
