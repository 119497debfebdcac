"""`migrate` killed in the middle, again and again: the next start goes on from the last whole migration.

FAULT_ROUNDS says how often at most.
"""

import os
import random
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from config.embedded import BASE
from core.backup.database import tool
from tests.faults.rows import row

pytestmark = [pytest.mark.worker, pytest.mark.django_db]
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
SEED = int(os.environ.get("FAULT_SEED", "0")) or random.randrange(1, 10**6)
NAME = f"test_stopped_{settings.PROCESS}"


@pytest.fixture
def place(django_db_setup, django_db_blocker):
    """(environment, connection's values) of an empty database on the tests' server; gone afterwards."""
    mine = connection.settings_dict
    known = {"host": mine["HOST"], "user": mine["USER"] or "postgres", "port": mine["PORT"] or None}
    with psycopg.connect(**known, dbname="postgres", autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        url = settings.DATABASE_URL.rpartition("/")[0] + f"/{NAME}"
        yield (
            {
                **os.environ,
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "PYTHONUNBUFFERED": "1",
            },
            known,
        )
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))


def started(around, *words):
    command = [sys.executable, "manage.py", "migrate", "--no-input", *words]
    return subprocess.Popen(
        command, cwd=BASE, env=around, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def killed(around, dice):
    """Start, let some migrations pass, kill in the next one. Whether there was one to be killed in."""
    part, left = started(around), dice.randrange(1, 4)
    for line in part.stdout:
        left -= line.startswith("  Applying")
        if not left:
            break
    else:
        assert part.wait() == 0
        return False
    time.sleep(dice.uniform(0, 0.15))
    os.killpg(part.pid, signal.SIGKILL)
    part.wait()
    part.stdout.close()
    return True


def shape(name, known):
    """The tables, indexes, triggers and functions of a database."""
    command = [tool("pg_dump", connection.pg_version // 10000), "--schema-only", "--no-owner", "-h", known["host"],
               "-U", known["user"], name]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return sorted(
        line for line in done.stdout.splitlines() if line and not line.startswith(("--", "\\", "SET "))
    )


def test_a_migration_killed_in_the_middle_is_made_up_for(place, django_db_blocker):
    around, known = place
    dice, times = random.Random(SEED), 0
    while times < ROUNDS and killed(around, dice):
        times += 1
    last = started(around, "--verbosity", "0")
    assert last.wait(600) == 0
    with django_db_blocker.unblock():
        connection.ensure_connection()
        assert shape(NAME, known) == shape(connection.settings_dict["NAME"], known)
    assert times >= min(ROUNDS, 20)
    row(
        "migration killed in the middle",
        times,
        "all tables, triggers and indexes",
        0,
        0,
        f"the next `migrate` goes on; seed {SEED}",
    )
