"""Rows into tables by COPY: lines in PostgreSQL's text format, written table by table in large pieces."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection
from django.db.models import NOT_PROVIDED, AutoField, GeneratedField

NULL = "\\N"


class Table:
    """The lines of one model's table that wait to be written.

    Columns that a row does not name get the field's default; ids come from the sequence unless `numbered`.
    Values are text without tabs, line ends and backslashes; None is NULL.
    """

    def __init__(self, model, numbered=False):
        fields = [field for field in model._meta.local_concrete_fields if _written(field, numbered)]
        self.model, self.name = model, model._meta.db_table
        self.columns = [field.column for field in fields]
        self.at = {column: place for place, column in enumerate(self.columns)}
        self.blank = [_blank(field) for field in fields]
        self.lines = []

    def add(self, **values):
        line = self.blank.copy()
        for column, value in values.items():
            line[self.at[column]] = NULL if value is None else value
        self.lines.append("\t".join(line))

    def take(self):
        """What waits, as (statement, lines)."""
        lines, self.lines = self.lines, []
        names = ", ".join(f'"{column}"' for column in self.columns)
        return f'COPY "{self.name}" ({names}) FROM STDIN', lines


class Pipe:
    """Writes what tables hold from a thread of its own, on this thread's connection, which meanwhile must not
    be used: while the database takes in one batch, the next is made."""

    def __init__(self):
        self.link, self.pool, self.waits = connection.connection, ThreadPoolExecutor(1), None

    def send(self, tables):
        """Hand over a batch. Waits for the one before; raises what went wrong in it."""
        self.wait()
        self.waits = self.pool.submit(self._write, [table.take() for table in tables])

    def wait(self):
        if self.waits:
            self.waits.result()
            self.waits = None

    def _write(self, batch):
        with self.link.cursor() as cursor:
            for statement, lines in batch:
                if lines:
                    with cursor.copy(statement) as copy:
                        copy.write("\n".join(lines) + "\n")


def _written(field, numbered):
    return not isinstance(field, GeneratedField) and (numbered or not isinstance(field, AutoField))


def _blank(field):
    """The default of a field as COPY writes it; empty texts stay empty, all else without default is NULL."""
    if field.default is NOT_PROVIDED:
        return "" if field.empty_strings_allowed and not field.null else NULL
    value = field.get_default()
    if isinstance(value, bool):
        return "t" if value else "f"
    if value is None:
        return NULL
    return "{}" if value == [] else str(value)


def reserve(model, count):
    """Take `count` ids of a table's sequence at once, past every id in use. Returns the first."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
        (sequence,) = cursor.fetchone()
        top = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute("SELECT setval(%s, greatest(nextval(%s), %s) + %s)", [sequence, sequence, top, count])
        return cursor.fetchone()[0] - count + 1


@contextmanager
def quiet(models, count, threshold=20_000):
    """Write without triggers (history, next due date, foreign keys); when much is written also without the
    indexes, which are built anew at the end. Needs a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        kept = _drop_indexes(cursor, models) if count >= threshold else []
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for statement in kept:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _drop_indexes(cursor, models):
    """Drop the indexes that back no constraint. Returns the statements that build them again."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x') "
        "WHERE i.indrelid = ANY(%s::regclass[]) AND c.oid IS NULL AND NOT i.indisunique",
        [[model._meta.db_table for model in models]],
    )
    rows = cursor.fetchall()
    for name, _ in rows:
        cursor.execute(f"DROP INDEX {name}")
    return [statement for _, statement in rows]


def orphans(model, first):
    """Foreign keys of the rows from the id `first` on that lead nowhere, as [(column, rows)]."""
    found = []
    for field in model._meta.local_concrete_fields:
        if field.remote_field and field.db_constraint:
            broken = _broken(model, field, first)
            if broken:
                found.append((f"{model._meta.db_table}.{field.column}", broken))
    return found


def _broken(model, field, first):  # the names are those of our own models
    table, target = model._meta.db_table, field.remote_field.model._meta
    sql = (
        f'SELECT count(*) FROM "{table}" AS a LEFT JOIN "{target.db_table}" AS b '  # noqa: S608
        f'ON b."{field.target_field.column}" = a."{field.column}" '
        f'WHERE a."{model._meta.pk.column}" >= %s AND a."{field.column}" IS NOT NULL AND b."{field.target_field.column}" IS NULL'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [first])
        return cursor.fetchone()[0]
