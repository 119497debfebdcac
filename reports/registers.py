"""The lists behind a report's sentences and annexes, asked of the registers: one query each, bounded."""

from django.db.models import Count, F, Q
from django.utils.timezone import localdate

from core.models import Deadline
from council.models import BodyKind
from reports.words import day
from voters.models import Meeting

MOST = 500


def lists(council, start, end):
    """Every list by name."""
    return {
        "hosted": hosted(council, start, end),
        "hamlet_meetings": _held(council, start, end).exclude(hamlet="").filter(host=None).count(),
        "timely": timely(council, start, end),
    }


def _held(council, start, end):
    return Meeting.objects.filter(owner=council, state__in=["held", "reported"]).in_period(start, end)


def hosted(council, start, end):
    """Meetings of the National Assembly delegation at which the council was but the host."""
    rows = _held(council, start, end).filter(host__kind=BodyKind.NA_DELEGATION).select_related("host", "unit")
    shown = rows.order_by("on", "pk")[:MOST]
    return [{"host": row.host.name, "place": row.place or row.unit.name, "on": day(row.on)} for row in shown]


def timely(council, start, end):
    """{kind: [limits kept, limits that fell due]} over the records filed in the period.

    Only limits of the period's records whose day has come are counted; a limit met late is not kept.
    """
    rows = Deadline.objects.filter(
        record__owner=council, record__on__range=(start, end), waived_on=None, due_on__lt=localdate()
    ).order_by()
    kept = Count("pk", filter=Q(met_on__lte=F("due_on")))
    counted = rows.values_list("record__kind").annotate(kept=kept, due=Count("pk"))
    return {kind: [on_time, due] for kind, on_time, due in counted}
