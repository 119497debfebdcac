"""What a process knows that has served no page: a worker, a command."""

import subprocess
import sys

SCRIPT = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
django.setup()
from core.figures import FIGURES
assert "opinions.received" in FIGURES
from core import jobs, tasks
tasks.load_registers()
from core.register import REGISTERS
assert "opinion" in REGISTERS and "list" in jobs.HANDLERS
"""


def test_a_fresh_process_knows_figures_and_the_worker_knows_registers():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
