"""The figures of running: parts, queue, long work, mails, reminders, backups, disk."""

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from core.backup import runs
from core.models import Backup, Job, LogEntry
from core.watch import queue
from desk import health
from desk.models import Digest, Sweep

LATE = timedelta(minutes=10)


def gauges():
    """[(name, help, [(labels, value)])] for Prometheus."""
    parts, jobs, mails = health.state(), waiting(), digests()
    found = [
        ("up", "Whether a part works", [({"part": name}, int(good)) for name, good in parts.items()]),
        (
            "jobs",
            "Long work by state",
            [({"state": key}, jobs[key]) for key in ("waiting", "running", "failed")],
        ),
        ("oldest_job_seconds", "How long the oldest waiting job has waited", [({}, jobs["oldest"])]),
        ("digests_overdue", "Reminder mails that should have gone", [({}, mails["overdue"])]),
        ("digests_failed", "Reminder mails given up in the last day", [({}, mails["failed"])]),
        ("reminders_swept_seconds", "Since the deadlines were last swept", _since(swept_at())),
        ("backup_age_seconds", "Since the last good backup began", _since(_good_at())),
        ("backup_last_failed", "Whether the latest backup failed", [({}, int(latest_failed()))]),
        ("disk_free_bytes", "Free on the disk of the files", [({}, disk()["free"])]),
        ("log_lines", "Lines of the chained log", [({}, log_lines())]),
    ]
    return found + _queues()


def _queues():
    state = queue.state()
    if state is None:
        return []
    return [
        ("queue_depth", "Tasks waiting in the queue", [({"queue": key}, n) for key, (n, _) in state.items()]),
        (
            "queue_oldest_seconds",
            "Age of the oldest waiting task",
            [({"queue": key}, age) for key, (_, age) in state.items()],
        ),
    ]


def _since(moment):
    return [({}, (timezone.now() - moment).total_seconds())] if moment else []


def _good_at():
    good = runs.last_good()
    return good and good.started_at


def latest_failed():
    last = Backup.objects.exclude(state=Backup.State.RUNNING).first()
    return bool(last) and last.state == Backup.State.FAILED


def waiting():
    """Long work: how much waits, runs, has failed in the last day; how long the oldest has waited (seconds)."""
    day = timezone.now() - timedelta(days=1)
    row = Job.objects.filter(Q(state__in=["waiting", "running"]) | Q(state="failed", ended_at__gte=day)).aggregate(
        waiting=Count("pk", Q(state="waiting")), running=Count("pk", Q(state="running")),
        failed=Count("pk", Q(state="failed")), first=Min("created_at", filter=Q(state="waiting")),
    )  # fmt: skip
    first = row.pop("first")
    return row | {"oldest": (timezone.now() - first).total_seconds() if first else 0}


def digests():
    """Reminder mails that wait, that should have gone ten minutes ago, that were given up in the last day."""
    now = timezone.now()
    rows = Digest.objects.filter(
        Q(state__in=Digest.OPEN) | Q(state="failed", next_at__gte=now - timedelta(days=1))
    )
    return rows.aggregate(
        waiting=Count("pk", Q(state__in=Digest.OPEN)), failed=Count("pk", Q(state="failed")),
        overdue=Count("pk", Q(state__in=Digest.OPEN, next_at__lt=now - LATE)),
    )  # fmt: skip


def swept_at():
    return Sweep.objects.values_list("ran_at", flat=True).first()


def log_lines():
    return LogEntry.objects.aggregate(last=Max("seq"))["last"] or 0


def disk():
    """{free, total, used} in bytes, of the disk of the stored files."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    found = shutil.disk_usage(folder)
    return {"free": found.free, "total": found.total, "used": found.used}


def database_size():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        return cursor.fetchone()
