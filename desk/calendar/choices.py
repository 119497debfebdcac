"""Bodies and people that the calendar can be narrowed to."""

from dataclasses import dataclass

from django.db.models import Q

from core.models import Body
from core.text import NameKey
from council.models import BodyKind, Membership, User


@dataclass(frozen=True)
class Person:
    """Somebody of the own bodies, and the bodies in which that person works today."""

    pk: int
    name: str
    bodies: tuple


def own_bodies(actor):
    """The home council and what works in its name; an agency has itself alone."""
    if actor.sees_shared_only:
        return Body.objects.filter(pk=actor.body_id)
    return Body.objects.filter(Q(pk=actor.home_id) | Q(home=actor.home_id))


def bodies(actor):
    """The bodies to choose among: the own ones, then the councils below."""
    if actor.sees_shared_only:
        return Body.objects.filter(pk__in=[actor.body_id, actor.home_id]).order_by("name")
    return (own_bodies(actor) | Body.objects.filter(pk__in=actor.scope)).order_by("name")


def grouped(rows, current):
    """[(label, [(code, name, is current)])]: councils apart from the bodies that work for them."""
    groups = {"Hội đồng nhân dân": [], "Cơ quan, tổ chức": []}
    for body in rows:
        label = "Hội đồng nhân dân" if body.kind == BodyKind.COUNCIL else "Cơ quan, tổ chức"
        groups[label].append((body.code, body.short_name, body == current))
    if current and not any(code == current.code for items in groups.values() for code, *_ in items):
        groups["Cơ quan, tổ chức"].append((current.code, current.short_name, True))
    return [(label, items) for label, items in groups.items() if items]


def body_in_view(actor, code):
    """The body of that code if it keeps records in view or works for one that does; None otherwise."""
    seen = Q(pk__in=actor.scope) | Q(home__in=actor.scope)
    if actor.sees_shared_only:
        seen = Q(pk__in=[actor.body_id, actor.home_id])
    return Body.objects.filter(seen, code=code).first()


def people(actor):
    """[(id, name)] of those who work in the own bodies today, by given name."""
    seats = Membership.objects.in_force().filter(body__in=own_bodies(actor))
    rows = User.objects.filter(is_active=True, pk__in=seats.values("user"))
    return list(rows.order_by(NameKey("full_name"), "pk").values_list("pk", "full_name"))


def person_of(actor, text):
    """The person of that id if working in the own bodies; None otherwise."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    seats = Membership.objects.in_force().filter(user=int(text), user__is_active=True)
    found = list(
        seats.filter(body__in=own_bodies(actor)).values_list("user__full_name", "body").order_by("pk")
    )
    return Person(int(text), found[0][0], tuple(sorted({pk for _, pk in found}))) if found else None
