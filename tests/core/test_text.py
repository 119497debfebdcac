import pytest
from django.db import connection

from core.text import fold, nfc, query_words


def sql(expression, *params):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", params)
        return cursor.fetchone()[0]


def test_text_is_stored_composed():
    assert nfc(" Hoa\u0300 ") == "Hoà"


@pytest.mark.parametrize("text", ["Hoà", "Hòa", "HÒA", "hoa", "Hoa\u0300"])
def test_one_word_however_it_is_typed(db, text):
    assert fold(text) == "hoa"
    assert sql("vn_fold(%s)", text) == "hoa"


def test_every_letter_folds_alike_in_python_and_postgres(db):
    letters = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
    for letter in letters + letters.upper():
        assert sql("vn_fold(%s)", letter) == fold(letter), letter


@pytest.mark.parametrize(
    "query, found",
    [
        ("đuong tran phu", True), ("ĐƯỜNG", True), ("kn 2026 0431", True), ("KN-2026-0431", True), ("0431", True),
        ("thoa", True), ("thoat nuoc lut", False), ("'; drop table", False), ("& | ! :*", False),
    ],
)  # fmt: skip
def test_words_are_found_without_diacritics(db, query, found):
    text = "KN-2026-0431 Thoát nước đường Trần Phú"
    words = query_words(query)
    assert bool(words and sql("vn_words(%s) @@ %s::tsquery", text, words)) is found


def test_names_sort_by_given_name_then_family_name(db):
    names = [
        "Trần Văn Hòa",
        "Nguyễn Thị Ân",
        "Lê An",
        "Đỗ Văn Đạt",
        "Bùi Ánh",
        "Vũ Dũng",
        "Hồ Văn An",
        "Đinh Ân",
    ]
    with connection.cursor() as cursor:
        cursor.execute('SELECT n FROM unnest(%s::text[]) AS n ORDER BY vn_name_key(n) COLLATE "C"', [names])
        ordered = [row[0] for row in cursor.fetchall()]
    assert ordered == [
        "Hồ Văn An",
        "Lê An",
        "Bùi Ánh",
        "Đinh Ân",
        "Nguyễn Thị Ân",
        "Vũ Dũng",
        "Đỗ Văn Đạt",
        "Trần Văn Hòa",
    ]
