from importlib import import_module

from celery import shared_task
from django.conf import settings

from core import jobs


def load_registers():
    """Bring in every register and every handler of jobs; a worker has served no page yet."""
    import_module(settings.ROOT_URLCONF)


@shared_task(bind=True, soft_time_limit=settings.JOB_SECONDS, time_limit=settings.JOB_SECONDS + 60)
def run_job(self, pk):
    load_registers()
    jobs.run(pk, last=self.request.retries >= self.max_retries)


@shared_task
def resume_jobs():
    load_registers()
    jobs.resume()


# Acknowledged at once: a long copy would else be given to a second worker. One that was cut off is made up for in an hour.
@shared_task(time_limit=6 * 3600, acks_late=False)
def back_up(user_id=None, due_only=False):
    """Make a backup: on request, or each hour if today's is still to be made."""
    from core.backup import runs

    runs.abandon()
    if not due_only or runs.is_due():
        runs.run(user_id)
