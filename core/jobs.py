"""Long work: asked for in the browser, done by the worker, told when it is finished."""

import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial

from django.core.files.base import ContentFile
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, transaction
from django.utils import timezone

from core import notify
from core.errors import Refused
from core.models import Job

log = logging.getLogger(__name__)

HANDLERS: dict[str, Callable] = {}
_LOCK = 7106  # the first half of the advisory locks of jobs


def handles(kind):
    """Register the decorated function as the work of jobs of `kind`.

    It takes the job and a function that notes the percentage, and returns (file name, bytes) or None.
    """

    def register(fn):
        HANDLERS[kind] = fn
        return fn

    return register


def ask(actor, kind, label, params, record=None):
    """Queue a job after commit; the same request while one is under way gives that one."""
    key = hashlib.sha256(json.dumps([kind, params], sort_keys=True, default=str).encode()).hexdigest()
    values = {
        "membership_id": actor.membership_id,
        "kind": kind,
        "label": label,
        "params": params,
        "record": record,
    }
    running = Job.objects.filter(user_id=actor.user_id, key=key, state__in=["waiting", "running"])
    if job := running.first():
        return job
    try:
        with transaction.atomic():
            job = Job.objects.create(user_id=actor.user_id, key=key, **values)
    except IntegrityError:
        return running.get()
    # A queue that is away breaks no act: the job waits and `resume` sends it again.
    transaction.on_commit(lambda: _send(job.pk), robust=True)
    return job


def _send(pk):
    from core.tasks import run_job

    run_job.delay(pk)


def resume():
    """Send again every job that has not ended: what a killed worker or a lost queue has left behind. One that
    somebody has in hand stays with them."""
    for pk in Job.objects.filter(state__in=["waiting", "running"]).values_list("pk", flat=True):
        _send(pk)


@contextmanager
def in_hand(pk, database=connection):
    """Whether this process alone has the job in hand. PostgreSQL gives the lock back when the process dies."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, pk])
        mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, pk])


def run(pk):
    """Do the job. Doing it again after a crash starts it over; one that has ended or is under way is left alone."""
    with in_hand(pk) as mine:
        job = Job.objects.get(pk=pk)
        if mine and not job.ended:
            _run(job)


def _run(job):
    pk = job.pk
    Job.objects.filter(pk=pk).update(state=Job.State.RUNNING, started_at=timezone.now())
    try:
        result = HANDLERS[job.kind](job, lambda percent: Job.objects.filter(pk=pk).update(percent=percent))
    except Refused as refusal:
        _end(job, error=refusal.message)
    except Exception:
        log.exception("job %s failed", pk)
        _end(job, error="Có lỗi khi thực hiện. Hãy thử lại; nếu vẫn lỗi, báo quản trị viên kèm số việc này.")
    else:
        _end(job, result=result)


@contextmanager
def seen_at_once(job):
    """A function that notes the percentage outside the transaction in which the work is done, all or none."""
    apart = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield partial(_note_percent, apart, job.pk)
    finally:
        apart.close()


def _note_percent(database, pk, percent):
    with database.cursor() as cursor:
        cursor.execute("UPDATE core_job SET percent = %s WHERE id = %s", [percent, pk])


def _end(job, result=None, error=""):
    job.state = Job.State.FAILED if error else Job.State.DONE
    job.percent, job.error, job.ended_at = 100, error, timezone.now()
    job.started_at = job.started_at or job.ended_at
    if result:
        job.file_name, content = result
        job.file.save(job.file_name, ContentFile(content), save=False)
    with transaction.atomic():
        job.save()
        text = f"Không làm được: {job.label}" if error else f"Đã xong: {job.label}"
        notify.tell([job.user_id], text, key=f"job:{job.pk}", url=job.get_absolute_url())
