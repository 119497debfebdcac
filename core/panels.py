"""The right column of a record: deadlines, files, history. One query each, whatever the number of rows."""

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from core.chips import deadline_chip
from core.files import ACCEPT
from core.models import HistoryEntry

SHOWN = 20


def deadlines(record, actor):
    """{deadlines, next_due} of a record."""
    rows = record.deadlines.select_related("rule", "owed_by").order_by("anchor_on", "due_on", "id")
    shown = [_deadline(row) for row in rows]
    running = [item for item in shown if item["open"] and item["due_on"]]
    return {"deadlines": shown, "next_due": min(running, key=lambda item: item["due_on"], default=None)}


def _deadline(row):
    chip, rule = deadline_chip(row), row.rule
    return {
        "owed": row.owed, "owed_by": row.owed_by, "due_on": row.due_on, "met_on": row.met_on, "waived": row.waived_on,
        "open": not row.met_on and not row.waived_on, "tone": chip.tone, "chip": chip.text,
        "basis": rule.basis if rule else "Thời hạn do văn bản ấn định", "article": rule.article if rule else "",
        "confidence": rule.confidence if rule else "verified", "explain_url": reverse("core:deadline", args=[row.pk]),
        "met_url": "",
    }  # fmt: skip


def files(record, may_upload, may_open=True):
    """{files, upload_url, upload_accept} of a record; without `may_open` the files are named but cannot be opened."""
    rows = record.attachments.filter(removed_at=None).select_related("uploaded_by")
    url = reverse("core:upload", args=[record.pk]) if may_upload else ""
    return {
        "files": [_file(row, may_upload, may_open) for row in rows],
        "upload_url": url,
        "upload_accept": ACCEPT,
    }


def _file(row, may_remove, may_open):
    return {
        "pk": row.pk, "name": row.name, "size_label": filesizeformat(row.size),
        "url": reverse("core:file", args=[row.pk]) if may_open else "", "by": row.uploaded_by, "at": row.uploaded_at,
        "delete_url": reverse("core:remove_file", args=[row.pk]) if may_remove else "",
    }  # fmt: skip


def history(record, limit=SHOWN, hidden=()):
    """{history, history_url}: the latest changes of a record and of all that belongs to it, but for the tables
    that are `hidden` from the reader."""
    from core.changes import readable

    rows = HistoryEntry.objects.filter(record_id=record.pk).exclude(table_name__in=hidden)
    rows = rows.select_related("actor").order_by("-id")[:limit]
    return {
        "history": readable(rows, record.kind, record),
        "history_url": reverse("core:history", args=[record.pk]),
    }
