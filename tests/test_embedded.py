"""The embedded servers, started and stopped for real by separate processes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from environ import Env

from config import embedded

USER = """
import os, sys
from config import embedded
urls = embedded.database_url(sys.argv[1]), embedded.redis_url(sys.argv[1])
if sys.argv[2:] != ["fork"] or os.fork():
    print(*urls, flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the servers until it is told to leave."""

    def __init__(self, root: Path, *how: str):
        command = [sys.executable, "-c", USER, str(root), *how]
        self.process = subprocess.Popen(
            command,
            cwd=embedded.BASE,
            env={**os.environ, "EMBEDDED_FAST": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def urls(self) -> list[str]:
        return self.process.stdout.readline().split()

    def leave(self) -> None:
        self.process.communicate(timeout=30)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def root() -> Iterator[Path]:
    """Not `tmp_path`: each start of pytest closes that to the servers' own user."""
    with tempfile.TemporaryDirectory(prefix="nghitruong-") as name:
        yield Path(name)
        assert embedded.release(name), "somebody still uses the servers"


def is_up(root: Path) -> bool:
    return embedded.Postgres(root).up() or embedded.Valkey(root).up()


def belongs_to(root: Path, process: psutil.Process) -> bool:
    try:
        return str(root) in " ".join([process.cwd(), *process.cmdline()])
    except psutil.Error:
        return False


def ask(database: str, query: str) -> object:
    where = Env.db_url_config(database)
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], dbname=where["NAME"], autocommit=True
    ) as link:
        answer = link.execute(query)
        return answer.fetchone()[0] if answer.description else None


def test_servers_are_shared_and_the_last_user_stops_them(root):
    one, two = User(root), User(root)
    urls = one.urls()
    assert urls == two.urls()
    one.leave()
    time.sleep(0.3)
    assert is_up(root)
    two.leave()
    assert embedded.until(lambda: not is_up(root), 15)


def test_killed_user_leaves_a_clean_start_and_the_data(root):
    one = User(root)
    database, broker = one.urls()
    ask(database, "CREATE TABLE kept AS SELECT 'Nghị quyết' AS name")
    with redis.from_url(broker) as link:
        link.set("kept", "1")
    one.kill()
    two = User(root)
    assert two.urls() == [database, broker]
    assert ask(database, "SELECT name FROM kept") == "Nghị quyết"
    with redis.from_url(broker) as link:
        assert link.get("kept") == b"1"
    two.leave()


def test_killed_servers_and_watcher_are_replaced(root):
    one = User(root)
    database, _ = one.urls()
    servers = [process for process in psutil.process_iter() if belongs_to(root, process)]
    assert len(servers) > 2
    for process in servers:
        if process.pid != one.process.pid:
            process.kill()
    two = User(root)
    assert ask(two.urls()[0], "SELECT 1") == 1
    one.leave()
    two.leave()


def test_forked_child_keeps_the_servers_after_its_parent(root):
    one = User(root, "fork")
    database, _ = one.urls()
    one.process.send_signal(signal.SIGKILL)
    one.process.wait()
    time.sleep(0.3)
    assert ask(database, "SELECT 1") == 1
    one.process.communicate()


def test_stale_pid_file_of_another_program_is_no_obstacle(root):
    one = User(root)
    one.urls()
    one.leave()
    assert embedded.release(root)
    (root / "pg" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{root}/pg\n1\n5432\n{root}/pg\n\n1 1\nready   \n"
    )
    two = User(root)
    assert ask(two.urls()[0], "SELECT 1") == 1
    two.leave()


def test_vietnamese_letters_have_case_and_running_servers_cost_little(root):
    database = embedded.database_url(root)
    assert ask(database, "SELECT lower('ĐƯỜNG NGUYỄN HUỆ')") == "đường nguyễn huệ"
    started = time.monotonic()
    assert embedded.database_url(root) == database
    assert time.monotonic() - started < 0.03


def test_long_path_gets_a_short_socket(root):
    deep = root / ("x" * 60)
    database = embedded.database_url(deep)
    assert ask(database, "SELECT 1") == 1
    assert embedded.release(deep)
