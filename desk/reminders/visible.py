"""Which reminders may still be shown to their person when the mail goes out, hours after the sweep."""

from django.db.models import F, Q

from core.models import Deadline
from council.models import Membership
from council.seats import actors_of


def still_open(reminders, person_id, today):
    """Those whose deadline is open, has the date that was told and may be seen; the earliest due first, each once."""
    seats = Membership.objects.in_force(today).filter(user=person_id, user__is_active=True)
    actors = actors_of(list(seats.values_list("pk", flat=True)), today).values()
    seen = Q(pk__in=[])
    for actor in actors:
        seen |= Q(deadline__in=Deadline.objects.visible_to(actor).values("pk"))
    rows = reminders.filter(
        seen, deadline__met_on=None, deadline__waived_on=None, deadline__due_on=F("due_on")
    )
    rows = rows.select_related("deadline__record", "deadline__owed_by", "deadline__holder").order_by(
        "due_on", "deadline_id", "-id"
    )
    return list({row.deadline_id: row for row in reversed(rows)}.values())[::-1]
