"""The working calendar as it is in force here: the national one corrected by the rows of `SpecialDay`."""

from functools import lru_cache

from django.conf import settings
from django.core.cache import cache

from core.calendar import WorkCalendar
from core.models import SpecialDay
from core.rules_file import read_days

_KEY = "special-days"


def calendar():
    """The calendar; built anew when a special day changed."""
    rows = cache.get(_KEY)
    if rows is None:
        rows = tuple(SpecialDay.objects.values_list("day", "worked", "name"))
        cache.set(_KEY, rows, 300)
    return _built(rows)


def changed():
    """Forget what was read: to be called when special days were edited."""
    cache.delete(_KEY)


@lru_cache(maxsize=4)
def _built(rows):
    return WorkCalendar(
        special={day: worked for day, worked, _ in rows},
        names={day: name for day, _, name in rows},
        confirmed_years=confirmed_years(),
    )


@lru_cache(maxsize=1)
def confirmed_years():
    """The years whose days off are decided, from the file of special days."""
    return tuple(row.year for row in read_days(settings.SPECIAL_DAYS).years)
