"""Lists read from a real streaming replica; whoever wrote sees it there, whatever the replica's delay."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from inspect import getclosurevars
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as given
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config import embedded
from config.embedded import until
from core import replica
from core.backup.database import tool
from core.services.rulebook import load_rules
from tests import factories
from tests.test_run import free_port
from tests.voters.make import opinion
from tests.world import signed_in

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
LIST = "/kien-nghi/"


# PostgreSQL refuses to follow with less of these than the one followed has.
_AT_LEAST = (
    "max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions",
    "max_locks_per_transaction",
)  # fmt: skip


def _no_lower():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*_AT_LEAST]])
        return " ".join(f"-c {name}={value}" for name, value in cursor.fetchall())


class Second:
    """A second PostgreSQL that follows the one of the tests."""

    def __init__(self):
        self.place = Path(tempfile.mkdtemp(prefix="replica-", dir="/tmp"))
        self.log = self.place.with_suffix(".log")
        self.home, self.port = connection.settings_dict["HOST"], free_port()
        self.identity = embedded._identity(Path(self.home))
        if "user" in self.identity:
            os.chown(self.place, self.identity["user"], -1)

    def run(self, name, *words):
        program = tool(name, connection.pg_version // 10000)
        with self.log.open("a") as log:
            subprocess.run([program, *words], check=True, stdout=log, stderr=log, cwd="/tmp", **self.identity)

    def start(self):
        data = self.place / "data"
        self.run(
            "pg_basebackup", "-h", self.home, "-U", "postgres", "-D", data, "-X", "stream", "-c", "fast", "-R"
        )
        self.up()

    def up(self):
        options = (
            f"-c unix_socket_directories={self.place} -c port={self.port} -c listen_addresses='' -c fsync=off "
            f"{_no_lower()}"
        )
        self.run("pg_ctl", "-D", self.place / "data", "-w", "-t", "300", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.place / "data", "-m", "immediate", "stop")

    def clear(self):
        """Whatever became of the start, no server stays behind."""
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.place, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    def link(self):
        name = connection.settings_dict["NAME"]
        return psycopg.connect(
            host=str(self.place), port=self.port, user="postgres", dbname=name, autocommit=True
        )

    def hold(self):
        """It receives but shows nothing new."""
        with self.link() as link:
            link.execute("SELECT pg_wal_replay_pause()")

    def go_on(self):
        with self.link() as link:
            link.execute("SELECT pg_wal_replay_resume()")

    def follows(self):
        with self.link() as link:
            return link.execute(
                "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [replica.place()]
            ).fetchone()[0]


@pytest.fixture
def second(settings, monkeypatch, request):
    made = Second()
    request.addfinalizer(made.clear)
    made.start()
    # Django's tests let nobody open a database that came after they began.
    opens = getclosurevars(BaseDatabaseWrapper.ensure_connection).nonlocals["real_ensure_connection"]
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", opens)
    alias = {**connections.settings["default"], "HOST": str(made.place), "PORT": made.port}
    connections.settings["replica"] = alias
    settings.DATABASE_ROUTERS = ["core.replica.Router"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "core.replica.ReadFromReplica"]
    replica._places.clear()
    replica._failed["at"] = float("-inf")
    yield made
    connections["replica"].close()
    del connections["replica"]
    del connections.settings["replica"]


@pytest.fixture
def town(transactional_db):
    load_rules(given.DEADLINE_RULES)
    return factories.city()


class Asked:
    """How many statements each database was asked while inside; the middleware's own looks left out."""

    def __enter__(self):
        self.seen = {"default": [], "replica": []}
        self.stack = [connections[name].execute_wrapper(self._note(name)) for name in self.seen]
        for one in self.stack:
            one.__enter__()
        return self

    def __exit__(self, *error):
        for one in self.stack:
            one.__exit__(*error)

    def _note(self, name):
        def note(execute, sql, params, many, context):
            if "_lsn" not in sql:
                self.seen[name].append(sql)
            return execute(sql, params, many, context)

        return note

    def rows(self, name):
        return [sql for sql in self.seen[name] if "voters_opinion" in sql]


def read(client, page=LIST):
    """(the page's text, which database the opinions came from)."""
    with Asked() as asked:
        text = client.get(page).content.decode()
    return text, [name for name in asked.seen if asked.rows(name)]


def test_lists_come_from_the_replica_and_forms_from_the_primary(town, second):
    made = opinion(town, title="Đèn đường ngõ 7 hỏng")
    client = signed_in(town.users["staff"])
    assert until(lambda: read(client)[1] == ["replica"], 20)
    assert "Đèn đường ngõ 7 hỏng" in read(client)[0]
    assert read(client, made.get_absolute_url())[1] == ["default"]


def test_a_write_is_seen_at_once_by_whoever_made_it(town, second, monkeypatch):
    monkeypatch.setattr(replica, "LAG", 600)
    made = opinion(town, title="Trước khi sửa")
    client, other = signed_in(town.users["staff"]), signed_in(town.users["chair"])
    assert until(lambda: read(client)[1] == read(other)[1] == ["replica"], 20)
    second.hold()
    page = client.get(f"{LIST}{made.pk}/sua/")
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    values |= {"title": "Sau khi sửa", "version": made.version, "on": f"{made.on:%d/%m/%Y}"}
    answer = client.post(f"{LIST}{made.pk}/sua/", values)
    assert answer.status_code == 302, answer.context["form"].errors
    assert replica.COOKIE in answer.cookies
    text, places = read(client)
    assert "Sau khi sửa" in text and places == ["default"]
    text, places = read(other)
    assert "Trước khi sửa" in text and places == ["replica"], "others may be some seconds behind"
    second.go_on()
    assert until(lambda: read(client)[1] == ["replica"], 20)
    assert "Sau khi sửa" in read(client)[0]


def test_a_replica_too_far_behind_is_not_asked(town, second, monkeypatch):
    opinion(town)
    client = signed_in(town.users["staff"])
    assert until(second.follows, 20)
    monkeypatch.setattr(replica, "LAG", 0.2)
    monkeypatch.setattr(replica, "EACH", 0.05)
    assert read(client)[1] == ["replica"]
    second.hold()
    opinion(town, title="Mới vào sổ")
    assert until(lambda: read(client)[1] == ["default"], 10)
    assert "Mới vào sổ" in read(client)[0]


def test_a_replica_that_is_away_costs_no_page(town, second):
    opinion(town, title="Đèn đường ngõ 7 hỏng")
    client = signed_in(town.users["staff"])
    assert until(lambda: read(client)[1] == ["replica"], 20)
    second.stop()
    text, places = read(client)
    assert "Đèn đường ngõ 7 hỏng" in text and places == ["default"]
    second.up()
    assert read(client)[1] == ["default"], "left alone for a while"
    replica._failed["at"] = float("-inf")
    assert until(lambda: read(client)[1] == ["replica"], 20)


def test_a_forged_cookie_changes_nothing(town, second):
    opinion(town)
    client = signed_in(town.users["staff"])
    assert until(second.follows, 20)
    for text in ("'; DROP TABLE x", "FFFFFFFFF/0", "", "0/0"):
        client.cookies[replica.COOKIE] = text
        assert client.get(LIST).status_code == 200


def test_without_a_replica_nothing_is_asked_of_one(town):
    assert "core.replica.ReadFromReplica" not in given.MIDDLEWARE and given.DATABASE_ROUTERS == []
    assert replica.COOKIE not in signed_in(town.users["staff"]).post("/thong-bao/doc-het/").cookies
