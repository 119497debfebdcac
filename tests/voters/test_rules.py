"""Who may do what, in which state: one table for opinions, one for meetings."""

from datetime import date

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


# state of an opinion that a ward sent up, in the hands of the city -> (what the city's office may, what the ward may)
SENT_UP = {
    "sent_up": ("forward keep_below link_duplicate merge", ""),
    "forwarded": ("answer", ""),
    "returned": (IN_HAND, ""),
    "answered": ("confirm raise_again", "confirm raise_again"),
    "confirmed": ("raise_again", "raise_again"),
    "raised_again": (IN_HAND, ""),
    "already_answered": ("unlink confirm raise_again", "confirm raise_again"),
    "recorded": ("", f"send_up {IN_HAND}"),
}


def sent_up_in(state, city):
    made = make.sent_up(city)
    if state == "recorded":  # given back to the ward
        return make.do(
            city, "staff", services.keep_below, made, competence="commune", reason="Việc của phường"
        )
    if state == "already_answered":
        return make.do(city, "staff", services.link_duplicate, made, same_as=make.answered(city))
    sent = {"agency": city.agency, "letter_no": "12/HĐND", "forwarded_on": make.DAY}
    steps = {
        "forwarded": [("staff", services.forward, sent)],
        "returned": [("agency", services.send_back, {"reason": "Không thuộc"})],
        "answered": [("agency", services.answer, make.ANSWER)],
        "confirmed": [("agency", services.answer, make.ANSWER), ("ward", services.confirm, {"confirmed_on": date(2026, 11, 5)})],
        "raised_again": [("agency", services.answer, make.ANSWER), ("delegate", services.raise_again, {"reason": "Chưa làm"})],
        "sent_up": [],
    }  # fmt: skip
    road = [] if state == "sent_up" else steps["forwarded"] + (steps[state] if state != "forwarded" else [])
    for who, verb, values in road:
        made = make.do(city, who, verb, made, **values)
    assert made.state == state
    return made


@pytest.mark.parametrize("state", SENT_UP)
def test_acts_open_on_an_opinion_sent_up(city, state):
    made, (staff, ward) = sent_up_in(state, city), SENT_UP[state]
    follows = {"confirm", "raise_again"}
    may = {
        "staff": set(staff.split()),
        "ward": set(ward.split()),
        "delegate": set(staff.split()) & follows,
        "agency": {"answer", "send_back"} if state == "forwarded" else set(),
        **dict.fromkeys(("chair", "head", "other_agency", "foreign", "admin"), set()),
    }
    assert {who: names(city.actor(who), made) for who in may} == may


@pytest.mark.parametrize("state", STAFF)
def test_a_ward_does_with_its_own_all_that_the_city_does_with_its_own(city, state):
    made = make.opinion_in(state, city, "ward")
    send_up = {"send_up"} if state in ("recorded", "returned", "raised_again") else set()
    assert names(city.actor("ward"), made) == set(STAFF[state].split()) | send_up
    assert all(
        names(city.actor(who), made) == set()
        for who in ("staff", "chair", "head", "delegate", "foreign", "admin")
    )


MEETING = {
    "planned": {"announce", "hold", "cancel"},
    "announced": {"hold", "cancel"},
    "held": {"report"},
    "reported": set(),
    "cancelled": set(),
}
OTHERS = ("head", "delegate", "agency", "other_agency", "foreign", "admin")


def meeting_in(state, made):
    """The meeting as it would be in a state."""
    columns = {
        f.attname: getattr(made, f.attname)
        for f in Meeting._meta.concrete_fields
        if f.name not in ("state", "tsv")
    }
    return Meeting(**columns, state=state)


@pytest.mark.parametrize("state", MEETING)
@pytest.mark.parametrize("keeper, not_keeper", [("staff", "ward"), ("ward", "staff")])
def test_acts_open_on_a_meeting(city, state, keeper, not_keeper):
    made = meeting_in(state, make.meeting(city, keeper))
    assert names(city.actor(keeper), made) == MEETING[state]
    assert all(names(city.actor(who), made) == set() for who in (*OTHERS, not_keeper, "chair"))
    amend = services.amend_meeting.verb
    assert amend.possible(made) == (state in ("planned", "announced"))
    assert amend.permits(city.actor(keeper), made) and not amend.permits(city.actor(not_keeper), made)


@pytest.mark.parametrize("state", MEETING)
@pytest.mark.parametrize("kind", ["outside", "personal"])
def test_the_standing_body_decides_on_a_delegates_request_once(city, state, kind):
    """Its leave is noted by the office or the chair, before the meeting is announced."""
    asked = make.meeting(city, meeting_kind=kind, requested_on=date(2026, 9, 20))
    made, leave = meeting_in(state, asked), {"agree"} if state == "planned" else set()
    assert names(city.actor("staff"), made) == MEETING[state] | leave
    assert names(city.actor("chair"), made) == leave
    assert all(names(city.actor(who), made) == set() for who in (*OTHERS, "ward"))
    agreed = meeting_in(state, make.do(city, "chair", services.agree, asked, decided_on=date(2026, 9, 22)))
    assert "agree" not in names(city.actor("staff"), agreed) | names(city.actor("chair"), agreed)


@pytest.mark.parametrize("who", ["staff", "ward", *OTHERS, "chair"])
def test_who_makes_records_of_their_own(city, who):
    creating = (services.plan_meeting, services.record_opinion)
    assert [made.verb.permits(city.actor(who)) for made in creating] == [
        who in ("staff", "ward", "foreign")
    ] * 2
