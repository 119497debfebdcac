"""`make run` as a person meets it: it answers, it stops, it survives being killed."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.embedded import BASE, until

pytestmark = pytest.mark.worker


class Portal:
    def __init__(self, root: Path):
        self.root, self.log, self.port = root, root / "portal.log", free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start the supervisor on data of its own; wait until /healthz answers 200."""
        environment = {"PORT": str(self.port), "EMBEDDED_ROOT": str(self.root), "EMBEDDED_FAST": "1"}
        mine = {"DEBUG": "on", "DATABASE_URL": "", "REDIS_URL": "", "MEDIA_ROOT": str(self.root / "media")}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", f"trap '' INT QUIT; exec {sys.executable} scripts/serve.py"],  # as `&` would
                cwd=BASE,
                env={**os.environ, **environment, **mine},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        assert until(self.is_healthy, 600), self.log.read_text()

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def tell(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def family(self) -> list[psutil.Process]:
        """Everything the supervisor started, the servers and their watcher included."""
        started = psutil.Process(self.process.pid).children(recursive=True)
        return started + [process for process in psutil.process_iter() if names(self.root, process)]


def names(root: Path, process: psutil.Process) -> bool:
    try:
        return str(root) in " ".join([process.cwd(), *process.cmdline()])
    except psutil.Error:
        return False


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def portal() -> Iterator[Portal]:
    with tempfile.TemporaryDirectory(prefix="nghitruong-", ignore_cleanup_errors=True) as name:
        portal = Portal(Path(name))
        yield portal
        if portal.process and portal.process.poll() is None:
            portal.tell(signal.SIGTERM)


def test_portal_starts_stops_and_outlives_a_kill(portal):
    portal.start()
    family = portal.family()
    assert len(family) > 8
    assert portal.tell(signal.SIGINT) == 0
    assert until(lambda: not any(map(is_alive, family)), 10), family

    started = time.monotonic()
    portal.start()
    assert time.monotonic() - started < 60
    family = portal.family()
    portal.tell(signal.SIGKILL)
    assert until(lambda: not any(map(is_alive, family)), 20), family

    portal.start()
    worker = next(p for p in portal.family() if "worker" in p.cmdline())
    worker.kill()
    assert portal.process.wait(timeout=60) == 1
    assert "worker ended with code -9" in portal.log.read_text()


def test_busy_port_is_said_before_anything_starts(portal):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", portal.port))
        taken.listen()
        run = subprocess.run(
            [sys.executable, "scripts/serve.py"],
            cwd=BASE,
            env={**os.environ, "PORT": str(portal.port), "EMBEDDED_ROOT": str(portal.root), "DEBUG": "on"},
            capture_output=True,
            text=True,
        )
    assert run.returncode == 1
    assert f"Port {portal.port} is in use" in run.stderr
    assert not (portal.root / "pg").exists()
