"""What lists and pages ask of the database beside their rows, in the same query."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from core.models import Attachment, Record
from council.models import Delegate
from oversight.models import (
    Escalation,
    OutlineItem,
    ProgrammeItem,
    Recommendation,
    Round,
    TemplateItem,
    Visit,
)


def with_counts(rounds):
    """Rounds with `units`, `issued` and `done`, each counted for the rows of the page only."""
    items = Recommendation.objects.exclude(state="draft")
    return rounds.annotate(
        units=_number(Visit.objects.exclude(state="cancelled")),
        issued=_number(items), done=_number(items.filter(state="done")),
    )  # fmt: skip


def with_evidence(findings):
    """Findings with `proven`: whether a paper, a file or a photo stands behind them."""
    files = Attachment.objects.filter(record=OuterRef("pk"), removed_at=None)
    return findings.annotate(proven=Q(Exists(files)) | ~Q(paper=""))


def with_progress(programmes):
    """Programmes with `planned` and `held`: the items in force, and those whose round has its decision."""
    items = ProgrammeItem.objects.filter(status="planned")
    held = items.exclude(round=None).exclude(round__state__in=("proposed", "cancelled"))
    return programmes.annotate(planned=_number(items, "programme"), held=_number(held, "programme"))


def with_sizes(templates):
    """Templates with `questions` and `figures`."""
    items = TemplateItem.objects.all()
    return templates.annotate(
        questions=_number(items.filter(item_kind="question"), "template"),
        figures=_number(items.filter(item_kind="figure"), "template"),
    )


def with_team(rounds):
    """Rounds with `team` (the members in the order of names), `asked` (the outline) and `again` (their re-inspections), for
    one page."""
    team = Delegate.objects.filter(rounds=OuterRef("pk")).by_name()
    asked = OutlineItem.objects.filter(round=OuterRef("pk"))
    columns = ("pk", "position", "item_kind", "text", "unit", "hint", "required", "adds_up")
    again = Record.objects.filter(parent=OuterRef("pk"), kind=Round.KIND).order_by("pk")
    return rounds.annotate(
        team=ArraySubquery(team.values(row=JSONObject(pk="pk", name="name"))),
        asked=ArraySubquery(
            asked.values(row=JSONObject(**{name: name for name in columns}, whole="whole__position"))
        ),
        again=ArraySubquery(again.values(row=JSONObject(pk="pk", code="code", title="title", on="on"))),
    )


def asked_in(round):
    """The items of the outline of a round read `with_team`, without asking again."""
    made = []
    for row in round.asked:
        whole = row.pop("whole")
        made.append(OutlineItem(**row, whole=OutlineItem(position=whole) if whole else None))
    return made


def outside(programme):
    """The rounds that the body of a programme held in its year outside of it."""
    rounds = Round.objects.of_kind().filter(owner=programme.owner_id, subject_body=programme.subject_body_id)
    return rounds.filter(on__year=programme.year, programme_item=None).exclude(
        state__in=("proposed", "cancelled")
    )


def _number(parts, whole="round"):
    counted = (
        parts.filter(**{whole: OuterRef("pk")}).order_by().values(whole).annotate(n=Count("pk")).values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_last_step(recommendations):
    """Recommendations with `step` and `step_on`, the latest step taken because they were not fulfilled."""
    steps = Escalation.objects.filter(recommendation=OuterRef("pk")).order_by("-pk")
    return recommendations.select_related("lead").annotate(
        step=Subquery(steps.values("step")[:1]), step_on=Subquery(steps.values("on")[:1])
    )
