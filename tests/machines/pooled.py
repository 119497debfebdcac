"""Work of many threads for `test_pgbouncer`, in a process of its own whose DATABASE_URL leads to PgBouncer."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db import close_old_connections, connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from core import jobs  # noqa: E402
from core.models import Job  # noqa: E402
from core.tasks import load_registers  # noqa: E402
from core.verbs import create  # noqa: E402
from council.models import User  # noqa: E402
from council.seats import actor_for, seats_of  # noqa: E402
from desk.reminders.sweep import sweep  # noqa: E402
from tests.voters.make import DAY  # noqa: E402
from voters import services  # noqa: E402

PAGES = (
    "/",
    "/kien-nghi/",
    "/viec-den-han/",
    "/lich/",
    "/tim/?q=duong",
    "/thong-bao/",
    "/bao-cao/",
    "/kien-nghi/xuat.xlsx",
)
LIST = {"register": "opinion", "query": ""}


def main():
    load_registers()
    users = list(User.objects.filter(username__in=["staff", "ward"]))
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda n: enter(users[n % 2], n), range(40)))
        seen = list(threads.map(lambda n: look(users[n % 2], PAGES[n % len(PAGES)]), range(64)))
    found = {"made": made, "seen": seen, "job": one_job(users[0]), "held": held(), "swept": bool(sweep())}
    sys.stdout.write(json.dumps(found) + "\n")


def enter(user, n):
    """Enter an opinion; a second transaction that is taken back must leave nothing."""
    try:
        actor = actor_for(user, seats_of(user), None)
        values = {
            "title": f"Nạo vét rãnh thoát nước tổ {n}",
            "field": "irrigation",
            "on": DAY,
            "competence": "city",
        }
        record = create(services.record_opinion, actor, **values)
        with transaction.atomic():
            create(services.record_opinion, actor, **values | {"title": "Không được có"})
            transaction.set_rollback(True)
        return record.pk, user.pk
    finally:
        close_old_connections()


def look(user, page):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(page)
    b"".join(answer) if answer.streaming else answer.content
    return page, answer.status_code


def one_job(user):
    actor = actor_for(user, seats_of(user), None)
    job = Job.objects.create(
        user_id=user.pk, membership_id=actor.membership_id, kind="list", label="x", params=LIST, key="x"
    )
    jobs.run(job.pk)
    return Job.objects.get(pk=job.pk).state


def held():
    """Whether two at once can have the same job in hand."""
    with jobs.in_hand(1) as first, jobs.in_hand(1) as second, jobs.in_hand(2) as other:
        found = [first, second, other]
    with jobs.in_hand(1) as again, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return [*found, again]


if __name__ == "__main__":
    main()
