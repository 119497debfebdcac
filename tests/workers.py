"""Real Celery workers for tests: on the tests' database and a queue of their own."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import redis
from django.conf import settings
from django.db import connection

from config.celery import app
from config.embedded import BASE, until

BROWSER, JOBS, FAULTS = 1, 2, 3  # who uses which queue


def broker(number):
    """The URL of a database of its own in the Valkey of the tests, `number` being 1 to 3."""
    place, _, cache = settings.REDIS_URL.rpartition("/")
    return f"{place}/{int(cache) + number}"


def environment(queue, **more):
    """What a process of the portal needs to work on the tests' database and the queue `queue`."""
    database = settings.DATABASE_URL.rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "on", "REDIS_URL": queue,
        "DATABASE_URL": database, "DATABASE_POOL": "2", "MEDIA_ROOT": str(settings.MEDIA_ROOT), "EMAIL_URL": "dummymail://",
        "PYTHONWARNINGS": "ignore", **more,
    }  # fmt: skip


class Worker:
    """One worker with one working process, started and killed at will."""

    def __init__(self, queue, log, around=None):
        self.log, self.part, self.around = Path(log), None, around or environment(queue)

    def start(self):
        """Start it and wait until it has a working process."""
        with self.log.open("a") as log:
            self.part = subprocess.Popen(
                [sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "--concurrency", "1",
                 "--loglevel", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"],
                cwd=BASE, env=self.around, start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        assert until(self.hands, 90), self.said()

    def hands(self):
        """The working processes."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.part.pid).children()
        return []

    def said(self):
        return self.log.read_text()[-5000:]

    def kill(self):
        """SIGKILL to the worker and its working process, as when the machine goes down."""
        if self.part is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.part.pid, signal.SIGKILL)
            self.part.wait(10)
            self.part = None


def empty(queue):
    client = redis.Redis.from_url(queue)
    client.flushdb()
    client.close()


class Sending:
    """The portal's own Celery application sends to `queue` for a while."""

    def __init__(self, queue):
        self.queue = queue

    def __enter__(self):
        self.before = app.conf.broker_url
        self._to(self.queue)

    def __exit__(self, *error):
        self._to(self.before)

    def _to(self, url):
        app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = url
        # The connections made so far lead to the other place.
        app._pool = app.amqp._producer_pool = None
