"""What a membership's feed holds: sessions, meetings and working days in view, and what its bodies owe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max
from django.utils.timezone import get_current_timezone, localdate

from core.models import HistoryEntry
from core.register import REGISTERS
from desk.due import Owed
from desk.home import GONE
from desk.words import short
from oversight.models import Visit
from petitions.models import Petition, Reception
from sessions.models import Session
from voters.models import Meeting

BACK, AHEAD, CAP = timedelta(90), timedelta(400), 1000  # days, days, entries of each sort
LONGEST = 120
LENGTH = timedelta(hours=3)  # how long a meeting is shown that has an hour to begin but none to end


@dataclass(frozen=True)
class Item:
    """An entry: whole days from `start` (a date) to `end`, not included, or hours when both are moments."""

    uid: str
    summary: str
    start: date | datetime
    end: date | datetime
    url: str
    changed_at: datetime
    sequence: int
    place: str = ""
    details: str = ""
    kind: str = field(default="event", compare=False)


def of(actor):
    """The entries of an actor's feed: events, then limits, each sort in the order of its days."""
    today = localdate()
    span = (today - BACK, today + AHEAD)
    records = [row for rows in _events(actor, span) for row in rows]
    limits = list(_limits(actor, span))
    changes = _changes({row.pk for row in records} | {row.record_id for row in limits})
    return [_event(row, changes) for row in records] + [_limit(row, changes) for row in limits]


def _events(actor, span):
    for model in (Session, Meeting, Visit, Reception):
        rows = model.objects.visible_to(actor).filter(on__range=span).exclude(state__in=GONE)
        yield rows.select_related("owner").defer("tsv", "words").order_by("on", "pk")[:CAP]


def _limits(actor, span):
    """What the actor's own bodies owe and have not done yet, as on the desk."""
    rows = Owed(actor).side("toi").filter(due_on__range=span)
    return rows.select_related("record", "rule", "owed_by").order_by("due_on", "pk")[:CAP]


def _changes(record_ids):
    """{record: (last change, number of changes)} of a record and of all that hangs on it, its limits too."""
    rows = HistoryEntry.objects.filter(record_id__in=record_ids).order_by().values_list("record_id")
    return {pk: (at, n) for pk, at, n in rows.annotate(at=Max("at"), n=Count("pk"))}


def _state(record, changes):
    """When and how often the record or one of its limits changed.

    A limit may move with another record's act, which leaves this record's version as it is: so the changes noted
    in the history are counted in. Both only rise.
    """
    at, n = changes.get(record.pk, (record.created_at, 0))
    return {"changed_at": at, "sequence": record.version + n}


def _event(record, changes):
    start, end = _when(record)
    label = REGISTERS[record.kind].noun.capitalize()
    summary = f"Giám sát: làm việc với {record.title}" if record.kind == Visit.KIND else record.title
    return Item(
        uid=f"record-{record.pk}", summary=short(summary, LONGEST), start=start, end=end, url=record.get_absolute_url(),
        place=record.place, details=f"{label} · {record.owner.name} · {record.status['label']}", **_state(record, changes),
    )  # fmt: skip


def _when(record):
    last = getattr(record, "ends_on", None) or record.on
    starts_at = getattr(record, "starts_at", None)
    if starts_at and last == record.on:
        begin = datetime.combine(record.on, starts_at, get_current_timezone())
        return begin, min(begin + LENGTH, datetime.combine(record.on, time(23, 59), get_current_timezone()))
    return record.on, last + timedelta(1)


def _limit(row, changes):
    basis = f"{row.rule.article}, {row.rule.basis}" if row.rule else "Thời hạn do văn bản ấn định"
    owner = f"Bên phải làm: {row.owed_by.name}\n" if row.owed_by else ""
    return Item(
        uid=f"deadline-{row.pk}", summary=f"Hạn: {_named(row.record)} · {row.owed}", start=row.due_on,
        end=row.due_on + timedelta(1), url=row.record.get_absolute_url(), details=f"{owner}Căn cứ: {basis}",
        kind="limit", **_state(row.record, changes),
    )  # fmt: skip


# A calendar is copied to machines that are not the portal's: what a kind of record is called there.
_NAMES: dict[str, Callable] = {Petition.KIND: lambda record: f"đơn thư {record.code}".strip()}


def _named(record):
    name = _NAMES.get(record.kind)
    return name(record) if name else short(record.title, LONGEST)
