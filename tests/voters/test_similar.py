"""Similar opinions: the same matter in other words, never another matter, never by reading the whole table."""

from datetime import date

import pytest
from django.db import connection

from tests.test_house import BASE
from tests.voters import make
from voters import services
from voters.forms import DuplicateForm
from voters.measuring import families, measure, pairs
from voters.similar import common_words, similar

ASKED = "Đề nghị nạo vét hệ thống rãnh thoát nước đường Trần Phú thường xuyên ngập úng khi mưa lớn"


@pytest.fixture
def register(city):
    make.answered(
        city,
        title="Nạo vét rãnh thoát nước đường Trần Phú, hay ngập úng mỗi khi có mưa lớn",
        on=date(2026, 3, 2),
    )
    make.opinion(city, title="Lắp đèn chiếu sáng ngõ 47 đường Quy Lưu", field="traffic")
    make.opinion(city, title="Xử lý rác thải xây dựng đổ trộm ven kênh Châu Giang", field="environment")
    make.opinion(city, "ward", title="RÃNH THOÁT NƯỚC đường Trần Phú tắc, mưa lớn là ngập úng")
    make.opinion(city, "foreign", title=ASKED)
    return city


def titles(matches):
    return [match.opinion.title[:22] for match in matches]


def test_the_same_matter_is_found_in_other_words_and_the_answered_one_first(register):
    found = similar(ASKED, register.actor("staff"))
    assert titles(found) == ["Nạo vét rãnh thoát nướ", "RÃNH THOÁT NƯỚC đường "]
    assert found[0].opinion.answer and found[0].percent >= 50


def test_diacritics_and_case_do_not_matter(register):
    assert len(similar("NAO VET RANH THOAT NUOC TRAN PHU ngap ung", register.actor("staff"))) == 2


def test_a_ward_sees_its_own_and_what_the_city_answered_and_an_agency_nothing(register):
    make.opinion(register, title=ASKED)  # the city's, not yet answered
    found = similar(ASKED, register.actor("ward"))
    assert titles(found) == ["Nạo vét rãnh thoát nướ", "RÃNH THOÁT NƯỚC đường "]
    assert similar(ASKED, register.actor("agency")) == []


def test_a_ward_replies_at_once_with_the_answer_of_the_city(register):
    first = similar(ASKED, register.actor("ward"))[0].opinion
    own = make.opinion(register, "ward", title=ASKED)
    form = DuplicateForm({"same_as": f"#{first.pk}"}, actor=register.actor("ward"), record=own)
    assert form.is_valid()
    replied = make.do(register, "ward", services.link_duplicate, own, **form.cleaned_data)
    assert (replied.state, replied.answer, replied.answer_no) == (
        "already_answered",
        first.answer,
        first.answer_no,
    )


def test_what_an_earlier_term_asked_is_left_out(register):
    make.opinion(register, title=f"{ASKED} khóa trước", on=date(2019, 3, 2))
    assert all("khóa trước" not in match.opinion.title for match in similar(ASKED, register.actor("staff")))


@pytest.mark.parametrize("text", ["", "   ", "rãnh", "và của cho", "' | ! & :*", "Kính thưa", "x" * 5000])
def test_a_text_that_says_nothing_finds_nothing(register, text):
    assert similar(text, register.actor("staff")) == []


def test_a_record_is_not_similar_to_itself(city):
    made = make.opinion(city, title=ASKED)
    assert similar(ASKED, city.actor("staff"), exclude=made.pk) == []


def test_a_linked_duplicate_is_not_shown_beside_the_first(city):
    first = make.answered(city, title=ASKED)
    make.do(city, "staff", services.link_duplicate, make.opinion(city, title=ASKED), same_as=first)
    assert [match.opinion.pk for match in similar(ASKED, city.actor("staff"))] == [first.pk]


def test_at_most_five_are_shown_by_a_fixed_number_of_queries(city, django_assert_num_queries):
    for number in range(8):
        make.opinion(city, title=f"{ASKED} đoạn {number}")
    common_words()
    actor = city.actor("staff")
    with django_assert_num_queries(1):
        assert len(similar(ASKED, actor)) == 5


def test_common_words_are_read_from_the_databases_statistics(city):
    for number in range(30):
        make.opinion(city, title=f"Nạo vét rãnh số {number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_record")
    assert common_words()["nao"] > 0.5


# --- measured on labelled pairs --------------------------------------------------------------------------------


def test_labelled_pairs_are_told_apart_well_enough():
    found = measure(pairs())
    assert found.count >= 300 and found.same >= 150
    assert found.recall >= 0.9, found.missed
    assert found.precision >= 0.8, found.wrong


def test_the_documented_figures_are_those_measured():
    found = measure(pairs())
    line = f"{found.count} cặp, {found.same} cặp cùng nội dung: recall {found.recall:.3f}, precision {found.precision:.3f}"
    assert line in (BASE / "docs/similar.md").read_text()


def test_pairs_are_found_in_the_register_itself(city):
    """Through the index and back: of the matters in the register each finds its other wordings."""
    matters = [matter for family in families() for matter in family]
    for matter in matters:
        for text in matter:
            make.opinion(city, title=text)
    right = shown = wanted = 0
    for matter in matters:
        for text in matter:
            found = {match.opinion.title for match in similar(text, city.actor("staff"), limit=5)} - {text}
            right, shown, wanted = (
                right + len(found & set(matter)),
                shown + len(found),
                wanted + len(matter) - 1,
            )
    assert right / wanted >= 0.85, right / wanted
    assert right / shown >= 0.8, right / shown


def test_what_is_linked_to_an_opinion_is_not_offered_to_it_again(city):
    first, other = make.opinion(city, title=ASKED), make.opinion(city, title=ASKED)
    assert [match.opinion.pk for match in similar(ASKED, city.actor("staff"), exclude=first.pk)] == [other.pk]
    make.do(city, "staff", services.link_duplicate, other, same_as=first)
    assert similar(ASKED, city.actor("staff"), exclude=first.pk) == []
