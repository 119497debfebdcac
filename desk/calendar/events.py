"""What lies on each day of the calendar, within the actor's view and what the address narrows it to."""

from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from core.chips import due_chip
from core.models import Deadline, Record
from core.register import REGISTERS
from desk.home import EVENTS, GONE
from desk.probe import Probe, ask
from desk.words import short

LABELS = ("event", "due")


def found(actor, asked, dates, shown, cap):
    """({day: the first `shown` events}, {day: how many, counted up to `cap` of each sort}); three statements."""
    by_day = {}
    for label, day, pk in ask(_probes(actor, asked, dates, cap)):
        by_day.setdefault((date.fromisoformat(day), label), []).append(pk)
    totals = {day: sum(len(by_day.get((day, label), [])) for label in LABELS) for day in dates}
    picked = {
        label: [pk for (_, name), pks in by_day.items() if name == label for pk in pks[:shown]]
        for label in LABELS
    }
    return _drawn(picked, shown), totals


def _probes(actor, asked, dates, cap):
    today = localdate()
    due_days = [day for day in dates if asked.falls(day, today)]
    probes = [Probe("due", rows.order_by("due_on"), "due_on", due_days, cap) for rows in _owed(actor, asked)]
    if not asked.dues_only:
        probes.append(Probe("event", _records(actor, asked).order_by("on"), "on", dates, cap))
    return [probe for probe in probes if probe.values]


def _records(actor, asked):
    kinds = [kind for kind in EVENTS if kind in REGISTERS and asked.kind in ("", kind)]
    rows = Record.objects.visible_to(actor).filter(kind__in=kinds).exclude(state__in=GONE)
    return rows.filter(owner=asked.body) if asked.body else rows


def _owed(actor, asked):
    """The open deadlines as one or two querysets without common rows: what no single index gives is asked apart."""
    rows = Deadline.objects.visible_to(actor).open()
    if asked.kind:
        rows = rows.filter(record__kind=asked.kind)
    parts = _of_person(rows, actor, asked.person) if asked.person else [rows]
    if not asked.body:
        return parts
    body = asked.body.pk
    others = Q(owed_by=body) & ~Q(holder=body)
    return [part for rows in parts for part in (rows.filter(holder=body), rows.filter(others))]


def _of_person(rows, actor, person):
    """What the person's bodies owe; what nobody is named for is the council's own."""
    parts = [rows.filter(owed_by__in=person.bodies)]
    if actor.home_id in person.bodies:
        parts.append(rows.filter(owed_by=None, holder=actor.home_id))
    return parts


def _drawn(picked, shown):
    """{day: [{label, url, tone}]}: what happens first, then what is due."""
    events = {}
    for record in Record.objects.filter(pk__in=picked["event"]).select_related("owner").order_by("on", "id"):
        label = f"{short(record.title, 90)} · {record.owner.short_name}"
        events.setdefault(record.on, []).append(
            {"label": label, "url": record.get_absolute_url(), "tone": "doing"}
        )
    rows = Deadline.objects.filter(pk__in=picked["due"]).select_related("record", "owed_by", "holder")
    for row in rows.order_by("due_on", "pk"):
        debtor = row.owed_by or row.holder
        label = f"Hạn: {short(row.record.title, 70)} · {row.owed} · {debtor.short_name}"
        event = {"label": label, "url": row.record.get_absolute_url(), "tone": due_chip(row.due_on).tone}
        events.setdefault(row.due_on, []).append(event)
    return {day: items[:shown] for day, items in events.items()}
