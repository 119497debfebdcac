"""What a report says, frozen: the figures of a council and a period, and short lists of names behind them.

Page, PDF and JSON render this one object. It is made by asking the registers' models, once; a drafted report
keeps it (`SummaryReport.figures`, `.lists`) and never asks again unless it is refreshed.
"""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from core.figures import count_all, count_series, countable
from core.models import Body
from council.models import Council, Term
from reports import annexes, claims, registers
from reports.period import Period, named


@dataclass(frozen=True)
class Facts:
    """`figures` is {key: number}; `lists` holds rows of text (days as dd/mm/yyyy) by name, see `registers`.

    `subject` is the body of the council that the report is of, None for the council itself. `compared` holds the
    figures of the same period of last year and those since the term began. `annexes` are the keys of the report's
    annexes, empty for those of the usual book.
    """

    council: Council
    start: date
    end: date
    figures: dict = field(default_factory=dict)
    lists: dict = field(default_factory=dict)
    compared: dict = field(default_factory=dict)
    subject: Body | None = None
    annexes: tuple = ()

    def n(self, key):
        """A figure; one that no register gives is zero."""
        return self.figures.get(key, 0)

    def rows(self, name):
        return self.lists.get(name) or []

    def timely(self, kind):
        """(limits kept, limits that fell due) of a register."""
        return tuple((self.lists.get("timely") or {}).get(kind, (0, 0)))

    def earned(self, kind):
        return claims.earned(self, kind)

    @property
    def period(self) -> Period:
        term = (self.compared or {}).get("term_words", "")
        return named(self.start, self.end, term)

    @property
    def body(self):
        """The council in running text: "Hội đồng nhân dân thành phố", whatever the city belongs to."""
        return f"Hội đồng nhân dân {re.split(' (?:trực )?thuộc ', self.council.unit.kind)[0]}"

    @property
    def speaker(self):
        """Who reports, in running text."""
        return self.subject.name if self.subject else self.body

    def as_json(self):
        """The report's figures as the command line gives them."""
        days = {"from": self.start.isoformat(), "to": self.end.isoformat()}
        return {"council": self.council.code, **days, "figures": dict(sorted(self.figures.items()))}


def count(council, start, end, subject=None):
    """The figures alone, by one statement."""
    return Facts(council, start, end, count_all(council, start, end, subject), subject=subject)


def compare(council, start, end, subject=None):
    """The figures with those they are compared to, by one statement: what the page shows.

    `compared` is {last, last_from, last_to} of the same days a year before, {term, term_from, term_words} since the
    term began.
    """
    before, term = (year_before(start, start=True), year_before(end)), term_at(council, end)
    spans = [(start, end), before, *([(term.starts_on, end)] if term else [])]
    figures, last, *since = count_series([item.key for item in countable(subject)], council, spans, subject)
    made = {
        "last": last, "last_from": before[0].isoformat(), "last_to": before[1].isoformat(), "term": since[0] if since else None,
        "term_from": term.starts_on.isoformat() if term else None,
        "term_words": term_words(term) if term and start == term.starts_on else "",
    }  # fmt: skip
    return Facts(council, start, end, figures, compared=made, subject=subject)


def gather(council, start, end, subject=None):
    """Figures, compared figures and lists: what a report is written from."""
    found = compare(council, start, end, subject)
    lists = registers.lists(council, start, end, subject)
    return Facts(council, start, end, found.figures, lists, found.compared, subject)


def of_days(report):
    """The period of a report, without its council."""
    return named(report.start, report.end, (report.compared or {}).get("term_words", ""))


def of_report(report):
    """The facts that a drafted report keeps."""
    council = Council.objects.select_related("unit").get(pk=report.owner_id)
    keys = tuple(annexes.chosen(report.outline, report.annexes))
    return Facts(
        council, report.start, report.end, report.figures, report.lists, report.compared, report.subject, keys
    )


def term_at(council, day):
    """The council's term that a day lies in."""
    ends = Q(ends_on=None) | Q(ends_on__gte=day)
    return Term.objects.filter(ends, council=council, starts_on__lte=day).order_by("-starts_on").first()


def term_words(term):
    last = term.ends_on.year if term.ends_on else term.starts_on.year + 5
    return f"nhiệm kỳ {term.starts_on.year} - {last}"


def year_before(day, start=False):
    """The same day a year before; the last day of a February stays one."""
    last = calendar.monthrange(day.year, day.month)[1]
    number = calendar.monthrange(day.year - 1, day.month)[1] if day.day == last and not start else day.day
    return date(day.year - 1, day.month, min(number, calendar.monthrange(day.year - 1, day.month)[1]))
