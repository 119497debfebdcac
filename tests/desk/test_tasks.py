"""What beat asks for: the morning's sweep, the one that was missed, the mails."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.conf import settings

from config.celery import app
from core.tasks import load_registers
from desk import tasks
from desk.models import Reminder, Sweep
from tests.desk.reminding import owe, record


@pytest.fixture
def sent(monkeypatch):
    """Times the mails were asked for; no worker runs here."""
    asked = []
    monkeypatch.setattr(tasks.send_digests, "delay", lambda: asked.append(1))
    return asked


def test_beat_asks_for_tasks_that_there_are():
    load_registers()
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_the_sweep_is_due_at_seven_in_vietnam():
    schedule = settings.CELERY_BEAT_SCHEDULE["remind"]["schedule"]
    assert settings.CELERY_TIMEZONE == "Asia/Ho_Chi_Minh"
    assert (schedule.hour, schedule.minute) == ({7}, {0})
    schedule.app = app
    last = datetime(2026, 12, 14, 1, tzinfo=UTC)
    with time_machine.travel("2026-12-14T23:59:30Z", tick=False):
        assert not schedule.is_due(last).is_due
    with time_machine.travel("2026-12-15T00:00:01Z", tick=False):
        assert schedule.is_due(last).is_due


def test_the_morning_sweep_lets_the_mails_go(city, sent):
    owe(record(city.council), date(2026, 12, 15))
    with time_machine.travel("2026-12-15T07:00:00+07:00", tick=False):
        tasks.remind()
    assert (Reminder.objects.count(), sent) == (1, [1])


def test_a_missed_morning_is_made_up_for_once(city, sent):
    owe(record(city.council), date(2026, 12, 15))
    with time_machine.travel("2026-12-15T09:15:00+07:00", tick=False):
        tasks.remind(missed_only=True)
        tasks.remind(missed_only=True)
    assert (Reminder.objects.count(), sent, Sweep.objects.get().swept_on) == (1, [1], date(2026, 12, 15))
