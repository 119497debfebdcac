"""Long work: asked for in the browser, done by the worker, told when it is finished."""

import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import closing, contextmanager
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.utils import timezone

from core import files, notify
from core.backup import database
from core.errors import Refused
from core.models import Job

log = logging.getLogger(__name__)

HANDLERS: dict[str, Callable] = {}
QUEUES: dict[str, str] = {}  # where jobs of a kind wait
GOES_ON: set[str] = set()  # kinds that find again what they had made
CANCELLED = "Đã hủy theo yêu cầu của người đặt."
TOO_LONG = "Việc này quá lâu nên đã dừng. Hãy thu hẹp phạm vi (kỳ, địa bàn, bộ lọc) rồi làm lại."


class Cancelled(Exception):
    """The person who asked has cancelled the job; raised where the handler notes its progress."""


_LOCK = 7106  # the first half of the advisory locks of jobs


def handles(kind, queue="reports", goes_on=False):
    """Register the decorated function as the work of jobs of `kind`, which wait in `queue`.

    It takes the job and a function that notes the percentage, and returns (file name, bytes) or None. With `goes_on` it
    finds again what it had made: out of time, it is sent again as long as it got further than when it was begun.
    """

    def register(fn):
        HANDLERS[kind], QUEUES[kind] = fn, queue
        if goes_on:
            GOES_ON.add(kind)
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
    transaction.on_commit(lambda: _send(job.pk, kind), robust=True)
    return job


def _send(pk, kind):
    from core.tasks import run_job

    run_job.apply_async([pk], queue=QUEUES.get(kind, settings.CELERY_TASK_DEFAULT_QUEUE))


def resume():
    """Send again every job that has not ended: what a killed worker or a lost queue has left behind. One that
    somebody has in hand stays with them."""
    for pk, kind in Job.objects.filter(state__in=["waiting", "running"]).values_list("pk", "kind"):
        _send(pk, kind)


@contextmanager
def in_hand(pk):
    """Whether this process alone has the job in hand. PostgreSQL gives the lock back when the process dies.

    An open transaction on a connection of its own: this holds behind PgBouncer too, and whatever becomes of the other.
    """
    with closing(database.connect(settings.DATABASES["default"])) as link:
        link.execute("BEGIN")
        yield link.execute("SELECT pg_try_advisory_xact_lock(%s, %s::int)", [_LOCK, pk]).fetchone()[0]


def run(pk, last=True):
    """Do the job. Doing it again after a crash starts it over; one that has ended or is under way is left alone.

    A database that goes away is raised, for the queue to try again, unless this is the `last` try.
    """
    with in_hand(pk) as mine:
        job = Job.objects.get(pk=pk)
        unfinished = mine and not job.ended and _run(job, last)
    if unfinished:  # only now that nobody has it in hand
        _send(pk, job.kind)


def cancel(job):
    """End a job that has not ended. Returns whether it was still to be ended; its handler stops at its next note."""
    values = {"state": Job.State.FAILED, "error": CANCELLED, "ended_at": timezone.now()}
    return bool(Job.objects.filter(pk=job.pk, state__in=["waiting", "running"]).update(**values))


def again(actor, job):
    """Ask anew for a job that failed or was cancelled. Raises Refused for one that did not."""
    if job.state != Job.State.FAILED:
        raise Refused("Chỉ làm lại được việc không làm được hoặc đã hủy.", job.get_absolute_url())
    return ask(actor, job.kind, job.label, job.params, record=job.record)


def _noting(pk):
    def note(percent):
        if not Job.objects.filter(pk=pk, state=Job.State.RUNNING).update(percent=percent):
            raise Cancelled

    return note


def _run(job, last):
    """Do the job; whether it is to be gone on with."""
    pk = job.pk
    Job.objects.filter(pk=pk).update(state=Job.State.RUNNING, started_at=timezone.now())
    try:
        result = HANDLERS[job.kind](job, _noting(pk))
    except Cancelled:
        log.info("job %s cancelled", pk)
    except Refused as refusal:
        _end(job, error=refusal.message)
    except SoftTimeLimitExceeded:
        connection.close()  # it may have been stopped in the middle of a statement
        if _got_on(job):
            log.info("job %s goes on", pk)
            return True
        log.warning("job %s took too long", pk)
        _end(job, error=TOO_LONG)
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and not last:
            raise
        log.exception("job %s failed", pk)
        _end(job, error="Có lỗi khi thực hiện. Hãy thử lại; nếu vẫn lỗi, báo quản trị viên kèm số việc này.")
    else:
        _hand_over(job, result)
    return False


def _hand_over(job, result):
    """The job is done and its file kept, unless there is no room for it."""
    try:
        _end(job, result=result)
    except OSError as error:
        if error.errno not in files.NO_ROOM:
            raise
        log.exception("no room for the file of job %s", job.pk)  # the administrator's to see
        job.file, job.file_name = "", ""
        _end(job, error=files.FULL)


def _got_on(job):
    """Whether a job that finds again what it had made is further than when it was begun this time."""
    further = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, percent__gt=job.percent)
    return job.kind in GOES_ON and further.exists()


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
        if Job.objects.select_for_update().get(pk=job.pk).ended:
            return  # cancelled meanwhile
        job.save()
        text = f"Không làm được: {job.label}" if error else f"Đã xong: {job.label}"
        notify.tell([job.user_id], text, key=f"job:{job.pk}", url=job.get_absolute_url())
