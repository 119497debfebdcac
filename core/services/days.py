"""The working calendar as it is in force here: the national one corrected by the rows of `SpecialDay`."""

from functools import lru_cache

from django.conf import settings
from django.core.cache import cache

from core.calendar import WorkCalendar
from core.models import ConfirmedYear, SpecialDay
from core.rules_file import read_days

_KEY = "special-days"


def calendar():
    """The calendar; built anew when a special day or a confirmed year changed."""
    kept = cache.get(_KEY)
    if kept is None:
        kept = (_rows(), confirmed_years())
        cache.set(_KEY, kept, 300)
    return _built(*kept)


def calendars(changes):
    """(The calendar as stored now, the calendar after `changes`), both read afresh.

    `changes`: {day: (worked, name)}, or {day: None} for a special day taken away.
    """
    rows, years = _rows(), confirmed_years()
    after = {day: (worked, name) for day, worked, name in rows} | changes
    changed = tuple((day, *row) for day, row in sorted(after.items()) if row)
    return _built(rows, years), _built(changed, years)


def _rows():
    return tuple(SpecialDay.objects.order_by("day").values_list("day", "worked", "name"))


def changed():
    """Forget what was read: to be called when special days or confirmed years were edited."""
    cache.delete(_KEY)


@lru_cache(maxsize=8)
def _built(rows, years):
    return WorkCalendar(
        special={day: worked for day, worked, _ in rows},
        names={day: name for day, _, name in rows},
        confirmed_years=years,
    )


def confirmed_years():
    """The years whose days off are decided: those of the shipped file and those confirmed here."""
    return tuple(sorted({*_shipped(), *ConfirmedYear.objects.values_list("year", flat=True)}))


def shipped_years():
    """{year: by which document} of the shipped file."""
    return {row.year: row.basis for row in read_days(settings.SPECIAL_DAYS).years}


@lru_cache(maxsize=1)
def _shipped():
    return tuple(shipped_years())
