"""The evidence: a chained log of sign-ins, exports, looks at secret records, changes of rights and of rules.

Changes of rights and rules come from the history by a trigger (`WATCHED`), by whatever road they were made; the
rest is noted here by the code that does it. Never put a secret (a password, a token, a sealed name) into `detail`.
"""

from django.utils import timezone

from core.models.log import LogEntry
from core.models.watched import WATCHED

Act = LogEntry.Act
__all__ = ["WATCHED", "Act", "LogEntry", "address", "note"]


def note(act, *, request=None, ip=None, user_id=None, subject_id=None, record_id=None, **detail):
    """Add one line; with a `request` its address and, unless told, its person. `ip` is told where no request is."""
    actor = getattr(request, "actor", None)
    return LogEntry.objects.create(
        at=timezone.now(), act=act, user_id=user_id or (actor.user_id if actor else None),
        subject_id=subject_id, record_id=record_id, ip=ip or address(request), detail=detail,
    )  # fmt: skip


def address(request):
    """The address of the machine that asks, None when nothing asks."""
    return (request.META.get("REMOTE_ADDR") or None) if request is not None else None
