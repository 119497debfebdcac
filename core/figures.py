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

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from core.models import Body


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


# kind of record -> the lookup that leads to the body in whose name its records were made
_ACTORS: dict[str, str] = {}


def narrow_by(kind: str, lookup: str) -> None:
    """Let figures of `kind` be counted for one body of a council alone: a committee, its standing body."""
    _ACTORS[kind] = lookup


def of_body(item: Figure, council: Any, start: date, end: date, body: Any = None) -> QuerySet:
    """The records behind a figure; with a `body`, those made in its name."""
    rows = item.records(council, start, end)
    return rows if body is None else rows.filter(**{_ACTORS[item.kind]: body})


def countable(body: Any = None) -> list[Figure]:
    """The figures that can be counted: all of a council, and of one body those that know who acted."""
    return [item for item in FIGURES.values() if body is None or item.kind in _ACTORS]


def count_all(council: Any, start: date, end: date, body: Any = None) -> dict[str, int]:
    """Every registered figure of `council` from `start` to `end` (both included), in one statement."""
    sql, params = _statement(countable(body), council, start, end, body)
    return dict(_asked(sql, params))


def count_series(
    keys: Iterable[str], council: Any, periods: Sequence[tuple[date, date]], body: Any = None
) -> list[dict[str, int]]:
    """Some figures over several periods, in one statement: [{key: number}] in the order of the periods."""
    items = [FIGURES[key] for key in keys if key in FIGURES]
    found: list[dict[str, int]] = [{} for _ in periods]
    if not items or not periods:
        return found
    made = [_statement(items, council, *days, body) for days in periods]
    selects = (f"SELECT {n} AS place, key, n FROM ({text}) AS s{n}" for n, (text, _) in enumerate(made))  # noqa: S608
    sql = " UNION ALL ".join(selects)
    for place, key, n in _asked(sql, [value for _, values in made for value in values]):
        found[place][key] = n
    return found


_ANY = -(2**61) - 7106  # stands for a council's id in a statement made for many


def count_each(
    councils: Sequence[Any], start: date, end: date, keys: Iterable[str]
) -> dict[int, dict[str, int]]:
    """Some figures of many councils by the same definitions, in one statement: {council id: {key: number}}.

    The statement of one council is made once and asked for each row of the councils (LATERAL).
    """
    items = [FIGURES[key] for key in keys if key in FIGURES]
    if not items or not councils:
        return {council.pk: {} for council in councils}
    sql, params = _statement(items, Body(pk=_ANY), start, end)
    pieces, kept = sql.split("%s"), []
    for n, value in enumerate(params):
        pieces[n] += "wanted.id" if value == _ANY else "%s"
        kept += [] if value == _ANY else [value]
    ids = [council.pk for council in councils]
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    text = f"SELECT wanted.id, c.key, c.n FROM unnest(%s::bigint[]) AS wanted(id), LATERAL ({''.join(pieces)}) AS c(key, n)"  # noqa: S608
    for pk, key, n in _asked(text, [ids, *kept]):
        found[pk][key] = n
    return found


def behind(council: Any, start: date, end: date, body: Any = None) -> dict[str, list[int]]:
    """{key: ids of the records behind the figure}, in one statement."""
    found: dict[str, list[int]] = {item.key: [] for item in countable(body)}
    statements, params = [], []
    for item in countable(body):
        try:
            sql, values = (
                of_body(item, council, start, end, body).order_by().values("pk").query.sql_with_params()
            )
        except EmptyResultSet:
            continue
        statements.append(f"SELECT %s AS key, pk FROM ({sql}) AS rows(pk)")  # noqa: S608
        params += [item.key, *values]
    for key, pk in _asked(" UNION ALL ".join(statements) + " ORDER BY 1, 2", params) if statements else ():
        found[key].append(pk)
    return found


def _asked(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _statement(
    items: Iterable[Figure], council: Any, start: date, end: date, body: Any = None
) -> tuple[str, list]:
    """The statement that gives (key, number) of some figures; a whole is read once for itself and its parts."""
    wanted = {item.key for item in items}
    wholes = dict.fromkeys(FIGURES[FIGURES[key].of or key].key for key in FIGURES if key in wanted)
    statements, params = [], []
    for key in wholes:
        sql, values = _counted(FIGURES[key], wanted, council, start, end, body)
        statements.append(sql)
        params += values
    return " UNION ALL ".join(statements), params


def _counted(
    item: Figure, wanted: set[str], council: Any, start: date, end: date, body: Any
) -> tuple[str, list]:
    """The statement that gives (key, number) of a figure and of its wanted parts, reading the records once."""
    parts = [other for other in FIGURES.values() if other.of == item.key and other.key in wanted]
    flags = {
        f"c{n}": _flag(other.condition(council, start, end))
        for n, other in enumerate(parts)
        if other.condition
    }
    column, total = _measure(item)
    rows = of_body(item, council, start, end, body).order_by().annotate(**flags)
    rows = (
        rows.values(column, *flags).distinct()
        if item.measure.startswith("distinct")
        else rows.values(column, *flags)
    )
    keys = [item.key, *(other.key for other in parts)]
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return " UNION ALL ".join(["SELECT %s::text AS key, 0::bigint AS n"] * len(keys)), keys
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
