"""Wordings, blocks and files of letters: pure functions by table."""

import io
import time
from datetime import date
from types import SimpleNamespace

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core.letters import blocks, wording
from core.letters.book import LETTERS, faults
from core.letters.paper import to_pdf
from core.letters.word import to_docx, widths_of

WORDING = """Loại: CV
Trích yếu: đôn đốc {ma}
Kính gửi: {co_quan}
Nơi nhận:
- Như trên
- {ban?}
- Lưu: VT
Chức vụ: CHỦ TỊCH
---
Nội dung {viec}.
Ghi thêm: {ghi_chu?}.
{bang:y_kien}
"""
FIELDS = {
    "ma": "mã",
    "co_quan": "cơ quan",
    "ban": "Ban",
    "viec": "việc",
    "ghi_chu": "ghi chú",
    "y_kien": "bảng ý kiến",
}


def test_a_wording_is_taken_apart():
    made, wrong = wording.parse(WORDING)
    assert not wrong and made.head["doc_type"] == "CV" and made.head["abstract"] == "đôn đốc {ma}"
    assert made.head["recipients"] == "Như trên\n{ban?}\nLưu: VT"
    assert made.body.startswith("Nội dung {viec}.") and made.body.endswith("{bang:y_kien}")


@pytest.mark.parametrize(
    "change, words",
    [
        (("{viec}", "{viek}"), ["Dòng 10", "{viek}", "{viec}", "{ghi_chu}"]),
        (("{viec}", "{{viec}}"), ["Dòng 10", "viết sai"]),
        (("{viec}", "{viec"), ["Dòng 10", "viết sai"]),
        (("{viec}", "{Viec}"), ["Dòng 10", "viết sai"]),
        (("{viec}", "{viec.__class__}"), ["Dòng 10", "viết sai"]),
        (("{bang:y_kien}", "Bảng {bang:y_kien}"), ["Dòng 12", "riêng một dòng"]),
        (("{bang:y_kien}", "{bang:khac}"), ["Dòng 12", "{bang:khac}"]),
        (("Chức vụ:", "Chức vị:"), ["Dòng 8", "không phải mục", "Chức vụ"]),
        (("---\n", ""), ["Thiếu dòng «---»"]),
        (("Loại: CV", "Loại: CÔNG VĂN HÀNH CHÍNH"), ["Dòng 1", "12"]),
    ],
)
def test_what_is_wrong_with_a_wording_is_told_by_line(change, words):
    said = " ".join(wording.problems(WORDING.replace(*change), FIELDS))
    assert all(word in said for word in words), said


def test_a_sound_wording_has_no_fault():
    assert wording.problems(WORDING, FIELDS) == []


VALUES = {"ma": "KN-1", "viec": "nạo vét", "ghi_chu": "", "co_quan": "Sở Xây dựng", "ban": None}


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("Việc {viec}.", "Việc nạo vét."),
        ("Ghi: {ghi_chu?}.", ""),
        ("Ghi: {ghi_chu}.", "Ghi: ."),
        ("{viec?} xong", "nạo vét xong"),
        ("{la}", "{la}"),
    ],
)
def test_placeholders_are_filled_in(text, wanted):
    assert wording.filled(text, VALUES)[0] == wanted


@pytest.mark.parametrize(
    "value",
    [
        "# Đề mục",
        "| a | b",
        "=== Phụ lục",
        "> căn cứ",
        "{viec}",
        "**đậm**",
        "*nghiêng*",
        "a\n# b",
        "\\ gạch",
        "---",
    ],
)
def test_markup_in_a_value_is_taken_as_text(value):
    text, tables = wording.filled("{x}", {"x": value, "viec": "SAI"})
    made, annexes = blocks.parse(text, tables)
    assert not annexes and all(block["kind"] == "p" for block in made)
    assert all(style == "" for block in made for _, style in block["runs"])
    assert blocks.words(made) == value.replace("\\ ", "\\ ") if "\n" not in value else True
    assert "SAI" not in blocks.words(made)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=60))
def test_any_value_in_a_line_comes_out_as_it_went_in(value):
    text, _ = wording.filled("A {x} B", {"x": value})
    (made,), _ = blocks.parse(text)
    assert made["kind"] == "p" and blocks.words([made]) == f"A {value} B"


def test_a_table_becomes_text_that_people_edit():
    table = {"head": ["TT", "Nội dung"], "rows": [[1, "Dòng | một\nhai"], [2, "*sao*"]], "widths": [12, 0]}
    text, tables = wording.filled("{bang:y_kien}", {"y_kien": table})
    assert not tables
    (made,), _ = blocks.parse(text)
    assert made == {
        "kind": "table", "head": ["TT", "Nội dung"], "rows": [["1", "Dòng | một\nhai"], ["2", "*sao*"]], "widths": [12, 0],
    }  # fmt: skip


def test_a_long_table_stays_apart():
    table = {"head": ["TT"], "rows": [[n] for n in range(200)]}
    text, tables = wording.filled("{bang:y_kien}", {"y_kien": table})
    assert text == "{bang:y_kien}" and blocks.parse(text, tables)[0][0]["rows"][199] == ["199"]
    assert blocks.unknown_tables(text, {}) == ["y_kien"]


@pytest.mark.parametrize(
    "line, kind, runs",
    [
        ("# QUYẾT ĐỊNH:", "centre", [["QUYẾT ĐỊNH:", ""]]),
        ("## I. Kết quả", "h2", [["I. Kết quả", ""]]),
        ("### 1. Nhỏ", "h3", [["1. Nhỏ", ""]]),
        ("> Căn cứ Luật;", "ground", [["Căn cứ Luật;", ""]]),
        ("Điều 1. Thành lập", "p", [["Điều 1.", "b"], [" Thành lập", ""]]),
        ("a **b** *c*", "p", [["a ", ""], ["b", "b"], [" ", ""], ["c", "i"]]),
        ("3 * 4 = 12", "p", [["3 * 4 = 12", ""]]),
        ("- gạch", "p", [["- gạch", ""]]),
    ],
)
def test_lines_of_the_text(line, kind, runs):
    (made,), _ = blocks.parse(line)
    assert (made["kind"], made["runs"]) == (kind, runs)


def test_annexes_begin_at_their_mark():
    made, annexes = blocks.parse(
        "Đoạn\n=== Phụ lục I | Danh sách\nA\n=== ngang | Phụ lục II | Bảng lớn\n| a | b\n| c"
    )
    assert blocks.words(made) == "Đoạn"
    assert [(item["title"], item["subtitle"], item["landscape"]) for item in annexes] == [
        ("Phụ lục I", "Danh sách", False), ("Phụ lục II", "Bảng lớn", True),
    ]  # fmt: skip
    assert annexes[1]["blocks"][0]["rows"] == [["a", "b"], ["c", ""]]


def letter(**values):
    values = {
        "text": "Điều 1. Thành lập Đoàn.\n|! TT | Tên\n" + "\n".join(f"| {n} | Dòng {n}" for n in range(80))
        + "\nHết.\n=== ngang | Phụ lục | Danh sách\n|! A | B\n| 1 | Cuối",
        "tables": {}, "doc_type": "QĐ", "type_name": "", "superior": "Tỉnh Hà Nam", "issuer": "Hội đồng nhân dân\nTP Phủ Lý",
        "number": "05/QĐ-HĐND", "place": "Phủ Lý", "signed_on": date(2026, 2, 5), "abstract": "Thành lập Đoàn giám sát",
        "addressees": "", "recipients": "- Như Điều 3;\n- Lưu: VT.",
        "authority": "TM. THƯỜNG TRỰC HĐND", "signer_post": "CHỦ TỊCH",
        "signer_name": "Nguyễn Văn Ân", "second_post": "", "second_name": "", "title": "Quyết định",
    } | values  # fmt: skip
    return SimpleNamespace(**values)


def test_a_document_has_the_parts_of_the_decree():
    made = blocks.document(letter())
    assert made["number"] == "Số: 05/QĐ-HĐND" and made["place_date"] == "Phủ Lý, ngày 05 tháng 02 năm 2026"
    assert (
        made["type_name"] == "QUYẾT ĐỊNH"
        and made["subject"] == ""
        and made["recipients"] == ["Như Điều 3", "Lưu: VT"]
    )
    assert blocks.words(made["blocks"]).endswith("Hết./.")


def test_an_official_letter_has_its_abstract_under_the_number():
    made = blocks.document(letter(doc_type="CV", number="/HĐND-VP", signed_on=None))
    assert (made["type_name"], made["abstract"], made["subject"]) == ("", "", "V/v Thành lập Đoàn giám sát")
    assert made["number"].startswith("Số:    ") and made["number"].endswith("/HĐND-VP")


def mm(length):
    return round(length / 36000)


def test_the_docx_is_that_of_the_decree():
    word = Document(io.BytesIO(to_docx(blocks.document(letter()))))
    first, annex = word.sections
    assert (mm(first.page_width), mm(first.page_height)) == (210, 297)
    assert 20 <= mm(first.top_margin) <= 25 and 20 <= mm(first.bottom_margin) <= 25
    assert 30 <= mm(first.left_margin) <= 35 and 15 <= mm(first.right_margin) <= 20
    assert annex.orientation == WD_ORIENT.LANDSCAPE and mm(annex.page_width) == 297
    assert first.different_first_page_header_footer and " PAGE " in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert not annex.different_first_page_header_footer
    body = next(line for line in word.paragraphs if line.text.startswith("Điều 1."))
    assert (
        body.style.name == "Noi dung" and body.style.font.size is None or 13 <= body.style.font.size.pt <= 14
    )
    assert word.styles["Normal"].font.name == "Times New Roman" and body.runs[0].bold
    head, table, sign, last = word.tables
    assert "05/QĐ-HĐND" in head.cell(0, 0).text and "Độc lập - Tự do - Hạnh phúc" in head.cell(0, 1).text
    assert (
        len(table.rows) == 81
        and "w:tblHeader" in table.rows[0]._tr.xml
        and "w:tblHeader" not in table.rows[1]._tr.xml
    )
    assert "- Lưu: VT." in sign.cell(0, 0).text and sign.cell(0, 1).text.strip().endswith("Nguyễn Văn Ân")
    assert last.cell(1, 1).text == "Cuối"


def test_control_characters_break_no_docx():
    made = blocks.document(letter(abstract="a\x0bb\ufffe", text="c\x01d"))
    assert "cd./." in [line.text for line in Document(io.BytesIO(to_docx(made))).paragraphs]


@pytest.mark.parametrize(
    "head, widths, wanted",
    [
        (["a", "b"], [], [82.5, 82.5]),
        (["a", "b"], [15, 0], [15, 150]),
        (["a", "b"], [165, 165], [82.5, 82.5]),
        ([], [], [165]),
    ],
)
def test_widths_of_columns(head, widths, wanted):
    assert widths_of({"head": head, "rows": [], "widths": widths}, 165) == pytest.approx(wanted)


def test_the_pdf_says_what_the_document_says():
    reader = PdfReader(io.BytesIO(to_pdf(blocks.document(letter()))))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    whole = " ".join(pages)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "05/QĐ-HĐND",
        "QUYẾT ĐỊNH",
        "Nguyễn Văn Ân",
        "Như Điều 3;",
        "Dòng 79",
        "Cuối",
    ):
        assert words in whole, words
    assert not pages[0].endswith(" 1") and pages[1].endswith(" 2") and pages[1].count("TT Tên") == 1
    last = reader.pages[-1].mediabox
    assert last.width > last.height and reader.pages[0].mediabox.width < reader.pages[0].mediabox.height


@pytest.mark.parametrize("code", LETTERS)
def test_every_shipped_wording_is_sound(code):
    item = LETTERS[code]
    assert faults(item, item.shipped()) == []
    made, _ = wording.parse(item.shipped())
    assert made.head.get("doc_type", item.doc_type) in blocks.TYPE_NAMES or made.head.get("type_name")


def test_a_long_annex_is_written_in_time():
    """Made cell by cell it would take some twenty seconds."""
    table = {
        "kind": "table",
        "head": ["TT", *"abcdef"],
        "rows": [[f"{n}", *"abcdef"] for n in range(2000)],
        "widths": [],
    }
    made = blocks.document(letter()) | {
        "annexes": [{"title": "Phụ lục", "subtitle": "", "landscape": True, "blocks": [table]}]
    }
    start = time.monotonic()
    content = to_docx(made)
    assert time.monotonic() - start < 8
    assert len(Document(io.BytesIO(content)).tables[-1].rows) == 2001


@pytest.mark.parametrize(
    "day, words",
    [
        (date(2022, 10, 7), "ngày 07 tháng 10 năm 2022"), (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"), (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
    ],
)  # fmt: skip
def test_days_of_documents(day, words):
    assert blocks.long_day(day) == words
