"""Files made to do harm: archives and pictures that swell, tables without end, two types in one, names that climb."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from PIL import Image

from core import files, spreadsheet
from core.errors import Refused
from core.imports import sheet
from sessions.papers import book, extract
from tests.core.test_files import PDF, docx, upload
from voters import replies

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def _small(settings):
    """An upload may be of one megabyte here, so that what swells does so in a moment."""
    settings.UPLOAD_MAX_BYTES = MB


def office(*parts, name="word/document.xml"):
    """An Office file with these parts beside its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, content in [("[Content_Types].xml", b"<Types/>"), (name, b"<w/>"), *parts]:
            archive.writestr(title, content)
    return out.getvalue()


def told_small(content, true):
    """The archive with `true` as the size of its parts replaced by 10 wherever it is written."""
    return content.replace(struct.pack("<I", true), struct.pack("<I", 10))


def wide(*cells):
    made, out = Workbook(), io.BytesIO()
    for cell in cells:
        made.active[cell] = "x"
    made.save(out)
    return out.getvalue()


def drawn(width, height):
    """A PNG of so many points, all alike, in some kilobytes."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    row = b"\0" + bytes(width // 8 + 1)
    packer, body = zlib.compressobj(9), b""
    for _ in range(height):
        body += packer.compress(row)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", body + packer.flush())
        + chunk(b"IEND", b"")
    )


BOMBS = {
    "one part that swells": lambda: office(("word/media/a.bin", bytes(30 * MB))),
    "many parts that swell": lambda: office(*((f"word/{n}.bin", bytes(2 * MB)) for n in range(15))),
    "a part that lies about its size": lambda: told_small(office(("word/a.bin", bytes(30 * MB))), 30 * MB),
    "parts without number": lambda: office(*((f"w/{n}", b"") for n in range(5100))),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_an_archive_that_swells_is_refused(make):
    content = make()
    assert len(content) < MB
    begun = time.monotonic()
    with pytest.raises(ValidationError):
        files.check(upload("a.docx", content))
    assert time.monotonic() - begun < 10


def test_an_honest_archive_is_taken():
    assert files.check(upload("a.docx", office(("word/media/a.bin", bytes(5 * MB)))))
    assert files.check(upload("a.docx", docx()))


def test_an_ods_that_swells_is_refused():
    with pytest.raises(ValidationError):
        sheet.check(upload("a.ods", office(("content.xml", bytes(30 * MB)))))


ENDLESS = {"two cells, far apart": wide("A1", "XFD1048576"), "one cell, far away": wide("XFD1048576")}


@pytest.mark.parametrize("content", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("door", ["import", "replies", "reading"])
def test_a_table_without_end_ends_its_reader_and_not_the_portal(content, door):
    """Some 5 KB that ask for 512 GB: whatever reads them is told that they cannot be read."""
    assert len(content) < 10_000
    if door == "reading":
        try:
            assert sum(len(found.text) for found in extract.sheets("a.xlsx", content)) < 100
        except Refused as refusal:
            assert "quá lớn" in refusal.message
        return
    read = sheet.read if door == "import" else replies.read
    with pytest.raises(ValidationError):
        read(upload("a.xlsx", content))


def test_more_text_than_is_sane_is_not_read():
    made, out = Workbook(write_only=True), io.BytesIO()
    leaf = made.create_sheet()
    for _ in range(60):
        leaf.append(["x" * 32_000] * 60)
    made.save(out)
    assert len(out.getvalue()) < MB
    with pytest.raises(spreadsheet.Unreadable):
        spreadsheet.first(out.getvalue())


def test_a_picture_of_a_thousand_million_points_is_refused():
    content = drawn(32_000, 32_000)
    assert len(content) < MB
    with pytest.raises(ValidationError, match="độ phân giải thấp hơn"):
        files.check(upload("a.png", content))
    with pytest.raises(Refused, match="độ phân giải thấp hơn"):
        list(extract.sheets("a.png", content))
    assert files.check(upload("a.png", drawn(1000, 1000)))


def test_a_picture_that_cannot_be_opened_does_not_stop_the_book(tmp_path):
    class Kept:
        class file:
            @staticmethod
            def open():
                return io.BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")

    with pytest.raises(book.NoPicture):
        book._picture(Kept)


POLYGLOTS = [
    ("a.docx", b"<html><script>alert(1)</script>" + docx()), ("a.xlsx", PDF + office(name="xl/workbook.xml")),
    ("a.pdf", b"<script>alert(1)</script>%PDF-1.7"), ("a.pdf", docx()), ("a.png", b"GIF89a/*<script>*/"),
    ("a.jpg", PDF), ("a.txt", b"\xef\xbb\xbf<script>alert(1)</script>"), ("a.txt", b" \n\t<svg onload=alert(1)>"),
    ("a.svg", b"<svg onload=alert(1)>"), ("a.pdf.html", PDF), ("a.html\x00.pdf", b"<html>"), ("a.docm", docx()),
]  # fmt: skip


@pytest.mark.parametrize(
    "name, content", POLYGLOTS, ids=[f"{n} {name!r}" for n, (name, _) in enumerate(POLYGLOTS)]
)
def test_a_file_that_begins_as_another_is_refused(name, content):
    with pytest.raises(ValidationError):
        files.check(upload(name, content))


def test_what_is_hidden_behind_a_picture_goes():
    """An archive or a page behind the picture's end, or a script in its notes, is not kept."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", comment=b"<script>alert(1)</script>")
    kept = files.without_place(
        upload("a.jpg", out.getvalue() + b"<html><script>alert(2)</script>" + docx())
    ).read()
    assert b"script" not in kept and b"PK\x03\x04" not in kept
    assert Image.open(io.BytesIO(kept)).size == (8, 8)


@pytest.fixture
def kept(city):
    """kept(name, content) keeps a file of an opinion as an upload does."""
    from tests.voters.make import opinion

    record, user = opinion(city, title="Đèn đường hỏng"), city.users["staff"]
    return lambda name, content: files.keep(record, upload(name, content), user.pk)


CLIMBING = [
    "../../../../etc/cron.d/x.pdf", "..\\..\\x.pdf", "/etc/passwd.pdf", "a/../../b.pdf", "....//x.pdf", "%2e%2e%2fx.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", CLIMBING)
def test_a_name_that_climbs_stays_in_the_store(kept, settings, name):
    made = kept(name, PDF)
    place = (settings.MEDIA_ROOT / made.file.name).resolve()
    assert place.is_relative_to(settings.MEDIA_ROOT.resolve()) and ".." not in made.file.name
    assert "passwd" not in made.file.name and "/" not in made.name and "\\" not in made.name


def test_a_name_cannot_add_a_header(kept, sign_in):
    made = kept('a"; filename="x.html\r\nX-Evil: 1.pdf', PDF)
    shown = sign_in("staff").get(f"/tep/{made.pk}/")
    assert "X-Evil" not in shown and "\n" not in shown["Content-Disposition"]
    assert shown["Content-Type"] == "application/pdf" and shown["X-Content-Type-Options"] == "nosniff"


OUTSIDE = [
    "/static/../manage.py", "/static/..%2fmanage.py", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/css/../../manage.py",
    "/static//etc/passwd", "/media/a.pdf", "/var/media/", "/../../etc/passwd", "/static/..\\manage.py", "/.env", "/static/.env",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_address_reads_a_file_outside(db, sign_in, city, path):
    answer = sign_in("admin").get(path)
    assert answer.status_code in (301, 404), path
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"root:" not in text and b"DJANGO_SETTINGS_MODULE" not in text
