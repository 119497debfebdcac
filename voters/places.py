"""Which hamlets have been met in the term and which have not: a matrix of hamlets by sessions."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.timezone import localdate

from core.text import fold
from council.models import Term, Unit
from sessions.models import Session
from voters.models import Meeting


@dataclass
class Place:
    """A hamlet: its meetings by session, as `cells` of the matrix and `apart` from sessions; whether the directory has it."""

    name: str
    listed: bool = True
    meetings: dict = field(default_factory=dict)
    last_on: object = None
    cells: list = field(default_factory=list)
    apart: list = field(default_factory=list)

    @property
    def met(self):
        return bool(self.meetings)


@dataclass
class Ward:
    unit: Unit
    places: list

    @property
    def met(self):
        return sum(place.met for place in self.places if place.listed)

    @property
    def listed(self):
        return sum(place.listed for place in self.places)


def term_of(council_id, day=None):
    """The term of a council in which a day lies, else its latest; None when it has none."""
    terms = Term.objects.filter(council=council_id).order_by("-starts_on")
    return terms.filter(starts_on__lte=day or localdate()).first() or terms.first()


def matrix(actor, term):
    """([Ward], [Session]) of the term: every hamlet of the directory, and those that only meetings name.

    What is counted are meetings that were held, hosted ones too: voters were met. Five queries, whatever the size.
    """
    sessions = list(
        Session.objects.filter(term=term).exclude(state="cancelled").order_by("on").only("pk", "number", "on")
    )
    wards = list(
        Unit.objects.filter(councils__in=actor.scope, level=Unit.Level.COMMUNE).distinct().order_by("name")
    )
    hamlets = Unit.objects.filter(parent__in=wards, level=Unit.Level.HAMLET, valid_to=None).order_by("name")
    by_ward = {ward.pk: {} for ward in wards}
    for hamlet in hamlets:
        by_ward[hamlet.parent_id][_key(hamlet.name)] = Place(hamlet.name)
    for meeting in _held(actor, term):
        if meeting.unit_id in by_ward:
            _mark(by_ward[meeting.unit_id], meeting)
    for places in by_ward.values():
        for place in places.values():
            _lay_out(place, sessions)
    rows = [
        Ward(ward, sorted(by_ward[ward.pk].values(), key=lambda place: fold(place.name))) for ward in wards
    ]
    return rows, sessions


def _lay_out(place, sessions):
    known = {item.pk for item in sessions}
    place.cells = [place.meetings.get(item.pk, []) for item in sessions]
    place.apart = [meeting for key, found in place.meetings.items() if key not in known for meeting in found]


def _held(actor, term):
    """The meetings of the term that took place, with the hamlets chosen for them."""
    within = Q(on__gte=term.starts_on) & (Q(on__lte=term.ends_on) if term.ends_on else Q())
    rows = Meeting.objects.visible_to(actor).filter(within, state__in=Meeting.TOOK_PLACE)
    return rows.prefetch_related("hamlets").only(
        "pk", "unit_id", "hamlet", "on", "council_session_id", "kind", "owner_id"
    )


def _mark(places, meeting):
    names = [unit.name for unit in meeting.hamlets.all()] or ([meeting.hamlet] if meeting.hamlet else [])
    for name in names:
        place = places.setdefault(_key(name), Place(name, listed=False))
        place.meetings.setdefault(meeting.council_session_id, []).append(meeting)
        place.last_on = max(filter(None, (place.last_on, meeting.on)))


def _key(name):
    """A hamlet's name as it is compared: without its sort, diacritics and case apart."""
    plain = " ".join(fold(name).split())
    for sort in ("to dan pho so ", "to dan pho ", "khu pho ", "thon ", "xom ", "ap ", "ban ", "to ", "khu "):
        if plain.startswith(sort):
            return plain.removeprefix(sort).lstrip("0")
    return plain.lstrip("0")
