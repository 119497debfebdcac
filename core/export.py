"""Lists out as XLSX and PDF: exactly what is filtered, formulas made harmless."""

import datetime
import io

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BLANK = " \n\u00a0"


def harmless(value):
    """A cell that no spreadsheet takes for a formula; dates and numbers stay what they are."""
    if isinstance(value, int | float | datetime.date | None):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:32_000]
    return f"'{text}" if text.lstrip(_BLANK).startswith(_FORMULA) else text


def xlsx(title, rows):
    """An XLSX file: a heading, then the rows (the first are the column names). Returns bytes."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31].replace("/", "-").replace(":", "")
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    _dress(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_response(title, rows, name):
    """An XLSX file of `rows` to download under `name`."""
    return HttpResponse(
        xlsx(title, rows), XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _dress(sheet):
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, cells in enumerate(sheet.iter_cols(max_row=min(sheet.max_row, 200)), start=1):
        width = max(len(str(cell.value or "")) for cell in cells)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width + 2, 8), 60)
        for cell in cells:
            if isinstance(cell.value, datetime.date):
                cell.number_format = "dd/mm/yyyy"
