"""Role by verb by state, as one table: who may take which act, and when."""

from datetime import date

import pytest

from core.verbs import open_verbs
from sessions import services
from sessions.models import Question
from tests.sessions.builders import act, convened, dossier, plan, question, resolution


def _session(city, state):
    if state == "planned":
        return plan(city)
    if state == "postponed":
        return act(city, services.postpone, plan(city), reason="x")
    if state == "cancelled":
        return act(city, services.cancel, plan(city), reason="x")
    made = convened(city, on=date(2026, 11, 16))
    if state in ("opened", "closed"):
        made = act(city, services.open_session, made, delegates_total=58, delegates_present=55)
    return act(city, services.close_session, made, ends_on=made.on) if state == "closed" else made


def _dossier(city, state):
    if state == "registered":
        return dossier(city, plan(city), committee=None)
    made = dossier(city, plan(city))
    steps = {
        "received": [(services.receive, {"received_on": date(2026, 11, 20)})],
        "verified": [
            (services.receive, {"received_on": date(2026, 11, 20)}),
            (services.verify, {"verified_on": date(2026, 11, 21), "opinion": "x"}),
        ],
        "withdrawn": [(services.withdraw_dossier, {"reason": "x"})],
    }
    for fn, data in steps.get(state, ()):
        made = act(city, fn, made, **data)
    return made


def _question(city, state):
    wish = Question.Wish.WRITTEN if state in ("written_pending", "answered") else Question.Wish.ORAL
    made = question(city, wish=wish)
    if state != "submitted":
        made = act(city, services.ask, made, asked_on=date(2026, 11, 13))
    if state == "answered":
        made = act(city, services.answer_question, made, answered_on=date(2026, 11, 20), answer="x")
    return made


def _resolution(city, state):
    made = resolution(city, plan(city, on=date(2026, 11, 16)))
    return (
        act(city, services.certify, made, certified_on=date(2026, 11, 20)) if state == "certified" else made
    )


TABLE = [
    (_session, "planned", "staff", {"convene", "move", "postpone", "cancel", "publish"}),
    (
        _session,
        "convened",
        "staff",
        {"open", "move", "postpone", "cancel", "send_agenda", "send_documents", "publish"},
    ),
    (_session, "opened", "staff", {"close", "send_agenda", "send_documents", "publish"}),
    (_session, "closed", "staff", {"send_agenda", "send_documents"}),
    (_session, "postponed", "staff", {"move", "cancel", "publish"}),
    (_session, "cancelled", "staff", set()),
    (_dossier, "registered", "staff", {"assign", "hand_in", "conclude", "withdraw"}),
    (_dossier, "registered", "agency", {"hand_in"}),
    (_dossier, "registered", "other_agency", set()),
    (_dossier, "registered", "head", set()),
    (_dossier, "assigned", "staff", {"reassign", "hand_in", "receive", "conclude", "withdraw"}),
    (_dossier, "assigned", "agency", {"hand_in"}),
    (_dossier, "received", "staff", {"return_incomplete", "meet", "verify", "conclude", "withdraw"}),
    (_dossier, "received", "head", {"return_incomplete", "meet", "verify"}),
    (_dossier, "received", "agency", set()),
    (_dossier, "verified", "staff", {"send", "conclude", "withdraw"}),
    (_dossier, "verified", "head", set()),
    (_dossier, "withdrawn", "staff", set()),
    (_question, "submitted", "staff", {"ask", "skip", "withdraw"}),
    (_question, "submitted", "delegate", {"withdraw"}),
    (_question, "submitted", "agency", set()),
    (_question, "asked", "staff", {"withdraw", "answer_orally", "defer", "answer"}),
    (_question, "asked", "agency", {"answer"}),
    (_question, "written_pending", "staff", {"withdraw", "answer"}),
    (_question, "written_pending", "agency", {"answer"}),
    (_question, "written_pending", "other_agency", set()),
    (_question, "answered", "staff", {"promise", "accept", "ask_again"}),
    (_question, "answered", "delegate", {"accept", "ask_again"}),
    (_question, "answered", "agency", set()),
    (_resolution, "passed", "staff", {"certify"}),
    (_resolution, "passed", "chair", {"certify"}),
    (_resolution, "certified", "staff", {"send_up", "publish"}),
    (_resolution, "certified", "chair", set()),
]


@pytest.mark.parametrize(
    "make, state, who, acts", TABLE, ids=lambda item: getattr(item, "__name__", str(item))
)
def test_who_may_do_what_in_which_state(city, make, state, who, acts):
    record = make(city, state)
    assert record.state == state
    named = {item.name.rsplit(".", 1)[1] for item in open_verbs(city.actor(who), record) if item.slug}
    assert named == acts


@pytest.mark.parametrize("who", ["admin", "chair", "head", "delegate", "agency", "ward", "foreign"])
@pytest.mark.parametrize(
    "make, state",
    [(_session, "planned"), (_session, "opened")],
    ids=lambda item: getattr(item, "__name__", item),
)
def test_only_the_keeper_moves_a_session(city, make, state, who):
    acts = [item.name for item in open_verbs(city.actor(who), make(city, state)) if item.slug]
    assert acts == []
