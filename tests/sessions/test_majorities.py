"""Quorum and majorities at their boundaries, and the words that explain them."""

from datetime import date

import pytest

from sessions.majorities import HALF, QUORUM, TWO_THIRDS, Finding, basis, fulfils, needed, sum_fault

DAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    "rule, number, total, met",
    [
        (HALF, 49, 98, False), (HALF, 50, 98, True), (HALF, 49, 97, True), (HALF, 48, 97, False),
        (TWO_THIRDS, 65, 98, False), (TWO_THIRDS, 66, 98, True), (TWO_THIRDS, 64, 96, True), (TWO_THIRDS, 63, 96, False),
        (QUORUM, 65, 98, False), (QUORUM, 66, 98, True), (QUORUM, 20, 30, True), (QUORUM, 19, 30, False),
        (HALF, 0, 0, False), (QUORUM, 0, 0, False), (HALF, 1, 1, True),
    ],
)  # fmt: skip
def test_the_boundaries(rule, number, total, met):
    assert fulfils(rule, number, total) is met
    assert Finding(rule, number, total, DAY).met is met


@pytest.mark.parametrize("total", range(1, 130))
def test_needed_is_the_smallest_number_that_fulfils(total):
    half, two_thirds = needed(HALF, total), needed(TWO_THIRDS, total)
    assert half * 2 > total and (half - 1) * 2 <= total
    assert two_thirds * 3 >= total * 2 and (two_thirds - 1) * 3 < total * 2


def test_the_words_say_what_was_needed_and_what_is_missing():
    failed = Finding(HALF, 49, 98, DAY)
    assert failed.words == (
        "Cần quá nửa tổng số đại biểu HĐND: ít nhất 50/98. Có 49/98 (50,00%): chưa đạt, thiếu 1."
    )
    assert failed.ground == "Căn cứ: Luật số 72/2025/QH15, Điều 35 khoản 2."
    assert Finding(HALF, 50, 98, DAY).words.endswith("Có 50/98 (51,02%): đạt.")


def test_a_basis_that_was_not_read_is_marked_and_an_older_day_has_an_older_law():
    assert Finding(QUORUM, 66, 98, DAY).ground.endswith("(cần kiểm chứng).")
    assert basis(HALF, date(2022, 7, 1)).instrument == "Luật số 77/2015/QH13"
    assert basis(HALF, date(2025, 6, 15)).instrument == "Luật số 65/2025/QH15"
    assert basis(TWO_THIRDS, date(2025, 6, 16)).verified


@pytest.mark.parametrize(
    "counts, present, words",
    [((50, 40, 8), 98, ""), ((50, 40, 7), 98, "thiếu 1"), ((50, 40, 9), 98, "thừa 1"), ((0, 0, 0), 0, "")],
)
def test_totals_are_held_against_presence(counts, present, words):
    fault = sum_fault(*counts, present)
    assert (words in fault) if words else fault == ""
