"""Whether a resolution is in force on a day, from its own days and from what later ones did to it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from sessions.models import ResolutionLink

NOT_YET, IN_FORCE, CHANGED, ENDED = "not_yet", "in_force", "changed", "ended"
LABELS = {
    NOT_YET: ("chưa có hiệu lực", "idle"),
    IN_FORCE: ("còn hiệu lực", "done"),
    CHANGED: ("còn hiệu lực, đã sửa đổi", "doing"),
    ENDED: ("hết hiệu lực", "idle"),
}
_PART = (ResolutionLink.Kind.AMENDS, ResolutionLink.Kind.REPEALS_PART)


@dataclass(frozen=True)
class Change:
    """What happens to a resolution's effect on a day."""

    on: date
    text: str
    link: object = None


def force_on(day, effective_on, expires_on, links):
    """One of the four, for the links (kind, from_on) of later resolutions to this one."""
    if effective_on is None or day < effective_on:
        return NOT_YET
    since = [kind for kind, from_on in links if from_on <= day]
    if ResolutionLink.Kind.REPEALS in since or (expires_on and day >= expires_on):
        return ENDED
    return CHANGED if any(kind in _PART for kind in since) else IN_FORCE


def changes(resolution, links):
    """The days on which its effect changes, in order; `links` are those of later resolutions to it."""
    rows = [Change(resolution.effective_on, "Có hiệu lực")] if resolution.effective_on else []
    rows += [Change(link.from_on, _done_to(link), link.source) for link in links]
    rows += [Change(resolution.expires_on, "Hết thời hạn có hiệu lực")] if resolution.expires_on else []
    return sorted(rows, key=lambda row: row.on)


def _done_to(link):
    word = {
        "amends": "Được sửa đổi, bổ sung",
        "repeals_part": "Bị bãi bỏ một phần",
        "repeals": "Bị bãi bỏ, thay thế",
    }
    articles = f" ({link.articles})" if link.articles else ""
    return f"{word[link.kind]}{articles} bởi"


def in_force(rows, day, wanted):
    """Those of `rows` whose effect on `day` is `wanted`: the same as `force_on`, in the database."""
    links = ResolutionLink.objects.filter(target=OuterRef("pk"), from_on__lte=day)
    repealed = Exists(links.filter(kind=ResolutionLink.Kind.REPEALS))
    changed = Exists(links.filter(kind__in=_PART))
    begun, expired = Q(effective_on__lte=day), Q(expires_on__lte=day)
    if wanted == NOT_YET:
        return rows.filter(Q(effective_on=None) | Q(effective_on__gt=day))
    if wanted == ENDED:
        return rows.filter(begun).filter(expired | repealed)
    rows = rows.filter(begun).filter(Q(expires_on=None) | Q(expires_on__gt=day)).filter(~repealed)
    return rows.filter(changed) if wanted == CHANGED else rows.filter(~changed)
