"""Each kind of work waits in a queue of its own, in time limits, and is done again when the database was away."""

import signal
from contextlib import contextmanager

import pytest
import redis
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError, connection

from config.celery import app
from config.embedded import until
from core import jobs
from core.models import Job
from core.tasks import load_registers
from tests import factories, workers
from tests.reports.conftest import make
from tests.voters.make import DAY
from voters.models import Opinion

LIST = {"register": "opinion", "query": ""}


def own_tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def queue_of(name):
    route = app.amqp.router.route({}, name)
    return route["queue"].name if "queue" in route else settings.CELERY_TASK_DEFAULT_QUEUE


def test_every_task_has_a_queue_that_workers_serve():
    found = {name: queue_of(name) for name in own_tasks()}
    assert found == {
        "core.tasks.run_job": "celery", "core.tasks.resume_jobs": "celery", "core.tasks.back_up": "celery",
        "council.tasks.send_link": "reminders", "council.tasks.forgotten": "reminders",
        "desk.tasks.remind": "reminders", "desk.tasks.send_digests": "reminders",
        "reports.tasks.draft_quarters": "reports",
        "sessions.tasks.read_version": "imports", "sessions.tasks.read_left": "imports",
    }  # fmt: skip
    assert set(found.values()) | set(jobs.QUEUES.values()) <= set(settings.QUEUES)


def test_every_kind_of_long_work_waits_among_its_like():
    load_registers()
    assert jobs.QUEUES["import"] == "imports" and jobs.QUEUES["list"] == jobs.QUEUES["report"] == "reports"
    assert jobs.QUEUES.keys() == jobs.HANDLERS.keys()


def test_no_message_is_given_away_while_its_task_may_still_run():
    patience = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    for name, task in own_tasks().items():
        assert not task.acks_late or (task.time_limit or settings.CELERY_TASK_TIME_LIMIT) < patience, name
        assert OperationalError in task.autoretry_for and task.retry_backoff_max < patience, name
    assert app.conf.worker_prefetch_multiplier == 1 and app.conf.task_reject_on_worker_lost


@pytest.fixture
def town(transactional_db):
    return factories.city()


@pytest.fixture
def queue():
    url = workers.broker(workers.JOBS)
    workers.empty(url)
    with workers.Sending(url):
        yield url
    workers.empty(url)


def waiting(url):
    client = redis.Redis.from_url(url)
    try:
        return {name: n for name in settings.QUEUES if (n := client.llen(name))}
    finally:
        client.close()


@contextmanager
def working(queue, tmp_path, queues=""):
    worker = workers.Worker(queue, tmp_path / "worker.log", queues=queues)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_of_one_queue_leaves_the_others_alone(town, queue, tmp_path):
    job = jobs.ask(town.actor("staff"), "list", "In danh sách", LIST)
    app.send_task("sessions.tasks.read_left")
    assert waiting(queue) == {"reports": 1, "imports": 1}
    with working(queue, tmp_path, "imports,celery") as worker:
        assert until(lambda: "imports" not in waiting(queue), 30), worker.said()
        assert Job.objects.get(pk=job.pk).state == "waiting"
    with working(queue, tmp_path, "reports") as worker:
        assert until(lambda: Job.objects.get(pk=job.pk).state == "done", 60), worker.said()


def cut_off():
    """End every other connection to the tests' database, as a restart of PostgreSQL does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_job_outlives_a_restart_of_the_database(town, queue, tmp_path):
    for n in range(400):
        values = {"title": f"Nạo vét rãnh thoát nước tổ {n}", "field": "irrigation", "on": DAY}
        make(Opinion, town.council, "recorded", code=f"KN-2026-{n:04d}", **values)
    with working(queue, tmp_path) as worker:
        job = jobs.ask(town.actor("staff"), "list", "In danh sách", LIST)
        assert until(lambda: Job.objects.get(pk=job.pk).percent >= 20, 60), worker.said()
        assert cut_off() >= 1
        assert until(lambda: Job.objects.get(pk=job.pk).ended, 90), worker.said()
    assert Job.objects.get(pk=job.pk).state == "done"


@pytest.fixture
def handler():
    """A kind of long work that does what the test says."""
    yield lambda fn, **more: jobs.handles("tried", **more)(fn)
    jobs.GOES_ON.discard("tried")
    jobs.HANDLERS.pop("tried", None)
    jobs.QUEUES.pop("tried", None)


def asked(town):
    return Job.objects.create(
        user_id=town.actor("staff").user_id, membership_id=1, kind="tried", label="x", key="x"
    )


@pytest.mark.django_db(transaction=True)
def test_the_last_try_says_that_it_failed(town, handler):
    @handler
    def lost(job, note):
        raise OperationalError("the connection is lost")

    job = asked(town)
    with pytest.raises(OperationalError):
        jobs.run(job.pk, last=False)
    assert not Job.objects.get(pk=job.pk).ended
    jobs.run(job.pk, last=True)
    assert Job.objects.get(pk=job.pk).state == "failed"


@pytest.mark.django_db(transaction=True)
def test_work_that_takes_too_long_says_so_though_stopped_in_a_statement(town, handler):
    def ring(*_):
        raise SoftTimeLimitExceeded

    @handler
    def long(job, note):
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    job, before = asked(town), signal.signal(signal.SIGALRM, ring)
    try:
        jobs.run(job.pk)
    finally:
        signal.signal(signal.SIGALRM, before)
    found = Job.objects.get(pk=job.pk)
    assert (found.state, found.error) == ("failed", jobs.TOO_LONG)


@pytest.mark.django_db(transaction=True)
def test_work_that_got_further_goes_on_when_its_time_is_up(town, queue, handler):
    reached = iter([30, 60, 60])

    def long(job, note):
        note(5)
        note(next(reached))
        raise SoftTimeLimitExceeded

    handler(long, goes_on=True)
    job = asked(town)
    for times in (1, 2):
        jobs.run(job.pk)
        assert Job.objects.get(pk=job.pk).state == "running" and waiting(queue) == {"reports": times}
    # The third time brings nothing new.
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).error == jobs.TOO_LONG and waiting(queue) == {"reports": 2}
