"""What frames every page: the registers, who acts, notices, warnings."""

from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate

from core import pdf
from core.models import Notice, Record
from core.paging import capped_counts
from core.visibility import closed_kinds
from council.models import Role

# label, address name, icon, record kind: its overdue entries are counted, and who may not see it has no entry
_NAV = [
    [
        ("Bàn làm việc", "desk:home", "home", ""),
        ("Lịch và thời hạn", "desk:calendar", "calendar-days", ""),
        ("Việc theo luật", "desk:duty_list", "clipboard-document-check", "duty"),
    ],
    [
        ("Kỳ họp", "sessions:session_list", "building-library", "session"),
        ("Giám sát", "oversight:round_list", "magnifying-glass-circle", "round"),
        ("Tiếp xúc cử tri", "voters:meeting_list", "users", "meeting"),
        ("Kiến nghị cử tri", "voters:opinion_list", "chat-bubble-left-right", "opinion"),
        ("Đơn thư", "petitions:petition_list", "envelope", "petition"),
    ],
    [("Báo cáo", "reports:home", "chart-bar", "report"), ("Danh bạ", "council:directory", "book-open", "")],
]
_OFFICE = [("Quản trị", "council:office", "cog-6-tooth", "")]
_CAP = 99
_UNREAD = "unread"


def frame(request):
    """Context of the frame; empty for a visitor."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "nav": [], "unread": 0, "warnings": []}
    late, unread = counts(actor)
    closed = closed_kinds(actor.role)
    groups = _NAV + [_OFFICE] if actor.role == Role.ADMIN else _NAV
    nav = [[_item(request, late, *entry) for entry in group if entry[3] not in closed] for group in groups]
    return {"actor": actor, "nav": nav, "unread": unread, "warnings": _warnings()}


def _item(request, late, label, name, icon, kind):
    url = reverse(name)
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return {"label": label, "url": url, "icon": icon, "current": here, "count": late.get(kind)}


def counts(actor):
    """({kind: records with something overdue}, unread notices), each counted up to 99.

    The first is remembered for a minute; when it is asked anew both are counted in one query.
    """
    key = f"overdue:{actor.membership_id}:{localdate()}"
    late = cache.get(key)
    wanted = {_UNREAD: Notice.objects.filter(user_id=actor.user_id, read_at=None)}
    found = capped_counts(wanted if late is not None else wanted | _overdue(actor), _CAP)
    unread = found.pop(_UNREAD)
    if late is None:
        late = {kind: f"{_CAP}+" if n > _CAP else n for kind, n in found.items() if n}
        cache.set(key, late, 60)
    return late, unread


def _overdue(actor):
    late = Record.objects.visible_to(actor).filter(next_due__lt=localdate())
    kinds = [kind for group in _NAV for *_, kind in group if kind]
    return {kind: late.filter(kind=kind) for kind in kinds}


def _warnings():
    if pdf.available():
        return []
    return ["Máy chủ này chưa in được PDF: thiếu thư viện hệ thống, quản trị viên xem docs/running.md."]
