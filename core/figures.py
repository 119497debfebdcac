"""Figures: one function each gives the records; their count is the figure and their list the drill-down.

    @figure("opinions.received", "opinion", "Ý kiến, kiến nghị tiếp nhận", "Mọi ý kiến ...")
    def received(council, start, end):
        return Opinion.objects.filter(owner=council, on__range=(start, end))

All figures of a report are counted by one statement (`count_all`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Figure:
    """`measure` is empty for a count of rows, `distinct:<field>` or `sum:<field>`; `kind` is the register
    whose list shows the records behind."""

    key: str
    kind: str
    label: str
    definition: str
    records: Callable[[Any, date, date], QuerySet]
    measure: str = ""


FIGURES: dict[str, Figure] = {}


def figure(key: str, kind: str, label: str, definition: str, measure: str = "") -> Callable:
    """Register the decorated function as the definition of figure `key`."""

    def register(fn: Callable) -> Callable:
        FIGURES[key] = Figure(key, kind, label, definition, fn, measure)
        return fn

    return register


def count_all(council: Any, start: date, end: date) -> dict[str, int]:
    """Every registered figure of `council` from `start` to `end` (both included), in one statement."""
    parts, params = [], []
    for item in FIGURES.values():
        sql, values = _measured(item, item.records(council, start, end))
        parts.append(f"SELECT %s AS key, ({sql}) AS n")
        params += [item.key, *values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {key: int(n or 0) for key, n in cursor.fetchall()}


def _measured(item: Figure, records: QuerySet) -> tuple[str, tuple]:
    how, _, field = item.measure.partition(":")
    rows = records.order_by().values(field or "pk")
    if how == "distinct":
        rows = rows.distinct()
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0", ()
    total = "coalesce(sum(v), 0)" if how == "sum" else "count(v)"
    return f"SELECT {total} FROM ({sql}) AS rows(v)", values  # noqa: S608  (Django's own SQL)
