"""The machine's clock set back by hours and days while the portal works."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core import jobs
from core.evidence import Act, chain, note
from core.models import HistoryEntry, Job
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
# Forward from the first, two and a half hours back, three days back, two days forward.
STEPS = (
    "2026-11-24T08:00+07:00",
    "2026-11-24T05:30+07:00",
    "2026-11-21T09:00+07:00",
    "2026-11-26T07:30+07:00",
)


def test_a_clock_set_back_repeats_and_loses_nothing(city):
    ship(ReminderStep)
    with time_machine.travel(STEPS[0]) as clock:
        client, made, told = signed_in(city.users["staff"]), [], 0
        for moment in STEPS:
            clock.move_to(moment)
            # An open login outlives a clock set back; two days forward it has ended, as it should.
            assert client.get("/kien-nghi/").status_code == (302 if moment == STEPS[-1] else 200), moment
            sweep()
            assert moment == STEPS[-1] or Reminder.objects.count() == told, (
                "told again after the clock went back"
            )
            made.append(work(city, moment))
            sweep()
            told = Reminder.objects.count()
    assert told and len(set(Opinion.objects.values_list("code", flat=True))) == len(STEPS)
    assert Job.objects.filter(state="done").count() == len(STEPS)
    for record in made:
        acts = list(
            HistoryEntry.objects.filter(record_id=record.pk).order_by("id").values_list("op", flat=True)
        )
        assert acts[0].lower() == "insert" and "update" in [act.lower() for act in acts]
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        )  # as when it is committed
    assert chain.verify().faults == []
    row("clock set back 2.5 hours, then 3 days", 1, f"{len(STEPS)} records, {told} reminders", 0, 0,
        "numbers, history, log and reminders keep their order")  # fmt: skip


def work(city, moment):
    """A record entered, amended, owed and printed at a moment, and a line of the log."""
    actor = city.actor("staff")
    made = opinion(city, title=f"Kiểm tra {moment}")
    owe(made.record_ptr, timezone.localdate() + timedelta(3), city.agency)
    perform(services.amend_opinion, actor, made.pk, title=f"Đã sửa {moment}", field="land")
    note(Act.EXPORT, user_id=actor.user_id, moment=moment)
    jobs.run(jobs.ask(actor, "list", "In", {"register": "opinion", "query": f"q={moment}"}).pk)
    return made
