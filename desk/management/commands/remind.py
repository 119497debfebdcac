from datetime import date

from django.core.management.base import BaseCommand, CommandError

from desk.reminders.sweep import sweep


class Command(BaseCommand):
    help = (
        "Sweeps the deadlines of a day once, tells who is to be told, queues the mails, and says what it did."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="the day, as 2026-11-24 (today)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *, on, dry_run, **options):
        done = sweep(_day(on), dry_run=dry_run)
        since = f" (caught up from {done.first})" if done.first < done.day else ""
        self.stdout.write(f"{'would tell' if dry_run else 'told'} on {done.day}{since}:")
        for step, (reminders, people) in sorted(done.steps.items(), key=_order):
            self.stdout.write(f"  {step:<10} {reminders:>7} reminders to {people} people")
        self.stdout.write(
            f"  {'all':<10} {done.reminders:>7} reminders to {done.people} people, {done.mails} mails queued"
        )


def _day(text):
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{text} is not a date; write it as 2026-11-24") from None


def _order(item):
    kind, days = item[0].split(":")
    return ["before", "late", "head", "chair"].index(kind), -int(days) if kind == "before" else int(days)
