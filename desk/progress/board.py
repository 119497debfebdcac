"""What the board of a session shows; four statements however many dossiers there are."""

from collections import defaultdict
from datetime import date

from django.db.models import Prefetch
from django.utils.timezone import localdate

from core.chips import deadline_chip, due_chip
from core.models import Deadline
from sessions.models import Dossier

# code of the limit -> heading of its column, verb of its being met
COLUMNS = {
    "dossier.to_committee": ("Gửi hồ sơ đến Ban", "gửi"),
    "dossier.committee_meeting": ("Ban họp thẩm tra", "họp"),
    "dossier.verification_report": ("Báo cáo thẩm tra", "có"),
    "dossier.drafts_to_delegates": ("Gửi đại biểu", "gửi"),
}
GONE = ("withdrawn", "postponed")


def board(council_session, actor):
    """The context of a session's board."""
    today = localdate()
    dossiers = _dossiers(council_session, actor)
    own = list(council_session.deadlines.select_related("rule", "owed_by").filter(due_on__isnull=False))
    rows = [_row(dossier, today) for dossier in dossiers]
    return {
        "rows": rows, "heads": [label for label, _ in COLUMNS.values()], "totals": totals(dossiers, today),
        "rail": rail(council_session, dossiers, own, today), "late": sum(row["late"] for row in rows),
    }  # fmt: skip


def _dossiers(council_session, actor):
    watched = Deadline.objects.filter(code__in=COLUMNS).select_related("rule", "owed_by").order_by("-key")
    rows = Dossier.objects.visible_to(actor).filter(council_session=council_session)
    rows = rows.select_related("submitter", "committee", "owner").defer("tsv", "words").order_by("pk")
    return list(rows.prefetch_related(Prefetch("deadlines", watched, to_attr="watched")))


def days_late(deadline, today):
    """By how many calendar days a limit was missed so far; 0 when it was kept, waived, or has no date now."""
    if deadline.due_on is None or deadline.waived_on:
        return 0
    return max(((deadline.met_on or today) - deadline.due_on).days, 0)


def _row(dossier, today):
    limits = {limit.code: limit for limit in dossier.watched}
    cells = [_cell(limits.get(code), word, today) for code, (_, word) in COLUMNS.items()]
    return {
        "record": dossier, "cells": cells, "gone": dossier.state in GONE,
        "late": any(cell and cell["late"] for cell in cells),
    }  # fmt: skip


def _cell(limit, word, today):
    if limit is None:
        return None
    chip = deadline_chip(limit, today)
    return {
        "chip": chip, "due_on": limit.due_on, "met_on": limit.met_on, "word": word, "late": days_late(limit, today),
        "basis": f"{limit.rule.article}, {limit.rule.basis}" if limit.rule else "",
        "who": limit.owed_by.short_name if limit.owed_by else "",
    }  # fmt: skip


def totals(dossiers, today):
    """How each submitter kept the limit of handing in, the latest first."""
    by_body = defaultdict(list)
    for dossier in dossiers:
        limit = next((item for item in dossier.watched if item.code == "dossier.to_committee"), None)
        by_body[dossier.submitter].append(limit)
    rows = [_total(body, limits, today) for body, limits in by_body.items()]
    return sorted(rows, key=lambda row: (-row["late"], -row["longest"], row["name"]))


def _total(body, limits, today):
    owed = [limit for limit in limits if limit and limit.due_on and not limit.waived_on]
    met = [limit for limit in owed if limit.met_on]
    met_late, open_late = [sum(days_late(limit, today) > 0 for limit in part) for part in (met, _open(owed))]
    return {
        "name": body.short_name, "dossiers": len(limits), "in_time": len(met) - met_late, "met_late": met_late,
        "open_late": open_late, "open": len(owed) - len(met) - open_late, "late": met_late + open_late,
        "longest": max((days_late(limit, today) for limit in owed), default=0),
    }  # fmt: skip


def _open(limits):
    return [limit for limit in limits if not limit.met_on]


def rail(council_session, dossiers, own, today):
    """The days of the session in order: its limits and those of its dossiers, the opening, the end, today."""
    stops = [_stop(day, label, limits, today) for (day, label), limits in _by_day(dossiers, own).items()]
    stops.append(_mark(council_session.on, "Khai mạc", "opening", today))
    if council_session.ends_on and council_session.ends_on != council_session.on:
        stops.append(_mark(council_session.ends_on, "Bế mạc", "", today))
    stops.append({"day": today, "label": "Hôm nay", "sub": "", "tone": "", "mark": "today"})
    return sorted(stops, key=lambda stop: (stop["day"], stop["mark"] != "today", stop["label"]))


def _by_day(dossiers, own):
    found = defaultdict(list)
    for dossier in dossiers:
        for limit in dossier.watched:
            if limit.due_on and not limit.waived_on:
                found[limit.due_on, COLUMNS[limit.code][0]].append(limit)
    for limit in own:
        if not limit.waived_on:
            found[limit.due_on, limit.owed].append(limit)
    return found


def _stop(day: date, label, limits, today):
    left = _open(limits)
    chip = due_chip(day, today)
    tone = (chip.tone if chip.tone in ("late", "soon") else "idle") if left else "done"
    sub = (
        f"{len(limits) - len(left)}/{len(limits)} xong"
        if len(limits) > 1
        else "chưa xong"
        if left
        else "xong"
    )
    return {"day": day, "label": label, "sub": sub, "tone": tone, "mark": ""}


def _mark(day, label, mark, today):
    left = (day - today).days
    sub = f"còn {left} ngày" if left > 0 else "hôm nay" if left == 0 else f"{-left} ngày trước"
    return {"day": day, "label": label, "sub": sub, "tone": "doing", "mark": mark}
