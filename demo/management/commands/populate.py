import time

from django.core.management.base import BaseCommand, CommandError

from council.models import Council
from demo.filling.filling import analyze, fill


class Command(BaseCommand):
    help = "Adds many invented records to a city and its wards, by COPY, to measure with. Not to be undone."

    def add_arguments(self, parser):
        parser.add_argument(
            "--records", type=int, required=True, metavar="N", help="N opinions and N petitions"
        )
        parser.add_argument("--council", default="song-chau", metavar="CODE", help="the city (song-chau)")

    def handle(self, *, records, council, verbosity, **options):
        place = Council.objects.filter(code=council).first()
        if place is None:
            raise CommandError(f"No council has the code {council}: run manage.py demo first.")
        if records < 1:
            raise CommandError("--records must be at least 1.")
        started = time.monotonic()
        rows = fill(place, records, self._progress if verbosity > 1 else lambda done: None)
        analyze()
        seconds, total = time.monotonic() - started, sum(rows.values())
        self.stdout.write(
            f"{records} opinions, {records} petitions; {total} rows in {seconds:.1f} s, {total / seconds:.0f} rows/s"
        )
        if verbosity > 1:
            self.stdout.write("\n".join(f"{name:32}{n:>10}" for name, n in rows.items()))

    def _progress(self, done):
        self.stdout.write(f"  {done}")
