"""One part of a long annex, printed by a process of its own, so that the memory of printing ends with the part."""

import json
import os
import subprocess
import sys

from django.conf import settings

LIMIT = 1800  # seconds for one part


def print_part(context, options, file):
    """Print `print/long.html` into `file` by a fresh process; the file appears whole or not at all."""
    made = file.with_suffix(f".{os.getpid()}.new")
    asked = json.dumps({"context": context, "options": options, "file": str(made)}, ensure_ascii=False)
    done = subprocess.run(
        [sys.executable, "-m", "reports.apart"],
        input=asked.encode(), capture_output=True, cwd=settings.BASE_DIR, check=False,
        timeout=LIMIT,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"a part was not printed: {done.stderr.decode(errors='replace')[-2000:]}")
    made.rename(file)


def _main():
    import django

    django.setup()
    from pathlib import Path

    from core import pdf

    asked = json.load(sys.stdin)
    Path(asked["file"]).write_bytes(pdf.render("print/long.html", asked["context"], **asked["options"]))


if __name__ == "__main__":
    _main()
