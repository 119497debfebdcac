"""The language of wordings: tokens, zero forms, joined lists, what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import books, claims, narrative, wording
from reports.facts import Facts
from reports.phrases import PHRASES
from tests.reports.test_narrative import Council

FIGURES = {"a.x": 4, "a.y": 0, "a.z": 12, "a.all": 16}


def said(text, last=None, term=None, **phrases):
    return wording.render(text, wording.Values(FIGURES, {"ten": "", **phrases}, last, term))


@pytest.mark.parametrize(
    "text, written",
    [
        ("có {a.x} cuộc", "Có 04 cuộc"), ("có {a.x:so} cuộc", "Có 4 cuộc"), ("{a.x/a.all}", "04/16"),
        ("đạt {a.x%a.all}", "Đạt 25,0%"), ("còn {a.all-a.x}", "Còn 12"), ("[[có {a.y} đơn||không có đơn]]", "Không có đơn"),
        ("[[có {a.y} đơn]]", ""), ("nhận {a.z}[[, trong đó {a.y} xong]].", "Nhận 12."),
        ("[[{?a.x}a||b]]", "A"), ("[[{!a.x}a||b]]", "B"), ("[[{!a.y}a||b]]", "A"),
        ("gồm [[+, {a.x} đơn | {a.y} đơn | {a.z} thư]]", "Gồm 04 đơn và 12 thư"),
        ("gồm [[+; {a.x} đơn | {a.z} thư | {a.all} cả]]", "Gồm 04 đơn; 12 thư; 16 cả"),
        ("[[nhận{?a.x}[[, gồm [[+; {a.y} đơn]]]]]]", "Nhận"), ("- còn {a.x} đơn", "- Còn 04 đơn"),
        ("[[- còn {a.y} đơn]]\n[[- còn {a.x} thư]]", "- Còn 04 thư"), ("về {ten}.", "Về ."), ("[[về {ten}]]", ""),
        ("tỷ lệ {a.x%a.y}", "Tỷ lệ"), ("giá {không có}", "Giá {không có}"), ("chưa đóng [[ {a.x}", "Chưa đóng [[ {a.x}"),
    ],
)  # fmt: skip
def test_texts_as_they_are_written(text, written):
    assert said(text) == written


def test_an_open_list_takes_no_full_stop():
    assert said("về {ten}.", ten="a; b; …") == "Về a; b; …"


@pytest.mark.parametrize(
    "before, words", [(1, "tăng 03"), (4, "không đổi"), (16, "giảm 12")]
)  # fmt: skip
def test_figures_are_compared(before, words):
    assert said("{a.x:cung-ky}; {a.x:thay-doi}; {a.x:luy-ke}", {"a.x": before}, {"a.x": 30}) == (
        f"{before:02d}; {words}; 30"
    )


def test_without_a_year_before_nothing_is_compared():
    assert said("nhận {a.x}[[ ({a.x:thay-doi})]]") == "Nhận 04"


@pytest.mark.parametrize(
    "text, why",
    [
        ("[[ {a.x}", "chưa được đóng"), ("a ]] b", "thừa"), ("{a.sai}", "«{a.sai}»"), ("{a.x:la}", "«la»"),
        ("{sai}", "«{sai}»"), ("{a.x/a.sai}", "«{a.sai}»"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text, why):
    with pytest.raises(wording.WordingError, match=why.replace("{", r"\{")):
        wording.check(text, {"ten", *FIGURES})


@pytest.mark.parametrize("block", books.shipped())
def test_shipped_wordings_can_be_read(block, db):
    wording.check(books.shipped()[block]["text"], narrative.known_keys())
    assert books.shipped()[block]["heading"]


@pytest.mark.parametrize("book", books.BOOKS.values(), ids=list(books.BOOKS))
def test_books_are_made_of_known_blocks(book):
    assert set(book.blocks) <= set(books.shipped()) and len(set(book.blocks)) == len(book.blocks)
    wording.check(book.title, {*PHRASES, "co-phuong-xa"})


@given(st.text(alphabet="ab{}[]|+;,?!/%-: .\n", max_size=60))
def test_any_text_is_rendered_whatever_is_typed(text):
    said(text)


@given(st.dictionaries(st.sampled_from(sorted(FIGURES)), st.integers(0, 3000)))
def test_no_zero_is_told_where_a_group_asks_for_more(figures):
    text = "[[có {a.x} cuộc||không]]"
    made = wording.render(text, wording.Values(figures, {}))
    assert made == ("Không" if not figures.get("a.x") else f"Có {wording.count(figures['a.x'])} cuộc")


# --- words that claim ------------------------------------------------------------------------------------------


def facts(timely, **figures):
    from datetime import date

    return Facts(Council, date(2022, 4, 1), date(2022, 9, 30), figures, {"timely": timely})


def typed(text, key="petitions"):
    return {"key": key, "text": text, "edited": True, "heading": "", "part": ""}


@pytest.mark.parametrize(
    "text, timely, overdue, wrong",
    [
        ("Đơn được xử lý kịp thời.", {"petition": (5, 5)}, 0, []),
        ("Đơn được xử lý kịp thời.", {"petition": (4, 5)}, 0, ["kịp thời"]),
        ("Đơn được xử lý kịp thời.", {"petition": (5, 5)}, 1, ["kịp thời"]),
        ("Đơn được xử lý kịp thời.", {}, 0, ["kịp thời"]),
        ("Đơn được xử lý Kịp Thời, đúng thời hạn.", {}, 0, ["kịp thời", "đúng thời hạn"]),
        ("Có 02 đơn xử lý đúng hạn.", {}, 0, []), ("Có {petitions.in_time} đơn đúng hạn.", {}, 0, []),
        ("Việc xử lý đơn chưa kịp thời.", {}, 0, []), ("Việc chuyển đơn không đúng hạn.", {}, 0, []),
    ],
)  # fmt: skip
def test_a_claim_must_be_earned(text, timely, overdue, wrong):
    found = facts(timely, **{"petitions.overdue": overdue})
    assert [word for word, _ in claims.unearned(typed(text), found)] == wrong


def test_a_claim_of_a_section_without_limits_is_never_earned():
    assert claims.unearned(typed("Công tác tổ chức kịp thời.", "organisation"), facts({"petition": (5, 5)}))


def test_wordings_are_trusted_with_their_own_conditions():
    assert claims.unearned({**typed("Kịp thời."), "edited": False}, facts({})) == []
