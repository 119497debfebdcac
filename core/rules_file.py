"""Reads the two data files of time limits: the rules and the special days.

Pure: files in, frozen rows out. The files carry their own vocabulary (register, who owes, from what day),
so that nothing of the domain stands here. Errors name the code, the ordinal and the line of each row.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.calendar import WorkCalendar
from core.counting import Unit

SLUG = re.compile(r"[a-z][a-z0-9_]*\Z")
CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
VOCABULARIES = {"register": "registers", "owed_by": "owed_by", "anchor": "anchors", "level": "levels"}
CLOSED = {
    "unit": {"calendar", "working"},
    "regime": {"A", "B"},
    "applies_by": {"anchor", "acceptance", "always"},
    "confidence": {"verified", "verify"},
}


class RulesFileError(ValueError):
    """One message per fault; ``faults`` holds them apart."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class RuleRow:
    """One limit of one regime, as it stands in the file.

    ``offset`` is in ``unit``, negative before the anchor, None when the law sets no number. ``valid_to`` is
    the last day in force, None when still in force; which day is held against the two is ``applies_by``.
    ``level`` and ``scope`` are empty for every level and the whole country. ``extends_by`` more units may be
    granted ``extends_times`` times; None where the law allows no extension.
    """

    code: str
    register: str
    owed: str
    owed_by: str
    anchor: str
    unit: Unit
    regime: str
    basis: str
    valid_from: date
    applies_by: str
    confidence: str
    offset: int | None = None
    valid_to: date | None = None
    level: str = ""
    scope: str = ""
    article: str = ""
    note: str = ""
    extends_by: int | None = None
    extends_times: int = 1
    enabled: bool = True

    @property
    def key(self) -> tuple[str, str, str]:
        """What may have one row in force on any day."""
        return self.code, self.level, self.scope

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


TYPES: dict[str, type] = {
    **{field.name: str for field in fields(RuleRow)},
    **{
        "offset": int,
        "extends_by": int,
        "extends_times": int,
        "valid_from": date,
        "valid_to": date,
        "enabled": bool,
    },
}
REQUIRED = {field.name for field in fields(RuleRow) if field.default is MISSING}


def read(path: Path) -> list[RuleRow]:
    """The rows of a rules file, disabled ones too; raises RulesFileError with every fault found."""
    text = path.read_text(encoding="utf-8")
    data = tomllib.loads(text)
    words = _words(data)
    rows: list[RuleRow] = []
    faults: list[str] = []
    for where, raw in _placed(text, data.get("rule", [])):
        found = [f"{where}: {fault}" for fault in _faults(raw, words)]
        faults += found
        if not found:
            rows.append(RuleRow(**raw))
    faults += _overlaps(rows)
    if faults:
        raise RulesFileError(faults)
    return rows


def labels(path: Path) -> dict[str, dict[str, str]]:
    """The file's own words on the screen: field name -> slug -> Vietnamese label."""
    return {name: dict(words) for name, words in _words(_load(path)).items()}


def pick(
    rows: Iterable[RuleRow], code: str, day: date, level: str = "", scopes: Collection[str] = ()
) -> RuleRow | None:
    """The row that governs ``day``: local before national, then the level's own before the general."""
    fitting = (
        row
        for row in rows
        if row.enabled and row.code == code and row.in_force(day)
        if row.level in ("", level) and (not row.scope or row.scope in scopes)
    )
    return max(fitting, key=lambda row: (bool(row.scope), bool(row.level)), default=None)


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _words(data: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    return {name: data[table] for name, table in VOCABULARIES.items() if table in data}


def _placed(text: str, raws: Iterable[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[rule]]"]
    for ordinal, (line, raw) in enumerate(zip(lines, raws, strict=True), 1):
        yield f"rule {ordinal} (line {line}, {raw.get('code', 'no code')})", raw


def _faults(raw: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """What is wrong with one row; the later checks only when the shape is right."""
    shape = [*_shape_faults(raw)]
    yield from shape
    if not shape:
        yield from _word_faults(raw, words)
        yield from _sense_faults(raw)


def _shape_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(REQUIRED - raw.keys()):
        yield f"{name} is missing"
    for name, value in raw.items():
        if name not in TYPES:
            yield f"unknown field {name}"
        elif not _is(value, TYPES[name]):
            yield f"{name} is not a {TYPES[name].__name__}: {value!r}"


def _is(value: object, kind: type) -> bool:
    """A bool is no number and a moment is no day, whatever Python's inheritance says."""
    if isinstance(value, bool | datetime):
        return kind is bool and isinstance(value, bool)
    return isinstance(value, kind)


def _word_faults(raw: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if not CODE.match(raw["code"]):
        yield "code is not of the form word.word"
    for name in ("register", "owed_by", "anchor", "level"):
        value = raw.get(name)
        if value and not SLUG.match(value):
            yield f"{name} is not a slug: {value!r}"
        elif value and name in words and value not in words[name]:
            yield f"{name} is not in the file's vocabulary: {value!r}"
    for name, allowed in CLOSED.items():
        if raw[name] not in allowed:
            yield f"{name} must be one of {', '.join(sorted(allowed))}: {raw[name]!r}"


def _sense_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    if not raw["owed"].strip() or not raw["basis"].strip():
        yield "owed and basis may not be empty"
    if raw["confidence"] == "verified" and not raw.get("article"):
        yield "a verified rule names its article"
    if "valid_to" in raw and raw["valid_to"] < raw["valid_from"]:
        yield "valid_to lies before valid_from"
    if raw.get("extends_by", 1) < 1 or raw.get("extends_times", 1) < 1:
        yield "extends_by and extends_times count from 1"
    if "extends_by" in raw and raw.get("offset", -1) < 0:
        yield "only a limit that runs forward can be extended"


def _overlaps(rows: Iterable[RuleRow]) -> Iterator[str]:
    """Two rows of one code, level and scope in force on the same day."""
    ordered = sorted(rows, key=lambda row: (row.key, row.valid_from))
    for first, second in pairwise(ordered):
        if first.key == second.key and (first.valid_to is None or second.valid_from <= first.valid_to):
            yield f"{'/'.join(filter(None, first.key))}: two rows in force on {second.valid_from}"


@dataclass(frozen=True)
class SpecialDay:
    """A day that is off though it looks worked, or worked though it looks off."""

    date: date
    worked: bool
    name: str
    basis: str
    confidence: str


@dataclass(frozen=True)
class ConfirmedYear:
    """A year whose holidays have been announced, and by what."""

    year: int
    basis: str
    confidence: str


@dataclass(frozen=True)
class SpecialDays:
    days: tuple[SpecialDay, ...]
    years: tuple[ConfirmedYear, ...]

    def calendar(self) -> WorkCalendar:
        """The calendar these rows make, for tests and for a portal whose administrator changed nothing."""
        return WorkCalendar(
            special={day.date: day.worked for day in self.days},
            confirmed_years=[year.year for year in self.years],
            names={day.date: day.name for day in self.days},
        )


def read_days(path: Path) -> SpecialDays:
    """The special days and the confirmed years; raises RulesFileError with every fault found."""
    data = _load(path)
    faults = [
        *_list_faults("day", data.get("day", []), SpecialDay, "date"),
        *_list_faults("year", data.get("year", []), ConfirmedYear, "year"),
    ]
    if faults:
        raise RulesFileError(faults)
    days = sorted((SpecialDay(**raw) for raw in data.get("day", [])), key=lambda row: row.date)
    years = sorted((ConfirmedYear(**raw) for raw in data.get("year", [])), key=lambda row: row.year)
    return SpecialDays(tuple(days), tuple(years))


def _list_faults(name: str, raws: list[dict[str, Any]], row: type, key: str) -> Iterator[str]:
    kinds: dict[str, Any] = {field.name: field.type for field in fields(row)}
    seen: set[object] = set()
    for ordinal, raw in enumerate(raws, 1):
        where = f"{name} {ordinal} ({raw.get(key, f'no {key}')})"
        if raw.keys() != kinds.keys():
            yield f"{where}: fields must be {', '.join(kinds)}"
            continue
        for field, kind in kinds.items():
            if not _is(raw[field], kind):
                yield f"{where}: {field} is not a {kind.__name__}"
        if raw["confidence"] not in CLOSED["confidence"]:
            yield f"{where}: confidence must be verified or verify"
        if raw[key] in seen:
            yield f"{where}: stands twice"
        seen.add(raw[key])
