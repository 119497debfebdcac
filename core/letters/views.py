"""Pages of letters: begin one, edit and look at the draft, issue it, hand out its files, withdraw it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core import held, jobs
from core.errors import NotAllowed, Refused
from core.files import TYPES
from core.letters import blocks, services
from core.letters.book import LETTERS
from core.letters.forms import LetterForm, WithdrawForm
from core.letters.numbering import is_open, proposed
from core.models import HistoryEntry, Letter, Record
from core.register import REGISTERS


def _record(request, pk):
    """(the full record, its register). Raises Http404 when it is not in view."""
    found = get_object_or_404(Record.objects.visible_to(request.actor), pk=pk)
    register = REGISTERS[found.kind]
    return register.get(request.actor, pk), register


def _letter(request, pk):
    """(letter, its record, its register, its definition). Raises Http404 for who may not open it."""
    letter = get_object_or_404(Letter, pk=pk)
    record, register = _record(request, letter.record_id)
    definition = LETTERS.get(letter.code)
    if definition is None or not register.may_open_letters(request.actor, record, letter):
        raise Http404
    return letter, record, register, definition


def _crumbs(record, register):
    label = record.code or register.noun.capitalize()
    return [*register.crumbs(record), {"label": label, "url": record.get_absolute_url()}]


# --- new -----------------------------------------------------------------------------------------------------


def new(request, pk, code):
    """Begin a letter: at once where it is for nobody else than the record's, else after choosing for whom."""
    record, register = _record(request, pk)
    definition = LETTERS.get(code)
    if definition is None or not isinstance(record, definition.model):
        raise Http404
    services.must(definition.may(request.actor, record), request.actor, definition.label)
    choices = definition.choices(record)
    if request.method == "POST":
        return _begun(request, definition, record, choices)
    if not definition.targets:
        there = record.letters.filter(code=code, state=Letter.State.DRAFT).first()
        return redirect(there or record)
    context = {
        "title": definition.label,
        "record": record,
        "choices": choices,
        "crumbs": _crumbs(record, register),
    }
    return render(request, "core/letter_new.html", context)


def _begun(request, definition, record, choices):
    if not definition.targets:
        return redirect(services.draft(request.actor, definition, record))
    chosen = [item for item in choices if item.key in request.POST.getlist("target")]
    if not chosen:
        messages.error(request, "Chọn ít nhất một nơi nhận để soạn văn bản.")
        return redirect(reverse("core:letter_new", args=[record.pk, definition.code]))
    made = [services.draft(request.actor, definition, record, item) for item in chosen]
    if len(made) == 1:
        return redirect(made[0])
    messages.success(request, f"Đã soạn {len(made)} dự thảo, xem ở mục «Văn bản».")
    return redirect(record)


# --- one letter ----------------------------------------------------------------------------------------------


def letter(request, pk):
    """A draft to be edited, by who may; else the letter as it is printed."""
    found, record, register, definition = _letter(request, pk)
    if found.is_draft and definition.may(request.actor, record):
        return _draft(request, found, record, register, definition)
    if request.method != "GET":
        services.must(definition.may(request.actor, record), request.actor, definition.label)
        raise Refused("Văn bản này không còn là dự thảo nên không sửa được.", found.get_absolute_url())
    return _shown(request, found, record, register, definition)


def _shown(request, found, record, register, definition):
    withdraws = found.state == Letter.State.ISSUED and definition.may_issue(request.actor, record)
    context = {
        "title": str(found), "letter": found, "doc": found.document or blocks.document(found), "record": record,
        "crumbs": _crumbs(record, register), "withdraws": withdraws,
    }  # fmt: skip
    return render(request, "core/letter.html", context)


def _draft(request, found, record, register, definition):
    kept = held.take(request)
    posted = request.method == "POST"
    data = request.POST if posted else kept
    data = held.chosen(data, LetterForm(instance=found)) if data else None
    form = LetterForm(data, instance=found, actor=request.actor)
    conflict = None
    if posted and form.is_valid():
        stored = Letter.objects.get(pk=found.pk)
        conflict = _conflict(form, stored)
        if conflict is None and (done := _kept(request, form, stored, record, definition)):
            return done
    return _draft_page(request, form, found, record, register, definition, conflict, kept)


def _draft_page(request, form, found, record, register, definition, conflict, kept):
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "title": found.title, "letter": found, "record": record, "form": form, "conflict": conflict,
        "restored": bool(kept), "form_mark": held.mark(request), "doc": blocks.document(found),
        "crumbs": _crumbs(record, register), "issues": definition.may_issue(request.actor, record),
        "next_number": proposed(found, (found.signed_on or found.created_at).year) if is_open(found.number) else "",
    }  # fmt: skip
    return render(request, "core/letter_draft.html", context, status=status)


def _conflict(form, stored):
    """Both versions when the draft was saved since the form was shown, else None."""
    if form.cleaned_data.get("version") in (None, stored.version):
        return None
    last = HistoryEntry.objects.filter(
        record_id=stored.record_id, table_name=Letter._meta.db_table, row_id=stored.pk
    )
    last = last.select_related("actor").order_by("-id").first()
    form.data = form.data.copy()
    form.data["version"] = stored.version
    return held.both(form, LetterForm(instance=stored), last)


def _kept(request, form, stored, record, definition):
    """Save the draft; then issue it or print it to be looked at, if that was the button. None when it cannot be
    issued: why stands at the fields."""
    if "_issue" in request.POST and _lacks(form, stored):
        return None
    version = form.cleaned_data.get("version")
    saved = services.amend(request.actor, definition, record, stored.pk, version, **form.values())
    if "_issue" in request.POST:
        return _issued(request, form, saved, record, definition)
    if "_pdf" in request.POST:
        return redirect(_ask_draft(request.actor, saved))
    messages.success(request, "Đã lưu dự thảo.")
    return redirect(saved)


def _lacks(form, stored):
    """Whether the letter as typed cannot be issued; what it lacks is told at the fields."""
    wrong = services.missing(services.put(stored, form.cleaned_data))
    for name, text in wrong.items():
        form.add_error(name, text)
    return bool(wrong)


def _issued(request, form, saved, record, definition):
    """The issued letter's record; None when its number is taken, told at the field. The draft is saved by then."""
    try:
        made = services.issue(request.actor, definition, record, saved.pk)
    except services.NumberTaken as taken:
        form.add_error("number", taken.message)
        form.data = form.data.copy()
        form.data["version"] = saved.version
        return None
    messages.success(request, f"Đã ban hành {made.title} số {made.number}. Tệp PDF, DOCX có sau ít giây.")
    return redirect(record)


def _ask_draft(actor, saved):
    params = {"letter": saved.pk, "version": saved.version}
    return jobs.ask(actor, "letter-draft", f"In dự thảo {saved.title}"[:250], params)


@require_POST
def preview(request, pk):
    """The draft as it would be printed with what stands in the form now; nothing is stored."""
    found, record, register, definition = _letter(request, pk)
    services.must(definition.may(request.actor, record), request.actor, definition.label)
    form = LetterForm(request.POST, instance=found, actor=request.actor)
    form.is_valid()
    services.put(found, form.cleaned_data)
    return render(request, "core/letter_preview.html", {"doc": blocks.document(found)})


_ACTS = {
    "bo": ("Bỏ dự thảo", "Dự thảo này sẽ mất hẳn, kể cả phần đã sửa tay."),
    "mau": ("Lấy lại từ mẫu", "Nội dung viết lại theo mẫu và số liệu hiện nay. Phần đã sửa tay sẽ mất."),
}


def act(request, pk, slug):
    """`bo` throws a draft away, `mau` writes its text anew from the wording in force; both ask first."""
    found, record, register, definition = _letter(request, pk)
    if slug not in _ACTS:
        raise Http404
    services.must(definition.may(request.actor, record), request.actor, _ACTS[slug][0])
    if request.method == "POST":
        return (
            _discarded(request, found, record, definition)
            if slug == "bo"
            else _refilled(request, found, record, definition)
        )
    label, warning = _ACTS[slug]
    context = {
        "title": f"{label}: {found.title}", "record": record, "warning": warning, "submit_label": label, "danger": True,
        "cancel_url": found.get_absolute_url(), "crumbs": _crumbs(record, register),
    }  # fmt: skip
    return render(request, "pages/verb.html", context)


def _discarded(request, found, record, definition):
    services.discard(request.actor, definition, record, found.pk)
    messages.success(request, "Đã bỏ dự thảo.")
    return redirect(record)


def _refilled(request, found, record, definition):
    services.refill(request.actor, definition, record, found.pk)
    messages.success(request, "Đã lấy lại nội dung từ mẫu và số liệu hiện nay.")
    return redirect(found)


def withdraw(request, pk):
    """Take an issued letter back, with the reason."""
    found, record, register, definition = _letter(request, pk)
    services.must(definition.may_issue(request.actor, record), request.actor, "Thu hồi văn bản")
    kept = held.take(request)
    form = WithdrawForm(request.POST if request.method == "POST" else kept)
    if request.method == "POST" and form.is_valid():
        services.withdraw(request.actor, definition, record, pk, reason=form.cleaned_data["reason"])
        messages.success(request, f"Đã thu hồi văn bản số {found.number}.")
        return redirect(found)
    context = {
        "title": f"Thu hồi {found}", "record": record, "form": form, "submit_label": "Thu hồi", "danger": True,
        "cancel_url": found.get_absolute_url(), "crumbs": _crumbs(record, register), "restored": bool(kept),
        "form_mark": held.mark(request),
    }  # fmt: skip
    return render(request, "pages/verb.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def file(request, pk, ending):
    """Hand out an issued letter's PDF or DOCX; one that was never made is asked for again."""
    found, record, register, definition = _letter(request, pk)
    if found.is_draft or ending not in ("pdf", "docx"):
        raise Http404
    if not register.may_open_letter_file(request.actor, record):
        raise NotAllowed("Chỉ người được phân công thụ lý mới được mở tệp của hồ sơ này.")
    stored = getattr(found, ending)
    if not stored:
        return redirect(services.ask_files(request.actor, found))
    name = register.file_name(record, services.file_name(found, ending))
    response = FileResponse(
        stored.open(), as_attachment=ending != "pdf", filename=name, content_type=TYPES[f".{ending}"]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, no-store"
    return response
