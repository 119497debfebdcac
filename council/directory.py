"""Reading the city: the bodies, units and people that an actor may see in the directory."""

from django.db.models import Q

from core.models import Body
from core.text import Holds
from council.models import BodyKind, Council, Delegate, Post, Unit

TIERS = {
    "province": "cấp tỉnh, thành phố",
    "district": "cấp huyện (đến 30/06/2025)",
    "commune": "cấp xã, phường",
}
ORGANS = [BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.GROUP, BodyKind.OFFICE]
AGENCIES = [kind for kind in BodyKind if kind not in ORGANS and kind != BodyKind.COUNCIL]


def homes(actor):
    """The councils whose directory is open to `actor`: those in view, for an agency its own."""
    return list(actor.scope) or [actor.home_id]


def bodies(actor):
    """The councils in view and whatever works for them or answers to them."""
    return Body.objects.filter(Q(pk__in=homes(actor)) | Q(home__in=homes(actor)))


def councils(actor):
    return Council.objects.filter(pk__in=homes(actor))


def units(actor):
    """The territories of the councils in view and all below them."""
    own = Unit.objects.filter(councils__in=homes(actor)).values("pk")
    below = Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own)
    return Unit.objects.filter(below).select_related("parent")


def delegates(actor):
    return Delegate.objects.filter(term__council__in=homes(actor)).select_related(
        "term__council", "constituency", "group"
    )


def posts(actor):
    return Post.objects.filter(delegate__term__council__in=homes(actor)).select_related("delegate", "body")


def found(rows, text, field="name"):
    """The rows whose name holds every word of `text`; all of them when it is empty."""
    return rows.filter(Holds(field, text)) if text else rows


def kind_label(body):
    return BodyKind(body.kind).label if body.kind in BodyKind.values else body.kind


def tier_label(body):
    return TIERS.get(body.tier, "")
