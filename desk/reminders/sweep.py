"""The daily sweep: who is told today of which deadline, in one transaction and by a handful of statements.

Reminders, notices, queued mails and the day swept are committed together or not at all, under the lock of the one
`Sweep` row. A sweep covers the days since the last one, that day included: what was missed is caught up, and what was
opened after it is told; `reminder_once` keeps everybody from being told twice.
"""

import logging
from dataclasses import dataclass, field
from datetime import date
from time import sleep

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Value
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from core.actor import KEEPERS
from core.models import Deadline, Record
from core.services import days
from core.visibility import closed_kinds, veils
from council.models import Role
from council.seats import actors_of
from desk.reminders import ladder, statements

log = logging.getLogger(__name__)
TRIES, PAUSE, UNION = 5, 2.0, 200


@dataclass
class Swept:
    """What a sweep did: days covered, {step: (reminders, people)}, people told, mails queued."""

    first: date
    day: date
    steps: dict = field(default_factory=dict)
    people: int = 0
    mails: int = 0
    skipped: bool = False

    @property
    def reminders(self):
        return sum(n for n, _ in self.steps.values())


def sweep(day=None, *, dry_run=False, missed_only=False):
    """Tell what is to be told on `day` (today). With `dry_run` nothing stays; `missed_only`: not if today is done.

    People at work go first: a sweep that waits for a row longer than half a second, or meets one just deleted,
    begins anew, `TRIES` times.
    """
    day = day or timezone.localdate()
    for _ in range(TRIES - 1):
        try:
            return _once(day, dry_run, missed_only)
        except (IntegrityError, OperationalError):
            if connection.in_atomic_block:
                raise
            log.warning("the sweep of %s begins anew", day, exc_info=True)
            sleep(PAUSE)
    return _once(day, dry_run, missed_only)


@transaction.atomic
def _once(day, dry_run, missed_only):
    with connection.cursor() as cursor:
        swept_on = _lock(cursor)
        first = swept_on if swept_on and swept_on <= day else day
        done = Swept(first, day, skipped=missed_only and swept_on is not None and swept_on >= day)
        if done.skipped:
            return done
        found = _calls(first, day)
        if found:
            _tell(cursor, done, found)
        _remember(cursor, day)
    if dry_run:
        transaction.set_rollback(True)
    return done


def _lock(cursor):
    """Wait for any other sweep; give the day swept last. After it no row is waited for long."""
    cursor.execute("INSERT INTO desk_sweep (id) VALUES (1) ON CONFLICT DO NOTHING")
    cursor.execute("SELECT swept_on FROM desk_sweep WHERE id = 1 FOR UPDATE")
    (swept_on,) = cursor.fetchone()
    cursor.execute("SET LOCAL lock_timeout = '500ms'")
    return swept_on


def _remember(cursor, day):
    """A day to come that was swept by hand does not stand for the days until then."""
    values = {"day": min(day, timezone.localdate()), "now": timezone.now()}
    cursor.execute(
        "UPDATE desk_sweep SET swept_on = greatest(swept_on, %(day)s::date), ran_at = %(now)s WHERE id = 1",
        values,
    )


def _calls(first, day):
    oldest = Deadline.objects.open().order_by("due_on").values_list("due_on", flat=True).first()
    if oldest is None:
        return []
    return ladder.calls(ladder.ladders(), days.calendar(), first, day, oldest)


def _tell(cursor, done, calls):
    values = parameters(calls, done.day)
    cursor.execute(statements.FORGET)
    for stage in statements.STAGES:
        cursor.execute(stage, values)
    _drop_veiled(cursor, done.day)
    cursor.execute(statements.FALLBACK, values)
    _drop_veiled(cursor, done.day)
    cursor.execute(statements.HOLD_DIGESTS, values)
    cursor.execute(statements.TELL, values)
    for step, first, second in cursor.fetchall():
        if step:
            done.steps[step] = (first, second)
        else:
            done.people, done.mails = first, second


def parameters(calls, day):
    """What the statements need to know; the mails of a day past go with today's."""
    closed = {role: closed_kinds(role) for role in Role.values}
    return {
        "ladders": [call.ladder for call in calls], "steps": [call.step for call in calls],
        "audiences": [call.audience for call in calls], "dues": [call.due_on for call in calls],
        "days": sorted({call.due_on for call in calls}),
        "owners": sorted({call.ladder for call in calls} - {ladder.SHARED}), "keepers": sorted(KEEPERS),
        "closed": [f"{kind}:{role}" for role, kinds in closed.items() for kind in kinds],
        "limited": sorted({kind for kinds in closed.values() for kind in kinds}),
        "day": day, "now": timezone.now(), "mail_from": max(day, timezone.localdate()),
        "zone": settings.TIME_ZONE, "address": reverse("core:record", args=[0]),
    }  # fmt: skip


def _drop_veiled(cursor, day):
    """Take out what is veiled from a person although the role sees the kind (an unasked question slip)."""
    cursor.execute("SELECT DISTINCT membership_id FROM remind_told")
    actors = actors_of([pk for (pk,) in cursor.fetchall()], day)
    hidden = [_hidden(pk, condition) for pk, actor in actors.items() for condition in veils(actor)]
    for start in range(0, len(hidden), UNION):
        some = hidden[start : start + UNION]
        pairs = list(some[0].union(*some[1:], all=True))
        if pairs:
            memberships, records = zip(*pairs, strict=True)
            cursor.execute(statements.UNVEIL, {"memberships": list(memberships), "records": list(records)})


def _hidden(membership_id, condition):
    """(membership, record) of what a veil hides from that membership among what it is about to be told."""
    told = RawSQL("SELECT record_id FROM remind_told WHERE membership_id = %s", [membership_id])  # noqa: S611
    rows = Record.objects.filter(condition, pk__in=told).order_by()
    return rows.annotate(seat=Value(membership_id)).values_list("seat", "pk")
