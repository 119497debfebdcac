"""What a change of days off or of a rule would move among the open deadlines, found in one pass, before it is
done. Dates set by decision are never touched, nor those that somebody has moved away from the rule."""

from collections import defaultdict

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from core import counting
from core.models import Deadline, DeadlinePause, DeadlineRule
from core.services import days

CHUNK = 2000


def by_days(changes, progress=lambda percent: None, calendars=None):
    """The moves that other days off would bring. `changes` as in `days.calendars`; `calendars`, before and after,
    when the change has been stored already."""
    old, new = calendars or days.calendars(changes)
    moving = [day for day in changes if old.is_working(day) != new.is_working(day)]
    if not moving:
        return []
    rules = DeadlineRule.objects.in_bulk()
    return _moves(
        _touching(min(moving), max(moving)),
        lambda row: (rules[row.rule_id].offset, rules[row.rule_id].unit, old),
        lambda row: (rules[row.rule_id].offset, rules[row.rule_id].unit, new),
        progress,
    )


def by_rule(rule, offset, unit, progress=lambda percent: None):
    """The moves that counting what hangs on `rule` as `offset` units of `unit` would bring."""
    calendar = days.calendar()
    return _moves(
        _counted_open().filter(rule=rule),
        lambda row: (rule.offset, rule.unit, calendar),
        lambda row: (offset, unit, calendar),
        progress,
    )


def by_local_rule(rule, progress=lambda percent: None):
    """The moves that a body's own rule, not stored yet, would bring to what the national one counted."""
    calendar, rules, body = days.calendar(), DeadlineRule.objects.in_bulk(), rule.scope_id
    rows = _counted_open().filter(code=rule.code, rule__scope=None, anchor_on__gte=rule.valid_from)
    rows = rows.filter(Q(holder=body) | Q(holder__home=body) | Q(holder__parent=body))
    if rule.valid_to:
        rows = rows.filter(anchor_on__lte=rule.valid_to)
    return _moves(
        rows,
        lambda row: (rules[row.rule_id].offset, rules[row.rule_id].unit, calendar),
        lambda row: (rule.offset, rule.unit, calendar),
        progress,
    )


def _counted_open():
    rows = Deadline.objects.open().filter(decided=False, rule__offset__isnull=False)
    return rows.only(
        "record_id", "owed", "owed_by_id", "holder_id", "anchor_on", "due_on", "rule_id", "extra"
    )


def _touching(first, last):
    """Those whose count passes one of the days: a limit of working days anywhere between anchor and due date,
    one of calendar days where its bare end was put off, and whatever was paused."""
    bare = ExpressionWrapper(F("anchor_on") + F("rule__offset") + F("extra"), output_field=DateField())
    rows = _counted_open().filter(_overlaps(F("anchor_on"), first, last))
    paused = Exists(DeadlinePause.objects.filter(deadline=OuterRef("pk")))
    return rows.filter(Q(rule__unit="working") | Q(paused) | _overlaps(bare, first, last))


def _overlaps(start, first, last):
    """Whether the time between `start` and the due date, whichever comes first, meets [first, last]."""
    low, high = Least(start, F("due_on")), Greatest(start, F("due_on"))
    return Q(LessThanOrEqual(low, last)) & Q(GreaterThanOrEqual(high, first))


def _moves(rows, then, now, progress):
    """The moves of `rows`, whose stored date is what `then` counts and is not what `now` counts.

    `then`, `now`: functions of the deadline giving (offset, unit, calendar).
    """
    pauses, total, moves = _pauses(rows), rows.count(), []
    known = {}
    for n, row in enumerate(rows.order_by("pk").iterator(CHUNK)):
        if n % CHUNK == 0:
            progress(60 * n // max(total, 1))
        key = (row.rule_id, row.extra, row.anchor_on, row.pk if row.pk in pauses else None)
        if key not in known:
            stops = pauses.get(row.pk, ())
            known[key] = (_count(row, then(row), stops), _count(row, now(row), stops))
        old, new = known[key]
        if row.due_on == old != new:
            moves.append((row, old, new))
    return sorted(moves, key=lambda move: (move[1], move[0].pk))


def _count(row, by, pauses):
    offset, unit, calendar = by
    if offset is None:
        return None
    return counting.count(row.anchor_on, offset + row.extra, unit, calendar, pauses).running_due


def _pauses(rows):
    found = defaultdict(list)
    wanted = DeadlinePause.objects.filter(deadline__in=rows.order_by().values("pk"))
    for pk, start, end in wanted.values_list("deadline_id", "from_on", "to_on"):
        found[pk].append((start, end))
    return found
