"""Which days are worked in Vietnam.

Base: PyPI ``holidays`` (Labour Code, arts. 111-112, and the swaps it knows). Above it stand the special
rows kept by the administrator: an extra day off, or a Saturday worked to make up for one (làm bù).
No Django here: the rows come in as plain mappings.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

WEEKEND = {5: "Thứ Bảy", 6: "Chủ nhật"}
OBSERVED = " (nghỉ bù)"
SWAP = re.compile(r"thay cho ngày (\d{2}/\d{2}/\d{4})")


@dataclass(frozen=True)
class _Base:
    """One year as the library sees it."""

    off: frozenset[date]
    names: Mapping[date, str]


def _plain_name(name: str) -> str:
    """The library names each day of Tết; the screen names the feast."""
    if "Tết Nguyên Đán" in name or name == "29 Tết":
        return "Tết Nguyên đán"
    return name.removeprefix("Ngày ") if "Giỗ Tổ" in name else name


def _reason(day: date, name: str, feasts: Mapping[str, date]) -> str:
    """The Vietnamese reason for a named day off; a day in lieu says which day it stands for."""
    if swap := SWAP.search(name):
        return f"nghỉ, làm bù ngày {swap[1]}"
    if not name.endswith(OBSERVED):
        return _plain_name(name)
    feast = name.removesuffix(OBSERVED)
    return f"nghỉ bù ngày {feasts.get(feast, day):%d/%m/%Y} ({_plain_name(feast)})"


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(i) for i in range((date(year, 12, 31) - first).days + 1)]


@lru_cache(maxsize=256)
def _base(year: int) -> _Base:
    """Ask the library once per year and process.

    The neighbouring years are loaded too: a swap is filed under the year of its day off, and the day
    worked in return may lie in another (31/12/2018 against 05/01/2019).
    """
    known = holidays.country_holidays("VN", years=range(year - 1, year + 2), language="vi")
    days = _days(year)
    feasts = {known[day].split("; ")[0]: day for day in reversed(days) if day in known}
    names = {day: _reason(day, known[day].split("; ")[0], feasts) for day in days if day in known}
    return _Base(frozenset(day for day in days if not known.is_working_day(day)), names)


class WorkCalendar:
    """The worked days: the library's, corrected by the special rows.

    ``special``: True = worked, False = off. ``confirmed_years``: the years whose holiday plan has been
    announced. ``names``: what the special days are called on the screen. The mappings are copied, so a
    calendar never changes; make another when a row changes.
    """

    def __init__(
        self,
        special: Mapping[date, bool] | None = None,
        confirmed_years: Collection[int] = (),
        names: Mapping[date, str] | None = None,
    ) -> None:
        self._special = dict(special or {})
        self._confirmed = frozenset(confirmed_years)
        self._names = dict(names or {})
        self._worked: dict[int, list[date]] = {}
        self._worked_set: dict[int, frozenset[date]] = {}

    def _year(self, year: int) -> list[date]:
        """The worked days of a year in order; made once."""
        if year not in self._worked:
            off = _base(year).off
            worked = [day for day in _days(year) if self._special.get(day, day not in off)]
            self._worked[year] = worked
            self._worked_set[year] = frozenset(worked)
        return self._worked[year]

    def is_working(self, day: date) -> bool:
        self._year(day.year)
        return day in self._worked_set[day.year]

    def reason_off(self, day: date) -> str | None:
        """Why the day is off, in Vietnamese; None when it is worked."""
        if self.is_working(day):
            return None
        name = self._names.get(day) or _base(day.year).names.get(day)
        return name or WEEKEND.get(day.weekday(), "ngày nghỉ theo thông báo")

    def next_working(self, day: date) -> date:
        """The day itself when worked, else the first worked day after it (Civil Code 2015, art. 148.5)."""
        return day if self.is_working(day) else self.add_working(day, 1)

    def previous_working(self, day: date) -> date:
        """The day itself when worked, else the last worked day before it."""
        return day if self.is_working(day) else self.add_working(day, -1)

    def add_working(self, day: date, n: int) -> date:
        """The n-th worked day after ``day``, before it when n < 0; 0 gives ``day`` itself."""
        if n == 0:
            return day
        return self._forward(day, n) if n > 0 else self._backward(day, -n)

    def _forward(self, day: date, n: int) -> date:
        year = day.year
        index = bisect_right(self._year(year), day) + n - 1
        while index >= len(self._year(year)):
            index -= len(self._year(year))
            year += 1
        return self._year(year)[index]

    def _backward(self, day: date, n: int) -> date:
        year = day.year
        index = bisect_left(self._year(year), day) - n
        while index < 0:
            year -= 1
            index += len(self._year(year))
        return self._year(year)[index]

    def working_between(self, a: date, b: date) -> int:
        """How many worked days from ``a`` to ``b``: ``a`` not counted, ``b`` counted; negative when b < a.

        The inverse of ``add_working``: ``working_between(a, add_working(a, n)) == n``.
        """
        if b < a:
            return -self._count_before(b, a)
        return self._count_before(a + timedelta(1), b + timedelta(1))

    def _count_before(self, first: date, end: date) -> int:
        """Worked days in [first, end)."""
        whole = sum(len(self._year(year)) for year in range(first.year, end.year))
        return whole - bisect_left(self._year(first.year), first) + bisect_left(self._year(end.year), end)

    def unconfirmed(self, a: date, b: date) -> list[int]:
        """The years from ``a`` to ``b`` whose holidays have not been announced yet."""
        first, last = sorted((a.year, b.year))
        return [year for year in range(first, last + 1) if year not in self._confirmed]
