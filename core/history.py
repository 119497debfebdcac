"""Who changed what: a trigger in Postgres notes each insert, update and delete with its author and act.

The note is one row of `HistoryEntry` with the changed columns only. The author, the act and a reason come from
`acting()`, through settings local to the transaction, so that a change made by any other road is still noted.
"""

from contextlib import contextmanager

import pgtrigger
from django.db import connection, transaction

_NEVER = ("tsv", "words", "version", "updated_at", "next_due", "password", "last_login")


class History(pgtrigger.Trigger):
    """Notes every change of a table. `record` is the column that leads to the record; `hide` are columns
    whose values must never be copied into the history (a change of them is noted without its values)."""

    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def __init__(self, record="", hide=()):
        super().__init__(name="history")
        self.record, self.hide = record, tuple(hide)

    def get_func(self, model):
        meta = model._meta
        skip = ",".join(f"'{name}'" for name in _NEVER)
        hide = ",".join(f"'{name}'" for name in self.hide)
        return (
            f"PERFORM nt_note_change('{meta.db_table}', TG_OP, to_jsonb(OLD), to_jsonb(NEW), "
            f"'{self.record}', '{meta.pk.column}', ARRAY[{skip}]::text[], ARRAY[{hide}]::text[]); RETURN NULL;"
        )


_SETTINGS = ("nt.actor", "nt.verb", "nt.note")


@contextmanager
def acting(user_id, verb, note=""):
    """Open a transaction whose changes are noted under `user_id` (or None), the act `verb` and a reason.

    Inside another act, that act's name is back in force afterwards.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _named() if nested else None
        _name([str(user_id or ""), verb, note])
        yield
        if nested:
            _name(before)


def _named():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"coalesce(current_setting('{key}', true), '')" for key in _SETTINGS)
        )
        return list(cursor.fetchone())


def _name(values):
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"set_config('{key}', %s, true)" for key in _SETTINGS), values)
