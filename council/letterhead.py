"""The head of a council's documents and who signs for it, as letters of every room need them."""

from django.db.models import Q
from django.utils import timezone

from core.letters.heads import Head, provide
from council.models import Council, Post

_SIGNERS = (Post.Title.CHAIR, Post.Title.VICE_CHAIR)


@provide
def head_of(home_id):
    """The head of the council `home_id`. An empty one for a body that is no council."""
    council = Council.objects.select_related("unit").filter(pk=home_id).first()
    if council is None:
        return Head()
    superior, unit = council.superior, council.unit.name
    # The unit is not repeated when the superior line names it.
    issuer = "HỘI ĐỒNG NHÂN DÂN" if unit.upper() in superior.upper() else f"HỘI ĐỒNG NHÂN DÂN\n{unit.upper()}"
    values = {"hdnd": council.name, "dia_ban": unit, "dia_danh": council.place}
    return Head(issuer, superior, council.place, council.symbol, tuple(signers(council)), values)


def signers(council):
    """[(post in upper case, name)] of the chair and the vice chairs now in office."""
    today = timezone.localdate()
    held = Post.objects.filter(title__in=_SIGNERS, from_on__lte=today).filter(
        Q(to_on=None) | Q(to_on__gte=today)
    )
    mine = held.filter(Q(body=council.pk) | Q(body__home=council.pk, body__kind="standing")).select_related(
        "delegate"
    )
    found = {(post.get_title_display().upper(), post.delegate.name) for post in mine}
    return sorted(found, key=lambda pair: (pair[0] != "CHỦ TỊCH", pair[1]))
