from datetime import date, timedelta

import pytest

from core.errors import NotAllowed, Refused
from core.models import Attachment, Deadline, HistoryEntry, Notice, Share
from core.verbs import create, perform
from oversight import services
from oversight.models import Finding, JointRound, Programme, Recommendation, Round, Template, Visit
from tests.oversight import steps


def due(record, code):
    return Deadline.objects.get(record=record, code=code).due_on


def met(record, code):
    return Deadline.objects.get(record=record, code=code).met_on


# --- a round from plan to fulfilled recommendation ----------------------------------------------------------


def test_a_round_goes_from_proposal_to_its_last_recommendation(city):
    round = steps.round_in(city, "closed", made=steps.propose)
    assert round.state == "closed" and round.code.startswith("GS-2026-")
    assert {row.state for row in round.visits.all()} == {"worked"}
    assert round.recommendations.get().state == "done"
    assert not Deadline.objects.open().filter(holder=city.council).exists()


def test_deadlines_of_a_round_count_from_its_facts(city):
    round = steps.round_in(city, "decided", made=steps.propose)
    assert due(round, "oversight.outline_to_unit") == date(2026, 9, 16)
    # Fifteen days end on Saturday 24 October, so on Monday.
    assert due(round, "oversight.report_standing") == date(2026, 10, 26)
    assert due(round.visits.get(), "oversight.team_list_to_unit") == date(2026, 9, 25)
    round = steps.send_outline(city, round)
    assert met(round, "oversight.outline_to_unit") == steps.SENT
    steps.do(city, services.begin, round)
    steps.work(city, round.visits.get())
    steps.report(city, round)
    assert met(round, "oversight.report_standing") == steps.REPORTED
    assert due(round, "oversight.conclusion") == date(2026, 10, 23)
    steps.conclude(city, round)
    assert met(round, "oversight.conclusion") == steps.CONCLUDED


def test_report_of_a_committee_is_due_in_ten_days_and_no_conclusion_day_is_set(city):
    round = steps.round_in(city, "reported")
    codes = set(Deadline.objects.filter(record=round).values_list("code", flat=True))
    assert codes == {"oversight.outline_to_unit", "oversight.report_committee"}
    assert due(round, "oversight.report_committee") == date(2026, 10, 19)


def test_a_rule_without_a_number_leaves_the_day_open(city):
    made = steps.propose(city, subject_kind=Round.Subject.COUNCIL, subject_body=city.council)
    steps.decide(city, made)
    deadline = Deadline.objects.get(record=made, code="oversight.report_council")
    assert deadline.due_on is None and deadline.rule is not None


def test_a_round_of_2022_is_judged_by_the_law_of_2022(city):
    round = steps.propose(city, on=date(2022, 5, 10), ends_on=date(2022, 5, 20))
    steps.do(
        city, services.decide, round, decision_no="3/QĐ", decision_on=date(2022, 4, 20), head=city.delegate
    )
    rule = Deadline.objects.get(record=round, code="oversight.outline_to_unit").rule
    assert rule.regime == "A" and rule.confidence == "verified"


def test_amending_a_day_moves_what_hangs_on_it(city):
    round = steps.round_in(city, "decided", made=steps.propose)
    steps.do(city, services.amend_round, round, decision_on=date(2026, 9, 3), ends_on=date(2026, 10, 14))
    assert due(round, "oversight.outline_to_unit") == date(2026, 9, 18)
    assert due(round, "oversight.report_standing") == date(2026, 10, 29)
    visit = round.visits.get()
    steps.do(city, services.amend_visit, visit, on=date(2026, 10, 12))
    assert due(visit, "oversight.team_list_to_unit") == date(2026, 10, 2)


def test_another_subject_owes_another_report(city):
    round = steps.round_in(city, "decided", made=steps.propose)
    steps.do(city, services.amend_round, round, subject_kind="committee", subject_body=city.committee)
    codes = set(Deadline.objects.filter(record=round).values_list("code", flat=True))
    assert codes == {"oversight.outline_to_unit", "oversight.report_committee"}


def test_correcting_the_day_of_an_act_corrects_when_it_was_met(city):
    round = steps.round_in(city, "outline_sent", made=steps.propose)
    steps.do(city, services.amend_round, round, outline_sent_on=date(2026, 9, 12))
    assert met(round, "oversight.outline_to_unit") == date(2026, 9, 12)


def test_adjusting_the_plan_keeps_the_state_and_moves_the_report(city):
    round = steps.round_in(city, "working", made=steps.propose)
    values = {
        "adjust_no": "",
        "adjusted_on": steps.SENT,
        "adjust_reason": "Mưa lũ",
        "on": round.on,
        "ends_on": date(2026, 10, 20),
    }
    round = steps.do(city, services.adjust, round, **values)
    assert round.state == "working" and round.adjust_reason == "Mưa lũ"
    assert due(round, "oversight.report_standing") == date(2026, 11, 4)


def test_whoever_keeps_the_register_is_told_of_the_moved_report(city):
    round = steps.round_in(city, "working")
    values = {"adjust_no": "", "adjusted_on": steps.SENT, "adjust_reason": "Mưa lũ", "on": round.on}
    steps.do(city, services.adjust, round, "head", ends_on=date(2026, 10, 20), **values)
    told = Notice.objects.filter(user=city.users["staff"], text__contains="«Điều chỉnh kế hoạch»")
    assert told.count() == 1 and "→ 30/10/2026" in told.get().text


def test_cancelling_takes_the_deadlines_and_the_visits_along(city):
    round = steps.round_in(city, "outline_sent")
    round = steps.do(city, services.cancel, round, cancelled_on=steps.SENT, cancel_reason="Trùng thanh tra")
    assert round.state == "cancelled" and round.visits.get().state == "cancelled"
    assert not Deadline.objects.open().filter(record__in=[round.pk, round.visits.get().pk]).exists()


def test_an_outline_needs_a_unit(city):
    round = steps.decide(city, steps.propose(city))
    with pytest.raises(Refused, match="Chưa có đơn vị"):
        steps.send_outline(city, round)


def test_work_begins_after_the_outline_except_in_a_survey(city):
    with pytest.raises(Refused, match="Chưa gửi đề cương"):
        steps.do(city, services.begin, steps.round_in(city, "decided"))
    survey = steps.decide(city, steps.propose(city, round_kind=Round.RoundKind.SURVEY))
    assert not Deadline.objects.filter(record=survey, code="oversight.outline_to_unit").exists()
    assert steps.do(city, services.begin, survey).state == "working"


def test_a_unit_owes_its_report_from_when_it_is_asked(city, sign_in, time_machine_at):
    made = steps.decide(city, steps.of_committee(city))
    visit = steps.add_visit(city, made, report_due_on=date(2026, 9, 28))
    owed = Deadline.objects.filter(record=visit, code="oversight.unit_report")
    time_machine_at(date(2026, 10, 1))
    assert not owed.exists()
    assert sign_in("staff").get(made.get_absolute_url()).context["visits"][0]["report_due"] is None
    steps.send_outline(city, made)
    assert owed.get().due_on == date(2026, 9, 28)
    assert sign_in("staff").get(made.get_absolute_url()).context["visits"][0]["report_due"]


def test_a_survey_may_ask_for_a_report_without_an_outline(city):
    survey = steps.decide(city, steps.propose(city, round_kind=Round.RoundKind.SURVEY))
    visit = steps.add_visit(city, survey, report_due_on=date(2026, 9, 28))
    assert due(visit, "oversight.unit_report") == date(2026, 9, 28)


def test_a_report_waits_for_every_unit(city):
    round = steps.round_in(city, "working")
    steps.add_visit(city, round, city.other_agency)
    steps.work(city, round.visits.get(target=city.agency))
    with pytest.raises(Refused, match="Sở Y tế"):
        steps.report(city, round)
    steps.do(
        city, services.cancel_visit, round.visits.get(target=city.other_agency), cancel_reason="Chưa đến lượt"
    )
    assert steps.report(city, round).state == "reported"


@pytest.mark.parametrize("state", ["open", "reported", "partly_done", "not_done"])
def test_closing_is_refused_while_a_recommendation_is_not_done(city, state):
    item = steps.recommendation_in(city, state)
    with pytest.raises(Refused, match=item.code):
        steps.do(city, services.close, item.round)


def test_a_reinspection_takes_over_what_was_not_done(city):
    item = steps.recommendation_in(city, "not_done")
    again = perform(
        services.reinspect, city.actor("staff"), item.round_id, title="Giám sát lại", on=date(2027, 3, 1)
    )
    assert again.parent_id == item.round_id and again.round_kind == Round.RoundKind.REINSPECTION
    item.refresh_from_db(fields=["superseded_by"])
    assert item.superseded_by_id == again.pk
    assert steps.do(city, services.close, item.round).state == "closed"
    assert Deadline.objects.open().filter(record=item).exists(), "it is owed until it is done"


def test_a_cancelled_reinspection_gives_back_what_it_took_over(city):
    item = steps.recommendation_in(city, "open")
    again = perform(
        services.reinspect, city.actor("staff"), item.round_id, title="Giám sát lại", on=date(2027, 3, 1)
    )
    steps.do(city, services.cancel, again, cancelled_on=date(2027, 1, 5), cancel_reason="Đã thực hiện")
    item.refresh_from_db(fields=["superseded_by"])
    assert item.superseded_by_id is None


# --- units --------------------------------------------------------------------------------------------------


def test_a_unit_stands_once_in_a_round(city):
    round = steps.round_in(city, "decided")
    with pytest.raises(Refused, match="đã có trong cuộc giám sát"):
        steps.add_visit(city, round)


def test_the_unit_sees_its_visit_from_the_outline_on_and_nothing_else(city):
    round = steps.round_in(city, "decided")
    visit = steps.add_visit(city, round, city.other_agency)
    agency = city.actor("agency")
    assert not Visit.objects.visible_to(agency).exists()
    steps.send_outline(city, round)
    assert [row.target_id for row in Visit.objects.visible_to(agency)] == [city.agency.pk]
    assert not Round.objects.visible_to(agency).exists()
    assert Notice.objects.filter(user=city.users["agency"]).count() == 1
    assert Visit.objects.get(pk=visit.pk).state == "outline_sent"


def test_the_unit_owes_its_report_by_the_day_it_was_told(city):
    round = steps.send_outline(city, steps.round_in(city, "decided"), report_due_on=date(2026, 9, 28))
    visit = round.visits.get()
    deadline = Deadline.objects.get(record=visit, code="oversight.unit_report")
    assert (deadline.due_on, deadline.owed_by_id, deadline.rule) == (date(2026, 9, 28), city.agency.pk, None)
    visit = steps.do(
        city, services.receive_report, visit, "agency", report_received_on=date(2026, 9, 27), report_no="8/BC"
    )
    assert visit.state == "report_received" and met(visit, "oversight.unit_report") == date(2026, 9, 27)
    assert Notice.objects.filter(user=city.users["staff"], record_id=visit.pk).exists()


def test_a_report_may_come_after_the_working_day_and_only_once(city):
    visit = steps.visit_in(city, "worked")
    values = {"report_received_on": date(2026, 10, 7)}
    visit = steps.do(city, services.receive_report, visit, **values)
    assert visit.state == "worked" and visit.report_received_on == date(2026, 10, 7)
    with pytest.raises(Refused, match="đã nhận ngày 07/10/2026"):
        steps.do(city, services.receive_report, visit, **values)


def test_the_programme_sent_meets_its_deadline(city):
    visit = steps.visit_in(city, "outline_sent")
    steps.do(city, services.notify_unit, visit, notice_no="22/ĐGS", notified_on=date(2026, 9, 24))
    assert met(visit, "oversight.team_list_to_unit") == date(2026, 9, 24)


def test_a_secret_round_is_shown_to_nobody_outside(city):
    round = steps.round_in(city, "decided", made=lambda place: steps.of_committee(place, is_secret=True))
    steps.send_outline(city, round)
    assert not Share.objects.exists() and not Notice.objects.filter(user=city.users["agency"]).exists()
    steps.do(city, services.amend_round, round, is_secret=False)
    assert Share.objects.get().body_id == city.agency.pk
    steps.do(city, services.amend_round, round, is_secret=True)
    assert not Share.objects.exists()


def test_parts_are_refused_once_it_is_too_late(city):
    round = steps.round_in(city, "reported")
    with pytest.raises(Refused, match="không thêm được đơn vị"):
        steps.add_visit(city, round, city.other_agency)
    with pytest.raises(Refused, match="không thêm được kiến nghị"):
        steps.add_recommendation(city, steps.round_in(city, "decided", made=steps.propose))


# --- recommendations ----------------------------------------------------------------------------------------


def test_the_conclusion_issues_the_drafts(city):
    round = steps.round_in(city, "reported")
    item = round.recommendations.get()
    before = item.version
    assert item.state == "draft" and not Deadline.objects.filter(record=item).exists()
    steps.conclude(city, round)
    item = Recommendation.objects.get(pk=item.pk)
    assert (item.state, item.on, item.version) == ("open", steps.CONCLUDED, before + 1)
    deadline = Deadline.objects.get(record=item, code="recommendation.response")
    assert (deadline.due_on, deadline.anchor_on, deadline.owed_by_id) == (
        steps.DUE,
        steps.CONCLUDED,
        city.agency.pk,
    )
    assert Recommendation.objects.visible_to(city.actor("agency")).get() == item


def test_a_recommendation_entered_after_the_conclusion_is_issued_at_once(city):
    item = steps.add_recommendation(city, steps.round_in(city, "concluded"), lead=city.other_agency)
    assert item.state == "open" and item.on == steps.CONCLUDED
    assert Share.objects.filter(record=item.pk, body=city.other_agency).exists()


def test_another_conclusion_day_files_the_recommendations_anew(city):
    item = steps.recommendation_in(city, "open")
    steps.do(city, services.amend_round, item.round, conclusion_on=date(2026, 10, 26))
    assert Recommendation.objects.get(pk=item.pk).on == date(2026, 10, 26)
    assert Deadline.objects.get(record=item).anchor_on == date(2026, 10, 26)


def test_fulfilment_is_reported_sent_back_and_confirmed(city):
    item = steps.recommendation_in(city, "reported")
    item = steps.do(city, services.send_back, item, back_reason="Chưa có biên bản tháo dỡ")
    assert item.state == "open" and item.back_reason and item.report == ""
    assert Notice.objects.filter(user=city.users["agency"], text__contains="bị trả lại").exists()
    values = {"report": "Đã tháo dỡ", "reported_on": date(2026, 12, 1), "report_no": "5/BC"}
    item = steps.do(city, services.report_fulfilment, item, "agency", **values)
    assert item.state == "reported" and Deadline.objects.open().filter(record=item).exists()
    item = steps.confirm(city, item, "chair", done_on=date(2026, 12, 1))
    assert item.state == "done" and met(item, "recommendation.response") == date(2026, 12, 1)
    assert item.confirmed_by_id == city.users["chair"].pk


def test_partly_done_is_still_owed(city):
    item = steps.recommendation_in(city, "partly_done")
    assert Recommendation.objects.get(pk=item.pk).next_due == steps.DUE
    assert steps.confirm(city, item).state == "done"


def test_a_recommendation_is_extended_by_a_letter(city):
    item = steps.recommendation_in(city, "open")
    values = {"ground": "Chờ phê duyệt quy hoạch", "letter_no": "50/HĐND", "on": date(2026, 12, 20)}
    item = steps.do(city, services.extend, item, due_on=date(2027, 3, 31), **values)
    row = item.extensions.get()
    assert (row.old_due_on, row.due_on, item.due_on) == (steps.DUE, date(2027, 3, 31), date(2027, 3, 31))
    assert due(item, "recommendation.response") == date(2027, 3, 31)
    with pytest.raises(Refused, match="phải sau hạn hiện nay"):
        steps.do(city, services.extend, item, due_on=date(2027, 3, 31), **values)


def test_the_due_date_of_an_issued_one_is_not_simply_edited(city):
    item = steps.recommendation_in(city, "open")
    with pytest.raises(Refused, match="Gia hạn"):
        steps.do(city, services.amend_recommendation, item, due_on=date(2027, 6, 30))
    draft = steps.add_recommendation(city, steps.round_in(city, "reported"))
    assert steps.do(city, services.amend_recommendation, draft, due_on=date(2027, 6, 30)).due_on == date(
        2027, 6, 30
    )


def test_another_lead_is_shown_it_and_the_old_one_no_more(city):
    item = steps.recommendation_in(city, "open")
    steps.do(city, services.amend_recommendation, item, lead=city.other_agency)
    assert not Recommendation.objects.visible_to(city.actor("agency")).exists()
    assert Recommendation.objects.visible_to(city.actor("other_agency")).exists()
    assert Deadline.objects.get(record=item).owed_by_id == city.other_agency.pk


def test_escalation_takes_the_legal_steps_in_order(city):
    item = steps.recommendation_in(city, "open")
    order = [
        "urge",
        "urge_again",
        "propose_handling",
        "hearing",
        "question",
        "reinspection",
        "report_to_council",
    ]
    with pytest.raises(Refused, match="Bước tiếp theo phải là «Đôn đốc lần 1»"):
        steps.do(city, services.escalate, item, step="hearing", letter_no="1/ĐĐ", on=date(2027, 1, 5))
    for number, step in enumerate(order):
        steps.do(city, services.escalate, item, step=step, letter_no=f"{number}/ĐĐ", on=date(2027, 1, 5))
    assert list(item.escalations.values_list("step", flat=True)) == order
    with pytest.raises(Refused, match="đủ các bước"):
        steps.do(city, services.escalate, item, step="urge", letter_no="9/ĐĐ", on=date(2027, 2, 5))


def test_urging_an_overdue_recommendation_demands_an_explanation(city):
    item = steps.recommendation_in(city, "open")
    steps.do(city, services.escalate, item, step="urge", letter_no="1/ĐĐ", on=item.due_on + timedelta(3))
    owed = Deadline.objects.get(record=item.pk, code="recommendation.overdue_explanation")
    assert (owed.anchor_on, owed.owed_by_id) == (item.due_on, item.lead_id)
    assert owed.due_on >= item.due_on + timedelta(15)
    values = {"report": "Do vướng vốn", "reported_on": item.due_on + timedelta(5), "report_no": "8/SXD"}
    steps.do(city, services.report_fulfilment, item, "agency", **values)
    owed.refresh_from_db()
    assert (owed.met_on, owed.paper) == (item.due_on + timedelta(5), "8/SXD")


def test_urging_before_the_day_demands_no_explanation(city):
    item = steps.recommendation_in(city, "open")
    steps.do(city, services.escalate, item, step="urge", letter_no="1/ĐĐ", on=item.due_on)
    assert not Deadline.objects.filter(record=item.pk, code="recommendation.overdue_explanation").exists()


def test_an_escalation_stands_in_the_history_of_its_recommendation(city):
    item = steps.recommendation_in(city, "open")
    steps.do(city, services.escalate, item, step="urge", letter_no="1/ĐĐ", on=date(2027, 1, 5))
    entry = HistoryEntry.objects.filter(record_id=item.pk, verb="oversight.escalate").first()
    assert entry.table_name == "oversight_escalation" and entry.after["letter_no"] == "1/ĐĐ"


def test_files_come_with_the_act(city, upload):
    item = steps.recommendation_in(city, "open")
    values = {"report": "Đã xong", "reported_on": date(2026, 12, 1), "file": upload}
    steps.do(city, services.report_fulfilment, item, "agency", **values)
    assert Attachment.objects.get(record=item.pk).name == "bien-ban.pdf"


# --- who may ------------------------------------------------------------------------------------------------

_RUNS, _DECIDES = {"staff", "head"}, {"staff", "head", "chair"}
EVERYBODY = ["admin", "staff", "chair", "head", "delegate", "agency", "other_agency", "ward", "foreign"]
ACTS = {
    services.amend_round: (_RUNS, set(Round.AMENDABLE)),
    services.decide: (_RUNS, {"proposed"}),
    services.send_outline: (_RUNS, {"decided"}),
    services.begin: (_RUNS, {"decided", "outline_sent"}),
    services.report: (_RUNS, {"working"}),
    services.conclude: (_DECIDES, {"reported"}),
    services.close: (_DECIDES, {"concluded"}),
    services.reinspect: (_RUNS, {"concluded", "closed"}),
    services.adjust: (_RUNS, {"decided", "outline_sent", "working"}),
    services.cancel: (_RUNS, set(Round.BEFORE_REPORT)),
    services.plan: (_RUNS, {"decided", "outline_sent", "working"}),
    **dict.fromkeys(
        (
            services.use_template,
            services.add_outline_items,
            services.add_outline_item,
            services.edit_outline_item,
            services.remove_outline_item,
            services.shift_outline_item,
        ),
        (_RUNS, {"proposed", "decided"}),
    ),
    services.answer_outline: (_RUNS | {"agency"}, set(Visit.ASKED)),
    services.return_answers: (_RUNS, set(Visit.ASKED)),
    services.check_figures: (_RUNS, set(Visit.ASKED)),
    services.amend_finding: (_RUNS, {"noted", "concluded"}),
    services.link_repeat: (_RUNS, {"noted", "concluded"}),
    services.withdraw_finding: (_RUNS, {"noted"}),
    services.amend_programme: (_RUNS, {"draft", "submitted", "decided"}),
    services.add_item: (_DECIDES | {"delegate"}, set(Programme.BEFORE_DECISION)),
    services.edit_item: (_RUNS, set(Programme.BEFORE_DECISION)),
    services.remove_item: (_RUNS, set(Programme.BEFORE_DECISION)),
    services.decline_item: (_DECIDES, set(Programme.BEFORE_DECISION)),
    services.submit_programme: (_RUNS, {"draft"}),
    services.decide_programme: (_DECIDES, set(Programme.BEFORE_DECISION)),
    services.adjust_programme: (_DECIDES, {"decided"}),
    services.report_programme: (_DECIDES, {"decided"}),
    **dict.fromkeys(
        (
            services.amend_template,
            services.retire_template,
            services.add_template_items,
            services.add_template_item,
            services.edit_template_item,
            services.remove_template_item,
            services.shift_template_item,
        ),
        (_RUNS, {"used"}),
    ),
    services.restore_template: (_RUNS, {"retired"}),
    services.amend_joint: ({"staff"}, {"planned", "taken"}),
    services.take_part: ({"staff"}, {"planned"}),
    services.stay_away: ({"staff"}, {"planned"}),
    services.amend_visit: (_RUNS, {*Visit.AHEAD, "worked"}),
    services.send_outline_to_unit: (_RUNS, {"planned"}),
    services.notify_unit: (_RUNS, set(Visit.AHEAD)),
    services.receive_report: (_RUNS | {"agency"}, {"planned", "outline_sent", "worked"}),
    services.record_work: (_RUNS, set(Visit.AHEAD)),
    services.cancel_visit: (_RUNS, set(Visit.AHEAD)),
    services.amend_recommendation: (_RUNS, {"draft", *Recommendation.OWED}),
    services.report_fulfilment: (_RUNS | {"agency"}, {"open", "partly_done", "not_done"}),
    services.send_back: (_DECIDES, {"reported"}),
    services.confirm: (_DECIDES, set(Recommendation.OWED)),
    services.extend: (_DECIDES, set(Recommendation.OWED)),
    services.escalate: (_DECIDES, set(Recommendation.OWED)),
}
MAKERS = {
    Round: steps.round_in, Visit: steps.visit_in, Recommendation: steps.recommendation_in,
    Finding: steps.finding_in, Programme: steps.programme_in, Template: steps.template_in, JointRound: steps.joint_in,
}  # fmt: skip


@pytest.mark.parametrize(("model", "state"), [(model, state) for model in MAKERS for state in model.STATES])
def test_who_may_do_what_in_which_state(city, model, state):
    record = MAKERS[model](city, state)
    record = model.objects.get(pk=record.pk)
    assert record.state == state
    for fn, (roles, states) in ACTS.items():
        if fn.verb.model is model:
            may = {name for name in EVERYBODY if fn.verb.permits(city.actor(name), record)}
            assert (fn.verb.name, may) == (fn.verb.name, roles)
            assert (fn.verb.name, fn.verb.possible(record)) == (fn.verb.name, state in states)


def test_every_verb_stands_in_the_table():
    from core.verbs import VERBS

    named = {fn.verb.name for fn in ACTS}
    assert named == {
        name for name, item in VERBS.items() if name.startswith("oversight.") and not item.creates
    }


def test_a_head_runs_the_rounds_of_the_own_committee_only(city):
    with pytest.raises(NotAllowed, match="Ban mình"):
        steps.propose(city, "head")
    own = steps.propose(city, "head", subject_kind="committee", subject_body=city.committee)
    assert steps.add_visit(city, own, who="head").state == "planned"
    others = steps.propose(city)
    with pytest.raises(NotAllowed):
        steps.add_visit(city, others, who="head")
    with pytest.raises(NotAllowed):
        steps.do(city, services.amend_round, own, "head", subject_kind="standing", subject_body=city.standing)


def test_a_ward_keeps_its_own_rounds(city):
    values = {
        "title": "Thu chi ngân sách phường",
        "field": "budget",
        "on": date(2026, 9, 7),
        "subject_kind": "council",
        "subject_body": city.ward,
    }
    own = create(services.propose_round, city.actor("ward"), **values)
    assert own.owner_id == city.ward.pk
    with pytest.raises(NotAllowed):
        steps.do(
            city,
            services.decide,
            own,
            "staff",
            decision_no="1",
            decision_on=steps.DECIDED,
            head=city.delegate,
        )


@pytest.mark.parametrize("name", ["chair", "delegate", "agency", "admin"])
def test_others_do_not_propose_rounds(city, name):
    with pytest.raises(NotAllowed):
        steps.propose(city, name)
