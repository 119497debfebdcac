"""Role by verb by state, as one table: who may take which act, and when."""

from datetime import date

import pytest

from core.verbs import open_verbs
from sessions import services
from sessions.models import Question
from tests.sessions.builders import act, convened, dossier, plan, question, resolution, task


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


RECEIVED = (services.receive, {"received_on": date(2026, 11, 20)})
VERIFIED = (services.verify, {"verified_on": date(2026, 11, 21), "opinion": "x"})
VIEW = {"on": date(2026, 11, 22), "text": "x"}


def _dossier(city, state):
    if state == "registered":
        return dossier(city, plan(city), committee=None)
    made = dossier(city, plan(city))
    steps = {
        "received": [RECEIVED],
        "verifying": [RECEIVED, (services.hold_meeting, {"meeting_on": date(2026, 11, 21)})],
        "verified": [RECEIVED, VERIFIED],
        "cleared": [RECEIVED, VERIFIED, (services.standing_view, {"decision": "agree", **VIEW})],
        "revising": [RECEIVED, VERIFIED, (services.standing_view, {"decision": "revise", **VIEW})],
        "sent_to_delegates": [
            RECEIVED,
            VERIFIED,
            (services.send_to_delegates, {"sent_on": date(2026, 11, 23)}),
        ],
        "returned": [
            RECEIVED,
            (services.return_incomplete, {"returned_on": date(2026, 11, 21), "return_reason": "x"}),
        ],
        "withdrawn": [(services.withdraw_dossier, {"reason": "x"})],
    }
    for fn, data in steps.get(state, ()):
        made = act(city, fn, made, **data)
    return made


def _question(city, state):
    wish = (
        Question.Wish.WRITTEN if state in ("written_pending", "answered", "brought") else Question.Wish.ORAL
    )
    made = question(city, wish=wish)
    if state == "selected":
        return act(city, services.select_question, made, selected_on=date(2026, 11, 12))
    if state != "submitted":
        made = act(city, services.ask, made, asked_on=date(2026, 11, 13))
    if state in ("answered", "brought"):
        made = act(city, services.answer_question, made, answered_on=date(2026, 11, 20), answer="x")
    if state == "brought":
        made = act(city, services.bring_to_session, made, brought_on=date(2026, 11, 21), reason="x")
    return made


def _resolution(city, state):
    made = resolution(city, plan(city, on=date(2026, 11, 16)))
    if state != "passed":
        made = act(city, services.certify, made, certified_on=date(2026, 11, 18))
    if state in ("issued", "published"):
        made = act(city, services.issue, made, code="41/NQ-HĐND", issued_on=date(2026, 11, 19))
    return (
        act(city, services.publish, made, published_on=date(2026, 11, 20)) if state == "published" else made
    )


def _task(city, state):
    made = task(city, _resolution(city, "passed"))
    half = {"year": 2026, "half": 2, "text": "x", "reported_on": date(2026, 11, 20)}
    if state in ("doing", "reported"):
        made = act(city, services.report_task, made, state="done" if state == "reported" else "doing", **half)
    closing = {"done_on": date(2026, 11, 24), "closing_note": "x"}
    return act(city, services.confirm_task, made, **closing) if state == "done" else made


ALWAYS = {"conclude", "withdraw"}
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
    (_dossier, "registered", "staff", {"assign", "hand_in", "tick_parts", "add_paper", *ALWAYS}),
    (_dossier, "registered", "agency", {"hand_in", "add_paper"}),
    (_dossier, "registered", "other_agency", set()),
    (_dossier, "registered", "head", set()),
    (_dossier, "registered", "chair", set()),
    (_dossier, "assigned", "staff", {"reassign", "add_committee", "hand_in", "tick_parts", "receive", "return_incomplete",
                                     "add_paper", *ALWAYS}),
    (_dossier, "assigned", "agency", {"hand_in", "add_paper"}),
    (_dossier, "assigned", "head", set()),
    (_dossier, "returned", "agency", {"hand_in", "add_paper"}),
    (_dossier, "returned", "staff", {"hand_in", "tick_parts", "receive", "add_paper", *ALWAYS}),
    (_dossier, "received", "staff", {"add_committee", "tick_parts", "return_incomplete", "meet", "verify", "add_paper", *ALWAYS}),
    (_dossier, "received", "head", {"return_incomplete", "meet", "draft", "verify"}),
    (_dossier, "received", "agency", set()),
    (_dossier, "received", "delegate", set()),
    (_dossier, "verifying", "head", {"return_incomplete", "meet", "draft", "verify"}),
    (_dossier, "verifying", "chair", set()),
    (_dossier, "verified", "staff", {"view", "revise", "send", "add_paper", *ALWAYS}),
    (_dossier, "verified", "chair", {"view", "revise"}),
    (_dossier, "verified", "head", set()),
    (_dossier, "cleared", "staff", {"view", "revise", "send", "add_paper", *ALWAYS}),
    (_dossier, "cleared", "agency", set()),
    (_dossier, "revising", "staff", {"answer_revision", "finish_revision", "add_paper", *ALWAYS}),
    (_dossier, "revising", "chair", {"finish_revision"}),
    (_dossier, "revising", "agency", {"answer_revision", "add_paper"}),
    (_dossier, "revising", "other_agency", set()),
    (_dossier, "sent_to_delegates", "staff", {"revise", "add_paper", *ALWAYS}),
    (_dossier, "sent_to_delegates", "delegate", set()),
    (_dossier, "withdrawn", "staff", {"add_paper"}),
    (_question, "submitted", "staff", {"group", "select", "ask", "skip", "withdraw"}),
    (_question, "submitted", "chair", {"select", "skip"}),
    (_question, "submitted", "delegate", {"withdraw"}),
    (_question, "submitted", "agency", set()),
    (_question, "selected", "staff", {"group", "ask", "skip", "withdraw"}),
    (_question, "selected", "delegate", {"withdraw"}),
    (_question, "asked", "staff", {"withdraw", "answer_orally", "defer", "answer"}),
    (_question, "asked", "agency", {"answer"}),
    (_question, "written_pending", "staff", {"withdraw", "answer"}),
    (_question, "written_pending", "agency", {"answer"}),
    (_question, "written_pending", "other_agency", set()),
    (_question, "answered", "staff", {"promise", "accept", "ask_again", "bring"}),
    (_question, "answered", "delegate", {"accept", "ask_again", "bring"}),
    (_question, "answered", "agency", set()),
    (_question, "brought", "staff", {"consider"}),
    (_question, "brought", "delegate", set()),
    (_question, "brought", "chair", set()),
    (_resolution, "passed", "staff", {"certify", "add_link"}),
    (_resolution, "passed", "chair", {"certify"}),
    (_resolution, "certified", "staff", {"issue", "send_up", "publish", "add_link"}),
    (_resolution, "certified", "chair", set()),
    (_resolution, "issued", "staff", {"send_up", "publish", "add_link"}),
    (_resolution, "published", "staff", {"send_up", "add_link"}),
    (_resolution, "published", "delegate", set()),
    (_task, "assigned", "staff", {"report", "confirm", "fail"}),
    (_task, "assigned", "agency", {"report"}),
    (_task, "assigned", "other_agency", set()),
    (_task, "doing", "agency", {"report"}),
    (_task, "doing", "chair", set()),
    (_task, "reported", "staff", {"confirm", "send_back", "fail"}),
    (_task, "reported", "agency", set()),
    (_task, "done", "staff", set()),
    (_task, "done", "agency", set()),
]  # fmt: skip


@pytest.mark.parametrize("make, state, who, acts", TABLE, ids=lambda item: getattr(item, "__name__", None))
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
