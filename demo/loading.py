"""Loads the two demonstration sets: the live city first, so that it is what an account sees on signing in."""

import tomllib

from django.db import transaction
from django.utils import timezone

from core.history import acting
from council.models import Council
from demo import city

SETS = ("song-chau", "phu_ly_2022")


def read(name):
    """The data file of a set."""
    return tomllib.loads((city.DATA / f"{name}.toml").read_text(encoding="utf-8"))


@transaction.atomic
def load(base=None):
    """Load what is not there yet, all or nothing; `base` is the day the live city counts from (today).

    Returns the codes of the councils that were made.
    """
    base = base or timezone.localdate()
    return [code for code in (_load_set(read(name), base) for name in SETS) if code]


def _load_set(spec, base):
    code = spec["council"]["code"]
    if Council.objects.filter(code=code).exists():
        return None
    with acting(None, "demo.load"):
        city.build(spec, base)
    return code
