"""Periods of reports: free ranges of days, and the usual ones reckoned from a kind and a year."""

import calendar
from dataclasses import dataclass
from datetime import date

from reports.models import SummaryReport

Kind = SummaryReport.ReportKind

# choice -> (label, words before the year, kind of report, first month, last month)
USUAL = {
    "q1": ("Quý I", "quý I năm", Kind.QUARTER, 1, 3),
    "q2": ("Quý II", "quý II năm", Kind.QUARTER, 4, 6),
    "q3": ("Quý III", "quý III năm", Kind.QUARTER, 7, 9),
    "q4": ("Quý IV", "quý IV năm", Kind.QUARTER, 10, 12),
    "h1": ("6 tháng đầu năm", "6 tháng đầu năm", Kind.HALF, 1, 6),
    "h2": ("6 tháng cuối năm", "6 tháng cuối năm", Kind.HALF, 7, 12),
    "t9": ("9 tháng đầu năm", "9 tháng đầu năm", Kind.NINE, 1, 9),
    "nam": ("Cả năm", "năm", Kind.YEAR, 1, 12),
}
FREE, TERM = "tuy-chon", "nhiem-ky"
CHOICES = [
    (FREE, "Tùy chọn"),
    *((key, label) for key, (label, *_) in USUAL.items()),
    (TERM, "Từ đầu nhiệm kỳ"),
]


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included; `choice` is the usual period it is, or `tuy-chon`."""

    start: date
    end: date
    choice: str = FREE
    term: str = ""

    @property
    def kind(self):
        if self.choice == TERM:
            return Kind.TERM
        return USUAL[self.choice][2] if self.choice in USUAL else Kind.FREE

    @property
    def words(self):
        """As official titles name it: "quý I năm 2026", "từ tháng 4 đến tháng 9 năm 2022"."""
        if self.choice in USUAL:
            return f"{USUAL[self.choice][1]} {self.start.year}"
        if self.choice == TERM:
            return self.term
        return _free_words(self.start, self.end)


def _free_words(start, end):
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if not whole:
        return f"từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"tháng {start.month} năm {start.year}"
    first = f"tháng {start.month}" + (f" năm {start.year}" if start.year != end.year else "")
    return f"từ {first} đến tháng {end.month} năm {end.year}"


def usual(choice, year):
    """The usual period of that name in `year`."""
    *_, first, last = USUAL[choice]
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), choice)


def named(start, end, term=""):
    """The period of two days, known by its usual name if it has one; `term` names the term that begins with it."""
    if term:
        return Period(start, end, TERM, term)
    found = (usual(choice, start.year) for choice in USUAL)
    return next((item for item in found if (item.start, item.end) == (start, end)), Period(start, end))


def current_half(today):
    """The half-year that `today` lies in."""
    return usual("h1" if today.month <= 6 else "h2", today.year)


def last_quarter(today):
    """The quarter that ended before `today`."""
    quarter = (today.month - 1) // 3
    return usual(f"q{quarter}", today.year) if quarter else usual("q4", today.year - 1)
