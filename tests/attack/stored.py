"""Something harmful in every text that is stored, as if it had been typed there."""

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.test_house import ROOMS

# Not typed by anybody: keys, states, what is worked out, who signs in.
KEYS = {
    "password", "username", "state", "kind", "code", "key", "slug", "secret", "series", "once", "sha256", "content_type", "mark",
    "verb", "table_name", "action", "queue", "register", "prev", "hash", "message_id", "session_key", "credential", "words",
}  # fmt: skip


def fill(payload, short="", link=""):
    """Put it into every free text of every row: `short` where a column is too narrow, `link` where addresses stand.
    How many columns took it."""
    return sum(
        _write(model._meta.db_table, field.column, value)
        for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS
        for field, value in _free(model, payload, short, link) if value
    )  # fmt: skip


def _free(model, payload, short, link):
    for field in model._meta.local_concrete_fields:
        if field.choices or field.unique or field.name in KEYS:
            continue
        if type(field) in (models.CharField, models.TextField):
            yield field, payload if (field.max_length or 999) >= len(payload) else short
        elif isinstance(field, models.URLField):
            yield field, link


def _write(table, column, value):
    """False where a constraint says that this is no free text."""
    quote = connection.ops.quote_name
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # nobody acts: no history, no search words
            cursor.execute(
                f"UPDATE {quote(table)} SET {quote(column)} = %s WHERE {quote(column)} <> ''", [value]
            )
            return cursor.rowcount > 0
    except DatabaseError:
        return False
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")
