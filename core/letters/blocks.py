"""A document as plain blocks, fit for JSON: what is frozen when it is issued, and what PDF, DOCX and page show.

A document is {superior, issuer: [lines], number, place_date, type_name, abstract, subject, addressees: [lines], blocks,
recipients: [lines], authority, signer_post, signer_name, second_post, second_name, annexes: [{title, subtitle,
landscape, blocks}]}. A block is {kind, runs: [[text, style]]} or {kind: "table", head, rows, widths in mm}.

Lines of the text:  `# ` centred heading · `## ` heading · `### ` lower heading · `> ` legal ground (italic) ·
`Điều 1. ` article (its name bold) · `| a | b` row of a table, `|! ` its head, `|= ` widths in mm (0 = what is left) ·
`=== Phụ lục I | Tên` annex, `=== ngang | Phụ lục I | Tên` annex on landscape pages · `**đậm**`, `*nghiêng*` ·
`\\` before a mark takes it as text. Every other line is a paragraph.
"""

import re

from core.text import fold

TYPE_NAMES = {
    "QĐ": "QUYẾT ĐỊNH", "NQ": "NGHỊ QUYẾT", "BC": "BÁO CÁO", "TTr": "TỜ TRÌNH", "KH": "KẾ HOẠCH", "TB": "THÔNG BÁO",
    "CTr": "CHƯƠNG TRÌNH", "BB": "BIÊN BẢN", "GM": "GIẤY MỜI", "PC": "PHIẾU CHUYỂN", "PG": "PHIẾU GỬI", "PB": "PHIẾU BÁO",
    "KL": "KẾT LUẬN", "HD": "HƯỚNG DẪN", "CV": "",
}  # fmt: skip
WITHOUT_NAME = ("CV",)
BLANK = "      "

_HEADINGS = (("### ", "h3"), ("## ", "h2"), ("# ", "centre"), ("> ", "ground"))
_INLINE = re.compile(r"(?<!\\)(\*\*(?:\\.|[^*\\])+\*\*|\*(?:\\.|[^*\\])+\*)")
_ARTICLE = re.compile(r"Điều \d+[a-zđ]?\.")
_TABLE = re.compile(r"\{bang:([a-z][a-z0-9_]*)\}")


def parse(text, tables=None):
    """(blocks of the text, annexes). `tables` are those that the text names as `{bang:name}`."""
    sections = [{"title": "", "subtitle": "", "landscape": False, "blocks": []}]
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.strip()
        if line.startswith("==="):
            sections.append(_annex(line))
        elif line:
            _add(sections[-1]["blocks"], line, tables or {})
    main, *annexes = sections
    return _widened(main["blocks"]), [item | {"blocks": _widened(item["blocks"])} for item in annexes]


def unknown_tables(text, tables):
    """The tables that a text names and that are not there."""
    return [name for name in _TABLE.findall(text) if name not in tables]


def _annex(line):
    parts = [part.strip() for part in line.strip("= ").split("|")]
    landscape = fold(parts[0]) == "ngang"
    title, *rest = parts[1:] if landscape else parts
    return {"title": plain(title), "subtitle": plain(" ".join(rest)), "landscape": landscape, "blocks": []}


def _add(blocks, line, tables):
    named = _TABLE.fullmatch(line)
    if named:
        table = tables.get(named[1], {"head": [], "rows": [], "widths": []})
        blocks.append({"kind": "table", **table})
    elif line.startswith("|"):
        _add_row(blocks, line)
    else:
        blocks.append(_paragraph(line))


def _add_row(blocks, line):
    """One more row of the table that the lines before began."""
    if not blocks or blocks[-1]["kind"] != "table" or blocks[-1].get("closed"):
        blocks.append({"kind": "table", "head": [], "rows": [], "widths": []})
    table, cells = blocks[-1], [cell.strip() for cell in line.lstrip("|!=").split("|")]
    cells = cells[:-1] if line.endswith("|") else cells
    if line.startswith("|="):
        table["widths"] = [int(cell) if cell.isascii() and cell.isdigit() else 0 for cell in cells]
    elif line.startswith("|!"):
        table["head"] = [_cell(cell) for cell in cells]
    else:
        table["rows"].append([_cell(cell) for cell in cells])


def _cell(text):
    return plain(text).replace("¦", "|").replace(" // ", "\n")


def _widened(blocks):
    """Tables with every row as long as the longest, and as many widths."""
    for table in blocks:
        if table["kind"] == "table":
            length = max([len(table["head"]), *(len(row) for row in table["rows"]), 1])
            table["head"] = table["head"] and _padded(table["head"], length, "")
            table["rows"] = [_padded(row, length, "") for row in table["rows"]]
            table["widths"] = _padded(table["widths"], length, 0)
    return blocks


def _padded(cells, length, empty):
    return (list(cells) + [empty] * length)[:length]


def _paragraph(line):
    for mark, kind in _HEADINGS:
        if line.startswith(mark):
            return {"kind": kind, "runs": runs(line[len(mark) :].strip())}
    if article := _ARTICLE.match(line):
        return {"kind": "p", "runs": [[article[0], "b"], *runs(line[article.end() :])]}
    return {
        "kind": "p",
        "runs": runs(line[1:] if line.startswith("\\") and line[1:2] not in "\\*{}" else line),
    }


def runs(text):
    """A line as [[text, style]] with style "", "b" (bold) or "i" (italic)."""
    found = []
    for part in _INLINE.split(text):
        if part.startswith("**") and part.endswith("**") and len(part) > 4:
            found.append([_bare(part[2:-2]), "b"])
        elif part.startswith("*") and part.endswith("*") and len(part) > 2:
            found.append([_bare(part[1:-1]), "i"])
        elif part:
            found.append([_bare(part), ""])
    return found or [["", ""]]


def plain(text):
    """A line without the marks of bold and italic."""
    return "".join(part for part, _ in runs(text))


def _bare(text):
    return re.sub(r"\\([\\*{}#>|=-])", r"\1", text)


def words(blocks):
    """The text of blocks, a line each; for tests and for searching."""
    lines = []
    for block in blocks:
        if block["kind"] == "table":
            lines += [" | ".join(row) for row in [block["head"], *block["rows"]] if row]
        else:
            lines.append("".join(text for text, _ in block["runs"]))
    return "\n".join(lines)


def long_day(day):
    """The day of a document (Decree 30/2020): days below ten and the months 1 and 2 take a leading zero."""
    if day is None:
        return "ngày {0} tháng {0} năm {0}".format("\u00a0" * 4)  # spaces that no browser joins
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def lines_of(text):
    """The lines of a list as people type it: without their hyphens and closing marks."""
    return [line.strip(" \t-;.") for line in text.splitlines() if line.strip(" \t-;.")]


def document(letter):
    """The document of a letter as its columns stand now."""
    blocks, annexes = parse(letter.text, letter.tables)
    unnamed = letter.doc_type in WITHOUT_NAME and not letter.type_name
    abstract = " ".join(letter.abstract.split())
    name = letter.type_name or TYPE_NAMES.get(letter.doc_type, "")
    return {
        "superior": letter.superior.upper(), "issuer": [line.strip() for line in letter.issuer.upper().split("\n")],
        "number": _number(letter.number), "place_date": f"{letter.place}, {long_day(letter.signed_on)}",
        "type_name": "" if unnamed else name.upper(), "abstract": "" if unnamed else abstract,
        "subject": f"V/v {abstract}" if unnamed and abstract else "", "addressees": lines_of(letter.addressees),
        "blocks": ended(blocks), "recipients": lines_of(letter.recipients), "authority": letter.authority,
        "signer_post": letter.signer_post, "signer_name": letter.signer_name, "second_post": letter.second_post,
        "second_name": letter.second_name, "annexes": annexes, "title": letter.title,
    }  # fmt: skip


def _number(number):
    """A number without its digits leaves room for them."""
    return f"Số: {BLANK if not number or number.startswith('/') else ''}{number}"


def ended(blocks):
    """The last paragraph of the text ends with "./."."""
    if blocks and blocks[-1]["kind"] == "p":
        last = blocks[-1]["runs"][-1]
        last[0] = last[0].rstrip(" ./") + "./."
    return blocks
