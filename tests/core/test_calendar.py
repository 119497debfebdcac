"""The worked days of 2022 and 2026, and the arithmetic on them."""

import timeit
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WorkCalendar
from core.rules_file import read_days

DATA = Path(__file__).parents[2] / "council" / "data"
CALENDAR = read_days(DATA / "special_days.toml").calendar()
DAYS = st.dates(date(2016, 1, 1), date(2027, 12, 31))


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(i) for i in range((last - first).days + 1)]


OFF = [
    *span(date(2022, 1, 29), date(2022, 2, 6)),
    date(2022, 1, 3),
    date(2022, 4, 10),
    date(2022, 4, 11),
    *span(date(2022, 4, 30), date(2022, 5, 3)),
    *span(date(2022, 9, 1), date(2022, 9, 4)),
    *span(date(2026, 1, 1), date(2026, 1, 4)),
    *span(date(2026, 2, 14), date(2026, 2, 22)),
    *span(date(2026, 4, 25), date(2026, 4, 27)),
    *span(date(2026, 4, 30), date(2026, 5, 3)),
    *span(date(2026, 8, 29), date(2026, 9, 2)),
    date(2026, 11, 24),
    date(2027, 2, 6),
    date(2027, 4, 16),
]
WORKED = [
    date(2022, 1, 28),
    date(2022, 2, 7),
    date(2022, 4, 12),
    date(2022, 4, 29),
    date(2022, 5, 4),
    date(2022, 8, 31),
    date(2022, 9, 5),
    date(2022, 11, 24),
    date(2024, 5, 4),
    date(2025, 4, 26),
    date(2026, 1, 5),
    date(2026, 1, 10),
    date(2026, 2, 13),
    date(2026, 2, 23),
    date(2026, 4, 28),
    date(2026, 8, 22),
    date(2026, 9, 3),
    date(2026, 11, 23),
    date(2026, 11, 25),
]


@pytest.mark.parametrize("day", OFF, ids=str)
def test_day_off(day):
    assert not CALENDAR.is_working(day)
    assert CALENDAR.reason_off(day)


@pytest.mark.parametrize("day", WORKED, ids=str)
def test_day_worked(day):
    assert CALENDAR.is_working(day)
    assert CALENDAR.reason_off(day) is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 21), "Thứ Bảy"),
        (date(2026, 11, 22), "Chủ nhật"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2026, 2, 16), "Tết Nguyên đán"),
        (date(2022, 2, 4), "Tết Nguyên đán"),
        (date(2024, 2, 8), "Tết Nguyên đán"),
        (date(2026, 4, 26), "Giỗ Tổ Hùng Vương"),
        (date(2026, 4, 27), "nghỉ bù ngày 26/04/2026 (Giỗ Tổ Hùng Vương)"),
        (date(2022, 5, 3), "nghỉ bù ngày 01/05/2022 (Ngày Quốc tế Lao động)"),
        (date(2024, 4, 29), "nghỉ, làm bù ngày 04/05/2024"),
        (date(2026, 1, 2), "nghỉ Tết Dương lịch, làm bù ngày 10/01/2026"),
    ],
    ids=str,
)
def test_reason_is_given_in_vietnamese(day, reason):
    assert CALENDAR.reason_off(day) == reason


def test_special_row_without_a_name_still_has_a_reason():
    assert (
        WorkCalendar({date(2026, 11, 25): False}).reason_off(date(2026, 11, 25)) == "ngày nghỉ theo thông báo"
    )


def test_special_row_wins_over_the_library():
    calendar = WorkCalendar({date(2026, 11, 24): True, date(2026, 8, 22): False})
    assert calendar.is_working(date(2026, 11, 24))
    assert calendar.reason_off(date(2026, 8, 22)) == "Thứ Bảy"


def test_swap_across_the_new_year_is_known_from_either_side():
    assert WorkCalendar().is_working(date(2019, 1, 5))
    assert not WorkCalendar().is_working(date(2018, 12, 31))


def test_calendar_keeps_its_own_copy():
    special = {date(2026, 11, 25): False}
    calendar = WorkCalendar(special)
    special.clear()
    assert not calendar.is_working(date(2026, 11, 25))


def test_next_and_previous_working_over_tet():
    assert CALENDAR.next_working(date(2026, 2, 14)) == date(2026, 2, 23)
    assert CALENDAR.previous_working(date(2026, 2, 22)) == date(2026, 2, 13)
    assert CALENDAR.next_working(date(2026, 2, 13)) == date(2026, 2, 13)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 25)),
        (date(2026, 11, 25), -1, date(2026, 11, 23)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 1, 5), -1, date(2025, 12, 31)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_add_working(day, n, expected):
    assert CALENDAR.add_working(day, n) == expected


@given(DAYS, st.integers(-400, 400))
def test_working_between_undoes_add_working(day, n):
    assert CALENDAR.working_between(day, CALENDAR.add_working(day, n)) == n


@given(DAYS, st.integers(0, 500))
def test_working_between_counts_what_the_eye_counts(day, length):
    last = day + timedelta(length)
    counted = sum(CALENDAR.is_working(each) for each in span(day + timedelta(1), last))
    assert CALENDAR.working_between(day, last) == counted


@given(DAYS)
def test_a_day_is_worked_or_has_a_reason(day):
    assert CALENDAR.is_working(day) == (CALENDAR.reason_off(day) is None)


def test_unconfirmed_years():
    assert CALENDAR.unconfirmed(date(2026, 11, 24), date(2026, 12, 31)) == []
    assert CALENDAR.unconfirmed(date(2026, 11, 24), date(2027, 1, 4)) == [2027]
    assert CALENDAR.unconfirmed(date(2027, 1, 4), date(2026, 11, 24)) == [2027]
    assert WorkCalendar().unconfirmed(date(2025, 1, 1), date(2026, 1, 1)) == [2025, 2026]


def test_sixty_working_days_take_microseconds():
    """The bound is ten times what a slow machine needs; a walk day by day through the library exceeds it."""
    CALENDAR.add_working(date(2026, 11, 24), 60)
    seconds = timeit.timeit(lambda: CALENDAR.add_working(date(2026, 11, 24), 60), number=1000) / 1000
    assert seconds < 50e-6
