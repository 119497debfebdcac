"""How long the file of a petition is kept, by rules that are data (petitions/data/retention.toml)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db.models import DateField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

FILE = Path(__file__).parent / "data" / "retention.toml"


@dataclass(frozen=True)
class Rule:
    code: str
    label: str
    states: tuple
    days: tuple
    years: int | None
    basis: str
    article: str
    confidence: str
    grave: bool = False

    def fits(self, petition):
        grave = petition.is_mass or bool(petition.tests)
        return petition.state in self.states and (grave or not self.grave)


@lru_cache(maxsize=1)
def rules():
    """The rules in the order in which they are tried."""
    rows = tomllib.loads(FILE.read_text())["rule"]
    return tuple(
        Rule(
            row["code"], row["label"], tuple(row["states"]), tuple(row["from"]), row.get("years"), row["basis"],
            row["article"], row["confidence"], row.get("mass_or_complex", False),
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True)
class Keeping:
    """How long a petition is kept: `until` is the last day, None for good or while the case goes on."""

    rule: Rule | None
    until: date | None

    @property
    def is_over(self):
        return self.until is not None and self.until < localdate()

    @property
    def words(self):
        if self.rule is None:
            return "Vụ việc chưa kết thúc, hồ sơ phải giữ."
        mark = " (cần kiểm chứng)" if self.rule.confidence == "verify" else ""
        base = f"{self.rule.label}: {self.rule.basis}, {self.rule.article}{mark}"
        return f"{base}. Giữ đến hết {self.until:%d/%m/%Y}." if self.until else f"{base}. Bảo quản vĩnh viễn."


def keeping(petition):
    """How long the file of this petition is to be kept."""
    rule = next((rule for rule in rules() if rule.fits(petition)), None)
    if rule is None or rule.years is None:
        return Keeping(rule, None)
    day = next(getattr(petition, name) for name in rule.days if getattr(petition, name))
    return Keeping(rule, years_on(day, rule.years))


def years_on(day, years):
    """The last day of a period of years that begins on `day`."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def expired(queryset, today=None):
    """The petitions whose time is over, as a condition on columns: a list for the one who decides."""
    today = today or localdate()
    grave = Q(is_mass=True) | ~Q(tests=[])
    found = Q(pk=None)
    for rule in rules():
        if rule.years is None:
            continue
        day = Coalesce(*(F(name) for name in rule.days)) if len(rule.days) > 1 else F(rule.days[0])
        queryset = queryset.annotate(
            **{f"from_{rule.code}": ExpressionWrapper(day, output_field=DateField())}
        )
        condition = Q(state__in=rule.states, **{f"from_{rule.code}__lt": years_on(today, -rule.years)})
        if any(other.grave and set(other.states) & set(rule.states) for other in rules()):
            condition &= ~grave
        found |= condition
    return queryset.filter(found)
