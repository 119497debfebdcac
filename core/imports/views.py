"""The pages of an import: choose a file, say how old text is read, look at its rows, write the good ones."""

import uuid
from http import HTTPStatus
from itertools import compress

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import oldfonts
from core.export import file_response
from core.forms import PlainForm
from core.imports import importer as engine
from core.imports import sheet
from core.text import fold


class UploadForm(PlainForm):
    """A spreadsheet to read rows from."""

    file = forms.FileField(
        label="Tệp Excel", widget=forms.ClearableFileInput(attrs={"accept": ",".join(sheet.ENDINGS)}),
    )  # fmt: skip

    def __init__(self, *args, importer, **kwargs):
        super().__init__(*args, **kwargs)
        most = f"{importer.most:,}".replace(",", ".")
        self.fields["file"].help_text = (
            f"Tệp .xlsx, .xls, .ods hoặc .csv, dòng đầu là tên cột như tệp mẫu, nhiều nhất {most} {importer.noun}. "
            "Chữ bảng mã cũ (TCVN3, VNI) được nhận ra và chuyển sang Unicode."
        )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        sheet.check(upload)
        return upload


def page(importer):
    """The import page of a register."""

    def view(request):
        importer.must(request.actor)
        if request.method != "POST":
            return _page(request, importer, UploadForm(importer=importer))
        for name, step in (("_commit", _commit), ("_convert", _convert)):
            if name in request.POST:
                return step(request, importer)
        return _look(request, importer)

    return view


def _look(request, importer):
    form = UploadForm(request.POST, request.FILES, importer=importer)
    table = _read(importer, form) if form.is_valid() else None
    if table is None:
        return _page(request, importer, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    token = importer.keep(request.actor, table)
    if guesses := table.guesses():
        old = {"columns": guesses, "token": token, "labels": oldfonts.LABELS.items()}
        return _page(request, importer, form, old=old)
    return _page(request, importer, form, preview=_preview(request.actor, importer, table, token))


def _read(importer, form):
    """The table of the uploaded file; None when it cannot be read."""
    try:
        return importer.headed(sheet.read(form.cleaned_data["file"]))
    except ValidationError as error:
        form.add_error("file", error)
        return None


def _convert(request, importer):
    """Read the columns that the person named in the encoding that they chose; nothing is written yet."""
    token = _token(request.POST)
    table = importer.kept(request.actor, token)
    chosen = zip(request.POST.getlist("heading"), request.POST.getlist("encoding"), strict=False)
    table = table.decoded({heading: name for heading, name in chosen if name in oldfonts.LABELS})
    token = importer.keep(request.actor, table, token)
    form = UploadForm(importer=importer)
    return _page(request, importer, form, preview=_preview(request.actor, importer, table, token))


def _preview(actor, importer, table, token):
    rows = importer.rows(actor, table)
    bad = sum(bool(row.errors) for row in rows)
    filled = [bool(table.column(heading)) for heading in table.columns_shown]
    for row in rows:
        row.cells = list(compress(row.cells, filled))
    return {
        "columns": list(compress(table.columns_shown, filled)), "rows": rows, "ok_count": len(rows) - bad, "error_count": bad,
        "similar_count": sum(bool(row.similar) for row in rows), "token": token,
        "by_worker": len(rows) - bad > engine.AT_ONCE, "bad_url": f"{importer.url('_bad')}?token={token}",
    }  # fmt: skip


def _token(data):
    token = data.get("token", "")
    try:
        uuid.UUID(token)
    except ValueError:
        raise BadRequest("token") from None
    return token


def _commit(request, importer):
    token, skip = _token(request.POST), "skip" in request.POST
    if (read := len(importer.kept(request.actor, token).raw)) > engine.AT_ONCE:
        messages.success(request, "Đã nhận. Máy đang nhập; xong sẽ báo.")
        return redirect(importer.ask(request.actor, token, skip, read))
    count = importer.commit(request.actor, token, skip)
    left = f"; {read - count} dòng không nhập" if read > count else ""
    messages.success(request, f"Đã nhập {count} {importer.noun} từ tệp{left}.")
    return redirect(importer.list_page)


def _page(request, importer, form, status=HTTPStatus.OK, **steps):
    listing = reverse(importer.list_page)
    context = {
        "title": importer.title, "form": form, "template_url": importer.url("_template"), "cancel_url": listing,
        "crumbs": [{"label": importer.crumb, "url": listing}], "help": importer.help(), **steps,
    }  # fmt: skip
    return render(request, "pages/import.html", context, status=status)


def template(importer):
    """An empty file with the columns and one example row."""

    @require_GET
    def view(request):
        importer.must(request.actor)
        return file_response(
            importer.title, importer.template_rows(), f"mau-nhap-{fold(importer.noun).replace(' ', '-')}.xlsx"
        )

    return view


def bad(importer):
    """The rows that cannot be written, to be mended in Excel."""

    @require_GET
    def view(request):
        importer.must(request.actor)
        rows = importer.bad_rows(request.actor, _token(request.GET))
        return file_response("Dòng cần sửa", rows, "dong-can-sua.xlsx")

    return view
