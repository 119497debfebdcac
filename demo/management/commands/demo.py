import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from council.models import Council
from demo.loading import load


class Command(BaseCommand):
    help = "Loads the demonstration: an invented live city and Phủ Lý's half-year of 2022. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="only where no council is kept yet")
        parser.add_argument("--force", action="store_true", help="load although DEBUG is off")

    def handle(self, *, if_empty, force, **options):
        allowed = settings.DEBUG or force
        if if_empty and (not allowed or Council.objects.exists()):
            return
        if not allowed:
            raise CommandError(
                "DEBUG is off: the demonstration brings accounts whose password everybody knows. "
                "Nothing was loaded; --force loads it all the same."
            )
        started = time.monotonic()
        made = load()
        took = f"in {time.monotonic() - started:.1f} s"
        self.stdout.write(
            f"demonstration: {', '.join(made)} loaded {took}" if made else "demonstration: already there"
        )
