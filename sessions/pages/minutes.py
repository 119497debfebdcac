"""The minutes of a session: read, drafted, edited section by section, signed."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import held
from core.errors import NotAllowed, Stale
from core.letters import paper, word
from core.verbs import perform
from sessions import minutes as drafts
from sessions import rules, services
from sessions.forms.hall import MinutesSectionForm, SignMinutesForm
from sessions.models import Minutes
from sessions.pages.common import crumbs, form_page, must, session_of

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def minutes(request, pk):
    """The whole minutes; before they are signed only for those who write and chair."""
    record = session_of(request, pk)
    found = _readable(request, record)
    may = services.draft_minutes.verb.permits(request.actor, record) and record.state in ("opened", "closed")
    context = {
        "title": "Biên bản kỳ họp", "record": record, "minutes": found, "crumbs": crumbs(record),
        "sections": list(found.sections.all()) if found else [], "may_write": may and not (found and found.signed_on),
        "may_sign": may and found and not found.signed_on and record.state == "closed",
    }  # fmt: skip
    return render(request, "sessions/minutes.html", context)


@require_POST
def draft(request, pk):
    session_of(request, pk)
    perform(services.draft_minutes, request.actor, pk)
    messages.success(
        request,
        "Đã lập dự thảo từ chương trình, điểm danh, biểu quyết và chất vấn. Mục đã sửa được giữ nguyên.",
    )
    return redirect("sessions:minutes", pk)


def printed(request, pk, ending):
    """The minutes as a file, in the layout of official documents."""
    record = session_of(request, pk)
    found = _readable(request, record)
    if found is None or ending not in TYPES:
        raise Http404
    document = drafts.document(record, found)
    content = word.to_docx(document) if ending == "docx" else paper.to_pdf(document)
    name = f"bien-ban-ky-hop-{record.number}.{ending}"
    return FileResponse(
        io.BytesIO(content), as_attachment=ending == "docx", filename=name, content_type=TYPES[ending]
    )


def _readable(request, record):
    """The minutes, before they are signed only for those who write and chair."""
    found = Minutes.objects.filter(council_session=record).first()
    if not rules.runs.test(request.actor, record) and not (found and found.signed_on):
        raise NotAllowed("Biên bản chưa ký nên chỉ thư ký và chủ tọa kỳ họp xem được.")
    return found


def section(request, pk, section_id):
    """Edit one section; a version that somebody else saved meanwhile is shown beside one's own."""
    record = session_of(request, pk)
    must(request, services.write_section, record)
    row = _section(record, section_id)
    kept = held.take(request)
    data = request.POST if request.method == "POST" else kept
    initial = {"heading": row.heading, "text": row.text, "revision": row.revision}
    form, theirs = MinutesSectionForm(data, initial=initial), None
    if request.method == "POST" and form.is_valid():
        try:
            perform(services.write_section, request.actor, pk, section_id=row.pk, **form.cleaned_data)
        except Stale:
            theirs = _section(record, section_id)
            form.data = form.data.copy()
            form.data["revision"] = theirs.revision
        else:
            messages.success(request, "Đã lưu mục biên bản.")
            return redirect(f"{reverse('sessions:minutes', args=[pk])}#m{row.pk}")
    page = form_page(
        request, record, f"Biên bản: {row.heading[:100]}", form, template="sessions/minutes_section.html", theirs=theirs,
        cancel_url=reverse("sessions:minutes", args=[pk]), restored=bool(kept),
    )  # fmt: skip
    page.status_code = 409 if theirs else page.status_code
    return page


def _section(record, section_id):
    found = Minutes.objects.filter(council_session=record).first()
    row = found and found.sections.filter(pk=section_id).first()
    if row is None:
        raise Http404
    return row


def sign(request, pk):
    record = session_of(request, pk)
    must(request, services.sign_minutes, record)
    kept = held.take(request)
    data = request.POST if request.method == "POST" else kept
    form = SignMinutesForm(data, council_session=record)
    if request.method == "POST" and form.is_valid():
        perform(services.sign_minutes, request.actor, pk, **form.cleaned_data)
        messages.success(request, "Đã ghi nhận chữ ký. Biên bản được khóa.")
        return redirect("sessions:minutes", pk)
    return form_page(request, record, "Ký biên bản kỳ họp", form, submit_label="Ghi đã ký",
                     cancel_url=reverse("sessions:minutes", args=[pk]), restored=bool(kept))  # fmt: skip
