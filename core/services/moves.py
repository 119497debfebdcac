"""Due dates that moved: found by comparing before and after an act, and told once to whoever they concern.

A move is (deadline, old due date, new due date); None stands for a clock that stands still.
"""

from collections import defaultdict
from contextlib import contextmanager

from django.db import connection
from django.urls import reverse

from core import notify, seats
from core.actor import KEEPERS
from core.models import Deadline, Record

SHOWN = 3


@contextmanager
def watched(record_id):
    """Gives a list that holds, after the block, the moves of what is open on the record and on its parts."""
    moves = []
    before = {row.pk: row.due_on for row in _open_on(record_id)}
    yield moves
    rows = Deadline.objects.filter(pk__in=before, met_on=None, waived_on=None) if before else ()
    moves += [(row, before[row.pk], row.due_on) for row in rows if row.due_on != before[row.pk]]


def _open_on(record_id):
    parts = Record.objects.filter(parent_id=record_id).values_list("pk", flat=True)
    rows = Deadline.objects.filter(record_id__in=[record_id, *parts], met_on=None, waived_on=None)
    return rows.only("pk", "due_on")


_STORE = """
UPDATE core_deadline d SET due_on = v.new, rule_id = coalesce(v.rule, d.rule_id)
FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::bigint[]) AS v(id, old, new, rule)
WHERE d.id = v.id AND d.due_on IS NOT DISTINCT FROM v.old AND d.met_on IS NULL AND d.waived_on IS NULL
RETURNING d.id
"""
BATCH = 1000


def store(moves, rule_id=None):
    """Write the new dates of `moves`, and with them the rule they are counted by. What was met, waived or moved by
    somebody else meanwhile is left as it is. Returns the moves that were made."""
    made = set()
    _lock(moves)
    for start in range(0, len(moves), BATCH):
        part = moves[start : start + BATCH]
        columns = [[row.pk for row, _, _ in part], [old for _, old, _ in part], [new for _, _, new in part]]
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [*columns, [rule_id] * len(part)])
            made.update(pk for (pk,) in cursor.fetchall())
    return [move for move in moves if move[0].pk in made]


def _lock(moves):
    """Take the records in the order in which every act takes them, parents first, so that none waits for another
    in a circle."""
    pks = {deadline.record_id for deadline, _, _ in moves}
    list(Record.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))


def tell_moved(moves, text, *, key, record=None, also=(), but=None, gone="tạm dừng"):
    """Tell everybody whom the moves concern, each once: the people of the bodies that owe, the people who enter
    records for the bodies that hold them, and `also` (user ids), who are told `text` even without a date and led
    to `record`; the others are led to what moved.

    `text`: what happened and why; the old and new dates follow it. `key` makes the same act told once. `but`: the
    user id of whoever did it and knows. `gone`: the word for no date.
    """
    moves = [move for move in moves if move[1] != move[2]]
    concerned = _concerned(moves)
    concerned |= {user: concerned.get(user, frozenset()) for user in also if user}
    concerned.pop(but, None)
    groups, also = defaultdict(list), set(also)
    for user, bodies in concerned.items():
        groups[bodies, record is not None and user in also].append(user)
    codes = _codes(moves)
    for (bodies, led), users in groups.items():
        mine = [move for move in moves if bodies & _bodies(move[0])]
        url = record.get_absolute_url() if led else _where(mine)
        notify.tell(users, f"{text} {dates(mine, codes, gone)}".strip(), key=key, url=url)


def _bodies(deadline):
    return {("owes", deadline.owed_by_id), ("holds", deadline.holder_id)}


def _concerned(moves):
    """{user id: the bodies for whose sake they are told}."""
    bodies = set().union(*(_bodies(deadline) for deadline, _, _ in moves))
    concerned = defaultdict(frozenset)
    for body, role, user in seats.holders({pk for _, pk in bodies if pk}):
        concerned[user] |= {("owes", body)} & bodies
        concerned[user] |= {("holds", body)} & bodies if role in KEEPERS else set()
    return {user: found for user, found in concerned.items() if found}


def _codes(moves):
    """{record id: its number}; a title may say too much to some of those who are told."""
    pks = {deadline.record_id for deadline, _, _ in moves}
    if len(pks) > BATCH:
        return {}
    return dict(Record.objects.filter(pk__in=pks).exclude(code="").values_list("pk", "code"))


def dates(moves, codes, gone="tạm dừng"):
    """The first few moves in words, and how many more there are. `codes`: {record id: its number}."""
    lines = [_line(move, codes, gone) for move in moves[:SHOWN]]
    more = len(moves) - SHOWN
    return "; ".join(lines) + (f"; và {more} thời hạn khác." if more > 0 else "." if lines else "")


def _line(move, codes, gone):
    deadline, old, new = move
    code = codes.get(deadline.record_id)
    name = deadline.owed if len(deadline.owed) <= 60 else f"{deadline.owed[:57]}…"
    return f"{name}{f' ({code})' if code else ''}: {_day(old, gone)} → {_day(new, gone)}"


def _day(due_on, gone):
    return f"{due_on:%d/%m/%Y}" if due_on else gone


def _where(moves):
    """The record, when all that moved is on one; else the list of what is open."""
    records = {deadline.record_id for deadline, _, _ in moves}
    if len(records) == 1:
        return reverse("core:record", args=records)
    return reverse("core:deadlines")
