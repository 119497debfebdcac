"""The pages of a file: what stands on each, and for PDF and pictures how it looks."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from xml.etree import ElementTree

from core import spreadsheet
from core.errors import Refused
from core.text import nfc

WIDTH, TALLEST, MOST_PAGES = 1120, 4000, 1000
LONGEST_TEXT, LARGEST_PART = 100_000, 40 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True)
class Sheet:
    """A page: its text, and its picture as WebP (empty for texts without a layout of their own)."""

    text: str
    image: bytes = b""


def sheets(name, data):
    """Yield the pages of the file `name`. Raises Refused, saying why and what to do, when it cannot be read."""
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise Refused("Loại tệp này không đọc được trong trình duyệt. Hãy tải về để xem.")
    try:
        yield from reader(data)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, ValueError) as error:
        raise Refused("Tệp hỏng hoặc không đúng định dạng nên không đọc được.") from error


def clean(text):
    return nfc(text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_TEXT]


def _pdf(data):
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Refused("Tệp PDF hỏng hoặc có mật khẩu nên không đọc được.") from error
    try:
        for number in range(min(len(document), MOST_PAGES)):
            yield _pdf_page(document[number])
    finally:
        document.close()


def _pdf_page(page):
    textpage = page.get_textpage()
    try:
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1), 4)
        return Sheet(clean(textpage.get_text_bounded()), _webp(page.render(scale=scale).to_pil()))
    finally:
        textpage.close()
        page.close()


def _webp(image):
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=82, method=2)
    return out.getvalue()


def _picture(data):
    from PIL import Image, ImageOps

    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        image.thumbnail((WIDTH, TALLEST))
    except Image.DecompressionBombError as error:
        raise Refused("Ảnh quá lớn nên không mở được. Hãy quét ở độ phân giải thấp hơn.") from error
    yield Sheet("", _webp(image))


def _part(archive, name):
    """The XML of one part of an Office file, not more than is sane."""
    with archive.open(name) as part:
        data = part.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART or b"<!DOCTYPE" in data[:2000]:
        raise Refused("Tệp quá lớn nên không đọc được trong trình duyệt. Hãy tải về để xem.")
    return ElementTree.fromstring(data)  # noqa: S314 - no document type, no entities


def _docx(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = _part(archive, "word/document.xml").find(f"{_W}body")
    lines = [] if body is None else list(_lines(body))
    yield Sheet(clean("\n".join(lines)))


def _lines(body):
    """One line per paragraph; a row of a table is one line."""
    for item in body:
        if item.tag == f"{_W}p":
            yield _words(item)
        elif item.tag == f"{_W}tbl":
            for row in item.iter(f"{_W}tr"):
                yield " | ".join(" ".join(map(_words, cell.iter(f"{_W}p"))) for cell in row.iter(f"{_W}tc"))
        elif item.tag == f"{_W}sdt":
            yield from (_words(paragraph) for paragraph in item.iter(f"{_W}p"))


def _words(paragraph):
    bits = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}
    # What a change under tracking took out stands in w:delText, which is left where it is.
    return "".join(
        node.text or "" if node.tag == f"{_W}t" else bits.get(node.tag, "") for node in paragraph.iter()
    )


def _pptx(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("ppt/slides/slide")]
        names.sort(key=lambda name: int("".join(filter(str.isdigit, PurePath(name).stem)) or 0))
        for name in names[:MOST_PAGES]:
            paragraphs = _part(archive, name).iter(f"{_A}p")
            yield Sheet(
                clean(
                    "\n".join("".join(node.text or "" for node in item.iter(f"{_A}t")) for item in paragraphs)
                )
            )


def _excel(data):
    try:
        found = spreadsheet.every(data, sheets=MOST_PAGES, rows=5000)
    except spreadsheet.Unreadable as error:
        raise Refused("Tệp Excel hỏng, quá lớn hoặc có mật khẩu nên không đọc được.") from error
    for name, rows in found:
        lines = (" | ".join(_cell(cell) for cell in row) for row in rows)
        yield Sheet(clean("\n".join([name, *lines])))


def _cell(value):
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return (
        f"{value:%d/%m/%Y}" if hasattr(value, "strftime") and hasattr(value, "year") else str(value).strip()
    )


def _text(data):
    for encoding in (
        "utf-8-sig",
        "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1258",
        "latin-1",
    ):
        try:
            yield Sheet(clean(data.decode(encoding)))
            return
        except UnicodeError:
            continue


def _old_word(data):
    raise Refused(
        "Tệp Word đời cũ (.doc) không đọc được trong trình duyệt. Hãy lưu lại thành .docx hoặc PDF."
    )


_READERS = {
    ".pdf": _pdf, ".jpg": _picture, ".jpeg": _picture, ".png": _picture, ".docx": _docx, ".pptx": _pptx,
    ".xlsx": _excel, ".xls": _excel, ".txt": _text, ".doc": _old_word,
}  # fmt: skip
