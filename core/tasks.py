from celery import shared_task

from core import jobs


@shared_task
def run_job(pk):
    jobs.run(pk)
