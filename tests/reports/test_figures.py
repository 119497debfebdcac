"""Every figure: its number and its list agree, parts add up to wholes, many councils are counted as one by one."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.figures import FIGURES, behind, count_all, count_each, count_series, countable
from core.register import REGISTERS
from core.tasks import load_registers
from reports import facts, registers
from reports.period import named
from sessions.models import Resolution, Session
from tests.reports import seed
from tests.reports.anything import Registers
from tests.reports.conftest import END, START, make
from voters.models import Opinion

# list of the first -> list that holds all of it, beside the parts that say so themselves (`Figure.of`)
WITHIN = {
    "sessions.regular": "sessions.held", "sessions.thematic": "sessions.held", "resolutions.normative": "resolutions.passed",
    "dossiers.late": "dossiers.received", "questions.answered": "questions.asked", "questions.promises": "questions.asked",
    "lower.sessions.regular_mid": "lower.sessions.held", "opinions.on_spot": "opinions.received",
    "opinions.sent_up": "opinions.received", "oversight.units": "oversight.visits",
    "recommendations.due": "recommendations.issued",
    "recommendations.done": "recommendations.due",
    "petitions.in_time": "petitions.dated", "receptions.people": "receptions.visits", "voters.attendees": "voters.meetings",
    "voters.speakers": "voters.meetings", "sessions.minutes_qa": "sessions.minutes_total",
    "sessions.minutes_total": "sessions.held",
}  # fmt: skip
# lists that have nothing in common
APART = [
    ("sessions.regular", "sessions.thematic"), ("sessions.held", "lower.sessions.held"),
    ("voters.meetings", "voters.hosted_meetings"),
    ("oversight.rounds", "oversight.joint_rounds"), ("petitions.received", "petitions.parts"),
    ("petitions.qualified", "petitions.filed"), ("recommendations.done", "recommendations.overdue"),
    ("petitions.in_time", "petitions.overdue"),
]  # fmt: skip
# figures that make up another
SUMS = {"petitions.received": ("petitions.complaints", "petitions.denunciations", "petitions.other")}
SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SOME
@given(rnd=st.randoms(use_true_random=False), most=st.integers(0, 5))
def test_numbers_lists_and_parts_agree_on_any_data(city, rnd, most):
    with transaction.atomic():
        Registers(city, rnd).fill(most)
        for subject in (None, city.standing, city.committee):
            _agree(city.council, subject)
        _many_as_one(city)
        transaction.set_rollback(True)


def test_the_random_data_reach_every_figure(city):
    """Else the agreement of a figure that is always zero would prove nothing."""
    Registers(city, Random(7)).fill(100, least=100)
    reached = {key for one in (city.council, city.ward) for key, n in count_all(one, START, END).items() if n}
    assert set(FIGURES) - reached == set()
    for subject in (None, city.standing, city.committee):
        _agree(city.council, subject)
    _many_as_one(city)


def _agree(council, subject):
    counted, lists = count_all(council, START, END, subject), behind(council, START, END, subject)
    assert set(counted) == set(lists) == {item.key for item in countable(subject)}
    for key, number in counted.items():
        item = FIGURES[key]
        assert len(lists[key]) == len(set(lists[key])), key
        assert number == _measured(item, lists[key]), key
        whole = item.of or WITHIN.get(key)
        assert not whole or set(lists[key]) <= set(lists[whole]), (key, whole)
    for one, other in APART:
        assert not set(lists.get(one, ())) & set(lists.get(other, ())), (one, other)
    for whole, parts in SUMS.items():
        assert whole not in counted or counted[whole] == sum(counted[key] for key in parts)
    if subject is None:
        own = Opinion.objects.filter(owner=council, on__range=(START, END)).count()
        assert counted["opinions.received"] == own + counted["opinions.sent_up"]


def _measured(item, ids):
    """A figure reckoned anew from the records of its list."""
    how, _, column = item.measure.partition(":")
    if not how:
        return len(ids)
    load_registers()
    values = list(REGISTERS[item.kind].model.objects.filter(pk__in=ids).values_list(column, flat=True))
    return len(set(values)) if how == "distinct" else sum(values)


def _many_as_one(city):
    councils = [city.council, city.ward, city.neighbour]
    each = count_each(councils, START, END, FIGURES)
    assert each == {one.pk: count_all(one, START, END) for one in councils}


def test_bodies_add_up_to_their_council(filled):
    seed.rounds(filled)
    whole = count_all(filled.council, START, END)
    parts = [count_all(filled.council, START, END, body) for body in (filled.standing, filled.committee)]
    for key in ("oversight.rounds", "oversight.visits", "recommendations.issued", "recommendations.overdue"):
        assert sum(part[key] for part in parts) == whole[key] > 0, key
    assert "opinions.received" not in parts[0], "a committee keeps no opinions"


def test_series_are_the_single_periods(filled):
    seed.sessions(filled)
    days = [(date(2022, 4, 1), date(2022, 6, 30)), (date(2022, 7, 1), date(2022, 9, 30))]
    keys = ("sessions.held", "resolutions.passed", "opinions.received")
    with CaptureQueriesContext(connection) as asked:
        made = count_series(keys, filled.council, days)
    assert len(asked) == 1
    assert made == [{key: count_all(filled.council, *span)[key] for key in keys} for span in days]
    assert [row["sessions"] for row in registers.quarters(filled.council, START, END)] == [1, 1]


def test_quarters_of_a_period_touch_and_do_not_overlap():
    days = list(registers._quarters(date(2021, 11, 15), date(2022, 8, 2)))
    assert days[0] == (date(2021, 11, 15), date(2021, 12, 31)) and days[-1] == (
        date(2022, 7, 1),
        date(2022, 8, 2),
    )
    assert all(b[0] - a[1] == timedelta(1) for a, b in zip(days, days[1:], strict=False)) and len(days) == 4


def test_compared_numbers_are_those_of_their_own_periods(filled):
    make(Session, filled.council, "closed", number=1, session_kind="thematic", on=date(2021, 8, 1), term=filled.term,
         title="Kỳ họp")  # fmt: skip
    seed.sessions(filled)
    found = facts.compare(filled.council, START, END)
    assert (found.compared["last_from"], found.compared["last_to"]) == ("2021-04-01", "2021-09-30")
    assert found.compared["last"] == count_all(filled.council, date(2021, 4, 1), date(2021, 9, 30))
    assert found.compared["term_from"] == "2021-06-20"
    assert (
        found.n("sessions.held"),
        found.compared["last"]["sessions.held"],
        found.compared["term"]["sessions.held"],
    ) == (2, 1, 3)


@pytest.mark.parametrize(
    "day, start, before",
    [
        (date(2024, 2, 29), False, date(2023, 2, 28)), (date(2023, 2, 28), False, date(2022, 2, 28)),
        (date(2025, 2, 28), False, date(2024, 2, 29)), (date(2024, 2, 29), True, date(2023, 2, 28)),
        (date(2022, 9, 30), False, date(2021, 9, 30)), (date(2022, 4, 1), True, date(2021, 4, 1)),
    ],
)  # fmt: skip
def test_a_year_before_keeps_the_ends_of_months(day, start, before):
    assert facts.year_before(day, start) == before


def test_the_term_is_named_where_a_period_begins_with_it(filled):
    found = facts.compare(filled.council, date(2021, 6, 20), END)
    assert found.period.words == "nhiệm kỳ 2021 - 2026" and found.period.kind == "term"
    assert named(START, END).words == "từ tháng 4 đến tháng 9 năm 2022"


def test_resolutions_of_the_ward_are_not_the_citys(filled):
    term = filled.ward.terms.create(starts_on=date(2021, 6, 20))
    held = make(
        Session,
        filled.ward,
        "closed",
        number=1,
        session_kind="thematic",
        on=date(2022, 5, 1),
        term=term,
        title="x",
    )
    make(
        Resolution,
        filled.ward,
        "passed",
        council_session=held,
        field="budget",
        title="NQ",
        on=date(2022, 5, 2),
        code="1/NQ",
    )
    rows = {row["code"]: row["figures"] for row in registers.scoreboard.rows(filled.council, START, END)}
    assert rows["lam-son"]["resolutions.passed"] == 1
    assert count_all(filled.council, START, END)["resolutions.passed"] == 0
