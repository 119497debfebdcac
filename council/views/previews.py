"""What a change of rules or of days off would move, shown before it is done; nothing is kept between the pages."""

from django.shortcuts import render

from core.models import Deadline
from council.services import daysoff
from council.views.pages import CONFIRM

SHOWN = 50
_OWN = {"csrfmiddlewaretoken", "_save", "_again", "reach", CONFIRM}


def rule_preview(request, form, moves, title):
    """The page of a changed rule; None when no open deadline would move."""
    if not moves:
        return None
    return _page(request, moves, {"title": f"Xem trước: {title}", "rule": True})


def days_preview(request, changes, years=(), always=False):
    """The page of changed days off; None when no open deadline would move, unless it is `always` wanted."""
    moves = daysoff.plan(changes)
    if not moves and not always:
        return None
    rows = [(day, row) for day, row in sorted(changes.items())]
    return _page(request, moves, {"title": "Xem trước lịch nghỉ thay đổi", "rows": rows, "years": years})


def _page(request, moves, context):
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in _OWN]
    context |= {
        "moves": _lines(moves[:SHOWN]), "count": len(moves), "more": max(len(moves) - SHOWN, 0), "kept": kept,
        "by_worker": len(moves) > daysoff.AT_ONCE, "confirm": CONFIRM, "crumbs": [{"label": "Quản trị", "url": "/quan-tri/"}],
        "cancel_url": request.get_full_path(),
    }  # fmt: skip
    return render(request, "council/preview.html", context)


def _lines(moves):
    """[(deadline with its record and holder, old, new)]. The record's number alone is shown: an administrator need
    not know what it says."""
    pks = [deadline.pk for deadline, _, _ in moves]
    rows = Deadline.objects.select_related("record", "holder").in_bulk(pks)
    return [(rows[deadline.pk], old, new) for deadline, old, new in moves]
