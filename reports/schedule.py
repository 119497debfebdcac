"""The quarterly draft: prepared on the first working day after the quarter, once for each council."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Q
from django.utils.timezone import localdate

from core import notify
from core.services import days
from core.verbs import create
from council.letterhead import chair_of
from council.models import Council, Membership, Role
from council.seats import actors_of
from reports import document, period, services
from reports.models import SummaryReport

MISSED = timedelta(14)  # how long a morning that was missed is made up for


def prepare(today=None):
    """The drafts made on `today`: the first working day after a quarter, or a later day when that one was missed."""
    today = today or localdate()
    quarter = period.last_quarter(today)
    first = first_working_day(quarter.end)
    if not first <= today <= first + MISSED:
        return []
    return [made for made in (_prepare(actor, quarter, today) for actor in _writers(today)) if made]


def first_working_day(after):
    """The first working day after a day."""
    return days.calendar().next_working(after + timedelta(1))


def _writers(today):
    """One actor for each living council: who keeps its registers."""
    lived = Q(valid_to=None) | Q(valid_to__gte=today)
    councils = Council.objects.filter(lived).values("pk")
    seats = Membership.objects.in_force(today).filter(
        body__in=councils, role__in=[Role.STAFF, Role.WARD], user__is_active=True
    )
    first = {}
    for pk, body_id in seats.order_by("pk").values_list("pk", "body_id"):
        first.setdefault(body_id, pk)
    return actors_of(first.values(), today).values()


def _prepare(actor, quarter, today):
    """The council's draft of the quarter, unless somebody has begun one; its keepers are told."""
    begun = SummaryReport.objects.filter(
        owner=actor.home_id, start=quarter.start, end=quarter.end, subject=None
    )
    if begun.exists():
        return None
    council = Council.objects.select_related("unit", "parent").get(pk=actor.home_id)
    report = create(
        services.draft, actor, once=uuid5(NAMESPACE_URL, f"report:{council.code}:{quarter.start}"), start=quarter.start,
        end=quarter.end, outline="quarter", report_kind=quarter.kind, on=today, place=council.place, number="",
        recipients="\n".join(document.recipients(council)), signer_name=chair_of(council.pk), **document.authority(None),
    )  # fmt: skip
    people = Membership.objects.in_force(today).filter(body=council.pk, role__in=[Role.STAFF, Role.WARD])
    notify.tell(
        people.values_list("user_id", flat=True), f"Đã lập dự thảo báo cáo {quarter.words}.",
        key=f"quarter:{report.pk}", record=report,
    )  # fmt: skip
    return report
