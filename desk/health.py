"""Whether the portal can work: database, Redis, worker, disk. Says yes or no, nothing else."""

import shutil
from pathlib import Path
from time import monotonic

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

TIMEOUT, REMEMBER, MIN_FREE = 1, 10, 200 * 1024 * 1024

_worker = {"at": None, "ok": False}


def state():
    """{name: works} of each part."""
    alive = redis_answers()
    return {
        "database": database_answers(),
        "redis": alive,
        "worker": alive and worker_answers(),
        "disk": disk_has_room(),
    }


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def redis_answers():
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def worker_answers():
    """Whether some worker answers; the answer is kept for ten seconds by this process."""
    if _worker["at"] is None or monotonic() - _worker["at"] > REMEMBER:
        _worker.update(at=monotonic(), ok=_ping())
    return _worker["ok"]


def _ping():
    try:
        return bool(current_app.control.inspect(timeout=TIMEOUT, limit=1).ping())
    except (OperationalError, redis.RedisError, OSError):
        return False


def disk_has_room():
    """Whether the folder of stored files (or the nearest one above it that exists) has room left."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free > MIN_FREE
    except OSError:
        return False
