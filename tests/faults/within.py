"""Work on the database of the portal under fire, in a process of its own: `within.py fill|judge`, JSON in and out."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402

from config.embedded import until  # noqa: E402
from core.evidence import chain  # noqa: E402
from core.models import Job, Notice  # noqa: E402
from tests import factories  # noqa: E402
from voters.models import Opinion  # noqa: E402


def fill(count):
    """A small city; the cookies of `count` browsers of its office."""
    user, found = factories.city().users["staff"], []
    for _ in range(count):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        found.append(client.cookies["sessionid"].value)
    return found


def judge(said):
    """What of the acknowledged is lost or there twice."""
    titles = Opinion.objects.values("title").annotate(n=Count("pk")).values_list("title", "n")
    stored, jobs = dict(titles), Job.objects.filter(pk__in=said["prints"])
    until(lambda: not jobs.exclude(state__in=["done", "failed"]).exists(), 240)
    told = dict(
        Notice.objects.filter(key__startswith="job:")
        .values("key")
        .annotate(n=Count("pk"))
        .values_list("key", "n")
    )
    codes = Opinion.objects.values("code").annotate(n=Count("pk")).filter(n__gt=1)
    places = dict(Opinion.objects.filter(title__in=said["kept"]).values_list("title", "pk"))
    return {
        "lost": [title for title in said["kept"] if title not in stored],
        "twice": [title for title in said["tried"] if stored.get(title, 0) > 1],
        "elsewhere": [
            title for title, place in said["kept"].items() if place != f"/kien-nghi/{places.get(title)}/"
        ],
        "codes": codes.count(),
        "undone": [
            pk for pk in said["prints"] if not jobs.filter(pk=pk, state="done").exclude(file="").exists()
        ],
        "told": [pk for pk in said["prints"] if told.get(f"job:{pk}") != 1],
        "chain": [str(fault) for fault in chain.verify().faults][:5],
    }


if __name__ == "__main__":
    print(json.dumps({"fill": fill, "judge": judge}[sys.argv[1]](json.load(sys.stdin))))  # noqa: T201
