"""Who may do what, in which state: one table for opinions, one for meetings."""

import pytest

from core.verbs import open_verbs
from tests.voters import make
from voters import services
from voters.models import Meeting, Opinion

IN_HAND = "forward answer_on_spot keep_below link_duplicate merge"
# state of a city's opinion -> what the secretariat may do beside amending it
STAFF = {
    "recorded": IN_HAND,
    "answered_on_spot": "confirm raise_again",
    "forwarded": "answer",
    "returned": IN_HAND,
    "answered": "confirm raise_again",
    "duplicate": "unlink",
    "already_answered": "unlink confirm raise_again",
    "confirmed": "raise_again",
    "raised_again": IN_HAND,
}
AMENDED = {"recorded", "answered_on_spot", "forwarded", "returned", "raised_again"}


def names(actor, record):
    return {item.name.split(".")[1] for item in open_verbs(actor, record)}


@pytest.mark.parametrize("state", STAFF)
def test_acts_open_on_an_opinion(city, state):
    made = make.opinion_in(state, city)
    may = {
        "staff": set(STAFF[state].split()),
        "delegate": set(STAFF[state].split()) & {"confirm", "raise_again"},
        "agency": {"answer", "send_back"} if state == "forwarded" else set(),
        **dict.fromkeys(("chair", "head", "ward", "other_agency", "foreign", "admin"), set()),
    }
    assert {who: names(city.actor(who), made) for who in may} == may
    amend = services.amend_opinion.verb
    assert (amend.permits(city.actor("staff"), made) and amend.possible(made)) == (state in AMENDED)
    assert not any(amend.permits(city.actor(who), made) for who in may if who != "staff")


def test_every_state_of_an_opinion_is_in_the_table():
    assert set(STAFF) | {"sent_up"} == set(Opinion.STATES)


def test_a_ward_sends_up_and_the_city_takes_over(city):
    made = make.opinion(city, "ward")
    assert names(city.actor("ward"), made) == {*IN_HAND.split(), "send_up"}
    assert names(city.actor("staff"), made) == set()
    up = make.sent_up(city)
    assert names(city.actor("ward"), up) == set()
    assert names(city.actor("staff"), up) == {"forward", "keep_below", "link_duplicate", "merge"}
    assert names(city.actor("foreign"), up) == names(city.actor("delegate"), up) == set()


MEETING = {
    "planned": {"announce", "hold", "cancel"},
    "announced": {"hold", "cancel"},
    "held": {"report"},
    "reported": set(),
    "cancelled": set(),
}


@pytest.mark.parametrize("state", MEETING)
def test_acts_open_on_a_meeting(city, state):
    made = make.meeting(city)
    made = Meeting(
        **{
            f.attname: getattr(made, f.attname)
            for f in Meeting._meta.concrete_fields
            if f.name not in ("state", "tsv")
        },
        state=state,
    )
    people = ("chair", "head", "delegate", "ward", "agency", "foreign", "admin")
    assert names(city.actor("staff"), made) == MEETING[state]
    assert all(names(city.actor(who), made) == set() for who in people)
    assert services.amend_meeting.verb.possible(made) == (state in ("planned", "announced"))
