"""The card "Văn bản" of a record's page: one query, and none where its kind has no letters."""

from django.urls import reverse

from core.letters.book import letters_of
from core.models import Letter


def letters(record, actor, register):
    """{letters, letter_choices} of a record for `actor`; empty where its kind has no letters."""
    known = letters_of(type(record))
    if not known:
        return {}
    # The frozen documents are large and not shown here.
    rows = (
        Letter.objects.filter(record=record.pk)
        .defer("document", "text", "tables")
        .order_by("-issued_at", "-id")
    )
    shown = [_row(row) for row in rows if register.may_open_letters(actor, record, row)]
    choices = [
        {"label": item.label, "url": reverse("core:letter_new", args=[record.pk, item.code]), "asks": bool(item.targets)}
        for item in known if item.offered(record) and item.may(actor, record)
    ]  # fmt: skip
    return {"letters": shown, "letter_choices": choices}


def _row(letter):
    made = not letter.is_draft
    return {
        "title": letter.title, "target": letter.target_label, "number": letter.number if made else "",
        "on": letter.signed_on if made else None, "url": letter.get_absolute_url(), "draft": letter.is_draft,
        "withdrawn": letter.state == Letter.State.WITHDRAWN,
        "pdf": reverse("core:letter_file", args=[letter.pk, "pdf"]) if made else "",
        "docx": reverse("core:letter_file", args=[letter.pk, "docx"]) if made else "",
    }  # fmt: skip
