"""Pages of the workshop itself: files, history, jobs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core import changes, files, jobs
from core.errors import NotAllowed
from core.evidence import Act
from core.evidence.middleware import asked
from core.history import acting
from core.models import Attachment, HistoryEntry, Job, Record
from core.register import REGISTERS

HISTORY_PAGE = 200


def record(request, pk):
    """Any record by its number: leads to its register's page."""
    found = get_object_or_404(Record.objects.visible_to(request.actor), pk=pk)
    return REGISTERS[found.kind].record_view(request, pk)


def _amendable(request, pk):
    """The full record, if this person may amend it. Raises Http404 or NotAllowed."""
    full = _may_amend(request.actor, pk)
    if not full:
        raise NotAllowed("Tài khoản đang dùng không được thay đổi hồ sơ này.")
    return full


def _may_amend(actor, pk):
    """The full record if `actor` may amend it, None if not. Raises Http404 when it is not in view."""
    found = get_object_or_404(Record.objects.visible_to(actor), pk=pk)
    register = REGISTERS[found.kind]
    full = register.get(actor, pk)
    return full if register.amend and register.amend.verb.permits(actor, full) else None


@require_POST
def upload(request, pk):
    """Take in files for a record; each bad one is named with its reason, the good ones are kept."""
    full = _amendable(request, pk)
    register = REGISTERS[full.kind]
    for item in request.FILES.getlist("files"):
        name = register.file_name(full, item.name)
        try:
            attach(request.actor, full, item, name, with_place=register.keeps_place(full, request.POST))
        except ValidationError as error:
            messages.error(request, f"{name}: {error.messages[0]}")
    return redirect(full)


def attach(actor, full, item, name="", *, with_place=False):
    with acting(actor.user_id, "core.attach"):
        kept = files.keep(full, item, actor.user_id, name, with_place=with_place)
        REGISTERS[full.kind].file_kept(actor, full, kept)
        return kept


def file(request, pk):
    """Hand out a file to those who may see its record, where its register lets them; only harmless types open
    in the browser."""
    found = get_object_or_404(Attachment.objects.select_related("record"), pk=pk, removed_at=None)
    register = REGISTERS[found.record.kind]
    full = register.get(request.actor, found.record_id)
    if not register.may_open_attachment(request.actor, full, found):
        raise NotAllowed("Chỉ người được phân công thụ lý mới được mở tệp của hồ sơ này.")
    register.file_opened(request.actor, full, found)
    request.evidence = {"act": Act.FILE, "record_id": found.record_id, "attachment": found.pk}
    inline = found.content_type in files.INLINE and "tai" not in request.GET
    response = FileResponse(
        found.file.open(), as_attachment=not inline, filename=found.name, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def remove_file(request, pk):
    found = get_object_or_404(Attachment, pk=pk, removed_at=None)
    full = _amendable(request, found.record_id)
    with acting(request.actor.user_id, "core.remove_file"):
        Attachment.objects.filter(pk=pk).update(removed_at=timezone.now())
    messages.success(request, f"Đã gỡ tệp {found.name}.")
    return redirect(full)


def history(request, pk):
    """All changes of a record, the newest first."""
    found = get_object_or_404(Record.objects.visible_to(request.actor), pk=pk)
    register = REGISTERS[found.kind]
    if not register.may_see_history(request.actor):
        raise NotAllowed("Tài khoản đang dùng không được xem lịch sử của hồ sơ này.")
    hidden = register.hidden_history(found, request.actor)
    rows = HistoryEntry.objects.filter(record_id=pk).exclude(table_name__in=hidden)
    rows = rows.select_related("actor").order_by("-id")[:HISTORY_PAGE]
    crumbs = [{"label": str(found), "url": found.get_absolute_url()}]
    context = {
        "title": "Lịch sử thay đổi",
        "record": found,
        "history": changes.readable(rows, found.kind),
        "crumbs": crumbs,
    }
    return render(request, "core/history.html", context)


def job(request, pk):
    """The progress of a piece of long work of one's own; asks again by itself until it has ended."""
    found = get_object_or_404(Job, pk=pk, user_id=request.actor.user_id)
    template = "core/job_state.html" if request.htmx else "core/job.html"
    return render(request, template, {"title": found.label, "job": found, "crumbs": []})


@require_POST
def job_cancel(request, pk):
    found = get_object_or_404(Job, pk=pk, user_id=request.actor.user_id)
    if jobs.cancel(found):
        messages.success(request, "Đã hủy việc này.")
    return redirect(found)


@require_POST
def job_retry(request, pk):
    found = get_object_or_404(Job, pk=pk, user_id=request.actor.user_id)
    return redirect(jobs.again(request.actor, found))


def job_file(request, pk):
    """The file that a job made, for the person who asked for it."""
    found = get_object_or_404(Job, pk=pk, user_id=request.actor.user_id, state=Job.State.DONE)
    if not found.file:
        raise Http404
    request.evidence = {
        "job": found.pk,
        "label": found.label,
        "record_id": found.record_id,
        "filter": asked(found),
    }
    as_attachment = "tai" in request.GET or not found.file_name.endswith(".pdf")
    return FileResponse(found.file.open(), as_attachment=as_attachment, filename=found.file_name)
