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
_store = {"at": None, "ok": False}


def state():
    """{name: works} of each part."""
    alive = redis_answers()
    return {
        "database": database_answers(),
        "redis": alive,
        "worker": alive and worker_answers(),
        "disk": disk_has_room(),
        **({"files": store_answers()} if settings.S3_BUCKET else {}),
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


def store_answers():
    """Whether the S3-compatible store of the files lets the portal into its bucket; the answer is kept for ten seconds."""
    if _store["at"] is None or monotonic() - _store["at"] > REMEMBER:
        _store.update(at=monotonic(), ok=_knock())
    return _store["ok"]


def _knock():
    from boto3 import client
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    given = settings.STORAGES["default"]["OPTIONS"]
    quick = Config(connect_timeout=TIMEOUT, read_timeout=2 * TIMEOUT, retries={"total_max_attempts": 1},
                   s3={"addressing_style": given["addressing_style"]})  # fmt: skip
    try:
        client(
            "s3", endpoint_url=given["endpoint_url"], region_name=given["region_name"], config=quick,
            aws_access_key_id=given["access_key"], aws_secret_access_key=given["secret_key"],
        ).head_bucket(Bucket=given["bucket_name"])  # fmt: skip
    except (BotoCoreError, ClientError):
        return False
    return True


def disk_has_room():
    """Whether the folder of stored files (or the nearest one above it that exists) has room left."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free > MIN_FREE
    except OSError:
        return False
