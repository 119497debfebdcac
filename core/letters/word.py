"""A document to DOCX, in the layout of Decree 30/2020/ND-CP: real styles, Times New Roman, numbered pages.

Takes the same plain document as the PDF (`core.letters.blocks`); reports use it too.
"""

import io
import re
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
A4 = (210, 297)
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}  # mm
_STYLE_OF = {
    "p": "Noi dung",
    "ground": "Can cu",
    "h2": "Heading 1",
    "h3": "Heading 2",
    "centre": "De muc giua",
}
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_docx(document):
    """The DOCX of a document (bytes)."""
    word = Document()
    _styles(word)
    _page(word.sections[0])
    _numbered(word.sections[0])
    width = _width(word.sections[0])
    _head(word, document, width)
    _blocks(word, document["blocks"], width)
    _sign(word, document, width)
    for annex in document.get("annexes", []):
        _annex(word, annex)
    word.core_properties.title = _clean(document.get("title") or document.get("abstract") or "")[:250]
    word.core_properties.language = "vi-VN"
    word.core_properties.author = _clean(" ".join(document["issuer"]))[:250]
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _clean(text):
    return _NOT_XML.sub("", str(text))


# --- styles and pages ----------------------------------------------------------------------------------------


def _styles(word):
    normal = word.styles["Normal"]
    _font(normal, 14)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    _style(word, "Noi dung", align=ALIGN.JUSTIFY, indent=12.7, before=6, spacing=1.15)
    _style(word, "Can cu", align=ALIGN.JUSTIFY, indent=12.7, before=6, italic=True, spacing=1.15)
    _style(word, "De muc giua", align=ALIGN.CENTER, bold=True, before=8, after=2, keep=True)
    _style(word, "Quoc hieu", size=12, align=ALIGN.CENTER, bold=True)
    _style(word, "Tieu ngu", size=13, align=ALIGN.CENTER, bold=True)
    _style(word, "Co quan", size=12, align=ALIGN.CENTER, bold=True)
    _style(word, "Co quan cap tren", size=12, align=ALIGN.CENTER)
    _style(word, "So ky hieu", size=13, align=ALIGN.CENTER, before=6)
    _style(word, "Dia danh ngay thang", size=13, align=ALIGN.CENTER, italic=True, before=6)
    _style(word, "Trich yeu cong van", size=12.5, align=ALIGN.CENTER)
    _style(word, "Ten loai", align=ALIGN.CENTER, bold=True, before=16, keep=True)
    _style(word, "Trich yeu", align=ALIGN.CENTER, bold=True, before=2, keep=True)
    _style(word, "Kinh gui", align=ALIGN.LEFT, before=12)
    _style(word, "Noi nhan", size=11)
    _style(word, "Chu ky", align=ALIGN.CENTER, bold=True, keep=True)
    _style(word, "O bang", size=12, before=2, after=2)
    _style(word, "Dau bang", size=12, align=ALIGN.CENTER, before=2, after=2, bold=True, keep=True)
    for name, italic in (("Heading 1", False), ("Heading 2", True)):
        _font(word.styles[name], 14, bold=True, italic=italic)
        _paragraph_format(word.styles[name], ALIGN.LEFT, 12.7, 8, 0, True, 1.0)


def _style(
    word,
    name,
    size=14,
    align=None,
    indent=0,
    before=0,
    after=0,
    bold=False,
    italic=False,
    keep=False,
    spacing=1.0,
):
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    _font(style, size, bold, italic)
    _paragraph_format(style, align, indent, before, after, keep, spacing)


def _paragraph_format(style, align, indent, before, after, keep, spacing):
    shape = style.paragraph_format
    shape.alignment, shape.first_line_indent = align, Mm(indent)
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.keep_with_next, shape.line_spacing, shape.widow_control = keep, spacing, True


def _font(style, size, bold=False, italic=False):
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)


def _page(section, landscape=False):
    width, height = A4[::-1] if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    margins = MARGINS if not landscape else {"top": 30, "bottom": 15, "left": 20, "right": 20}
    for side, size in margins.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.header_distance = Mm(10)


def _width(section):
    """The width of the text in mm."""
    return (section.page_width - section.left_margin - section.right_margin) / 36000


def _numbered(section):
    """The page number centred in the top margin, not on the document's first page."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    line = section.header.paragraphs[0]
    line.style.font.name, line.alignment = FONT, ALIGN.CENTER
    run = line.add_run()
    run.font.size, run.font.name = Pt(13), FONT
    for kind, text in (("begin", None), (None, " PAGE "), ("separate", None), (None, None), ("end", None)):
        run._r.append(_field(kind, text))


def _field(kind, text):
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark
    mark = OxmlElement("w:instrText" if text else "w:t")
    mark.set(qn("xml:space"), "preserve")
    mark.text = text or "2"
    return mark


# --- the parts of a document ---------------------------------------------------------------------------------


def _head(word, doc, width):
    left, right = _columns(word, (0.4 * width, 0.6 * width))
    if doc.get("superior"):
        _put(left, doc["superior"], "Co quan cap tren")
    for line in doc["issuer"]:
        _put(left, line, "Co quan")
    _put(left, "", "Co quan", rule=20)
    _put(left, doc["number"], "So ky hieu")
    if doc.get("subject"):
        _put(left, doc["subject"], "Trich yeu cong van")
    _put(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Quoc hieu")
    _put(right, "Độc lập - Tự do - Hạnh phúc", "Tieu ngu")
    _put(right, "", "Tieu ngu", rule=54)
    _put(right, doc["place_date"], "Dia danh ngay thang")
    if doc.get("type_name"):
        word.add_paragraph(_clean(doc["type_name"]), "Ten loai")
        if doc.get("abstract"):
            word.add_paragraph(_clean(doc["abstract"]), "Trich yeu")
        _rule(word.add_paragraph(style="Trich yeu"), width, 0.35 * width)
    _addressees(word, doc.get("addressees") or [])


def _addressees(word, lines):
    if not lines:
        return
    if len(lines) == 1:
        word.add_paragraph(_clean(f"Kính gửi: {lines[0]}"), "Kinh gui").alignment = ALIGN.CENTER
        return
    word.add_paragraph("Kính gửi:", "Kinh gui").paragraph_format.left_indent = Mm(25)
    for number, line in enumerate(lines, 1):
        item = word.add_paragraph(_clean(f"- {line}{'.' if number == len(lines) else ';'}"))
        item.paragraph_format.left_indent = Mm(35)


def _columns(word, widths):
    """The cells of a table without lines, of one row that no page break cuts: no name stands apart from its post."""
    table = word.add_table(1, len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _without_padding(table)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table.rows[0].cells


def _without_padding(table):
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _put(cell, text, style, rule=0):
    """One more paragraph of a cell, in place of the empty one that every cell begins with."""
    first = cell.paragraphs[0]
    fresh = len(cell.paragraphs) == 1 and not first.text and first.style.name == "Normal"
    line = first if fresh else cell.add_paragraph()
    line.style = cell.part.document.styles[style]
    line.add_run(_clean(text))
    if rule:
        _rule(line, cell.width / 36000, rule)
    return line


def _rule(line, width, length):
    """A paragraph that is nothing but a line, `length` mm long, in the middle of `width`."""
    shape = line.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(0, (width - length) / 2 - 2))
    shape.space_before, shape.space_after = Pt(2), Pt(0)
    shape.line_spacing, shape.first_line_indent = Pt(3), Mm(0)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _blocks(place, blocks, width):
    line = None
    for block in blocks:
        if block["kind"] == "table":
            if line is not None:
                line.paragraph_format.space_after = Pt(6)
            _table(place, block, width)
            line = None
            continue
        line = place.add_paragraph(style=_STYLE_OF[block["kind"]])
        for text, style in block["runs"]:
            run = line.add_run(_clean(text))
            run.bold, run.italic = (style == "b") or None, (style == "i") or None


def widths_of(block, whole):
    """The widths of a table's columns in mm; those given as 0 share what is left, none below 12."""
    columns = max(len(row) for row in ([""], block.get("head") or [], *block["rows"]))
    given = (list(block.get("widths") or []) + [0] * columns)[:columns]
    free = given.count(0)
    left = max(whole - sum(given), 12 * free)
    widths = [width or left / free for width in given]
    scale = whole / sum(widths)
    return [width * scale for width in widths] if free or scale < 1 else widths


def _table(place, block, width):
    """A table, its rows written as XML: made cell by cell, a long annex would take minutes."""
    widths = widths_of(block, width)
    table = place.add_table(0, len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, size in zip(table.columns, widths, strict=True):
        column.width = Mm(size)
    head, body = (table.part.document.styles[name].style_id for name in ("Dau bang", "O bang"))
    if block.get("head"):
        table._tbl.append(_row(block["head"], widths, head, "<w:tblHeader/>"))
    for cells in block["rows"]:
        table._tbl.append(_row(cells, widths, body))


def _row(cells, widths, style, mark=""):
    """A row that no page break cuts, as XML."""
    made = "".join(_cell(text, width, style) for text, width in zip(cells, widths, strict=True))
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{mark}</w:trPr>{made}</w:tr>")


def _cell(text, width, style):
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in _clean(text).split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{round(width * 56.7)}" w:type="dxa"/></w:tcPr>{lines}</w:tc>'


def _sign(word, doc, width):
    *_, last = [None, *word.iter_inner_content()]
    if isinstance(last, Paragraph):  # a signature never stands on a page alone
        last.paragraph_format.keep_with_next = True
    word.add_paragraph().paragraph_format.keep_with_next = True
    left, right = _columns(word, (0.5 * width, 0.5 * width))
    if doc.get("second_post") or doc.get("second_name"):
        _signature(left, "", doc["second_post"], doc["second_name"])
    elif doc["recipients"]:
        title = _put(left, "", "Noi nhan").add_run("Nơi nhận:")
        title.bold = title.italic = True
        title.font.size = Pt(12)
        _recipients(left, doc["recipients"])
    _signature(right, doc["authority"], doc["signer_post"], doc["signer_name"])
    if doc.get("second_post") and doc["recipients"]:
        word.add_paragraph("Nơi nhận:", "Noi nhan").runs[0].italic = True
        _recipients(word, doc["recipients"])


def _recipients(place, lines):
    for number, line in enumerate(lines, 1):
        text = _clean(f"- {line}{'.' if number == len(lines) else ';'}")
        place.add_paragraph(text).style = "Noi nhan"


def _signature(cell, authority, post, name):
    for number, text in enumerate(line for line in (authority, post) if line or line == post):
        line = _put(cell, "", "Chu ky") if number == 0 else cell.add_paragraph(style="Chu ky")
        line.add_run(_clean(text.upper()))
    for _ in range(5):
        cell.add_paragraph(style="Chu ky")
    cell.add_paragraph(_clean(name), "Chu ky").paragraph_format.keep_with_next = False


def _annex(word, annex):
    section = word.add_section(WD_SECTION.NEW_PAGE)
    # The paragraph that ends a section takes no room, lest it fall onto a page of its own.
    word.paragraphs[-1].paragraph_format.line_spacing = Pt(1)
    _page(section, annex.get("landscape", False))
    section.different_first_page_header_footer = False
    word.add_paragraph(_clean(annex["title"]), "De muc giua")
    if annex.get("subtitle"):
        word.add_paragraph(_clean(annex["subtitle"]), "De muc giua").paragraph_format.space_after = Pt(8)
    _blocks(word, annex["blocks"], _width(section))
