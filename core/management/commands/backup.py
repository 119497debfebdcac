from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from core.backup import runs
from core.models import Backup


class Command(BaseCommand):
    help = (
        "Copy the database, the files and the configuration (without secrets) into a folder of BACKUP_ROOT."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=None, help="another folder than BACKUP_ROOT")

    def handle(self, *args, to, **options):
        row = runs.run(root=to)
        if row.state != Backup.State.DONE:
            raise CommandError(row.error)
        where = Path(to or settings.BACKUP_ROOT) / row.name
        sealed = "đã mã hóa" if row.encrypted else "không mã hóa"
        self.stdout.write(
            f"{where}: {row.files} tệp, {filesizeformat(row.size)}, {sealed}. Dấu nhật ký: {row.anchor}"
        )
        if row.error:
            self.stderr.write(f"Cần xem lại: {row.error}")
