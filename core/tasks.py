from importlib import import_module

from celery import shared_task
from django.conf import settings

from core import jobs


def load_registers():
    """Bring in every register and every handler of jobs; a worker has served no page yet."""
    import_module(settings.ROOT_URLCONF)


# Reports of thousands of pages take longer than any other task; each of their parts has a limit of its own.
@shared_task(time_limit=6 * 3600)
def run_job(pk):
    load_registers()
    jobs.run(pk)


@shared_task
def resume_jobs():
    jobs.resume()


@shared_task(time_limit=6 * 3600, soft_time_limit=None)
def back_up(user_id=None, due_only=False):
    """Make a backup: on request, or each hour if today's is still to be made."""
    from core.backup import runs

    runs.abandon()
    if not due_only or runs.is_due():
        runs.run(user_id)
