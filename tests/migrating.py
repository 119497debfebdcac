"""Whether a migration may run while the release before it still serves (docs/scale.md)."""

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
from django.db import connection
from django.db.migrations import operations as ops
from django.db.models import NOT_PROVIDED, CharField, CheckConstraint, TextField, UniqueConstraint

GONE = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
UNREAD = (ops.RunPython, ops.RunSQL)


def faults(migration, before):
    """[what the running release would suffer from]; `before` is the project's state before the migration."""
    if getattr(migration, "stops_portal", "") or migration.initial:
        return []
    new = {op.name_lower for op in migration.operations if isinstance(op, ops.CreateModel)}
    found, state = [], before.clone()
    for op in migration.operations:
        found += [
            f"{migration.app_label}.{migration.name}: {text}" for text in _judge(op, migration, new, state)
        ]
        op.state_forwards(migration.app_label, state)
    return found


def _judge(op, migration, new, state):
    if isinstance(op, GONE):
        return [
            f"{op.describe()}: the running release still reads it; take it from the state first, drop it a release later"
        ]
    if isinstance(op, UNREAD):
        return (
            []
            if getattr(migration, "reviewed", "")
            else [f"{op.describe()}: say in `reviewed` why it is harmless"]
        )
    if getattr(op, "model_name_lower", None) in new:
        return []
    if isinstance(op, ops.AddField):
        return _added(op)
    if isinstance(op, ops.AlterField):
        return _altered(op, migration, state)
    return _indexed(op)


def _added(op):
    field = op.field
    if field.many_to_many or field.null or field.db_default is not NOT_PROVIDED:
        return []
    return [f"{op.describe()}: the running release inserts rows without it; give it null=True or db_default"]


def _altered(op, migration, state):
    before = state.models[migration.app_label, op.model_name_lower].get_field(op.name)
    if before.null and not op.field.null:
        return [
            f"{op.describe()}: the running release still leaves it empty; add a NOT VALID check a release later"
        ]
    texts = isinstance(before, CharField | TextField) and isinstance(op.field, CharField | TextField)
    wider = texts and _length(op.field) >= _length(before)
    if not wider and before.db_type(connection) != op.field.db_type(connection):
        return [f"{op.describe()}: another type rewrites the table under a lock; add a second column"]
    return []


def _length(field):
    return float("inf") if field.max_length is None else field.max_length


def _indexed(op):
    if isinstance(op, AddIndexConcurrently | RemoveIndexConcurrently | AddConstraintNotValid):
        return []
    if isinstance(op, ops.AddIndex):
        return [
            f"{op.describe()}: writers wait while it is built; use AddIndexConcurrently with atomic = False"
        ]
    if isinstance(op, ops.AddConstraint) and isinstance(op.constraint, CheckConstraint | UniqueConstraint):
        return [
            f"{op.describe()}: the table is read under a lock; AddConstraintNotValid, then ValidateConstraint"
        ]
    return []
