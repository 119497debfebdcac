"""The head of a council's documents and who signs for it, as letters of every room need them."""

from django.db.models import Q
from django.utils import timezone

from core.letters.heads import Head, provide
from council.models import BodyKind, Council, Membership, Post, Role

CHAIR = "CHỦ TỊCH"
_SIGNERS = (Post.Title.CHAIR, Post.Title.VICE_CHAIR)


@provide
def head_of(home_id):
    """The head of the council `home_id`. An empty one for a body that is no council."""
    council = Council.objects.select_related("unit").filter(pk=home_id).first()
    if council is None:
        return Head()
    values = {"hdnd": council.name, "dia_ban": council.unit.name, "dia_danh": council.place}
    issuer = "\n".join(issuer_lines(council))
    return Head(issuer, council.superior, council.place, council.symbol, tuple(signers(council.pk)), values)


def issuer_lines(council):
    """The issuing body's lines, upper case; the unit is not repeated when the superior line names it."""
    body, unit = "HỘI ĐỒNG NHÂN DÂN", council.unit.name.upper()
    return [body] if unit and unit in council.superior.upper() else [body, unit]


def chair_of(council_id):
    """The name of whoever now chairs a council: by post, else by role; empty when nobody is known."""
    named = [name for post, name in signers(council_id) if post == CHAIR]
    seats = Membership.objects.in_force().filter(body=council_id, role=Role.CHAIR).order_by("pk")
    return named[0] if named else seats.values_list("user__full_name", flat=True).first() or ""


def signers(council_id):
    """[(post in upper case, name)] of the chair and the vice chairs now in office."""
    today = timezone.localdate()
    held = Post.objects.filter(title__in=_SIGNERS, from_on__lte=today).filter(
        Q(to_on=None) | Q(to_on__gte=today)
    )
    mine = held.filter(
        Q(body=council_id) | Q(body__home=council_id, body__kind=BodyKind.STANDING)
    ).select_related("delegate")
    found = {(post.get_title_display().upper(), post.delegate.name) for post in mine}
    return sorted(found, key=lambda pair: (pair[0] != CHAIR, pair[1]))
