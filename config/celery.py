"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os
import time

from celery import Celery
from celery.signals import before_task_publish, task_postrun, task_prerun, worker_ready

from core.watch import REQUEST_ID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("nghitruong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def take_up_jobs(sender, **more):
    """Work that a killed worker left would else wait until the broker's visibility timeout."""
    sender.app.send_task("core.tasks.resume_jobs")


@before_task_publish.connect
def mark(headers=None, **more):
    """A task carries the id of the request that asked for it, and when it was sent."""
    headers |= {"request_id": REQUEST_ID.get(), "sent_at": time.time()}


@task_prerun.connect
def take_id(task, **more):
    REQUEST_ID.set(getattr(task.request, "request_id", "") or f"task-{task.request.id}")


@task_postrun.connect
def give_id_back(**more):
    REQUEST_ID.set("")
