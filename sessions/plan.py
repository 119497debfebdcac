"""The agenda as a screen reads it: sittings with their items and hours, by two queries."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from sessions import clock
from sessions.models import AgendaDossier, AgendaItem, Sitting


@dataclass
class Line:
    """An item with its hours; `time` is None where its sitting has no day."""

    item: AgendaItem
    time: clock.Time | None = None

    @property
    def planned(self):
        """The planned hour in words: the clock's, or the one that was typed."""
        if self.time:
            return f"{timezone.localtime(self.time.planned_at):%H:%M}"
        return f"{self.item.starts_at:%H:%M}" if self.item.starts_at else ""

    @property
    def expected(self):
        return f"{timezone.localtime(self.time.starts_at):%H:%M}" if self.time else ""

    @property
    def drift(self):
        return self.time.drift if self.time else 0

    @property
    def dossiers(self):
        """All dossiers of the item as [{id, code, title}], the one that is voted on first."""
        first = self.item.dossier
        own = [{"id": first.pk, "code": first.code, "title": first.title}] if first else []
        return own + self.item.also_rows

    @property
    def lasted(self):
        return clock.lasted(_slot(self.item, None))


@dataclass
class Group:
    """A sitting (None for items not yet put into one) and its lines."""

    sitting: Sitting | None
    lines: list = field(default_factory=list)

    @property
    def minutes(self):
        return sum(line.item.minutes or 0 for line in self.lines)

    @property
    def over(self):
        """Minutes by which the items fill more than the sitting's planned length; 0 when they fit."""
        row = self.sitting
        if row is None or row.ends_at is None or not self.lines:
            return 0
        last = timezone.localtime(self.lines[-1].time.planned_end)
        end = moment(row.on, row.ends_at)
        return max(0, round((last - end).total_seconds() / 60))


def moment(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


def groups(council_session, now=None):
    """The sittings in order, each with its lines; items without a sitting come last under None."""
    sittings = list(council_session.sittings.all())
    items = list(_with_dossiers(council_session.agenda))
    found = {row.pk: Group(row) for row in sittings}
    loose = Group(None)
    for item in items:
        found.get(item.sitting_id, loose).lines.append(Line(item))
    for group in found.values():
        _tell_times(group, now)
    return [*found.values(), *([loose] if loose.lines else [])]


def _with_dossiers(items):
    """Items with their dossier, and the others presented with it as `also_rows`: [{id, code, title}]."""
    links = AgendaDossier.objects.filter(item=OuterRef("pk")).order_by("pk")
    told = links.values(told=JSONObject(id="dossier_id", code="dossier__code", title="dossier__title"))
    return items.select_related("dossier").annotate(also_rows=ArraySubquery(told))


def _tell_times(group, now):
    row = group.sitting
    slots = [_slot(line.item, row.on) for line in group.lines]
    hours = clock.times(
        slots, moment(row.on, row.starts_at), now, row.began_at, over=row.ended_at is not None
    )
    for line in group.lines:
        line.time = hours[line.item.pk]


def _slot(item, on):
    fixed = moment(on, item.starts_at) if on and item.starts_at else None
    return clock.Slot(item.pk, item.minutes or 0, fixed, item.began_at, item.ended_at)


def shares(council_session, found=None):
    """{planned, actual, ...}: minutes of all items and of questions and debate, planned and as they were."""
    items = (
        [line.item for group in found for line in group.lines]
        if found is not None
        else council_session.agenda.all()
    )
    rows = [
        (item.kind in AgendaItem.DISCUSSED, item.minutes or 0, clock.lasted(_slot(item, None)) or 0)
        for item in items
    ]
    planned, actual = sum(row[1] for row in rows), sum(row[2] for row in rows)
    talk = sum(row[1] for row in rows if row[0]), sum(row[2] for row in rows if row[0])
    return {
        "planned": planned, "planned_talk": talk[0], "planned_share": clock.share(talk[0], planned),
        "actual": actual, "actual_talk": talk[1], "actual_share": clock.share(talk[1], actual),
    }  # fmt: skip
