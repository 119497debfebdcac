"""What a report says, frozen: the figures of a council and a period, and short lists of names behind them.

Page, PDF and JSON render this one object. It is made by asking the registers' models, once; a drafted report
keeps it (`SummaryReport.figures`, `.lists`) and never asks again unless it is refreshed.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from core.figures import count_all
from council.models import Council
from reports import registers
from reports.period import Period, named


@dataclass(frozen=True)
class Facts:
    """`figures` is {key: number}; `lists` holds rows of text (days as dd/mm/yyyy) by name, see `registers`."""

    council: Council
    start: date
    end: date
    figures: dict = field(default_factory=dict)
    lists: dict = field(default_factory=dict)

    def n(self, key):
        """A figure; one that no register gives is zero."""
        return self.figures.get(key, 0)

    def rows(self, name):
        return self.lists.get(name) or []

    @property
    def period(self) -> Period:
        return named(self.start, self.end)

    @property
    def body(self):
        """The council in running text: "Hội đồng nhân dân thành phố", whatever the city belongs to."""
        return f"Hội đồng nhân dân {re.split(' (?:trực )?thuộc ', self.council.unit.kind)[0]}"

    def as_json(self):
        """The report's figures as the command line gives them."""
        days = {"from": self.start.isoformat(), "to": self.end.isoformat()}
        return {"council": self.council.code, **days, "figures": dict(sorted(self.figures.items()))}


def count(council, start, end):
    """The figures alone, by one statement: what the page shows."""
    return Facts(council, start, end, count_all(council, start, end))


def gather(council, start, end):
    """Figures and lists: what a report is written from."""
    return Facts(council, start, end, count_all(council, start, end), registers.lists(council, start, end))


def of_report(report):
    """The facts that a drafted report keeps."""
    council = Council.objects.select_related("unit").get(pk=report.owner_id)
    return Facts(council, report.start, report.end, report.figures, report.lists)
