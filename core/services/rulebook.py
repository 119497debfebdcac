"""Loads the shipped rules and special days into the database, again and again to the same end."""

from dataclasses import asdict

from django.db import transaction

from core.models import DeadlineRule, SpecialDay
from core.rules_file import read, read_days
from core.services import days

_KEY = ("code", "level", "valid_from")


@transaction.atomic
def load_rules(path):
    """Bring `DeadlineRule` to what the file says. Returns (new, changed, left alone because edited here)."""
    rows = [_columns(row) for row in read(path) if row.enabled and not row.scope]
    return _bring(DeadlineRule, rows, _KEY, scope=None)


def _columns(row):
    names = {field.name for field in DeadlineRule._meta.local_fields}
    values = {key: value for key, value in asdict(row).items() if key in names and key != "scope"}
    return {
        key: "" if value is None and key in ("level", "regime", "basis", "article", "note") else value
        for key, value in values.items()
    }


@transaction.atomic
def load_days(path):
    """Bring `SpecialDay` to what the file says. Returns (new, changed, left alone because edited here)."""
    rows = read_days(path).days
    values = [{"day": row.date, "worked": row.worked, "name": row.name, "basis": row.basis} for row in rows]
    counts = _bring(SpecialDay, values, ("day",))
    days.changed()
    return counts


def _bring(model, rows, key, **also):
    made = changed = kept = 0
    stored = {tuple(getattr(item, name) for name in key): item for item in model.objects.filter(**also)}
    for row in rows:
        item = stored.get(tuple(row[name] for name in key))
        if item is None:
            model.objects.create(**row, **also)
            made += 1
        elif item.edited:
            kept += 1
        elif any(getattr(item, name) != value for name, value in row.items()):
            model.objects.filter(pk=item.pk).update(**row)
            changed += 1
    return made, changed, kept
