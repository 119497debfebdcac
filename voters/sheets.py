"""Spreadsheets with several leaves: the summary with its annexes, and what one letter carried."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.export import harmless
from voters.summary import COLUMNS, LISTS

HEAD = ("STT", "Số", "Nội dung", "Lĩnh vực", "Thẩm quyền", "Nơi nêu", "Ngày nêu", "Cơ quan giải quyết", "Công văn chuyển",
        "Ngày chuyển", "Nội dung trả lời", "Văn bản trả lời", "Ngày trả lời", "Kết quả", "Dự kiến xong")  # fmt: skip


def line(number, opinion):
    """One opinion as a row of an annex; never who voiced it."""
    place = opinion.meeting.unit.name if opinion.meeting else opinion.owner.short_name
    return [
        number, opinion.code, opinion.title, opinion.get_field_display(), opinion.get_competence_display(), place, opinion.on,
        opinion.agency.short_name if opinion.agency else "", opinion.letter_no, opinion.forwarded_on, opinion.answer,
        opinion.answer_no, opinion.answered_on, opinion.outcome_label, opinion.expected_on,
    ]  # fmt: skip


def of_opinions(opinions):
    return [list(HEAD), *(line(n, opinion) for n, opinion in enumerate(opinions, 1))]


def of_groups(name, groups):
    """A table of counts by field, level, place or agency, with its total."""
    rows = [[label, *(found[key] for key in COLUMNS)] for label, found in groups]
    total = ["Cộng", *(sum(row[n] for row in rows) for n in range(1, len(COLUMNS) + 1))]
    return [[name, *COLUMNS.values()], *rows, total]


def of_summary(summary):
    """The leaves of the summary's spreadsheet as [(title, rows)]."""
    leaves = [
        ("Theo lĩnh vực", of_groups("Lĩnh vực", summary.by_field)),
        ("Theo thẩm quyền", of_groups("Thẩm quyền", summary.by_level)),
        ("Theo địa bàn", of_groups("Địa bàn", summary.by_unit)), ("Theo cơ quan", of_groups("Cơ quan", summary.by_agency)),
        ("Giữ ở cấp dưới", [["Lý do", "Số kiến nghị"], *map(list, summary.below_reasons)]),
    ]  # fmt: skip
    annexes = [(f"Phụ lục {n}", of_opinions(summary.lists[key])) for n, key in enumerate(LISTS, 1)]
    return leaves + annexes


def book(leaves):
    """An XLSX file (bytes) of several leaves: the first row of each holds the column names."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in leaves:
        sheet = made.create_sheet(title[:31])
        for row in rows:
            sheet.append([harmless(cell) for cell in row])
        _dress(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _dress(sheet):
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for number, cells in enumerate(sheet.iter_cols(max_row=min(sheet.max_row, 200)), 1):
        width = max(len(str(cell.value or "")) for cell in cells)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width + 2, 8), 60)
        for cell in cells:
            if hasattr(cell.value, "year"):
                cell.number_format = "dd/mm/yyyy"
