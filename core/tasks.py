from importlib import import_module

from celery import shared_task
from django.conf import settings

from core import jobs


def load_registers():
    """Bring in every register and every handler of jobs; a worker has served no page yet."""
    import_module(settings.ROOT_URLCONF)


@shared_task
def run_job(pk):
    load_registers()
    jobs.run(pk)


@shared_task
def resume_jobs():
    jobs.resume()
