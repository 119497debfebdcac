"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os
import time

import psycopg
from celery import Celery, Task
from celery.signals import before_task_publish, task_postrun, task_prerun, worker_ready
from django.db import InterfaceError, OperationalError

from core.watch import REQUEST_ID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Retried(Task):
    """A task whose database is away for a moment (a restart, a failover, a deadlock) is done again, later and later.

    Every task of the portal may be done twice without harm.
    """

    autoretry_for = (OperationalError, InterfaceError, psycopg.OperationalError)
    max_retries = 5
    retry_backoff = 2  # seconds before the second try; doubled each time
    retry_backoff_max = 120
    retry_jitter = True


app = Celery("nghitruong", task_cls=Retried)
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
