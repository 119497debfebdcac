"""From a person's memberships to the actor: role, home body, and whose records are in view."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from core.actor import DECIDERS, KEEPERS, Actor
from core.models import Body
from core.seats import provide, provide_holders
from council.factors import demand_of
from council.models import BodyKind, Membership, Role

KEEPERS.update({Role.STAFF, Role.WARD})
DECIDERS.add(Role.CHAIR)


def seats_of(user):
    """The memberships of a person in force today, the oldest first, each with the `scope` of its home body and
    whether a second factor is `demanded` of its role there."""
    rows = user.memberships.in_force().select_related("body")
    home = Coalesce(OuterRef("body__home"), OuterRef("body"))
    demanded = Exists(demand_of(home, OuterRef("role")))
    scope = ArraySubquery(_below(home).values("pk"))
    return list(rows.annotate(scope=scope, demanded=demanded).order_by("pk"))


def actor_for(user, memberships, chosen):
    """The actor of the membership `chosen` (its id), or of the first one. None without memberships."""
    if not memberships:
        return None
    seat = next((item for item in memberships if item.pk == chosen), memberships[0])
    return _actor(user, seat, tuple(_choice(item, seat) for item in memberships), tuple(seat.scope))


def actors_of(membership_ids, on=None):
    """{membership id: actor} of those in force on the day `on`, by two queries however many they are."""
    seats = Membership.objects.in_force(on).select_related("body", "user").filter(pk__in=membership_ids)
    scopes = _scopes()
    return {
        seat.pk: _actor(seat.user, seat, (), tuple(scopes.get(seat.body.home_id_or_self, ())))
        for seat in seats
    }


def _choice(item, seat):
    return {
        "pk": item.pk,
        "body_name": item.body.short_name,
        "role_label": item.get_role_display(),
        "current": item is seat,
    }


def _actor(user, seat, memberships, scope=None):
    home = seat.body.home_id_or_self
    agency = seat.role == Role.AGENCY
    if not agency and scope is None:
        scope = scope_of(home)
    return Actor(
        user_id=user.pk, name=user.full_name, role=seat.role, role_label=seat.get_role_display(),
        body_id=seat.body_id, body_name=seat.body.short_name, home_id=home, scope=() if agency else scope,
        sees_shared_only=agency, membership_id=seat.pk, memberships=memberships,
    )  # fmt: skip


def scope_of(home):
    """The councils whose records a council sees: its own and those of the two tiers below."""
    return tuple(_below(home).values_list("pk", flat=True))


def _below(home):
    councils = Body.objects.filter(kind=BodyKind.COUNCIL)
    return councils.filter(Q(pk=home) | Q(parent=home) | Q(parent__parent=home)).order_by("pk")


def _scopes():
    """{council: the councils in its scope}, as `scope_of` for all at once."""
    found = {}
    councils = Body.objects.filter(kind=BodyKind.COUNCIL).order_by("pk")
    for pk, *above in councils.values_list("pk", "parent", "parent__parent"):
        for home in {pk, *above} - {None}:
            found.setdefault(home, []).append(pk)
    return found


@provide
def actor_of_membership(membership_id):
    seat = Membership.objects.in_force().select_related("body", "user").filter(pk=membership_id).first()
    return seat and _actor(seat.user, seat, ())


def people_of(body_ids, *roles):
    """Ids of the people who now hold one of `roles` (any, when none is named) in one of the bodies."""
    rows = Membership.objects.in_force().filter(body__in=body_ids)
    return list((rows.filter(role__in=roles) if roles else rows).values_list("user_id", flat=True).distinct())


@provide_holders
def holders_of(body_ids):
    rows = Membership.objects.in_force().filter(body__in=body_ids, user__is_active=True)
    return list(rows.values_list("body_id", "role", "user_id").distinct())
