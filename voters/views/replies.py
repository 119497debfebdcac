"""Answers by spreadsheet: the list out, the filled list in, its rows looked at, then written."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import NotAllowed
from core.export import XLSX
from council.models import Role
from voters import replies, services
from voters.forms import RepliesForm

SHOWN = 100


def _check(actor):
    if actor.role != Role.AGENCY and not actor.keeps_registers:
        raise NotAllowed(f"Vai trò {actor.role_label} không trả lời kiến nghị cử tri.")


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request):
    """What waits for an answer; the returned file is looked at, then written in one transaction."""
    _check(request.actor)
    if request.method != "POST":
        return _page(request, RepliesForm())
    return _commit(request) if "_commit" in request.POST else _look(request)


def _look(request):
    form = RepliesForm(request.POST, request.FILES)
    preview = _preview(request, form) if form.is_valid() else None
    return _page(request, form, HTTPStatus.OK if preview else HTTPStatus.UNPROCESSABLE_ENTITY, preview)


def _preview(request, form):
    try:
        rows = replies.read(form.cleaned_data["file"])
    except ValidationError as error:
        form.add_error("file", error)
        return None
    found = replies.check(request.actor, rows)
    if not found:
        form.add_error(
            "file", "Tệp chưa có dòng trả lời nào mới. Điền cột «Nội dung trả lời» và «Kết quả» rồi tải lên."
        )
        return None
    bad = sum(bool(row.errors) for row in found)
    return {
        "columns": ["Số", "Nội dung kiến nghị", *replies.FILLED], "rows": found, "ok_count": len(found) - bad,
        "error_count": bad, "token": replies.keep(request.actor, rows),
    }  # fmt: skip


def _commit(request):
    token = request.POST.get("token", "")
    try:
        uuid.UUID(token)
    except ValueError:
        raise BadRequest("token") from None
    count = services.answer_many(request.actor, token)
    messages.success(request, f"Đã ghi {count} trả lời từ tệp.")
    return redirect("voters:replies")


def _page(request, form, status=HTTPStatus.OK, preview=None):
    rows = replies.waiting(request.actor)
    context = {
        "title": "Trả lời kiến nghị cử tri", "form": form, "preview": preview, "rows": rows[:SHOWN], "count": rows.count(),
        "crumbs": [{"label": "Kiến nghị cử tri", "url": reverse("voters:opinion_list")}],
        "sheet_url": reverse("voters:replies_sheet"), "is_agency": request.actor.role == Role.AGENCY, "today": localdate(),
    }  # fmt: skip
    return render(request, "voters/replies.html", context, status=status)


@require_GET
def sheet(request):
    """The list to fill in."""
    _check(request.actor)
    content = replies.sheet(replies.waiting(request.actor)[: replies.MAX_ROWS])
    name = f"kien-nghi-can-tra-loi-{localdate():%Y%m%d}.xlsx"
    return HttpResponse(content, XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
