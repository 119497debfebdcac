"""How well similar opinions are recognised, on the labelled pairs; with --sai the pairs that are told wrongly."""

from django.core.management.base import BaseCommand

from voters.alike import ALIKE
from voters.measuring import measure, pairs


class Command(BaseCommand):
    help = "Đo việc nhận ra kiến nghị tương tự trên bộ cặp câu đã gán nhãn"

    def add_arguments(self, parser):
        parser.add_argument("--sai", action="store_true", help="in cả những cặp nhận sai")

    def handle(self, *, sai=False, **options):
        found = measure(pairs())
        self.stdout.write(
            f"{found.count} cặp, {found.same} cặp cùng nội dung: recall {found.recall:.3f}, precision {found.precision:.3f}"
            f" (ngưỡng {ALIKE})"
        )
        for label, rows in (("bỏ sót", found.missed), ("nhận nhầm", found.wrong)) if sai else ():
            for one, other in rows:
                self.stdout.write(f"{label}: {one} | {other}")
