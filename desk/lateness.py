"""How late the bodies in view are this quarter: counted over many rows, so remembered for ten minutes."""

from django.core.cache import cache
from django.db.models import Avg, Count, DurationField, F, Value

from core.models import Deadline
from desk.ranking import figures
from desk.ranking.asked import quarter_of, year_before

REMEMBER = 600  # seconds


def slowest(actor, today, limit=5):
    """[(body, overdue now, mean days late)] of what fell due in this quarter and is still owed; kept ten minutes."""
    key = f"slowest:{actor.membership_id}:{today}"
    rows = cache.get(key)
    if rows is None:
        rows = list(_slowest(actor, today)[:limit])
        cache.set(key, rows, REMEMBER)
    return rows


def _slowest(actor, today):
    first, _ = quarter_of(today)
    late = (
        Deadline.objects.visible_to(actor)
        .open()
        .filter(due_on__gte=first, due_on__lt=today, owed_by__isnull=False)
    )
    behind = Avg(Value(today) - F("due_on"), output_field=DurationField())
    return (
        late.order_by()
        .values_list("owed_by__short_name")
        .annotate(n=Count("pk"), late=behind)
        .order_by("-n", "-late")
    )


def on_time(actor, today):
    """[per cent in time this quarter, and the same quarter last year]; None without anything due; kept ten minutes."""
    key = f"on-time:{actor.membership_id}:{today}"
    found = cache.get(key)
    if found is None:
        found = figures.share(actor, [quarter_of(today), quarter_of(year_before(today))])
        cache.set(key, found, REMEMBER)
    return found
