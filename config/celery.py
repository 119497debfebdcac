"""The Celery application: `celery -A config worker`, `celery -A config beat`."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("nghitruong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def take_up_jobs(sender, **more):
    """Work that a killed worker left would else wait until the broker's visibility timeout."""
    sender.app.send_task("core.tasks.resume_jobs")
