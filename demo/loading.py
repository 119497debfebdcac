"""Loads the two demonstration sets: the live city first, so that it is what an account sees on signing in."""

import tomllib

from django.db import transaction
from django.utils import timezone

from core.history import acting
from core.models import Deadline, Notice
from core.services import deadlines
from council.models import Council
from demo import city
from demo.stories import tell

SETS = ("song-chau", "phu_ly_2022")
WAIVED = "Đơn vị kết thúc hoạt động 30/06/2025; việc còn lại chuyển đơn vị kế nhiệm (Luật 72/2025, Điều 54)"


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
    told_before = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with acting(None, "demo.load"):
        place = city.build(spec, base)
        tell(place)
        _tidy(place, Notice.objects.filter(pk__gt=told_before))
    return code


def _tidy(place, told):
    """What was told while years went by in seconds is no news; an ended council owes nothing any more."""
    ended = place.council.valid_to is not None
    fresh = [] if ended else _latest(told)
    told.exclude(pk__in=fresh).delete()
    if not ended:
        return
    for deadline in Deadline.objects.open().filter(holder__in=[place.council, *place.wards.values()]):
        deadlines.waive(deadline, place.clerk.pk, WAIVED)


def _latest(told, each=6):
    """The last few notices of each person."""
    people = told.order_by().values_list("user_id", flat=True).distinct()
    return [
        pk
        for user in people
        for pk in told.filter(user=user).order_by("-pk").values_list("pk", flat=True)[:each]
    ]
