"""The wording of a letter: plain text with a small markup and placeholders, filled in by plain substitution.

    Loại: CV
    Trích yếu: đôn đốc thực hiện kiến nghị {ma}
    Kính gửi: {co_quan}
    Nơi nhận:
    - Như trên
    - Lưu: VT, {bo_phan?}
    Quyền hạn: TM. THƯỜNG TRỰC HĐND
    Chức vụ: PHÓ CHỦ TỊCH
    ---
    Thực hiện {can_cu}, ...

Head lines stand above `---`, the text below it; what a line of the text means stands in `core.letters.blocks`.
`{name}` is replaced by its value. A line with `{name?}` is left out when the value is empty. `{bang:name}` alone on
a line is a table. Nothing else is executed: a value is text, and what in it looks like markup is made harmless.
"""

import re
from dataclasses import dataclass, field
from functools import partial

from core.text import fold

TABLE_ROWS_AS_TEXT = 60

# folded word -> column of the letter
HEAD = {
    "loai": "doc_type", "ten loai": "type_name", "ky hieu": "symbol", "trich yeu": "abstract", "kinh gui": "addressees",
    "noi nhan": "recipients", "quyen han": "authority", "chuc vu": "signer_post", "nguoi ky": "signer_name",
    "co quan ban hanh": "issuer", "co quan cap tren": "superior", "ky trai": "second_post", "nguoi ky trai": "second_name",
}  # fmt: skip
HEAD_WORDS = (
    "Loại, Tên loại, Ký hiệu, Trích yếu, Kính gửi, Nơi nhận, Quyền hạn, Chức vụ, Người ký, "
    "Cơ quan ban hành, Cơ quan cấp trên, Ký trái, Người ký trái"
)
LIMITS = {
    "doc_type": 12, "type_name": 80, "symbol": 40, "authority": 120, "signer_post": 120, "signer_name": 120,
    "issuer": 250, "superior": 120, "second_post": 120, "second_name": 120,
}  # fmt: skip
_PLACE = re.compile(r"\{(bang:)?([a-z][a-z0-9_]*)(\?)?\}")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")
_MARKUP = re.compile(r"^\s*(#|>|\||===|-{3,}\s*$)")


@dataclass(frozen=True)
class Wording:
    """A wording taken apart: the head's values by column, and the text."""

    head: dict = field(default_factory=dict)
    body: str = ""


def parse(text):
    """The `Wording` of a text and its faults as [message in Vietnamese, with the number of the line]."""
    head, faults, body_from, last = {}, [], None, ""
    lines = text.replace("\r\n", "\n").split("\n")
    for no, line in enumerate(lines, 1):
        if line.strip() == "---":
            body_from = no
            break
        last = _head_line(line, no, last, head, faults)
    if body_from is None:
        faults.append("Thiếu dòng «---» ngăn phần đầu với nội dung văn bản.")
        return Wording(head), faults
    return Wording(head, "\n".join(lines[body_from:]).strip("\n")), faults


def _head_line(line, no, last, head, faults):
    """Note one line of the head; returns the column to which lines beginning with a hyphen belong."""
    if not line.strip():
        return last
    if line.lstrip().startswith("- ") and last:
        head[last] = f"{head[last]}\n{line.strip()[2:]}".strip()
        return last
    word, colon, value = line.partition(":")
    column = HEAD.get(" ".join(fold(word).split()))
    if not colon or column is None:
        faults.append(f"Dòng {no}: «{line.strip()[:60]}» không phải mục ở phần đầu. Các mục: {HEAD_WORDS}.")
        return ""
    head[column] = value.strip()
    if len(head[column]) > LIMITS.get(column, 2000):
        faults.append(f"Dòng {no}: dài quá {LIMITS[column]} ký tự.")
    return column


def problems(text, fields):
    """All that is wrong with a wording, as messages; `fields` are the placeholders that the letter knows."""
    wording, faults = parse(text)
    for no, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        for found in _BRACES.finditer(line):
            faults += _problem(no, line, found[0], fields)
    if not faults and not wording.body.strip():
        faults.append("Mẫu chưa có nội dung dưới dòng «---».")
    return faults


def _problem(no, line, part, fields):
    place = _PLACE.fullmatch(part)
    allowed = ", ".join(f"{{{name}}}" for name in fields)
    if not place:
        return [
            f"Dòng {no}: «{part}» viết sai. Trường dữ liệu viết dạng {{ten}}, {{ten?}} hoặc {{bang:ten}}."
        ]
    if place[2] not in fields:
        return [f"Dòng {no}: không có trường {part}. Các trường được dùng: {allowed}."]
    if place[1] and line.strip() != part:
        return [f"Dòng {no}: bảng {part} phải đứng riêng một dòng."]
    return []


def filled(text, values):
    """(text with its placeholders filled in, {name: table} of the tables too long to be text).

    An unknown placeholder is left as it stands: wordings are checked when they are saved.
    """
    lines, tables = [], {}
    for line in text.split("\n"):
        optional = [name for _, name, mark in _PLACE.findall(line) if mark]
        if any(not _is_given(values.get(name)) for name in optional):
            continue
        alone = _PLACE.fullmatch(line.strip())
        value = values.get(alone[2]) if alone else None
        if is_table(value):
            lines.append(_table_line(alone[2], value, tables))
        else:
            lines.append(_PLACE.sub(partial(_value, values=values, line=line), line))
    return "\n".join(lines), tables


def filled_head(text, values):
    """A value of the head with its placeholders filled in; lines with an empty `{name?}` are left out."""
    lines = [
        line for line in text.split("\n")
        if all(_is_given(values.get(name)) for _, name, mark in _PLACE.findall(line) if mark)
    ]  # fmt: skip
    return _PLACE.sub(lambda place: _plain_value(place, values), "\n".join(lines)).strip()


def _plain_value(place, values):
    value = values.get(place[2], place[0])
    return "" if value is None or is_table(value) else str(value)


def _is_given(value):
    return bool(value["rows"]) if is_table(value) else value not in (None, "")


def is_table(value):
    return isinstance(value, dict) and "rows" in value


def _table_line(name, value, tables):
    if len(value["rows"]) > TABLE_ROWS_AS_TEXT:
        tables[name] = plain_table(value)
        return f"{{bang:{name}}}"
    return table_text(value)


def plain_table(value):
    """A table of strings, fit for JSON."""
    rows = [[str(cell if cell is not None else "") for cell in row] for row in value["rows"]]
    return {
        "head": [str(cell) for cell in value.get("head", [])],
        "rows": rows,
        "widths": list(value.get("widths") or []),
    }


def table_text(value):
    """A table as lines of markup that people can edit."""
    table = plain_table(value)
    lines = ["|= " + " | ".join(str(width) for width in table["widths"])] if table["widths"] else []
    lines += ["|! " + _cells(table["head"])] if table["head"] else []
    return "\n".join(lines + ["| " + _cells(row) for row in table["rows"]])


def _cells(cells):
    return " | ".join(escaped(cell).replace("|", "¦").replace("\n", " // ") for cell in cells)


def _value(place, values, line):
    if place[2] not in values:
        return place[0]
    value = values[place[2]]
    text = "" if value is None or is_table(value) else str(value)
    whole_line = line.strip() == place[0]
    parts = [escaped(part) for part in text.replace("\r\n", "\n").split("\n")]
    if not whole_line:
        parts[1:] = [_harmless(part) for part in parts[1:]]
        return "\n".join(parts)
    return "\n".join(_harmless(part) for part in parts)


def escaped(text):
    """Text in which asterisks, braces and backslashes stand for themselves."""
    return re.sub(r"([\\*{}])", r"\\\1", text)


def _harmless(part):
    """A line of a value that is taken for no markup."""
    return f"\\{part.lstrip()}" if _MARKUP.match(part) else part
