"""What beat asks for; see `CELERY_BEAT_SCHEDULE`. Each may run twice, at once or be killed without harm."""

from datetime import date

from celery import shared_task

from core.tasks import load_registers
from desk.reminders import mail
from desk.reminders import sweep as daily

BATCH = 200


@shared_task
def remind(on=None, missed_only=False):
    """Sweep the day `on` (ISO; today), then let the mails go."""
    load_registers()
    if not daily.sweep(on and date.fromisoformat(on), missed_only=missed_only).skipped:
        send_digests.delay()


@shared_task
def send_digests():
    """Send what waits; a full batch asks for the next."""
    load_registers()
    if mail.send_waiting(BATCH) == BATCH:
        send_digests.delay()
