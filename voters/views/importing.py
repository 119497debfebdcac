"""Opinions from a spreadsheet: choose a file, look at its rows, write the good ones."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.errors import NotAllowed
from core.export import file_response
from voters import imports, services
from voters.forms import UploadForm
from voters.models import Competence, Field, Result

EXAMPLE = [
    "", "08/10/2026", "Nạo vét rãnh thoát nước tổ dân phố 12", Field.IRRIGATION.label, "Thành phố", "", "", "", "", "", "",
    "", "", "",
]  # fmt: skip


def import_view(request):
    """The import page: the file, then its rows, then the writing of the good ones in one transaction."""
    item = services.record_opinion.verb
    if not item.permits(request.actor):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không được dùng chức năng «{item.label}».")
    if request.method != "POST":
        return _page(request, UploadForm())
    return _commit(request) if "_commit" in request.POST else _look(request)


def _look(request):
    form = UploadForm(request.POST, request.FILES)
    preview = _preview(request, form) if form.is_valid() else None
    status = HTTPStatus.OK if preview else HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, form, status, preview)


def _preview(request, form):
    """The rows of the uploaded file, kept for the second step; None when it cannot be read."""
    try:
        headings, rows = imports.read(form.cleaned_data["file"])
    except ValidationError as error:
        form.add_error("file", error)
        return None
    checker = imports.Checker(request.actor, headings, rows)
    return _shown(checker, imports.keep(request.actor, headings, rows))


def _shown(checker, token):
    rows = checker.rows()
    bad = sum(bool(row.errors) for row in rows)
    return {
        "columns": checker.headings,
        "rows": rows,
        "ok_count": len(rows) - bad,
        "error_count": bad,
        "token": token,
    }


def _commit(request):
    token = request.POST.get("token", "")
    try:
        uuid.UUID(token)
    except ValueError:
        raise BadRequest("token") from None
    with transaction.atomic():
        count = imports.commit(request.actor, token)
    imports.forget(request.actor, token)
    messages.success(request, f"Đã nhập {count} kiến nghị từ tệp.")
    return redirect("voters:opinion_list")


def _page(request, form, status=HTTPStatus.OK, preview=None):
    context = {
        "title": "Nhập kiến nghị từ Excel", "form": form, "preview": preview, "template_url": reverse("voters:import_template"),
        "cancel_url": reverse("voters:opinion_list"),
        "crumbs": [{"label": "Kiến nghị cử tri", "url": reverse("voters:opinion_list")}],
        "choices": _choices(),
    }  # fmt: skip
    return render(request, "voters/import.html", context, status=status)


def _choices():
    return [("Lĩnh vực", Field.labels), ("Thẩm quyền", Competence.labels), ("Kết quả", Result.labels)]


@require_GET
def import_template(request):
    """An empty file with the columns and one example row."""
    rows = [[name for name, key in imports.COLUMNS.items() if key], EXAMPLE]
    return file_response("Kiến nghị cử tri", rows, "mau-nhap-kien-nghi.xlsx")
