"""The queue of digest mails: claimed before it is sent, ended after, by single statements.

No lock is held while a mail server is talked to. A claim ends by itself after `DIGEST_LEASE` seconds; whoever takes
the digest then counts the try before as uncertain.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Sum
from django.utils import timezone

from desk.models import Digest

LONGEST, GIVE_UP = 3600, timedelta(days=7)
State = Digest.State

# Quiet hours may span midnight; the clock of the wall decides.
_CLAIM = """
UPDATE desk_digest SET state = 'claimed', claimed_at = %(now)s, claimed_by = %(by)s, next_at = %(until)s,
  attempts = attempts + 1, uncertain = uncertain + (state = 'claimed')::int
WHERE id = (
  SELECT g.id FROM desk_digest g LEFT JOIN desk_reminderchoice c ON c.user_id = g.person_id
  WHERE g.state IN ('waiting', 'claimed', 'retry') AND g.next_at <= %(now)s AND NOT coalesce(
    CASE WHEN c.quiet_from < c.quiet_to THEN %(clock)s >= c.quiet_from AND %(clock)s < c.quiet_to
      ELSE %(clock)s >= c.quiet_from OR %(clock)s < c.quiet_to END, false)
  ORDER BY g.next_at, g.id LIMIT 1 FOR UPDATE OF g SKIP LOCKED
)
RETURNING id, person_id, day, attempts
"""


@dataclass(frozen=True)
class Claim:
    """A digest that is ours to send until the claim ends."""

    pk: int
    person_id: int
    day: date
    attempts: int
    by: str


def claim(by):
    """Take the next digest that may be sent now, for the worker `by`. None when there is none."""
    now = timezone.now()
    values = {
        "now": now, "until": now + timedelta(seconds=settings.DIGEST_LEASE), "by": by,
        "clock": timezone.localtime(now).time(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    return row and Claim(*row, by)


def sent(claim):
    return _end(claim, state=State.SENT, sent_at=timezone.now(), error="")


def dropped(claim):
    """Nothing is left to tell: all was done meanwhile, or the person no longer wants mail."""
    return _end(claim, state=State.DROPPED, error="")


def failed(claim, error, *, uncertain=False):
    """Try again later, each time after a longer while; after a week give up. `uncertain`: it may have been taken."""
    given_up = timezone.localdate() > claim.day + GIVE_UP
    wait = min(settings.DIGEST_BACKOFF * 2 ** min(claim.attempts - 1, 20), LONGEST)
    return _end(
        claim, state=State.FAILED if given_up else State.RETRY, error=error[:250],
        next_at=timezone.now() + timedelta(seconds=wait), uncertain=F("uncertain") + int(uncertain),
    )  # fmt: skip


def _end(claim, **values):
    """End the claim unless somebody else holds the digest by now. Returns whether it was still ours."""
    ours = Digest.objects.filter(pk=claim.pk, state=State.CLAIMED, claimed_by=claim.by)
    return ours.update(claimed_at=None, claimed_by="", **values) == 1


def figures(since):
    """{state: number of digests} from the day `since` on, and how many tries ended nobody knows how."""
    rows = Digest.objects.filter(day__gte=since)
    counts = dict(rows.values_list("state").annotate(Count("pk")).order_by())
    return counts, rows.aggregate(n=Sum("uncertain"))["n"] or 0
