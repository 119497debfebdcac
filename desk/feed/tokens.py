"""The secret addresses: made, shown once, read, revoked. The database holds only what they hash to."""

import hashlib
import secrets
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from core.seats import actor_of
from council.models import Membership
from desk.models import FeedToken

READS, WINDOW = 30, 600  # readings of one address in so many seconds; a phone reads it a few times an hour
NOTED = timedelta(hours=1)  # how exactly the last use is kept


@sensitive_variables()
def make(actor):
    """A new secret for the actor's membership (32 random bytes in base64url); the one before ends."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Membership.objects.select_for_update().get(
            pk=actor.membership_id
        )  # two clicks at once: one after the other
        revoke(actor)
        FeedToken.objects.create(membership_id=actor.membership_id, token_hash=hashed(token))
    return token


def revoke(actor):
    """End the live address of the actor's membership. Returns whether there was one."""
    return _live(actor).update(revoked_at=timezone.now()) == 1


def live(actor):
    """The live token of the actor's membership, or None."""
    return _live(actor).first()


def _live(actor):
    return FeedToken.objects.filter(membership=actor.membership_id, revoked_at=None)


@sensitive_variables()
def hashed(token):
    """256 random bits need no slow hash; equal length and one look-up make every refusal take the same time."""
    return hashlib.sha256(token.encode()).hexdigest()


@sensitive_variables()
def too_often(token):
    """Whether this address, good or not, was asked for more often than a calendar program would."""
    key = f"feed:{hashed(token)}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > READS
    except ValueError:  # it ended between the two
        return False


@sensitive_variables()
def actor_behind(token):
    """The actor whose calendar the secret opens. None for a wrong or revoked one, an ended seat, a stopped account.

    Each of these is the same single statement, so that nobody can tell them apart by the clock.
    """
    today, now = timezone.localdate(), timezone.now()
    seat = Q(membership__from_on__lte=today) & (Q(membership__to_on=None) | Q(membership__to_on__gte=today))
    rows = FeedToken.objects.filter(seat, revoked_at=None, membership__user__is_active=True)
    found = rows.filter(token_hash=hashed(token)).first()
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at > NOTED:
        FeedToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return actor_of(found.membership_id)
