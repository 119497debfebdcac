"""What beat asks of reports. May run twice or be killed without harm."""

from datetime import date

from celery import shared_task

from core.tasks import load_registers
from reports import schedule


@shared_task
def draft_quarters(on=None):
    """Prepare the quarterly drafts, if the day `on` (ISO; today) is the first working day after a quarter."""
    load_registers()
    schedule.prepare(on and date.fromisoformat(on))
