"""What every start does to the database, in one process: schema, rules, the demonstration city if empty."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402


def main() -> None:
    django.setup()
    from core.watch import metrics

    metrics.forget()
    call_command("migrate", interactive=False, verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_rules")
    call_command("demo", "--if-empty")


if __name__ == "__main__":
    main()
