"""The first few rows of each of many lists, by one statement that walks indexes.

`holder IN (150 councils) ORDER BY due_on LIMIT 10` sorts every open deadline of the city. Here each council's first
rows are read from the index (a lateral join), and only those are sorted.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

_TYPES = {date: "date", int: "bigint", str: "text"}


@dataclass(frozen=True)
class Probe:
    """For every one of `values` of `column` the first `each` of `rows`; of all of them the first `limit`.

    `rows` is ordered by one column, by the key too only where an index has both. `label` tells the answers of
    several probes apart.
    """

    label: str
    rows: QuerySet
    column: str
    values: list
    each: int
    limit: int | None = None


def ask(probes) -> list[tuple[str, str, Any]]:
    """[(label, value as text, key)] of all probes, by one statement."""
    parts, params = [], []
    for probe in probes:
        sql, values = _lateral(probe)
        parts += [sql] if sql else []
        params += values
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return cursor.fetchall()


def _lateral(probe):
    order = probe.rows.query.order_by[0]
    down = " DESC" if order.startswith("-") else ""
    try:
        sql, values = _each(probe, order.lstrip("-")).query.sql_with_params()
    except EmptyResultSet:
        return "", []
    if not probe.values:
        return "", []
    limit = (
        "" if probe.limit is None else f"ORDER BY found.sort{down}, found.pk{down} LIMIT {int(probe.limit)}"
    )
    kind = _TYPES[type(probe.values[0])]
    text = (
        f"(SELECT %s AS label, each.v::text, found.pk FROM unnest(%s::{kind}[]) AS each(v), "  # noqa: S608
        f"LATERAL ({sql}) AS found(pk, sort) {limit})"
    )
    return text, [probe.label, probe.values, *values]


def _each(probe, sort):
    rows = probe.rows.filter(**{probe.column: RawSQL("each.v", ())})  # noqa: S611  (a constant)
    return rows.values_list("pk", sort)[: probe.each]
