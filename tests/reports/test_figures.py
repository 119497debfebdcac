"""Every figure: its number and its list agree, parts add up to wholes, many councils are counted as one by one."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.figures import FIGURES, behind, count_all, count_each, count_series
from oversight.models import Recommendation, Round, Visit
from petitions.models import Petition
from reports import facts, registers
from reports.period import named
from sessions.models import Resolution, Session
from tests.reports import seed
from tests.reports.conftest import END, START, make
from voters.models import Meeting, Opinion

DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31))
LATER = st.one_of(st.none(), st.integers(0, 200))


@pytest.fixture
def place(city):
    term = city.ward.terms.create(starts_on=date(2021, 6, 20))
    return city, term


OWNERS = st.sampled_from(["council", "ward", "neighbour"])
OPINIONS = st.lists(
    st.tuples(OWNERS, DAYS, LATER, LATER, st.booleans(), st.sampled_from(["city", "commune"])), max_size=8
)
MEETINGS = st.lists(st.tuples(OWNERS, DAYS, st.sampled_from(["planned", "held"]), st.sampled_from(["", "Tổ 3"]),
                              st.one_of(st.none(), st.integers(0, 500))), max_size=6)  # fmt: skip
PETITIONS = st.lists(st.tuples(OWNERS, DAYS, st.sampled_from(["complaint", "denunciation", "recommendation", "mixed"]),
                               st.booleans(), LATER), max_size=8)  # fmt: skip
ROUNDS = st.lists(st.tuples(OWNERS, DAYS, st.sampled_from(["proposed", "decided", "concluded", "cancelled"]),
                            st.sampled_from(["standing", "committee"]), st.integers(0, 2), st.integers(0, 90), LATER),
                  max_size=5)  # fmt: skip


def fill(city, opinions, meetings, petitions, rounds):
    owners = {"council": city.council, "ward": city.ward, "neighbour": city.neighbour}
    for n, (who, on, forwarded, answered, spot, level) in enumerate(opinions):
        _opinion(owners[who], city, n, on, forwarded, answered, spot, level)
    for who, on, state, hamlet, people in meetings:
        make(Meeting, owners[who], state, title="TXCT", on=on, hamlet=hamlet, voters=people, meeting_kind="before",
             unit=city.ward_unit)  # fmt: skip
    for n, (who, on, kind, mass, after) in enumerate(petitions):
        values = {"people": 5 if mass else 1, "is_mass": mass}
        done = (
            {"is_qualified": False, "qualified_on": on + timedelta(after), "fault": "no_name"}
            if after is not None
            else {}
        )
        _petition(owners[who], n, on, kind, values, done)
    for who, on, state, subject, visits, due, done in rounds:
        _round(city, owners[who], on, state, subject, visits, due, done)


def _opinion(owner, city, n, on, forwarded, answered, spot, level):
    values = {
        "title": "Ý kiến",
        "field": "traffic",
        "competence": level,
        "on": on,
        "code": f"KN-{owner.pk}-{n}",
    }
    if spot:
        values |= {"on_spot": True, "answered_on": on, "answer": "Đã rõ", "result": "explained"}
    elif forwarded is not None:
        values |= {"forwarded_on": on + timedelta(forwarded), "agency": city.agency}
        if answered is not None:
            values |= {
                "answered_on": on + timedelta(forwarded + answered),
                "answer": "Đã xong",
                "result": "explained",
            }
    make(Opinion, owner, "recorded", **values)


def _petition(owner, n, on, kind, values, done):
    make(Petition, owner, "registered", title="Đơn", code=f"DT-{owner.pk}-{n}", on=on, petition_kind=kind, field="land",
         **values, **done)  # fmt: skip


def _round(city, owner, on, state, subject, visits, due, done):
    body = {"standing": city.standing, "committee": city.committee}[subject]
    made = make(
        Round, owner, state, title="Giám sát", on=on, subject_kind=subject, subject_body=body, field="land"
    )
    for n, target in enumerate([city.agency, city.other_agency][:visits]):
        make(Visit, owner, "worked", round=made, target=target, title=f"Làm việc {n}", on=on)
    if state == "concluded":
        ended = (
            {"done_on": on + timedelta(done), "evidence": "Biên bản", "confirmed_by": city.users["staff"]}
            if done
            else {}
        )
        make(Recommendation, owner, "done" if done else "open", round=made, lead=city.agency, title="Khắc phục", on=on,
             due_on=on + timedelta(due), **ended)  # fmt: skip


SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SOME
@given(opinions=OPINIONS, meetings=MEETINGS, petitions=PETITIONS, rounds=ROUNDS)
def test_numbers_lists_and_parts_agree_on_any_data(place, opinions, meetings, petitions, rounds):
    city, _ = place
    with transaction.atomic():
        fill(city, opinions, meetings, petitions, rounds)
        for subject in (None, city.standing, city.committee):
            _agree(city.council, subject)
        _many_as_one(city)
        transaction.set_rollback(True)


def _agree(council, subject):
    counted, lists = count_all(council, START, END, subject), behind(council, START, END, subject)
    for key, number in counted.items():
        item = FIGURES[key]
        if not item.measure:
            assert number == len(lists[key]) == len(set(lists[key])), key
        elif item.measure.startswith("distinct"):
            assert number <= len(lists[key]), key
        if item.of:
            assert number <= counted[item.of] and set(lists[key]) <= set(lists[item.of]), key
    if subject is None:
        kinds = ("petitions.complaints", "petitions.denunciations", "petitions.other")
        assert sum(counted[key] for key in kinds) == counted["petitions.received"]
        assert counted["sessions.regular"] + counted["sessions.thematic"] <= counted["sessions.held"]
        assert (
            counted["recommendations.done"]
            <= counted["recommendations.due"]
            <= counted["recommendations.issued"]
        )
    spent = counted.get("oversight.visits", 0)
    assert counted.get("oversight.units", 0) <= spent


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
