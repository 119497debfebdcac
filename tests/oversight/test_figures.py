from datetime import date

import pytest

from core.drill import drill_query
from core.figures import FIGURES, count_all
from oversight import services
from oversight.models import Round
from tests.oversight import steps

START, END = date(2026, 9, 1), date(2026, 12, 31)
KEYS = [
    "oversight.rounds", "oversight.units", "oversight.visits", "recommendations.issued", "recommendations.due",
    "recommendations.done", "recommendations.overdue",
]  # fmt: skip
ADDRESSES = {"round": "/giam-sat/", "visit": "/giam-sat/don-vi/", "recommendation": "/giam-sat/kien-nghi/"}


def figures(city, start=START, end=END):
    counted = count_all(city.council, start, end)
    return {key: counted[key] for key in KEYS}


@pytest.fixture
def year(city, time_machine_at):
    """Three rounds at two units, one proposed, one cancelled; recommendations done, late, not yet due, draft."""
    first = steps.round_in(city, "concluded")
    steps.confirm(city, first.recommendations.get())
    steps.add_recommendation(city, first, due_on=date(2026, 11, 30), title="Quá hạn")
    steps.add_recommendation(city, first, due_on=date(2027, 6, 30), title="Chưa đến hạn")
    second = steps.round_in(city, "reported")
    steps.do(city, services.amend_visit, second.visits.get(), on=date(2026, 10, 6))
    third = steps.round_in(city, "decided", made=steps.propose)
    steps.add_visit(city, third, city.other_agency)
    steps.round_in(city, "proposed")
    steps.round_in(city, "cancelled")
    time_machine_at(date(2027, 1, 15))
    return first


def test_figures_of_a_period(city, year):
    assert figures(city) == {
        "oversight.rounds": 3, "oversight.units": 2, "oversight.visits": 4, "recommendations.issued": 3,
        "recommendations.due": 2, "recommendations.done": 1, "recommendations.overdue": 1,
    }  # fmt: skip


def test_nothing_is_counted_outside_the_period(city, year):
    assert set(figures(city, date(2026, 1, 1), date(2026, 9, 6)).values()) == {0}
    assert figures(city, date(2026, 9, 7), date(2026, 9, 7))["oversight.rounds"] == 3


def test_another_council_counts_nothing_of_it(city, year):
    counted = count_all(city.neighbour, START, END)
    assert {counted[key] for key in KEYS} == {0}


def test_a_unit_left_out_is_not_counted(city, year):
    third = Round.objects.get(subject_kind="standing")
    left = third.visits.get(target=city.other_agency)
    steps.do(city, services.cancel_visit, left, cancel_reason="Hoãn")
    assert figures(city)["oversight.units"] == 1


def test_what_is_done_after_the_period_was_late_in_it(city, year):
    late = year.recommendations.get(title="Quá hạn")
    steps.confirm(city, late, done_on=date(2027, 1, 10))
    assert figures(city)["recommendations.overdue"] == 1
    assert figures(city, START, date(2027, 1, 10))["recommendations.overdue"] == 0
    assert figures(city, START, date(2027, 1, 10))["recommendations.done"] == 2


def test_what_is_due_on_the_last_day_is_not_yet_overdue(city, year):
    counted = figures(city, START, date(2026, 11, 30))
    assert (counted["recommendations.due"], counted["recommendations.overdue"]) == (1, 0)


def test_what_is_still_overdue_from_an_earlier_period_is_told(city, year):
    counted = figures(city, date(2027, 1, 1), date(2027, 3, 31))
    assert (counted["recommendations.issued"], counted["recommendations.overdue"]) == (0, 1)


def test_in_a_running_period_what_is_still_to_come_is_neither_due_nor_late(city, year, time_machine_at):
    time_machine_at(date(2026, 11, 24))
    counted = figures(city)
    assert counted["recommendations.issued"] == 3
    assert (counted["recommendations.due"], counted["recommendations.overdue"]) == (0, 0)
    time_machine_at(date(2026, 11, 30))
    counted = figures(city)
    assert (counted["recommendations.due"], counted["recommendations.overdue"]) == (1, 0)
    time_machine_at(date(2026, 12, 1))
    assert figures(city)["recommendations.overdue"] == 1


def test_an_extension_leaves_the_due_ones(city, year):
    late = year.recommendations.get(title="Quá hạn")
    values = {"ground": "Bão", "letter_no": "1", "on": date(2026, 11, 20)}
    steps.do(city, services.extend, late, due_on=date(2027, 3, 1), **values)
    assert figures(city)["recommendations.due"] == 1


@pytest.mark.parametrize("key", KEYS)
def test_the_list_behind_a_figure_shows_what_was_counted(city, year, sign_in, key):
    item = FIGURES[key]
    query = drill_query(key, city.council, START, END)
    table = sign_in("chair").get(f"{ADDRESSES[item.kind]}?{query}").context["table"]
    rows = [row.record for row in table.rows]
    counted = {record.target_id for record in rows} if item.measure else rows
    assert len(counted) == figures(city)[key] > 0
    assert item.definition.endswith(".")
