"""Counts that stop: many at once, none past its limit."""

from core.models import Body
from core.paging import capped_counts, count_label
from core.text import Holds


def test_many_counts_take_one_statement_and_stop_at_the_cap(city, django_assert_num_queries):
    rows = {
        "all": Body.objects.all(), "agencies": Body.objects.filter(home=city.council),
        "none": Body.objects.filter(pk__in=[]),
    }  # fmt: skip
    with django_assert_num_queries(1):
        counts = capped_counts(rows, cap=5)
    assert counts == {"all": 6, "agencies": 4, "none": 0}
    assert capped_counts({}) == {}


def test_a_capped_count_says_that_there_are_more():
    assert count_label(1204) == "1.204"
    assert count_label(10_001) == "hơn 10.000"
    assert count_label(1001, cap=1000) == "hơn 1.000"


def test_a_name_is_found_without_diacritics(city):
    assert list(Body.objects.filter(Holds("name", "so xay"))) == [city.agency]
    assert not Body.objects.filter(Holds("name", "xaydung")).exists()
