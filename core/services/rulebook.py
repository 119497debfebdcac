"""Loads the shipped rules and special days into the database, again and again to the same end."""

from dataclasses import asdict

from django.db import transaction

from core.models import Deadline, DeadlineRule, SpecialDay
from core.rules_file import read, read_days
from core.services import days

_KEY = ("code", "level", "valid_from")
COUNTING = ("offset", "unit")


@transaction.atomic
def load_rules(path):
    """Bring `DeadlineRule` to what the file says. Returns (new, changed, left alone because edited here)."""
    rows = [_columns(row) for row in read(path) if row.enabled and not row.scope]
    return _bring(DeadlineRule, rows, _KEY, _replace, scope=None, retired=False)


def _replace(rule, row):
    for name, value in row.items():
        setattr(rule, name, value)
    store(rule)


def store(rule):
    """Store a changed rule. Deadlines counted by it keep the version that counted them: when its number of days
    changes and any hang on it, the old row is retired and a row of the next version takes its place."""
    old = DeadlineRule.objects.filter(pk=rule.pk).first()
    if old and recounts(old, rule) and Deadline.objects.filter(rule=old).exists():
        DeadlineRule.objects.filter(pk=old.pk).update(retired=True)
        rule.pk, rule.version, rule._state.adding = None, old.version + 1, True
    rule.save()
    return rule


def recounts(old, rule):
    """Whether the change of a rule changes what is counted by it."""
    return any(getattr(old, name) != getattr(rule, name) for name in COUNTING)


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
    counts = _bring(SpecialDay, values, ("day",), _update)
    days.changed()
    return counts


def _update(item, row):
    type(item).objects.filter(pk=item.pk).update(**row)


def _bring(model, rows, key, change, **also):
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
            change(item, row)
            changed += 1
    return made, changed, kept
