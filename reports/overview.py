"""What the chair's page shows: a few figures with their changes, who owes what is late, what waits for signature."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.timezone import localdate

from core.models import Deadline
from reports import page
from reports.models import SummaryReport
from reports.wording import change

# figure -> whether more of it is good (1), bad (-1) or neither (0)
SHOWN = {
    "sessions.held": 0, "resolutions.passed": 0, "questions.answered": 1, "oversight.rounds": 1, "recommendations.done": 1,
    "voters.meetings": 1, "opinions.received": 0, "opinions.answered": 1, "petitions.received": 0, "petitions.resolved": 1,
}  # fmt: skip
LATE = ("dossiers.late", "recommendations.overdue", "opinions.overdue", "petitions.overdue")
DEBTORS = 8


def of(found, actor):
    """{tiles, late, debtors, waiting} of the chair's page."""
    rows = {row["key"]: row for group in page.groups(found, actor) for row in group["rows"]}
    return {
        "tiles": [_tile(rows[key], sense) for key, sense in SHOWN.items() if key in rows],
        "late": [rows[key] for key in LATE if key in rows and rows[key]["value"]],
        "debtors": debtors(actor, found.council), "waiting": waiting(actor),
    }  # fmt: skip


def _tile(row, sense):
    by = row["value"] - row["last"] if row["last"] is not None else 0
    tone = "" if not by or not sense else "done" if by * sense > 0 else "late"
    return {**row, "change": change(by) if row["last"] is not None else "", "tone": tone}


def debtors(actor, council):
    """Who owes what is overdue today on the council's records, the most first."""
    late = (
        Deadline.objects.visible_to(actor)
        .open()
        .filter(holder=council, due_on__lt=localdate(), owed_by__isnull=False)
    )
    counted = (
        late.order_by().values("owed_by__name", "owed_by__code").annotate(n=Count("pk"), oldest=Min("due_on"))
    )
    return list(counted.order_by("-n", "owed_by__name")[:DEBTORS])


def waiting(actor):
    """The reports that wait: for the chair's decision, for a number, for being frozen."""
    rows = SummaryReport.objects.visible_to(actor).filter(
        owner=actor.home_id, state__in=["submitted", "approved"]
    )
    return [
        {
            "title": row.title,
            "url": reverse("reports:report_record", args=[row.pk]),
            "status": row.status,
            "on": row.on,
        }
        for row in rows.select_related("owner").order_by("on")[:10]
    ]
