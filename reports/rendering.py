"""A document out: PDF by WeasyPrint (PDF/A, tagged), DOCX, XLSX with the annexes, JSON.

Long annexes are printed in parts of some hundred rows, each by a process and into a file of its own, and joined: memory
stays that of one part, and a job that starts over after a crash finds the parts already made.
"""

import io
import json
import tempfile
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pikepdf
import segno
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core import pdf
from core.export import harmless
from core.figures import FIGURES
from core.letters import word
from reports import apart, charts

WORD_ROWS = 2_000  # of a long annex in a DOCX; more makes Word slow, and stands in the spreadsheet
# PDF/A level U asks for no tags of every page, so that it stays true of a joined file. The text itself is tagged; the
# parts are not, because the tags of one file mean other pages in another.
PLAIN = {"pdf_variant": "pdf/a-3u"}
VARIANT = {**PLAIN, "pdf_tags": True}


def to_pdf(document, source=None, note=lambda percent: None, folder=None):
    """The PDF of a document (bytes). `source(key)` gives the rows of a long annex in chunks; `folder` keeps the parts.

    Raises Refused when this machine cannot make PDF.
    """
    long = [annex for annex in document["annexes"] if annex.get("long")] if source else []
    first = pdf.render("print/report.html", _context(document), **VARIANT)
    if not long:
        return first
    with ExitStack() as stack:
        place = Path(folder or stack.enter_context(tempfile.TemporaryDirectory()))
        place.mkdir(parents=True, exist_ok=True)
        return _joined(
            first, list(_parts(document, long, source, note, place, _pages(io.BytesIO(first)))), place
        )


def _context(document):
    pictures = [{"title": spec["title"], "svg": charts.bars(spec), **spec} for spec in document["charts"]]
    short = [
        {**annex, "groups": _grouped(annex["rows"])} for annex in document["annexes"] if not annex.get("long")
    ]
    return {"doc": {**document, "annexes": short}, "pictures": pictures, "qr": qr(document.get("verify_url"))}


def qr(address):
    """An address as a QR code in SVG; empty without one."""
    return segno.make(address, error="m").svg_inline(scale=2, border=1) if address else ""


def _parts(document, long, source, note, place, pages):
    """Print the long annexes part by part: (file, title of the annex that begins in it, or "")."""
    total, done = sum(annex["count"] for annex in long) or 1, 0
    for annex in long:
        before = done
        for no, rows in enumerate(source(annex["key"])):
            file = place / f"{annex['key']}-{no}.pdf"
            if not file.exists():
                _print_part(document, annex, rows, no, pages, file, done - before)
            pages += _pages(file)
            done += len(rows)
            note(min(95, 10 + 85 * done // total))
            yield file, f"Phụ lục {annex['no']}. {annex['title']}" if no == 0 else ""


def _print_part(document, annex, rows, no, pages, file, told):
    context = {
        "doc": {"period": document["period"]}, "annex": annex, "rows": rows, "first": no == 0, "before": pages,
        "from": told,
    }  # fmt: skip
    apart.print_part(context, PLAIN, file)


def _pages(file):
    with pikepdf.open(file) as found:
        return len(found.pages)


def _joined(first, parts, place):
    """The parts behind the first file, each annex with its bookmark. They are joined on disk: in memory stands no
    more than what is asked of a page."""
    with ExitStack() as stack:
        whole = stack.enter_context(pikepdf.open(io.BytesIO(first)))
        marks = []
        for file, title in parts:
            if title:
                marks.append((title, len(whole.pages)))
            whole.pages.extend(stack.enter_context(pikepdf.open(file)).pages)
        with whole.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, page) for title, page in marks)
        whole.save(place / "whole.pdf")
    return (place / "whole.pdf").read_bytes()


def to_docx(document, source=None):
    """The DOCX of a document (bytes), for further editing: the same text and annexes, real styles, charts as tables."""
    blocks = [block for part in document["parts"] for block in _part_blocks(part)]
    annexes = [_word_annex(annex, document, source) for annex in document["annexes"]]
    if document["charts"]:
        tables = [block for spec in document["charts"] for block in _chart_blocks(spec)]
        annexes.append(
            {"title": "Biểu đồ số liệu", "subtitle": document["period"].capitalize(), "blocks": tables}
        )
    head = {
        key: document[key]
        for key in (
            "superior",
            "issuer",
            "number",
            "place_date",
            "abstract",
            "recipients",
            "authority",
            "signer_post",
            "signer_name",
        )
    }
    return word.to_docx({**head, "type_name": "BÁO CÁO", "blocks": blocks, "annexes": annexes})  # fmt: skip


def _part_blocks(part):
    yield {"kind": "h2", "runs": [[part["heading"], ""]]}
    for section in part["sections"]:
        if section["heading"]:
            yield {"kind": "h3", "runs": [[section["heading"], ""]]}
        yield from ({"kind": "p", "runs": [[line, ""]]} for line in section["paragraphs"])


def _word_annex(annex, document, source):
    rows = annex["rows"]
    if annex.get("long"):
        rows = list(
            islice((row for chunk in (source(annex["key"]) if source else ()) for row in chunk), WORD_ROWS)
        )
    table = {"kind": "table", "head": ["TT", *annex["head"]], "rows": list(_numbered(rows, len(annex["head"]))),
             "widths": [10, *annex["widths"]]}  # fmt: skip
    blocks = [table]
    if annex["count"] > len(rows):
        blocks.append(
            {"kind": "p", "runs": [[f"Còn {annex['count'] - len(rows)} dòng: xem bản Excel, PDF.", "i"]]}
        )
    if annex["grounds"]:
        blocks.append({"kind": "p", "runs": [[f"Căn cứ thời hạn: {'; '.join(annex['grounds'])}.", "i"]]})
    title, subtitle = f"Phụ lục {annex['no']}", f"{annex['title']} {document['period']}"
    return {"title": title, "subtitle": subtitle, "landscape": annex["landscape"], "blocks": blocks}


def _counted(rows):
    """(number, row) of a table; a row of one cell heads a group, which counts anew."""
    number = 0
    for row in rows:
        number = 0 if len(row) == 1 else number + 1
        yield number, row


def _grouped(rows):
    """Rows by group: [{head, rows: [(number, row)]}]; the first has no head when the table begins without."""
    made = []
    for number, row in _counted(rows):
        if not number or not made:
            made.append({"head": "" if number else row[0], "rows": []})
        if number:
            made[-1]["rows"].append((number, row))
    return made


def _numbered(rows, columns):
    """Rows with their number in front, all of one length."""
    for number, row in _counted(rows):
        yield [f"{number}", *row] if number else ["", row[0], *[""] * (columns - 1)]


def _chart_blocks(spec):
    yield {"kind": "h3", "runs": [[spec["title"], ""]]}
    rows = [[f"{cell}" for cell in row] for row in spec["rows"]]
    yield {"kind": "table", "head": ["Nội dung", *spec["series"]], "rows": rows, "widths": []}


def to_xlsx(document, source=None, compared=None):
    """The figures and every annex of a document as an XLSX file (bytes), written row by row."""
    book = Workbook(write_only=True)
    _sheet(book, "Số liệu", ["Chỉ tiêu", "Kỳ này", "Cùng kỳ năm trước", "Lũy kế nhiệm kỳ", "Định nghĩa"],
           _figures(document, compared or {}), [46, 12, 18, 18, 90])  # fmt: skip
    for annex in document["annexes"]:
        rows = annex["rows"]
        if annex.get("long"):
            rows = (row for chunk in (source(annex["key"]) if source else ()) for row in chunk)
        widths = [max(14, width // 2) if width else 60 for width in annex["widths"]]
        _sheet(book, f"PL{annex['no']} {annex['title']}", annex["head"], rows, widths)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_json(document, source=None, compared=None):
    """All of a document as JSON (bytes): text, figures with those they are compared to, every annex with its rows."""
    annexes = [
        {**annex, "rows": [row for chunk in source(annex["key"]) for row in chunk]}
        if annex.get("long") and source
        else annex
        for annex in document["annexes"]
    ]
    made = {**document, "annexes": annexes, "compared": compared or {}}
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _figures(document, compared):
    last, term = compared.get("last") or {}, compared.get("term") or {}
    for key, item in FIGURES.items():
        if key in document["figures"]:
            yield [item.label, document["figures"][key], last.get(key), term.get(key), item.definition]


def _sheet(book, title, head, rows, widths):
    sheet = book.create_sheet("".join(char for char in title if char not in "[]:*?/\\")[:31])
    sheet.freeze_panes = "A2"
    for no, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(no)].width = width
    sheet.append([_head(sheet, name) for name in head])
    for row in rows:
        sheet.append([harmless(_number(cell)) for cell in row])


def _head(sheet, name):
    cell = WriteOnlyCell(sheet, name)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _number(cell):
    """A cell that spells a plain number as a number, so that the office can reckon with it."""
    plain = isinstance(cell, str) and cell.isascii() and cell.isdigit() and len(cell) < 10
    return int(cell) if plain else cell


def page_count(content):
    """The number of pages of a PDF (bytes)."""
    return _pages(io.BytesIO(content))
