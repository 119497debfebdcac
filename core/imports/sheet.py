"""A spreadsheet as rows of texts: XLSX, XLS, ODS or CSV, told by its content."""

import csv
import datetime
import io
import zipfile
from pathlib import PurePath

from django import forms
from django.conf import settings

from core import files, spreadsheet
from core.text import nfc

ENDINGS = (".xlsx", ".xls", ".ods", ".csv")
_UNREADABLE = "Tệp không mở được như một bảng tính Excel. Mở bằng Excel, lưu lại thành .xlsx rồi tải lên."


def check(upload):
    """Raises ValidationError, saying what is wrong, unless an upload looks like a spreadsheet."""
    ending = PurePath(upload.name).suffix.lower()
    if ending not in ENDINGS:
        raise forms.ValidationError(
            "Chỉ đọc được tệp .xlsx, .xls, .ods hoặc .csv. Mở tệp bằng Excel, chọn Lưu thành Excel Workbook (.xlsx) rồi tải lên."
        )
    if ending in files.TYPES:
        files.check(upload)
        return
    _check_size(upload)
    if not (_is_ods(upload) if ending == ".ods" else _is_text(upload)):
        raise forms.ValidationError(
            f"Nội dung tệp không phải {ending[1:].upper()} như tên tệp. Hãy kiểm tra lại tệp."
        )


def _check_size(upload):
    if upload.size == 0:
        raise forms.ValidationError("Tệp rỗng.")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise forms.ValidationError(
            f"Tệp lớn quá {settings.UPLOAD_MAX_BYTES // 1024 // 1024} MB. Hãy chia thành nhiều tệp."
        )


def _is_ods(upload):
    try:
        with zipfile.ZipFile(upload) as archive:
            return "content.xml" in archive.namelist() and files.unpacks_small(archive)
    except files.BROKEN:
        return False
    finally:
        upload.seek(0)


def _is_text(upload):
    head = upload.read(4096)
    upload.seek(0)
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


def read(upload):
    """The first sheet's rows that are not empty, as [(row number, [text])]. Raises ValidationError."""
    if upload.name.lower().endswith(".csv"):
        table = _csv(upload.read())
    else:
        try:
            table = spreadsheet.first(upload.read())
        except spreadsheet.Unreadable:
            raise forms.ValidationError(_UNREADABLE) from None
    rows = ((n, [_cell(value) for value in cells]) for n, cells in enumerate(table, start=1))
    return [(n, cells) for n, cells in rows if any(cells)]


def _csv(content):
    """Rows of a CSV file: Unicode, or one byte a letter, which old encodings are told from later on."""
    text = _text(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise forms.ValidationError(_UNREADABLE) from None


def _text(content):
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    return content.decode("latin-1")


def _cell(value):
    """A cell as text that can be shown and stored; days as dd/mm/yyyy, whole numbers without a point."""
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return nfc(str(value)).removeprefix("'")
