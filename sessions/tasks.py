from celery import shared_task

from sessions.papers import reading


@shared_task
def read_version(pk):
    reading.read(pk)


@shared_task
def read_left():
    reading.read_left()
