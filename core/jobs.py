"""Long work: asked for in the browser, done by the worker, told when it is finished."""

import hashlib
import json
import logging
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import notify
from core.errors import Refused
from core.models import Job

log = logging.getLogger(__name__)

HANDLERS: dict[str, Callable] = {}


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
    transaction.on_commit(lambda: _send(job.pk))
    return job


def _send(pk):
    from core.tasks import run_job

    run_job.delay(pk)


def run(pk):
    """Do the job. Doing it again after a crash starts it over; a finished one is left alone."""
    job = Job.objects.get(pk=pk)
    if job.ended:
        return
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
