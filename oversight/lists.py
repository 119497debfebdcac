"""What lists and pages ask of the database beside their rows, in the same query."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from oversight.models import Escalation, Recommendation, Visit


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


def with_last_step(recommendations):
    """Recommendations with `step` and `step_on`, the latest step taken because they were not fulfilled."""
    steps = Escalation.objects.filter(recommendation=OuterRef("pk")).order_by("-pk")
    return recommendations.select_related("lead").annotate(
        step=Subquery(steps.values("step")[:1]), step_on=Subquery(steps.values("on")[:1])
    )
