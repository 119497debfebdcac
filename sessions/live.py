"""What the live screens show, gathered once for all of them."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from sessions import hall, plan
from sessions.models import Attendance, Ballot, BallotVote, ItemAbsence


@dataclass
class State:
    """The hall at this moment."""

    now: object
    groups: list
    group: plan.Group | None = None  # the open sitting, else the next, else the last
    line: plan.Line | None = None  # the running item
    next_line: plan.Line | None = None
    presence: hall.Presence | None = None
    present: int = 0  # at the running item
    away: list = field(default_factory=list)  # absences from the running item
    speaking: object = None
    waiting: list = field(default_factory=list)
    spoken: list = field(default_factory=list)
    ballot: object = None
    votes: list = field(default_factory=list)  # [(delegate, choice or "")] of an open vote by name
    last: object = None  # the latest counted vote of the running item
    shares: dict = field(default_factory=dict)

    @property
    def sitting(self):
        return self.group.sitting if self.group else None

    @property
    def finding(self):
        return hall.finding_of(self.last) if self.last else None

    @property
    def given(self):
        return sum(bool(choice) for _, choice in self.votes)

    @property
    def tally(self):
        """How many gave which vote so far."""
        choices = [choice for _, choice in self.votes]
        return {value: choices.count(value) for value in BallotVote.Choice.values}


def state(council_session):
    """The hall as it is now; a fixed number of queries."""
    now = timezone.now()
    groups = plan.groups(council_session, now)
    found = State(now, groups, shares=plan.shares(council_session, groups))
    found.group = _group(groups)
    found.line = next((line for group in groups for line in group.lines if line.item.is_on), None)
    found.next_line = _next(found)
    if found.sitting:
        found.presence = hall.presence(council_session, found.sitting)
        found.present = found.presence.present
    if found.line:
        _tell_item(found)
    _tell_ballots(found, council_session)
    if found.ballot and found.ballot.is_named:
        found.votes = _votes(found)
    return found


def _group(groups):
    """The open sitting, else the first that has not begun, else the last."""
    real = [group for group in groups if group.sitting]
    for wanted in (lambda row: row.is_open, lambda row: row.began_at is None):
        for group in real:
            if wanted(group.sitting):
                return group
    return real[-1] if real else None


def _next(found):
    """The first item not yet begun after the running one, in the sitting and those after it."""
    lines = [line for group in found.groups for line in group.lines]
    start = lines.index(found.line) + 1 if found.line else 0
    return next((line for line in lines[start:] if line.item.began_at is None), None)


def _tell_item(found):
    item = found.line.item
    found.away = list(ItemAbsence.objects.filter(item=item).select_related("delegate"))
    gone = {row.delegate_id for row in found.away}
    here = {row.delegate_id for row in found.presence.rows if row.status in Attendance.HERE}
    found.present = found.presence.present - len(gone & here)
    speakers = list(item.speakers.all())
    found.speaking = next((row for row in speakers if row.began_at and not row.ended_at), None)
    found.waiting = [row for row in speakers if row.began_at is None]
    found.spoken = [row for row in speakers if row.ended_at]


def _tell_ballots(found, council_session):
    """The open vote, and the last one counted on the running item."""
    item = found.line.item if found.line else None
    shown = Q(ballot_state=Ballot.State.OPEN) | Q(ballot_state=Ballot.State.CLOSED, item=item)
    rows = (
        council_session.ballots.filter(shown).select_related("item", "resolution").order_by("opened_at", "pk")
    )
    for row in rows:
        if row.is_open:
            found.ballot = row
        else:
            found.last = row


def _votes(found):
    given = dict(found.ballot.votes.values_list("delegate_id", "choice"))
    gone = {row.delegate_id for row in found.away}
    people = [
        row.delegate
        for row in found.presence.rows
        if row.status in Attendance.HERE and row.delegate_id not in gone
    ]
    people.sort(key=_by_name)
    return [(person, given.get(person.pk, "")) for person in people]


def _by_name(person):
    """Given name first, as lists of people are kept."""
    words = person.name.split()
    return words[-1:], words[:-1]


def tag(council_session, beat, screen):
    """What a screen was made from: while it is the same, nothing new is to be shown. In a running session the
    expected hours move with each minute."""
    minute = f"{timezone.now():%H%M}" if council_session.state == "opened" else ""
    return f'W/"{screen}-{council_session.version}-{beat}-{minute}"'
