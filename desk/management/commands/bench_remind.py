from time import perf_counter

from django.core.management.base import BaseCommand
from django.utils import timezone

from desk.reminders.measure import fill, measure, scratch


class Command(BaseCommand):
    help = "Measures a sweep over many open deadlines beside the bare queries, in a database of its own."

    def add_arguments(self, parser):
        parser.add_argument("--records", type=int, default=1_000_000, help="open deadlines (1000000)")
        parser.add_argument(
            "--due", type=int, default=10_000, help="of which call for a step that day (10000)"
        )
        parser.add_argument(
            "--times", type=int, default=5, help="measurements, of which the median counts (5)"
        )

    def handle(self, *, records, due, times, **options):
        day = timezone.localdate()
        with scratch():
            started = perf_counter()
            fill(records, due, day)
            self.stdout.write(
                f"{records} open deadlines, {due} called on {day}, filled in {perf_counter() - started:.0f} s"
            )
            swept, bare, again, done = measure(day, times)
        self.stdout.write(
            f"sweep  {swept:.3f} s  {done.reminders} reminders to {done.people} people, {done.mails} mails queued"
        )
        self.stdout.write(
            f"bare   {bare:.3f} s  the same rows selected and inserted without rights, ladder or uniqueness kept"
        )
        self.stdout.write(f"ratio  {swept / bare:.2f}")
        self.stdout.write(f"again  {again:.3f} s  a second sweep of the day, which tells nothing")
