"""Pages out of files, differences between versions, words found and marked."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from core import pdf
from core.errors import Refused
from core.models import Attachment
from sessions.models import DocumentVersion, Reading, ReadingPage
from sessions.papers import extract, reading
from sessions.papers.difference import ADDED, SAME, TAKEN, compare, totals
from sessions.papers.found import marked, snippet, spans
from sessions.papers.search import pages_with
from sessions.services import documents
from tests.sessions.builders import dossier, paper, plan, revised

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs, table=()):
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>' for cell in row)}</w:tr>"
        for row in table
    )
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs)
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{body}{f"<w:tbl>{rows}</w:tbl>" if rows else ""}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def printed(*lines):
    return pdf.render("print/book_text.html", {"title": "Tờ trình", "lines": lines})


def excel(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "name, make, words",
    [
        (
            "a.docx",
            lambda: docx("Điều 1. Giao vốn", "Điều 2.", table=[["STT", "Dự án"]]),
            "Điều 1. Giao vốn\nĐiều 2.\nSTT | Dự án",
        ),
        ("a.txt", lambda: "Kính gửi HĐND".encode(), "Kính gửi HĐND"),
        ("a.xlsx", lambda: excel(["Dự án", 120], ["Cầu", 66]), "Sheet\nDự án | 120\nCầu | 66"),
        ("a.png", picture, ""),
    ],
    ids=["docx", "txt", "xlsx", "png"],
)
def test_what_stands_in_a_file(name, make, words):
    (sheet,) = extract.sheets(name, make())
    assert sheet.text == words
    assert bool(sheet.image) == name.endswith(".png")


def test_a_pdf_gives_its_pages_as_text_and_picture():
    long = [f"Khoản {number}. Tổ chức thực hiện nghị quyết." for number in range(80)]
    sheets = list(extract.sheets("a.pdf", printed(*long)))
    assert len(sheets) > 1
    assert "Khoản 0. Tổ chức thực hiện nghị quyết." in sheets[0].text and "Khoản 79." in sheets[-1].text
    assert all(Image.open(io.BytesIO(sheet.image)).size[0] == extract.WIDTH for sheet in sheets)


@pytest.mark.parametrize(
    "name, data, words",
    [
        ("a.pdf", b"%PDF-1.4 broken", "hỏng hoặc có mật khẩu"),
        ("a.docx", b"no archive", "Tệp hỏng"),
        ("a.xlsx", b"no archive", "Excel hỏng"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "lưu lại thành .docx"),
        ("a.exe", b"MZ", "Hãy tải về"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, data, words):
    with pytest.raises(Refused, match=words):
        list(extract.sheets(name, data))


def test_an_office_file_with_a_document_type_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<!DOCTYPE a [<!ENTITY b "c">]><w:document xmlns:w="{WORD}"/>')
    with pytest.raises(Refused, match="quá lớn"):
        list(extract.sheets("a.docx", out.getvalue()))


S, A, T = SAME, ADDED, TAKEN
DIFFERENCES = [
    ("không đổi", "Điều 1. Giao vốn.", "Điều 1. Giao vốn.", [[(S, "Điều 1. Giao vốn.")]]),
    ("một số", "Giao 100 tỷ.", "Giao 120 tỷ.", [[(S, "Giao "), (T, "100 "), (A, "120 "), (S, "tỷ.")]]),
    ("thêm chữ", "Giao vốn.", "Giao đủ vốn.", [[(S, "Giao "), (A, "đủ "), (S, "vốn.")]]),
    ("bớt chữ", "Giao đủ vốn.", "Giao vốn.", [[(S, "Giao "), (T, "đủ "), (S, "vốn.")]]),
    ("thêm đoạn", "Một.", "Một.\nHai.", [[(S, "Một.")], [(A, "Hai.")]]),
    ("bỏ đoạn", "Một.\nHai.", "Hai.", [[(T, "Một.")], [(S, "Hai.")]]),
    ("thay cả đoạn", "Cộng hòa.", "Xyz 123!", [[(T, "Cộng hòa.")], [(A, "Xyz 123!")]]),
    ("ngắt dòng khác", "Giao vốn\ncho dự án.", "Giao vốn cho dự án.", [[(S, "Giao vốn cho dự án.")]]),
    ("chỉ khác dấu", "Hòa Bình.", "Hoà Bình.", [[(T, "Hòa "), (A, "Hoà "), (S, "Bình.")]]),
    (
        "đoạn chen vào giữa",
        "Điều 4. Có hiệu lực từ ngày ký.",
        "Điều 4. Giám sát việc này.\nĐiều 5. Có hiệu lực từ ngày ký.",
        [
            [(A, "Điều 4. Giám sát việc này.")],
            [(S, "Điều "), (T, "4"), (A, "5"), (S, ". Có hiệu lực từ ngày ký.")],
        ],
    ),
    (
        "số ở đầu dòng ngắt",
        "giai đoạn\n2.\nĐiều 2. Hai.",
        "giai đoạn\n2 (kèm theo).\nĐiều 2. Hai.",
        [[(S, "giai đoạn 2 "), (A, "(kèm theo)"), (S, ".")], [(S, "Điều 2. Hai.")]],
    ),
    ("trống", "", "Một.", [[(A, "Một.")]]),
]


@pytest.mark.parametrize("case, old, new, rows", DIFFERENCES, ids=[row[0] for row in DIFFERENCES])
def test_versions_are_compared_word_by_word(case, old, new, rows):
    found = compare(old, new)
    assert [[(bit.kind, bit.text) for bit in row] for row in found] == rows
    # Nothing is lost: both texts can be read off the difference.
    for text, left_out in ((old, ADDED), (new, TAKEN)):
        kept = "".join(bit.text for row in found for bit in row if bit.kind != left_out)
        assert "".join(kept.split()) == "".join(text.split())


def test_the_words_put_in_and_taken_out_are_counted():
    assert totals(compare("Giao 100 tỷ.\nHai.", "Giao 120 tỷ đồng.")) == (2, 2)


@pytest.mark.parametrize(
    "text, query, words",
    [
        ("Hoà Bình và hòa giải", "hoa bi", ["Hoà", "Bình", "hòa"]),
        ("Điều 12 của Luật", "dieu 12", ["Điều", "12"]),
        ("không có", "khac", []),
        ("bất kỳ", "  ", []),
    ],
)
def test_what_is_looked_for_is_marked_without_diacritics(text, query, words):
    assert [text[start:end] for start, end in spans(text, query)] == words
    assert "".join(bit for _, bit in marked(text, query)) == text


def test_a_snippet_shows_the_neighbourhood():
    bits = snippet("đầu " * 200 + "trạm bơm Bến Gạo" + " cuối" * 200, "ben gao")
    text = "".join(bit for _, bit in bits)
    assert text.startswith("…") and text.endswith("…") and "trạm bơm" in text
    assert [bit for hit, bit in bits if hit] == ["Bến", "Gạo"]


# --- versions, as they are stored ------------------------------------------------------------------------------


def upload(name="to-trinh.pdf", content=None):
    return SimpleUploadedFile(name, content or printed("Kính gửi HĐND thành phố."))


def add(city, record, **values):
    return documents.add_document(
        record, values.pop("title", "Tờ trình"), user_id=city.users["staff"].pk, **values
    )


def test_versions_are_kept_and_the_same_file_is_refused(city):
    papers = dossier(city, plan(city))
    first = printed("Bản một.")
    made = add(city, papers, upload=upload(content=first))
    assert made.kind == "submission"
    with pytest.raises(Refused, match="giống hệt bản 1"):
        documents.add_version(made, upload=upload(content=first), user_id=None)
    documents.add_version(made, upload=upload(content=printed("Bản hai.")), user_id=None, note="sửa")
    assert list(made.versions.values_list("number", "note")) == [(2, "sửa"), (1, "")]


def test_a_bad_file_is_refused_by_its_content(city):
    papers = dossier(city, plan(city))
    with pytest.raises(Refused, match="Nội dung tệp không phải PDF"):
        add(city, papers, upload=upload(content=b"<html>"))
    assert not DocumentVersion.objects.exists()


def test_a_version_is_read_once_by_the_worker(city):
    made = add(city, dossier(city, plan(city)), upload=upload())
    version = made.versions.get()
    assert version.reading.state == Reading.State.WAITING
    assert reading.read_left() == 1 and reading.read_left() == 0
    read = Reading.objects.get(version=version)
    assert (read.state, read.page_count) == ("ready", 1)
    page = ReadingPage.objects.get(reading=read)
    assert "Kính gửi HĐND thành phố." in page.text and page.image.size > 0
    reading.read(version.pk)
    assert ReadingPage.objects.get().pk == page.pk


def test_what_the_worker_cannot_read_is_told(city):
    made = add(
        city, dossier(city, plan(city)), upload=upload("to-trinh.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    )
    reading.read_left()
    read = Reading.objects.get(version__document=made)
    assert read.state == "failed" and ".docx" in read.error


def test_a_file_lost_from_the_store_does_not_stop_the_worker(city):
    made = add(city, dossier(city, plan(city)), upload=upload())
    kept = Attachment.objects.get()
    kept.file.storage.delete(kept.file.name)
    reading.read_left()
    assert "Không tìm thấy tệp" in Reading.objects.get(version__document=made).error


def test_search_finds_only_in_the_latest_version(city):
    papers = dossier(city, plan(city))
    made = paper(city, papers, text="Xây trạm bơm Bến Gạo.")
    paper(city, papers, "Báo cáo", text="Sửa cầu Vĩnh Hòa.")
    assert [hit["page"] for hit in pages_with(papers.documents, "tram bom")] == [1]
    revised(city, made, "Xây cống ngăn triều.")
    assert pages_with(papers.documents, "tram bom") == []
    assert [hit["document"] for hit in pages_with(papers.documents, "cong ngan")] == [made.pk]
    assert pages_with(papers.documents, "!!!") == []
