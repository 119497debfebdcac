"""`make faults`: every fault that the tests know, FAULT_ROUNDS times (50); prints the table of docs/reliability.md.

FAULT_ROUNDS=5 scripts/faults.py        # some minutes instead of the better part of an hour
"""

import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = ("fault", "times", "acknowledged", "lost", "twice", "seen")


def main() -> None:
    os.environ |= {"DEBUG": "on", "EMBEDDED_ROOT": "var/faults", "EMBEDDED_FAST": "1"}
    os.environ.setdefault("FAULT_ROUNDS", "50")
    begun, load = time.monotonic(), os.getloadavg()[0]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-s",
        "-q",
        "tests/faults",
        "tests/desk/test_faults.py",
        *sys.argv[1:],
    ]
    rows, code = run(command)
    print(
        f"\n{date.today():%d/%m/%Y}, {os.cpu_count()} cores, load {load:.1f}, {time.monotonic() - begun:.0f} s:\n"
    )
    for cells in (" | ".join(HEAD), " | ".join("---" for _ in HEAD), *rows):
        print(f"| {cells} |")
    sys.exit(code)


def run(command: list[str]) -> tuple[list[str], int]:
    """(rows told by the tests, exit code); what is said meanwhile is shown."""
    rows = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as part:
        assert part.stdout
        for line in part.stdout:
            print(line, end="", flush=True)
            if found := re.match(r"ROW \| (.*) \|$", line):
                rows.append(found[1])
    return rows, part.returncode


if __name__ == "__main__":
    main()
