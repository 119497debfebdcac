"""Zero downtime as a rule: what a new migration must not do to the release that still runs."""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.migrating import faults

OWN = ("core", "council", "council_sessions", "oversight", "voters", "petitions", "reports", "desk", "demo")
FIRST = 100  # what has a lower number belongs to the first release, before which nothing runs


def test_new_migrations_leave_the_running_release_alone():
    loader = MigrationLoader(None)
    found = []
    for key, migration in loader.disk_migrations.items():
        if key[0] in OWN and int(key[1][:4]) >= FIRST:
            found += faults(migration, loader.project_state([key], at_end=False))
    assert found == []


def test_every_room_is_looked_at():
    assert {label for label, _ in MigrationLoader(None).disk_migrations} >= set(OWN) - {"demo"}


def state():
    made = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40, null=True)),
              ("size", models.IntegerField())]  # fmt: skip
    made.add_model(ModelState("voters", "Thing", fields))
    return made


def judged(*operations, **more):
    made = migrations.Migration("0100_change", "voters")
    made.operations = list(operations)
    for name, value in more.items():
        setattr(made, name, value)
    return faults(made, state())


Check = models.CheckConstraint(condition=models.Q(size__gt=0), name="size_positive")
HARMFUL = [
    migrations.RemoveField("thing", "size"),
    migrations.DeleteModel("Thing"),
    migrations.RenameField("thing", "size", "length"),
    migrations.RenameModel("Thing", "Item"),
    migrations.AddField("thing", "weight", models.IntegerField(default=0)),
    migrations.AlterField("thing", "name", models.CharField(max_length=40)),
    migrations.AlterField("thing", "name", models.CharField(max_length=20, null=True)),
    migrations.AlterField("thing", "size", models.BigIntegerField()),
    migrations.AddIndex("thing", models.Index(fields=["size"], name="by_size")),
    migrations.AddConstraint("thing", Check),
    migrations.RunSQL("UPDATE voters_thing SET size = 1"),
    migrations.RunPython(lambda apps, editor: None),
]
HARMLESS = [
    migrations.AddField("thing", "weight", models.IntegerField(null=True)),
    migrations.AddField("thing", "weight", models.IntegerField(db_default=0)),
    migrations.AlterField("thing", "name", models.CharField("tên", max_length=80, null=True)),
    migrations.AlterField("thing", "name", models.TextField(null=True)),
    AddIndexConcurrently("thing", models.Index(fields=["size"], name="by_size")),
    AddConstraintNotValid("thing", Check),
    migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("thing", "size")]),
]


def named(op):
    return f"{type(op).__name__}-{getattr(op, 'name', '')}"


@pytest.mark.parametrize("op", HARMFUL, ids=named)
def test_what_harms_the_running_release_is_told(op, db):
    assert len(judged(op)) == 1 and "voters.0100_change" in judged(op)[0]
    assert judged(op, stops_portal="the table is rewritten") == []


@pytest.mark.parametrize("op", HARMLESS, ids=named)
def test_what_does_not_is_let_through(op, db):
    assert judged(op) == []


def test_a_table_of_one_s_own_may_have_anything(db):
    fields = [("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField())]
    made = migrations.CreateModel("Other", fields)
    assert judged(made, migrations.AddIndex("other", models.Index(fields=["size"], name="other_size")),
                  migrations.AddField("other", "weight", models.IntegerField(default=0))) == []  # fmt: skip


def test_data_moved_by_hand_wants_a_word(db):
    assert (
        judged(migrations.RunSQL("UPDATE voters_thing SET size = 1"), reviewed="one row, no lock held") == []
    )
