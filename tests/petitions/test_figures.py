from datetime import date

import pytest

from core.figures import FIGURES, count_all
from tests import factories
from tests.petitions.steps import bring, do

pytestmark = pytest.mark.django_db
START, END = date(2026, 10, 1), date(2026, 10, 31)
KEYS = [
    "received", "complaints", "denunciations", "other", "qualified", "filed", "transferred", "resolved", "overdue",
    "in_time", "mass",
]  # fmt: skip


def counted(city, start=START, end=END):
    figures = count_all(city.council, start, end)
    return {key: figures[f"petitions.{key}"] for key in KEYS}


@pytest.fixture
def mixed(city):
    """One petition of each fate, and others that must not count."""
    factories.petition(city, on=START)
    bring(city, factories.petition(city, petition_kind="denunciation", people=6, is_mass=True), "transferred")
    bring(city, factories.petition(city, petition_kind="recommendation"), "filed")
    bring(city, factories.petition(city, petition_kind="mixed", on=date(2026, 10, 6)), "resolved")
    factories.petition(city, on=date(2026, 9, 30))
    factories.petition(city, on=date(2026, 11, 1))
    factories.petition(city, by="ward")
    factories.petition(city, by="foreign")
    return city


def test_the_figures_of_a_period(mixed):
    assert counted(mixed) == {
        "received": 4, "complaints": 1, "denunciations": 1, "other": 2, "qualified": 2, "filed": 1, "transferred": 2,
        "resolved": 0, "overdue": 2, "in_time": 2, "mass": 1,
    }  # fmt: skip


def test_what_happened_after_the_period_changes_no_figure_of_it(mixed):
    assert counted(mixed)["resolved"] == 0
    assert counted(mixed, end=date(2026, 11, 2))["resolved"] == 1


def test_kinds_add_up_to_what_was_received(mixed):
    for end in (END, date(2026, 12, 31)):
        n = counted(mixed, date(2026, 1, 1), end)
        assert n["received"] == n["complaints"] + n["denunciations"] + n["other"] > 0


def test_each_figure_opens_exactly_its_records(mixed, sign_in):
    client = sign_in("staff")
    for key, n in counted(mixed).items():
        query = f"so-lieu=petitions.{key}&hd=song-chau&so-lieu-tu=2026-10-01&so-lieu-den=2026-10-31"
        page = client.get(f"/don-thu/?{query}")
        assert page.context["table"].paginator.count == n, key
        assert FIGURES[f"petitions.{key}"].label in page.content.decode()


def test_overdue_is_looked_at_on_the_last_day_of_the_period(city):
    petition = factories.petition(city, on=date(2026, 10, 5))  # sorting is due on 19/10
    assert counted(city, end=date(2026, 10, 18))["overdue"] == 0
    assert counted(city, end=date(2026, 10, 19))["overdue"] == 1
    do(city, petition, "file", filed_on=date(2026, 10, 20))
    assert counted(city, end=date(2026, 10, 19))["overdue"] == 1
    assert counted(city, end=date(2026, 10, 20))["overdue"] == 0


def test_overdue_of_a_running_period_is_looked_at_today(city, time_machine):
    factories.petition(city, on=date(2026, 11, 10))
    time_machine.move_to("2026-11-25T09:00+07:00")  # sorting is due on 25/11, for 24/11 is a holiday
    assert counted(city, date(2026, 11, 1), date(2026, 11, 30))["overdue"] == 0
    time_machine.move_to("2026-11-26T09:00+07:00")
    assert counted(city, date(2026, 11, 1), date(2026, 11, 30))["overdue"] == 1


def test_in_time_wants_every_limit_kept(city):
    late, kept = factories.petition(city), factories.petition(city)
    do(city, kept, "file", filed_on=date(2026, 10, 19))
    do(city, late, "file", filed_on=date(2026, 10, 20))
    rows = FIGURES["petitions.in_time"].records(city.council, START, END)
    assert list(rows.values_list("pk", flat=True)) == [kept.pk]


def test_a_suspended_limit_is_not_overdue(city):
    petition = bring(city, factories.petition(city), "suspended")
    do(city, petition, "note_notice", sent_on=date(2026, 10, 22))
    assert counted(city, end=date(2026, 11, 20))["overdue"] == 0
    assert counted(city, end=date(2026, 11, 20))["received"] == 1
