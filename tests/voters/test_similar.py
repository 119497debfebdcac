"""Similar opinions: the same matter in other words, never another matter, never by reading the whole table."""

from datetime import date

import pytest
from django.db import connection

from tests.voters import make
from voters import services
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


def test_a_ward_sees_its_own_only_and_an_agency_nothing(register):
    assert titles(similar(ASKED, register.actor("ward"))) == ["RÃNH THOÁT NƯỚC đường "]
    assert similar(ASKED, register.actor("agency")) == []


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
    with django_assert_num_queries(2):
        assert len(similar(ASKED, actor)) == 5


def test_common_words_are_read_from_the_databases_statistics(city):
    for number in range(30):
        make.opinion(city, title=f"Nạo vét rãnh số {number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_record")
    assert common_words()["nao"] > 0.5
