"""The machine's clock set back by hours and days while the portal works."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import Count
from django.utils import timezone

from core import jobs
from core.evidence import Act, chain, note
from core.models import HistoryEntry, Job, Notice
from core.verbs import perform
from desk.models import Reminder, ReminderStep
from desk.reminders.defaults import ship
from desk.reminders.sweep import sweep
from tests.desk.reminding import owe
from tests.faults.rows import row
from tests.voters.make import opinion
from tests.world import signed_in
from voters import services
from voters.models import Opinion

pytestmark = pytest.mark.django_db
STEPS = (
    "2026-11-24T08:00+07:00",
    "2026-11-24T05:30+07:00",
    "2026-11-21T09:00+07:00",
    "2026-11-26T07:30+07:00",
)


def test_a_clock_set_back_repeats_and_loses_nothing(city):
    """Forward, two hours back, three days back, forward again: numbers, order, log and reminders stay one."""
    ship(ReminderStep)
    with time_machine.travel(STEPS[0]) as clock:
        client, made = signed_in(city.users["staff"]), []
        for moment in STEPS:
            clock.move_to(moment)
            assert client.get("/kien-nghi/").status_code == 200, moment
            made.append(opinion(city, title=f"Kiểm tra {moment}"))
            owe(made[-1].record_ptr, timezone.localdate() + timedelta(3), city.agency)
            perform(
                services.amend_opinion,
                city.actor("staff"),
                made[-1].pk,
                title=f"Đã sửa {moment}",
                field="land",
            )
            note(Act.EXPORT, user_id=city.users["staff"].pk, moment=moment)
            job = jobs.ask(city.actor("staff"), "list", "In", {"register": "opinion", "query": f"q={moment}"})
            jobs.run(job.pk)
            sweep()
    assert len(set(Opinion.objects.values_list("code", flat=True))) == len(STEPS)
    assert chain.verify().faults == []
    assert Job.objects.filter(state="done").count() == len(STEPS)
    keys = Notice.objects.values("user", "key").annotate(n=Count("pk")).filter(n__gt=1)
    assert not keys and Reminder.objects.exists()
    told = (
        Reminder.objects.values("deadline", "step", "person", "due_on")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    assert not told
    for record in made:
        acts = list(
            HistoryEntry.objects.filter(record_id=record.pk).order_by("id").values_list("action", flat=True)
        )
        assert acts[0] == "insert" and "update" in acts
    row("clock set back 2.5 hours, then 3 days", 1, f"{len(STEPS)} records, {Reminder.objects.count()} reminders", 0, 0,
        "numbers, history, log and reminders keep their order")  # fmt: skip
