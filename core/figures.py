"""Figures: one function each gives the records; their count is the figure and their list the drill-down.

    @figure("opinions.received", "opinion", "Ý kiến, kiến nghị tiếp nhận", "Mọi ý kiến ...")
    def received(council, start, end):
        return Opinion.objects.filter(owner=council, on__range=(start, end))

What narrows another figure is its part: the function gives the condition, and whole and parts are counted in one
reading of the records.

    @part("opinions.answered", "opinions.received", "Kiến nghị đã được trả lời", "Trong số tiếp nhận: ...")
    def answered(council, start, end):
        return Q(answered_on__lte=end)

All figures of a report are counted by one statement (`count_all`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet


@dataclass(frozen=True)
class Figure:
    """`measure` is empty for a count of rows, `distinct:<field>` or `sum:<field>`; `kind` is the register
    whose list shows the records behind. A part names its whole (`of`) and its condition."""

    key: str
    kind: str
    label: str
    definition: str
    records: Callable[[Any, date, date], QuerySet]
    measure: str = ""
    of: str = ""
    condition: Callable[[Any, date, date], Q] | None = None


FIGURES: dict[str, Figure] = {}


def figure(key: str, kind: str, label: str, definition: str, measure: str = "") -> Callable:
    """Register the decorated function as the definition of figure `key`."""

    def register(fn: Callable) -> Callable:
        FIGURES[key] = Figure(key, kind, label, definition, fn, measure)
        return fn

    return register


def part(key: str, of: str, label: str, definition: str) -> Callable:
    """Register the decorated condition as figure `key`, a part of figure `of`."""
    whole = FIGURES[of]

    def register(condition: Callable[[Any, date, date], Q]) -> Callable:
        def records(council: Any, start: date, end: date) -> QuerySet:
            return whole.records(council, start, end).filter(condition(council, start, end))

        FIGURES[key] = Figure(key, whole.kind, label, definition, records, of=of, condition=condition)
        return records

    return register


def count_all(council: Any, start: date, end: date) -> dict[str, int]:
    """Every registered figure of `council` from `start` to `end` (both included), in one statement."""
    statements, params = [], []
    for item in FIGURES.values():
        if not item.of:
            sql, values = _counted(item, council, start, end)
            statements.append(sql)
            params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        return {key: int(n or 0) for key, n in cursor.fetchall()}


def _counted(item: Figure, *period: Any) -> tuple[str, list]:
    """The statement that gives (key, number) of a figure and of its parts, reading the records once."""
    parts = [other for other in FIGURES.values() if other.of == item.key]
    flags = {f"c{n}": _flag(other.condition(*period)) for n, other in enumerate(parts) if other.condition}
    column, total = _measure(item)
    rows = item.records(*period).order_by().annotate(**flags)
    rows = (
        rows.values(column, *flags).distinct()
        if item.measure.startswith("distinct")
        else rows.values(column, *flags)
    )
    keys = [item.key, *(other.key for other in parts)]
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return " UNION ALL ".join(["SELECT %s AS key, 0::bigint AS n"] * len(keys)), keys
    counts = ", ".join([f"{total} AS n", *(f"count(*) FILTER (WHERE {name}) AS {name}" for name in flags)])
    pairs = ", ".join(f"(%s, {name})" for name in ["n", *flags])
    columns = ", ".join(["v", *flags])
    return (
        f"SELECT pair.key, pair.n FROM (SELECT {counts} FROM ({sql}) AS rows({columns})) AS counted, "  # noqa: S608
        f"LATERAL (VALUES {pairs}) AS pair(key, n)",
        [*values, *keys],
    )


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _measure(item: Figure) -> tuple[str, str]:
    """The column that a figure reads and how it is totalled."""
    how, _, column = item.measure.partition(":")
    return column or "pk", "coalesce(sum(v), 0)::bigint" if how == "sum" else "count(v)"
