"""The working calendar as it is in force here: the national one corrected by the rows of `SpecialDay`."""

from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.db.models import BooleanField, DateField, F, IntegerField, Value

from core.calendar import WorkCalendar
from core.models import ConfirmedYear, SpecialDay
from core.rules_file import read_days

_KEY = "special-days"


def calendar():
    """The calendar; built anew when a special day or a confirmed year changed."""
    kept = cache.get(_KEY)
    if kept is None:
        kept = _read()
        cache.set(_KEY, kept, 300)
    return _built(*kept)


def calendars(changes):
    """(The calendar as stored now, the calendar after `changes`), both read afresh.

    `changes`: {day: (worked, name)}, or {day: None} for a special day taken away.
    """
    rows, years = _read()
    after = {day: (worked, name) for day, worked, name in rows} | changes
    changed = tuple((day, *row) for day, row in sorted(after.items()) if row)
    return _built(rows, years), _built(changed, years)


def _read():
    """(the special days, the confirmed years) in one reading."""
    columns = ("day", "worked", "name", "confirmed")
    nothing = {"day": Value(None, DateField()), "worked": Value(None, BooleanField()), "name": Value("")}
    days = SpecialDay.objects.annotate(confirmed=Value(None, IntegerField())).values_list(*columns)
    years = ConfirmedYear.objects.annotate(**nothing, confirmed=F("year")).values_list(*columns)
    rows = list(days.order_by().union(years.order_by(), all=True))
    special = sorted((day, worked, name) for day, worked, name, year in rows if year is None)
    return tuple(special), _with_shipped(year for *_, year in rows if year is not None)


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
    return _with_shipped(ConfirmedYear.objects.values_list("year", flat=True))


def _with_shipped(years):
    return tuple(sorted({*_shipped(), *years}))


def shipped_years():
    """{year: by which document} of the shipped file."""
    return {row.year: row.basis for row in read_days(settings.SPECIAL_DAYS).years}


@lru_cache(maxsize=1)
def _shipped():
    return tuple(shipped_years())
