"""Worker, web, database and queue killed with SIGKILL while people work: nothing acknowledged is lost, nothing is twice.

FAULT_ROUNDS says how often each is killed; FAULT_SEED repeats a run's dice. `make faults` does it 50 times.
"""

import os
import random
import shutil
import tempfile
from collections import Counter

import pytest

from tests.faults.portal import Portal, under_load
from tests.faults.rows import row

pytestmark = [pytest.mark.worker, pytest.mark.django_db]
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
SEED = int(os.environ.get("FAULT_SEED", "0")) or random.randrange(1, 10**6)
PARTS = {
    "worker": "fell_worker",
    "web": "fell_web",
    "PostgreSQL": "fell_database",
    "Redis (Valkey)": "fell_queue",
}


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker):
    # Not in pytest's own folder: the next pytest would shut the servers' user out of it.
    home = tempfile.mkdtemp(prefix="faults-", dir="/tmp")
    made = Portal(home)
    try:
        with django_db_blocker.unblock():
            made.open()
        yield made
    finally:
        made.close()
        shutil.rmtree(home, ignore_errors=True)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_acknowledged_is_lost_whatever_is_killed(portal, part):
    people, seconds = under_load(portal, getattr(portal, PARTS[part]), ROUNDS, SEED, part)
    kept = {title: place for person in people for title, place in person.kept.items()}
    prints, met = (
        sum((person.prints for person in people), []),
        sum((person.met for person in people), Counter()),
    )
    tried = [title for person in people for title in person.tried]
    found = portal.ask("judge", {"kept": kept, "tried": tried, "prints": prints})
    longest = max(max(person.pauses) for person in people)
    row(
        f"kill -9 of {part}", ROUNDS, f"{len(kept)} records, {len(prints)} prints",
        f"{len(found['lost'])} + {len(found['undone'])}", f"{len(found['twice'])} + {len(found['told'])}",
        f"longest wait {longest:.0f} s; {_met(met)}; seed {SEED}, {seconds:.0f} s",
    )  # fmt: skip
    assert {name: what for name, what in found.items() if what} == {}
    assert [words for person in people for words in person.unclear] == []


def _met(met):
    wrong = {name: n for name, n in met.items() if name == "no connection" or name >= 400}
    return ", ".join(f"{n} × {name}" for name, n in sorted(wrong.items(), key=str)) or "nothing seen"
