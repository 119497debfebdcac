"""Freezing a report: all that is printed and counted, the records behind it, its file; and what differs since."""

import hashlib
import json
import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse

from core.figures import FIGURES, behind, count_all
from core.models import Record
from council.models import Council
from reports import document, rendering
from reports.models import ReportSignature, Snapshot

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another


def new_code():
    """The code printed on the paper: three groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def freeze(report, user_id):
    """Put the document and its snapshot down; from the next save on the database refuses any change."""
    council, code = Council.objects.select_related("unit").get(pk=report.owner_id), new_code()
    made = document.of_report(report)
    report.document = {
        **made,
        "code": code,
        "verify_url": settings.PORTAL_URL + reverse("reports:verify_code", args=[code]),
    }
    content = {
        "document": report.document, "figures": report.figures, "compared": report.compared, "lists": report.lists,
        "sections": report.sections,
    }  # fmt: skip
    records = behind(council, report.start, report.end, report.subject)
    report.save()
    Snapshot.objects.create(
        report=report, code=code, number=report.number, on=report.on, issuer=(report.subject or report.owner).name,
        content=content, content_sha256=digest(content), records=records, versions=versions_of(records), frozen_by_id=user_id,
    )  # fmt: skip


def digest(content):
    """SHA-256 of a content in its one written form."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def versions_of(records):
    """{record id: version} of every record behind some figure."""
    ids = {pk for keys in records.values() for pk in keys}
    return {
        f"{pk}": version for pk, version in Record.objects.filter(pk__in=ids).values_list("pk", "version")
    }


def file_of(report):
    """(name, bytes) of the frozen file, None while there is none."""
    kept = Snapshot.objects.filter(report=report.pk).exclude(file="").only("file", "file_name").first()
    if kept is None:
        return None
    with kept.file.open() as file:
        return kept.file_name, file.read()


def latest_file(report):
    """The bytes to sign next: the last signed copy, else the frozen file; None while there is none."""
    signed = ReportSignature.objects.filter(snapshot__report=report.pk).order_by("-pk").first()
    if signed:
        with signed.file.open() as file:
            return file.read()
    kept = file_of(report)
    return kept and kept[1]


def keep_file(report, name, content):
    """Fill in the file of a snapshot; a second time it is left as it is."""
    kept = Snapshot.objects.select_for_update().filter(report=report.pk, file="")
    from django.db import transaction

    with transaction.atomic():
        row = kept.first()
        if row:
            row.file_name, row.file_sha256 = name, hashlib.sha256(content).hexdigest()
            row.pages = rendering.page_count(content)
            row.file.save(name, ContentFile(content), save=False)
            row.save(update_fields=["file", "file_name", "file_sha256", "pages"])


def keep_signature(report, signed, found, user_id):
    """Keep a signed copy with what its verification said."""
    row = ReportSignature(
        snapshot=report.snapshot, sha256=hashlib.sha256(signed).hexdigest(), signer=found["signer"], issuer=found["issuer"],
        serial=found["serial"], valid_to=found["valid_to"], is_trusted=found["trusted"], signed_by_id=user_id,
    )  # fmt: skip
    row.file.save("signed.pdf", ContentFile(signed), save=False)
    row.save()


def has_file(report):
    """Whether the worker has made the frozen file."""
    return bool(report.document) and hasattr(report, "snapshot") and bool(report.snapshot.file)


def differences(report, found):
    """What the registers say today beside what was frozen: {figures: [{key, label, then, now}], records: [...]}."""
    now = count_all(found.council, report.start, report.end, report.subject)
    figures = [
        {"key": key, "label": FIGURES[key].label, "then": then, "now": now[key]}
        for key, then in report.figures.items() if key in now and key in FIGURES and now[key] != then
    ]  # fmt: skip
    return {"figures": figures, "records": _changed(report.snapshot)}


def _changed(snapshot, most=50):
    """Records behind the frozen figures that have changed since, the first few."""
    rows = Record.objects.filter(pk__in=[int(pk) for pk in snapshot.versions]).only(
        "pk", "code", "title", "version"
    )
    changed = [row for row in rows.order_by("pk") if row.version != snapshot.versions[f"{row.pk}"]]
    return changed[:most]
