"""What was found at the same unit before: the history of a fault, and which earlier fault says much the same."""

import re

from core.text import fold
from oversight.models import Finding

ALIKE, MOST = 0.3, 100
_PLAIN = frozenset(
    fold(
        "và của cho các là có không còn những được tại trên theo với trong khi ở về đến từ do chưa việc một số"
    ).split()
)


def earlier(actor, target_id, on, but=None):
    """Faults in view that were found at a unit before the day `on`, the newest first; withdrawn ones are none."""
    rows = (
        Finding.objects.of_kind()
        .filter(finding_kind="fault", visit__target_id=target_id, on__lt=on)
        .filter(pk__in=Finding.objects.visible_to(actor).values("pk"))
        .exclude(state="withdrawn")
    )
    return (rows.exclude(pk=but) if but else rows).select_related("visit__round").order_by("-on", "-pk")


def alike(first, second):
    """How much two texts say the same, from 0 to 1: the share of words in common."""
    one, two = words(first), words(second)
    return len(one & two) / len(one | two) if one and two else 0.0


def words(text):
    return set(re.findall(r"[a-z0-9]+", fold(text))) - _PLAIN


def history(finding, actor):
    """Earlier faults at the unit as [{finding, same, recommendations}]: those it repeats and the like ones first."""
    before = earlier(actor, finding.visit.target_id, finding.on, finding.pk)
    rows = list(before.prefetch_related("recommendations")[:MOST])
    linked = _chain(finding, {row.pk: row for row in rows})
    made = [
        {"finding": row, "linked": row.pk in linked, "same": alike(finding.title, row.title) >= ALIKE,
         "recommendations": list(row.recommendations.all())}
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda row: (not row["linked"], not row["same"]))


def _chain(finding, rows):
    """The ids of the faults that this one repeats, one after the other."""
    found, following = set(), finding.repeats_id
    while following and following not in found:
        found.add(following)
        following = rows[following].repeats_id if following in rows else None
    return found


def suggested(actor, finding):
    """The earlier fault at this unit that says most nearly the same, None when none does."""
    rows = [
        (alike(finding.title, row.title), row)
        for row in earlier(actor, finding.visit.target_id, finding.on, finding.pk)[:MOST]
    ]
    best = max(rows, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None
