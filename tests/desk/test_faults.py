"""Reminders under fire: real workers killed at random, a real Valkey, a real mail server that refuses and hangs.

FAULT_ROUNDS (25) says how often somebody is killed; FAULT_SEED repeats a run's dice.
"""

import asyncio
import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import psutil
import pytest
import redis
from aiosmtpd.controller import Controller
from celery import Celery
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from config.embedded import BASE, until
from core.models import Notice
from council.models import Role, User
from desk.models import Digest, Reminder, ReminderStep
from desk.reminders import mail
from desk.reminders.defaults import ship
from desk.reminders.sweep import sweep
from tests import factories
from tests.desk.reminding import owe, record, steps_by_hand
from tests.faults.rows import row
from tests.test_run import free_port
from tests.workers import FAULTS
from tests.workers import broker as queue

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "25"))
SEED = int(os.environ.get("FAULT_SEED", "0")) or random.randrange(1, 10**6)
TIMEOUT, LEASE, WORKERS = 1, 4, 2  # seconds, seconds, workers of two processes each
CLOSED = [Digest.State.SENT, Digest.State.DROPPED, Digest.State.FAILED]


class MailServer:
    """Accepts, refuses, hangs, or takes a mail and never says so; remembers the Message-IDs it took."""

    WAYS = {"accept": 60, "refuse": 10, "close": 5, "hang": 10, "take_and_hang": 8, "take_and_close": 7}

    def __init__(self, dice):
        self.dice, self.calm, self.taken, self.met = dice, False, [], Counter()
        self.port, self.running = free_port(), None

    def up(self):
        if self.running is None:
            self.running = Controller(self, hostname="127.0.0.1", port=self.port)
            self.running.start()

    def down(self):
        if self.running:
            self.running.stop()
            self.running = None
            self.met["down"] += 1

    async def handle_DATA(self, server, session, envelope):
        way = "accept" if self.calm else self.dice.choices(list(self.WAYS), self.WAYS.values())[0]
        self.met[way] += 1
        if way in ("accept", "take_and_hang", "take_and_close"):
            self.taken.append(message_from_bytes(envelope.content)["Message-ID"])
        if way.endswith("hang"):
            await asyncio.sleep(TIMEOUT * 1.5)
        if way.endswith("close"):
            server.transport.abort()
        return "451 later" if way == "refuse" else "250 taken"


class Workers:
    """Celery workers on the test's database and a queue of their own."""

    def __init__(self, broker, port, log):
        here = connection.settings_dict
        self.log, self.kills, self.parts = log, Counter(), {}
        self.environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "on", "REDIS_URL": broker,
            "DATABASE_URL": settings.DATABASE_URL.rpartition("/")[0] + f"/{here['NAME']}", "DATABASE_POOL": "2",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}", "EMAIL_TIMEOUT": str(TIMEOUT), "DIGEST_LEASE": str(LEASE),
            "DIGEST_BACKOFF": "0.2", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip

    def keep_up(self):
        """Start what is not running."""
        for name in range(WORKERS):
            if name not in self.parts or self.parts[name].poll() is not None:
                self.parts[name] = subprocess.Popen(
                    [sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "--concurrency", "2",
                     "--loglevel", "warning", "--hostname", f"w{name}@%h", "--without-gossip", "--without-mingle",
                     "--without-heartbeat"],
                    cwd=BASE, env=self.environment, start_new_session=True, stdin=subprocess.DEVNULL,
                    stdout=self.log, stderr=self.log,
                )  # fmt: skip

    def hands(self, part):
        """The working processes of a worker, none while it starts."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(part.pid).children() if part.poll() is None else []
        return []

    def ready(self):
        """Whether somebody works; who died is started again."""
        self.keep_up()
        return any(self.hands(part) for part in self.parts.values())

    def said(self):
        return Path(self.log.name).read_text()[-5000:]

    def kill_one(self, dice):
        """SIGKILL one of the working processes, or (one time in seven) a whole worker."""
        part = dice.choice([part for part in self.parts.values() if self.hands(part)] or [self.parts[0]])
        hands = self.hands(part)
        if hands and dice.random() < 0.85:
            self.kills["process"] += 1
            with suppress(psutil.NoSuchProcess):
                dice.choice(hands).kill()
        else:
            self.kills["worker"] += 1
            self.kill(part)

    def kill(self, part):
        with suppress(ProcessLookupError):
            os.killpg(part.pid, signal.SIGKILL)
        part.wait(10)

    def stop(self):
        for part in self.parts.values():
            self.kill(part)


@pytest.fixture
def broker():
    """A database of its own in the Valkey of the tests."""
    url = queue(FAULTS)
    client = redis.Redis.from_url(url)
    client.flushdb()
    yield url
    client.flushdb()
    client.close()


@pytest.fixture
def server():
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    server = MailServer(random.Random(SEED + 1))
    server.up()
    yield server
    server.down()


@pytest.fixture
def workers(broker, server, tmp_path):
    with (tmp_path / "workers.log").open("w") as log:
        found = Workers(broker, server.port, log)
        found.keep_up()
        yield found
        found.stop()


@pytest.fixture
def town(transactional_db):
    ship(ReminderStep)
    town = factories.city()
    factories.person("agency2", "Lý Thị Tám", town.agency, Role.AGENCY)
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.vn")
    return town


def test_nothing_is_lost_or_repeated_whoever_is_killed(town, broker, server, workers):
    dice, today = random.Random(SEED), timezone.localdate()
    dues = [today + timedelta(dice.randrange(-12, ROUNDS + 15)) for _ in range(40 + ROUNDS)]
    deadlines = {owe(record(town.council), due_on, town.agency).pk: due_on for due_on in dues}
    sweep(today)
    queue = Celery("faults", broker=broker, set_as_current=False)
    started = time.monotonic()
    for n in range(1, ROUNDS + 1):
        assert until(workers.ready, 120), workers.said()
        ask(queue, today + timedelta(n))
        at_work(server, dice)
        workers.kill_one(dice)
        server.down() if dice.random() < 0.15 else server.up()
    server.up()
    server.calm = True
    ended = finish(queue, workers, today + timedelta(ROUNDS))
    report(workers, server, time.monotonic() - started)
    assert ended, Counter(Digest.objects.values_list("state", flat=True))
    told_once(deadlines, today)
    mailed_once(server)


def at_work(server, dice):
    """Any moment of the first second after work was asked for, or just after a mail came to the server."""
    begun = server.met.total()
    if dice.random() < 0.5:
        until(lambda: server.met.total() > begun, 2)
        time.sleep(dice.uniform(0, 0.02))
    else:
        time.sleep(dice.uniform(0, 1))


def ask(queue, day):
    """What two beats ask for on a day."""
    for _ in range(2):
        queue.send_task("desk.tasks.remind", kwargs={"on": day.isoformat()})
        queue.send_task("desk.tasks.send_digests")


def finish(queue, workers, last):
    """The next runs of beat, until every mail has ended; mails of a day to come are let go now."""

    def ended():
        workers.keep_up()
        Digest.objects.filter(state="waiting").update(next_at=timezone.now())
        ask(queue, last)
        time.sleep(1)
        told = Reminder.objects.filter(told_on=last).exists()
        return told and not Digest.objects.exclude(state__in=CLOSED).exists()

    return until(ended, 120)


def report(workers, server, seconds):
    uncertain = Digest.objects.aggregate(n=Sum("uncertain"))["n"]
    repeated = len(server.taken) - len(set(server.taken))
    row(
        "worker killed, mail server refuses, hangs, hangs up", ROUNDS, f"{Digest.objects.count()} mails", 0,
        f"{repeated} of {uncertain} uncertain", f"{Reminder.objects.count()} reminders, each once; {seconds:.0f} s",
    )  # fmt: skip
    print(  # noqa: T201
        f"\nseed {SEED}: {ROUNDS} rounds in {seconds:.0f} s, killed {dict(workers.kills)}; server {dict(server.met)}; "
        f"{Reminder.objects.count()} reminders, {Digest.objects.count()} digests, "
        f"{Digest.objects.aggregate(n=Sum('attempts'))['n']} tries, {uncertain} uncertain, {repeated} mails repeated"
    )


def told_once(deadlines, today):
    """Exactly what the ladder calls for each day, each with one notice; a missed repetition may be left out."""
    told = set(Reminder.objects.values_list("deadline", "step", "person__username"))
    assert len(told) == Reminder.objects.count()
    called = {
        (pk, step, name)
        for pk, due_on in deadlines.items() for n in range(ROUNDS + 1)
        for step in steps_by_hand(due_on, today + timedelta(n)) for name in people(step)
    }  # fmt: skip
    assert told <= called
    assert {item for item in called - told if not item[1].startswith("late")} == set()
    keys = Counter(Notice.objects.filter(key__startswith="remind:").values_list("user__username", "key"))
    assert set(keys.values()) == {1}
    assert {(name, key.rpartition(":")[0]) for name, key in keys} == {
        (name, f"remind:{pk}:{step}") for pk, step, name in told
    }


def people(step):
    return {"head": ["staff"], "chair": ["chair"]}.get(step.split(":")[0], ["agency", "agency2"])


def mailed_once(server):
    """Each digest was taken; one was taken again only where its end was unknown, which was counted."""
    rows = list(Digest.objects.all())
    assert {row.state for row in rows} == {"sent"}
    taken = Counter(server.taken)
    assert set(taken) == {mail.message_id(row) for row in rows}
    again = {row: taken[mail.message_id(row)] - 1 for row in rows}
    assert [row for row, n in again.items() if n > row.uncertain] == []
    carried = Reminder.objects.filter(mail_on__isnull=False).values_list("person", "mail_on").distinct()
    assert set(carried) == {(row.person_id, row.day) for row in rows}
