"""The running clock of an agenda: when each item is planned, when it is to be expected now. No database here.

One rule serves both. Inside a sitting items follow one another; an item with a start time of its own never begins
before it. What has begun or ended stands as it happened; what has not begun cannot begin before now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Slot:
    """An item as the clock sees it."""

    key: int
    minutes: int = 0
    fixed_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Time:
    """An item's hours: as planned, and as they are to be expected."""

    key: int
    planned_at: datetime
    planned_end: datetime
    starts_at: datetime
    ends_at: datetime

    @property
    def drift(self):
        """Whole minutes by which it begins later than planned; negative when earlier."""
        return round((self.starts_at - self.planned_at).total_seconds() / 60)


def times(slots, opening, now=None, began_at=None, over=False):
    """{key: Time} of the items of one sitting planned to open at `opening`.

    `now` moves what has not happened, once the sitting began (`began_at`); of one that is `over`, what was never
    reached keeps its planned hours.
    """
    planned = _planned(slots, opening)
    if began_at is None or now is None:
        return {key: Time(key, start, end, start, end) for key, (start, end) in planned.items()}
    found, cursor = {}, began_at
    for slot in slots:
        start, end = _expected(slot, cursor, now, over, planned[slot.key])
        if slot.began_at or not over:
            cursor = max(cursor, end)
        found[slot.key] = Time(slot.key, *planned[slot.key], start, end)
    return found


def _planned(slots, opening):
    found, cursor = {}, opening
    for slot in slots:
        start = max(cursor, slot.fixed_at) if slot.fixed_at else cursor
        cursor = start + timedelta(minutes=slot.minutes)
        found[slot.key] = (start, cursor)
    return found


def _expected(slot, cursor, now, over, planned):
    length = timedelta(minutes=slot.minutes)
    if slot.ended_at:
        return slot.began_at, slot.ended_at
    if slot.began_at:
        return slot.began_at, max(now, slot.began_at + length)
    if over:
        return planned
    start = max(cursor, now, slot.fixed_at) if slot.fixed_at else max(cursor, now)
    return start, start + length


def lasted(slot):
    """Minutes that an ended item took, rounded; None before its end."""
    if not (slot.began_at and slot.ended_at):
        return None
    return round((slot.ended_at - slot.began_at).total_seconds() / 60)


def share(part, whole):
    """`part` of `whole` in whole per cent, None where nothing was counted."""
    return round(100 * part / whole) if whole else None
