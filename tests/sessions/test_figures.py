from datetime import date

import pytest

from core.drill import drill_query
from core.figures import FIGURES, count_all
from sessions import services
from sessions.models import Question, Session
from tests.sessions.builders import act, convened, dossier, plan, question, resolution

START, END = date(2026, 10, 1), date(2026, 11, 24)


def held(city, **values):
    made = act(
        city, services.open_session, convened(city, **values), delegates_total=58, delegates_present=55
    )
    return act(city, services.close_session, made, ends_on=made.on, minutes_total=480, minutes_qa=200)


@pytest.fixture
def half_year(city):
    first = held(city, on=date(2026, 11, 16))
    held(city, on=date(2026, 11, 2), session_kind=Session.Kind.THEMATIC)
    held(city, on=date(2026, 9, 1), session_kind=Session.Kind.THEMATIC)
    coming = plan(city)
    in_time, late = dossier(city, first), dossier(city, first)
    act(city, services.receive, in_time, received_on=date(2026, 10, 30))
    act(city, services.receive, late, received_on=date(2026, 11, 4), late_reason="x", late_approved_by="y")
    dossier(city, coming)
    resolution(city, first)
    question(city, coming)
    slip = question(city, first, wish=Question.Wish.WRITTEN)
    act(city, services.ask, slip, asked_on=date(2026, 11, 3))
    act(city, services.answer_question, slip, answered_on=date(2026, 11, 10), answer="x")
    other = question(city, first)
    act(city, services.ask, other, asked_on=date(2026, 11, 3))
    term = type(city.term).objects.create(council=city.ward, starts_on=date(2021, 6, 20))
    for on in (date(2026, 10, 5), date(2026, 10, 20)):
        ward = plan(city, who="ward", term=term, on=on, session_kind=Session.Kind.REGULAR_MID)
        act(city, services.convene, ward, who="ward", convocation_no="1/QĐ", convocation_on=on)
        act(city, services.open_session, ward, who="ward", delegates_total=30, delegates_present=28)
    return city


EXPECTED = {
    "sessions.held": 2,
    "sessions.regular": 1,
    "sessions.thematic": 1,
    "sessions.minutes_total": 960,
    "sessions.minutes_qa": 400,
    "resolutions.passed": 1,
    "resolutions.normative": 0,
    "dossiers.received": 2,
    "dossiers.late": 1,
    "dossiers.verified": 0,
    "questions.asked": 2,
    "questions.answered": 1,
    "questions.promises": 0,
    "lower.sessions.held": 2,
    "lower.sessions.regular_mid": 1,
}


def test_every_figure_counts_what_it_says(half_year):
    counted = count_all(half_year.council, START, END)
    assert {key: counted[key] for key in EXPECTED} == EXPECTED


@pytest.mark.parametrize("key", [key for key in EXPECTED if not FIGURES[key].measure])
def test_a_figure_opens_exactly_its_records(half_year, sign_in, key):
    kinds = {"session": "", "dossier": "ho-so/", "question": "chat-van/", "resolution": "nghi-quyet/"}
    url = f"/ky-hop/{kinds[FIGURES[key].kind]}?{drill_query(key, half_year.council, START, END)}"
    page = sign_in("staff").get(url)
    assert page.status_code == 200
    assert page.context["page_obj"].paginator.count == EXPECTED[key]
