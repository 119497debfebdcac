"""Quorum and majorities of a council, counted and put into words; nothing of the database here.

Both are shares of *all* delegates of the council, never of those present. What the law says of a day stands in
`BASES`; a basis that was not read in the text is marked, and the screen shows the mark.
"""

from dataclasses import dataclass
from datetime import date

HALF, TWO_THIRDS, QUORUM = "half", "two_thirds", "quorum"


@dataclass(frozen=True)
class Basis:
    """By which instrument, in force from which day; `verified` when its text was read."""

    rule: str
    valid_from: date
    instrument: str
    article: str
    verified: bool

    def __str__(self):
        return f"{self.instrument}, {self.article}" if self.article else self.instrument


_OLD, _SHORT, _NOW = "Luật số 77/2015/QH13", "Luật số 65/2025/QH15", "Luật số 72/2025/QH15"
_SINCE = {_OLD: date(2016, 1, 1), _SHORT: date(2025, 3, 1), _NOW: date(2025, 6, 16)}
BASES = [
    *(
        Basis(rule, _SINCE[law], law, "", False)
        for law in (_OLD, _SHORT)
        for rule in (HALF, TWO_THIRDS, QUORUM)
    ),
    Basis(HALF, _SINCE[_NOW], _NOW, "Điều 35 khoản 2", True),
    Basis(TWO_THIRDS, _SINCE[_NOW], _NOW, "Điều 35 khoản 2", True),
    Basis(QUORUM, _SINCE[_NOW], _NOW, "", False),
]
WORDS = {
    HALF: "quá nửa tổng số đại biểu HĐND",
    TWO_THIRDS: "ít nhất hai phần ba tổng số đại biểu HĐND",
    QUORUM: "ít nhất hai phần ba tổng số đại biểu HĐND có mặt",
}


def needed(rule, total):
    """The smallest number of delegates that fulfils `rule` in a council of `total`."""
    return total // 2 + 1 if rule == HALF else -(-2 * total // 3)


def fulfils(rule, number, total):
    return total > 0 and number >= needed(rule, total)


def basis(rule, day):
    """By what `rule` holds on `day`; the oldest known where the day lies before all."""
    rows = [row for row in BASES if row.rule == rule]
    return max(
        (row for row in rows if row.valid_from <= day), key=lambda row: row.valid_from, default=rows[0]
    )


@dataclass(frozen=True)
class Finding:
    """A number held against a rule, with the words that say so."""

    rule: str
    number: int
    total: int
    day: date

    @property
    def need(self):
        return needed(self.rule, self.total)

    @property
    def met(self):
        return fulfils(self.rule, self.number, self.total)

    @property
    def missing(self):
        return max(0, self.need - self.number)

    @property
    def basis(self):
        return basis(self.rule, self.day)

    @property
    def share(self):
        """In per cent of all delegates, as it is read out: `51,02%`."""
        return f"{100 * self.number / self.total:.2f}%".replace(".", ",") if self.total else ""

    @property
    def words(self):
        """`Cần quá nửa tổng số đại biểu HĐND: ít nhất 50/98. Có 49 (50,00%): chưa đạt, thiếu 1.`"""
        verdict = "đạt" if self.met else f"chưa đạt, thiếu {self.missing}"
        return (
            f"Cần {WORDS[self.rule]}: ít nhất {self.need}/{self.total}. "
            f"Có {self.number}/{self.total} ({self.share}): {verdict}."
        )

    @property
    def ground(self):
        mark = "" if self.basis.verified else " (cần kiểm chứng)"
        return f"Căn cứ: {self.basis}{mark}."


def sum_fault(votes_for, votes_against, votes_abstain, present):
    """Why these totals cannot be right beside the number present; empty when they can."""
    counted = votes_for + votes_against + votes_abstain
    if counted == present:
        return ""
    how = f"thừa {counted - present}" if counted > present else f"thiếu {present - counted}"
    return (
        f"Cộng ba số là {counted}, khác số đại biểu có mặt {present} ({how}). "
        "Kiểm lại số phiếu, hoặc sửa điểm danh ở nội dung này rồi mở lại biểu quyết."
    )
