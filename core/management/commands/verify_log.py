from django.core.management.base import BaseCommand, CommandError

from core.evidence import chain


class Command(BaseCommand):
    help = "Walk the chained log and prove it untampered; names each place where it is not. Exit code 1 on a fault."

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor", action="append", default=[], metavar="SEQ:HASH",
            help="a link noted earlier elsewhere (printed by this command, and kept in each backup's manifest)",
        )  # fmt: skip

    def handle(self, *args, anchor, **options):
        try:
            found = chain.verify(anchor)
        except ValueError:
            raise CommandError("An anchor is written SEQ:HASH, as this command prints it.") from None
        for fault in found.faults:
            self.stderr.write(fault)
        if not found.whole:
            raise CommandError(
                f"Nhật ký không toàn vẹn: {len(found.faults)} chỗ sai trong {found.lines} dòng."
            )
        self.stdout.write(f"Nhật ký toàn vẹn: {found.lines} dòng. Dấu cuối: {found.anchor}")
