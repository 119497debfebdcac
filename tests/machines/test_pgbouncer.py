"""The portal behind PgBouncer in transaction mode: fewer server connections than threads, nothing of one left to another."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from config import embedded
from config.embedded import BASE, until
from core.models import HistoryEntry, Record
from core.services.rulebook import load_rules
from tests import factories
from tests.test_run import free_port

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
SERVER_LINKS = 3

pytestmark = [
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PROGRAM, reason="pgbouncer is not installed"),
]


@pytest.fixture
def pooler():
    """PgBouncer in front of the tests' PostgreSQL; gives its port."""
    home, port = Path(tempfile.mkdtemp(prefix="pgbouncer-", dir="/tmp")), free_port()
    host = connection.settings_dict["HOST"]
    (home / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={host} port=5432 user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
        f"default_pool_size = {SERVER_LINKS}\nmax_client_conn = 100\nadmin_users = postgres\nlogfile = {home}/log\n"
    )
    identity = embedded._identity(Path(host))
    if "user" in identity:
        for path in (home, home / "pgbouncer.ini"):
            os.chown(path, identity["user"], -1)
    with (home / "said").open("w") as said:
        part = subprocess.Popen(
            [PROGRAM, home / "pgbouncer.ini"], stdout=said, stderr=said, cwd=home, **identity
        )
    assert until(lambda: answers(port), 10), (home / "said").read_text()
    yield port
    part.terminate()
    part.wait(10)
    shutil.rmtree(home, ignore_errors=True)


def link(port, name):
    return psycopg.connect(
        host="127.0.0.1", port=port, user="postgres", dbname=name, autocommit=True, prepare_threshold=None
    )


def answers(port):
    try:
        link(port, connection.settings_dict["NAME"]).close()
    except psycopg.OperationalError:
        return False
    return True


def test_many_threads_share_few_connections_and_leave_nothing_behind(pooler, tmp_path):
    load_rules(settings.DEADLINE_RULES)
    factories.city()
    around = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "on", "PGBOUNCER": "on", "DATABASE_POOL": "10",
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{pooler}/{connection.settings_dict['NAME']}",
        "REDIS_URL": settings.REDIS_URL, "MEDIA_ROOT": str(tmp_path / "media"), "PYTHONWARNINGS": "ignore",
        "EMAIL_URL": "dummymail://", "ALLOWED_HOSTS": "testserver",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "tests/machines/pooled.py"],
        cwd=BASE,
        env=around,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["made"]) == 40 and {status for _, status in found["seen"]} == {200}
    assert (found["job"], found["held"], found["swept"]) == ("done", [True, False, True, True], True)
    wrote_what_they_wrote(dict(found["made"]))
    assert not Record.objects.filter(title="Không được có").exists()
    nothing_left(pooler)


def wrote_what_they_wrote(made):
    """Each record's history names whoever entered it, though the connections changed hands."""
    rows = HistoryEntry.objects.filter(record_id__in=made, op="INSERT", table_name="core_record")
    assert {row.record_id: row.actor_id for row in rows} == made


def nothing_left(port):
    """What the server's connections carry when nobody works: no name, no lock, no statement, no path of their own."""
    with link(port, "pgbouncer") as admin:
        servers = admin.execute("SHOW SERVERS").fetchall()
    assert 1 <= len([row for row in servers if connection.settings_dict["NAME"] in row]) <= SERVER_LINKS
    with link(port, connection.settings_dict["NAME"]) as one:
        left = one.execute(
            "SELECT coalesce(current_setting('nt.actor', true), ''), current_setting('search_path'), "
            "(SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors), "
            "(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database()))"
        ).fetchone()
    assert left == ("", '"$user", public', 0, 0, 0), left
