"""Who may sit, who is present, and what now goes on: reads of a session in the hall."""

from dataclasses import dataclass, field

from django.db.models import Q

from council.models import Delegate
from sessions import majorities
from sessions.models import Attendance, Ballot, ItemAbsence, Pulse


def delegates(council_session, on=None):
    """The delegates in office on a day (the opening), in the order of names."""
    day = on or council_session.on
    rows = Delegate.objects.filter(term=council_session.term_id)
    in_office = Q(from_on=None) | Q(from_on__lte=day)
    return rows.filter(in_office, Q(to_on=None) | Q(to_on__gte=day)).by_name()


def total(council_session, on=None):
    """How many delegates the council has: those in its list, else what was typed at the opening."""
    return delegates(council_session, on).count() or council_session.delegates_total or 0


def seat_of(actor, council_session):
    """The delegate that this person is in the session's term, None for anybody else."""
    if actor.home_id != council_session.owner_id:
        return None
    return delegates(council_session).filter(user=actor.user_id).first()


@dataclass
class Presence:
    """Of one sitting: how many there are, how many are here, and whether that makes a quorum."""

    total: int = 0
    present: int = 0
    rows: list = field(default_factory=list)  # attendance rows, with their delegates
    called: bool = False
    quorum: majorities.Finding | None = None

    @property
    def away(self):
        return [row for row in self.rows if row.status not in Attendance.HERE]

    @property
    def late(self):
        return [row for row in self.rows if row.status == Attendance.Status.LATE]


def presence(council_session, sitting):
    """Presence at a sitting; before the roll is called nobody counts as present."""
    everybody = total(council_session, sitting.on)
    rows = list(sitting.attendance.select_related("delegate"))
    rows.sort(key=lambda row: row.delegate_id)
    here = sum(row.status in Attendance.HERE for row in rows)
    called = bool(rows) or sitting.present_count is not None
    number = here if rows else sitting.present_count or 0
    finding = majorities.Finding(majorities.QUORUM, number, everybody, sitting.on) if everybody else None
    return Presence(everybody, number, rows, called, finding)


def away_from(item):
    """{delegate id: row} of those who take no part in an item."""
    return {row.delegate_id: row for row in item.absences.select_related("delegate")}


def present_at(item, found=None):
    """How many are present at an item: those at its sitting but for whoever is late, left or stands aside."""
    sitting = item.sitting
    found = found or presence(item.council_session, sitting)
    here = {row.delegate_id for row in found.rows if row.status in Attendance.HERE}
    away = set(ItemAbsence.objects.filter(item=item).values_list("delegate_id", flat=True))
    return found.present - len(here & away)


def voters_at(item):
    """Ids of the delegates who may vote on an item now."""
    rows = Attendance.objects.filter(sitting=item.sitting_id, status__in=Attendance.HERE)
    away = ItemAbsence.objects.filter(item=item).values("delegate_id")
    return set(rows.exclude(delegate_id__in=away).values_list("delegate_id", flat=True))


def current_item(council_session):
    rows = council_session.agenda.filter(began_at__isnull=False, ended_at=None)
    return rows.select_related("sitting", "dossier").first()


def current_sitting(council_session):
    return council_session.sittings.filter(began_at__isnull=False, ended_at=None).first()


def open_ballot(council_session):
    return council_session.ballots.filter(ballot_state=Ballot.State.OPEN).select_related("item").first()


def finding_of(ballot):
    """The result held against its majority; None while nothing was counted."""
    if ballot.votes_for is None:
        return None
    day = ballot.opened_at.date()
    return majorities.Finding(ballot.majority, ballot.votes_for, ballot.total, day)


def quorum_of(ballot):
    return majorities.Finding(majorities.QUORUM, ballot.present, ballot.total, ballot.opened_at.date())


def beat(council_session_id):
    """The number that rises with each act in the hall."""
    return Pulse.objects.filter(pk=council_session_id).values_list("beat", flat=True).first() or 0
