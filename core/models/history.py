import pgtrigger
from django.conf import settings
from django.db import models

from core.models.watched import WATCHED


def _evidence():
    """The trigger that carries a change of a watched table on into the chained log."""
    whens = " ".join(f"WHEN '{table}' THEN '{act}'" for table, act in WATCHED.items())
    return pgtrigger.Trigger(
        name="evidence", when=pgtrigger.After, operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__table_name__in=list(WATCHED)),
        func=f"PERFORM nt_log_change(NEW, CASE NEW.table_name {whens} END); RETURN NULL;",
    )  # fmt: skip


class HistoryEntry(models.Model):
    """One change of one row, written by the database itself. Never updated, never deleted."""

    at = models.DateTimeField()
    record_id = models.BigIntegerField(null=True)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField(null=True)
    op = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    verb = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            _evidence(),
        ]
        indexes = [models.Index(fields=["record_id", "-id"], name="history_of_record")]

    def __str__(self):
        return f"{self.verb or self.op} {self.table_name}:{self.row_id}"
