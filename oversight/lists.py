"""What the list of rounds counts beside each row."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from oversight.models import Recommendation, Visit


def with_counts(rounds):
    """Rounds with `units`, `issued` and `done`, each counted for the rows of the page only."""
    items = Recommendation.objects.exclude(state="draft")
    return rounds.annotate(
        units=_number(Visit.objects.exclude(state="cancelled")),
        issued=_number(items), done=_number(items.filter(state="done")),
    )  # fmt: skip


def _number(parts):
    counted = (
        parts.filter(round=OuterRef("pk")).order_by().values("round").annotate(n=Count("pk")).values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
