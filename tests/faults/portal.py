"""A portal of its own (PostgreSQL, Valkey, web, worker) as in production, to be killed, and people at work on it."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import requests
from cryptography.fernet import Fernet
from django.db import connection

from config import embedded
from config.embedded import BASE, DATABASE, until
from core.backup.database import tool
from tests.test_run import free_port
from tests.workers import Worker

PEOPLE = 3
PRODUCTION = {
    "DEBUG": "off", "HTTPS": "off", "ALLOWED_HOSTS": "127.0.0.1", "SECRET_KEY": "x" * 60, "PYTHONWARNINGS": "ignore",
    "DATABASE_POOL": "6", "EMAIL_URL": "dummymail://", "DJANGO_SETTINGS_MODULE": "config.settings", "WEB_WORKERS": "2",
}  # fmt: skip


class Portal:
    def __init__(self, home):
        self.home, self.port = Path(home), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.database, self.queue = embedded.Postgres(self.home), embedded.Valkey(self.home)
        self.web, self.worker, self.around = None, None, None

    # --- up and down --------------------------------------------------------------------------------------------------

    def open(self):
        """Start all of it, on a copy of the tests' empty database."""
        safe = os.environ.pop(
            "EMBEDDED_FAST", None
        )  # what is acknowledged must survive a kill, as in production
        try:
            urls = {
                "DATABASE_URL": embedded.database_url(self.home),
                "REDIS_URL": embedded.redis_url(self.home),
            }
        finally:
            if safe is not None:
                os.environ["EMBEDDED_FAST"] = safe
        self.around = {
            **os.environ, **PRODUCTION, **urls, "FIELD_KEY": Fernet.generate_key().decode(),
            "MEDIA_ROOT": str(self.home / "media"), "METRICS_DIR": str(self.home / "metrics"),
            "WEB_BIND": f"127.0.0.1:{self.port}",
        }  # fmt: skip
        self.around.pop("EMBEDDED_FAST", None)
        self._copy()
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.cookies = self.ask("fill", PEOPLE)
        self.worker = Worker(urls["REDIS_URL"], self.home / "worker.log", self.around)
        self.start_web()
        self.worker.start()

    def _copy(self):
        """The tests' tables and shipped rows in a database of the portal's own."""
        mine, version = connection.settings_dict, connection.pg_version // 10000
        with subprocess.Popen(
            [tool("pg_dump", version), "-Fc", "-h", mine["HOST"], "-U", mine["USER"] or "postgres", mine["NAME"]],
            stdout=subprocess.PIPE,
        ) as dump:  # fmt: skip
            subprocess.run(
                [tool("pg_restore", version), "--no-owner", "-h", str(self.database.sockets), "-U", "postgres", "-d", DATABASE],
                stdin=dump.stdout, check=True,
            )  # fmt: skip

    def close(self):
        if self.web:
            self.kill_web()
        if self.worker:
            self.worker.kill()
        embedded.release(self.home)

    def manage(self, *words):
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=BASE, env=self.around, check=True, capture_output=True, text=True)

    def ask(self, what, given):
        """What `tests/faults/within.py` answers, which works on the portal's own database."""
        command = [sys.executable, "tests/faults/within.py", what]
        done = subprocess.run(
            command, cwd=BASE, env=self.around, input=json.dumps(given), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    # --- what is killed -----------------------------------------------------------------------------------------------

    def start_web(self):
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "config/gunicorn.py",
            "config.wsgi:application",
        ]
        with (self.home / "web.log").open("a") as log:
            self.web = subprocess.Popen(
                command,
                cwd=BASE,
                env=self.around,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        assert until(self.answers, 120), (self.home / "web.log").read_text()[-3000:]

    def answers(self):
        with suppress(requests.RequestException):
            return requests.get(f"{self.address}/dang-nhap/", timeout=5).status_code == 200
        return False

    def kill_web(self):
        with suppress(ProcessLookupError):
            os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait(10)

    def fell_web(self, dice):
        """One working process, which gunicorn replaces, or all of it, which the supervisor starts again."""
        hands = psutil.Process(self.web.pid).children()
        if hands and dice.random() < 0.5:
            dice.choice(hands).kill()
            return
        self.kill_web()
        self.start_web()

    def fell_worker(self, dice):
        self.worker.kill()
        time.sleep(dice.uniform(0, 0.5))
        self.worker.start()

    def fell_database(self, dice):
        """One connection's process, after which PostgreSQL restarts all of them, or the whole server."""
        head = psutil.Process(int((self.database.place / "postmaster.pid").read_text().split()[0]))
        parts = head.children()
        if dice.random() < 0.5:
            backs = [part for part in parts if f" {DATABASE} " in " ".join(part.cmdline())] or parts
            with suppress(psutil.NoSuchProcess):
                dice.choice(backs).kill()
            return
        for part in [head, *parts]:
            with suppress(psutil.NoSuchProcess):
                part.kill()
        self._again(self.database)

    def fell_queue(self, dice):
        for part in psutil.process_iter(["name"]):
            with suppress(psutil.Error):
                if "valkey" in part.info["name"] and part.cwd() == str(self.queue.place):
                    part.kill()
        time.sleep(dice.uniform(0, 1))
        self._again(self.queue)

    def _again(self, server):
        def up():
            server.start()
            return until(server.up, 2)

        assert until(up, 60), server.log.read_text()[-3000:]


class Person(threading.Thread):
    """Enters one opinion after the other by the form, sends again what was not answered, as a person would, and has
    each third one printed. Knows what was acknowledged."""

    def __init__(self, portal, number, cookie, round_of):
        super().__init__(daemon=True)
        self.portal, self.number, self.stopped = portal, f"{round_of}-{number}", threading.Event()
        self.browser = requests.Session()
        self.browser.cookies.set("sessionid", cookie)
        self.tried, self.kept, self.prints, self.met, self.unclear, self.pauses = (
            [],
            {},
            [],
            Counter(),
            [],
            [0.0],
        )

    def run(self):
        while not self.stopped.is_set():
            self.enter(f"Kiểm tra {self.number}-{len(self.tried)}")

    def enter(self, title):
        page = self.until(200, "GET", "/kien-nghi/moi/")
        if page is None:
            return
        mark = {
            name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]
            for name in ("csrfmiddlewaretoken", "once")
        }
        self.tried.append(title)
        values = {
            "title": title,
            "field": "traffic",
            "competence": "commune",
            "on": "5/9/2026",
            "voter": "bà Hoa",
        }
        answer = self.until(302, "POST", "/kien-nghi/moi/", values | mark)
        if answer is None:
            return
        self.kept[title] = answer.headers["Location"]
        if len(self.kept) % 3 == 0:
            asked = self.until(302, "GET", f"/kien-nghi/in/?q={title}")
            if asked is not None:
                self.prints.append(int(re.fullmatch(r"/viec/(\d+)/", asked.headers["Location"])[1]))

    def until(self, status, method, path, data=None):
        """The answer with the awaited status, however often it must be asked for; None when it is time to go."""
        begun = time.monotonic()
        while time.monotonic() - begun < 120:
            answer = self.once(method, path, data)
            if answer is not None and answer.status_code == status:
                self.pauses.append(time.monotonic() - begun)
                return answer
            if self.stopped.is_set():
                return None
            time.sleep(0.1)
        raise AssertionError(f"{method} {path} is not answered with {status}: {self.met}")

    def once(self, method, path, data):
        try:
            answer = self.browser.request(
                method, self.portal.address + path, data=data, timeout=30, allow_redirects=False
            )
        except requests.RequestException:
            self.met["no connection"] += 1
            return None
        self.met[answer.status_code] += 1
        if answer.status_code >= 500 and not re.search("thử (gửi )?lại|thử gửi lần nữa", answer.text):
            self.unclear.append(f"{answer.status_code} {answer.text[:200]}")
        return answer


def under_load(portal, fell, rounds, seed, name):
    """Have people work while `fell(dice)` kills something `rounds` times; (people, seconds)."""
    dice, begun = random.Random(seed), time.monotonic()
    people = [Person(portal, n, cookie, f"{name}{seed}") for n, cookie in enumerate(portal.cookies)]
    for person in people:
        person.start()
    try:
        for _ in range(rounds):
            before = sum(len(person.kept) for person in people)
            worked = until(lambda before=before: sum(len(one.kept) for one in people) >= before + 2, 120)
            assert worked and all(person.is_alive() for person in people), [person.met for person in people]
            time.sleep(dice.uniform(0, 0.4))
            fell(dice)
        before = [len(person.kept) for person in people]
        healed = until(lambda: all(len(one.kept) > n for one, n in zip(people, before, strict=True)), 120)
        assert healed, "somebody cannot work after the last fault"
    finally:
        for person in people:
            person.stopped.set()
        for person in people:
            person.join(60)
    return people, time.monotonic() - begun
