"""Wordings of letters, kept by each council's administrator. Every saving is a version of its own."""

from django.core.exceptions import ValidationError
from django.http import Http404

from core.changes import name_acts
from core.letters import book
from core.models import LetterWording
from council.acts import act

name_acts(
    {"council.save_wording": "Sửa mẫu văn bản", "council.reset_wording": "Dùng lại mẫu văn bản kèm phần mềm"}
)


def definition(code):
    """The letter of a code. Raises Http404."""
    if code not in book.LETTERS:
        raise Http404
    return book.LETTERS[code]


def versions(actor, code):
    """All versions of the actor's council, the latest first."""
    rows = LetterWording.objects.filter(home=actor.home_id, code=code)
    return list(rows.select_related("saved_by").order_by("-version"))


@act("council.save_wording")
def save(actor, code, *, text, version):
    """Put a wording in force from now on. Raises ValidationError with its faults, or when another was saved meanwhile."""
    letter = definition(code)
    if faults := book.faults(letter, text):
        raise ValidationError({"text": faults})
    return _add(actor, code, text, version)


@act("council.reset_wording")
def reset(actor, code):
    """The shipped wording is in force again."""
    definition(code)
    return _add(actor, code, "", None)


def _add(actor, code, text, version):
    last = LetterWording.objects.filter(home=actor.home_id, code=code).order_by("-version").first()
    stored = last.version if last else 0
    if version not in (None, stored):
        raise ValidationError(
            f"Mẫu này vừa được {last.saved_by} lưu bản {stored}. Chép phần đã sửa, tải lại trang rồi sửa trên bản mới."
        )
    return LetterWording.objects.create(
        home_id=actor.home_id, code=code, version=stored + 1, text=text, saved_by_id=actor.user_id
    )
