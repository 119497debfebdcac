from datetime import date

import pytest
import time_machine

from core.errors import NotAllowed, Refused, Stale
from core.models import Deadline, HistoryEntry, Notice, Share
from core.verbs import create, perform
from council.models import BodyKind
from tests import factories
from tests.voters import make
from voters import services
from voters.models import Field, Meeting, Opinion, Result


def due(record, code):
    return Deadline.objects.get(record=record, code=code)


# --- opinions -------------------------------------------------------------------------------------------------


def test_forwarded_opinion_owes_an_answer_in_thirty_days(city):
    made = make.forwarded(city, sent_on=date(2026, 10, 16))
    deadline = due(made, "opinion.answer")
    assert (deadline.due_on, deadline.owed_by_id) == (date(2026, 11, 16), city.agency.pk)
    assert made.next_due == date(2026, 11, 16) and made.state == "forwarded"
    entry = HistoryEntry.objects.filter(record_id=made.pk, verb="voters.forward").first()
    assert entry.actor_id == city.users["staff"].pk
    assert Notice.objects.filter(user=city.users["agency"], record_id=made.pk).exists()


def test_forwarding_without_competence_is_refused(city):
    made = make.opinion(city, competence="")
    with pytest.raises(Refused, match="thẩm quyền"):
        make.do(
            city, "staff", services.forward, made, agency=city.agency, letter_no="", forwarded_on=make.DAY
        )


def test_a_delegate_may_not_record(city):
    with pytest.raises(NotAllowed):
        create(services.record_opinion, city.actor("delegate"), title="x", field=Field.LAND)


def test_the_same_step_is_not_taken_twice(city):
    made = make.forwarded(city)
    with pytest.raises(Refused, match="đã chuyển"):
        make.do(
            city, "staff", services.forward, made, agency=city.agency, letter_no="", forwarded_on=make.DAY
        )
    with pytest.raises(Stale):
        make.do(city, "staff", services.answer, made, version=1, **make.ANSWER)


@pytest.mark.parametrize("level", ["neighbourhood", "commune"])
def test_what_a_ward_can_decide_does_not_go_up_and_is_counted(city, level):
    made = make.opinion(city, "ward", competence=level)
    with (
        time_machine.travel("2026-11-20T09:00:00+07:00"),
        pytest.raises(Refused, match="giải quyết tại chỗ, không tổng hợp lên thành phố"),
    ):
        make.do(city, "ward", services.send_up, made, sent_up_on=date(2026, 10, 10))
    stored = Opinion.objects.get(pk=made.pk)
    assert (stored.state, stored.kept_below_on, stored.sent_up_to) == ("recorded", date(2026, 11, 20), None)
    assert HistoryEntry.objects.filter(
        record_id=made.pk, verb="voters.send_up", actor=city.users["ward"]
    ).exists()


def test_sending_up_needs_a_competence_and_a_council_above(city):
    made = make.opinion(city, "ward", competence="")
    with pytest.raises(Refused, match="Chưa xác định thẩm quyền"):
        make.do(city, "ward", services.send_up, made, sent_up_on=make.DAY)
    assert Opinion.objects.get(pk=made.pk).kept_below_on is None
    with pytest.raises(NotAllowed):
        make.do(city, "staff", services.send_up, make.opinion(city), sent_up_on=make.DAY)


def test_the_city_forwards_what_was_sent_up_and_the_ward_hears_of_the_answer(city):
    up = make.sent_up(city)
    assert up.sent_up_to_id == city.council.pk and up.owner_id == city.ward.pk
    assert Notice.objects.filter(user=city.users["staff"], record_id=up.pk).exists()
    with pytest.raises(NotAllowed):
        make.do(
            city, "ward", services.forward, up, agency=city.ward_agency, letter_no="", forwarded_on=make.DAY
        )
    sent = make.do(
        city,
        "staff",
        services.forward,
        up,
        agency=city.agency,
        letter_no="9",
        forwarded_on=date(2026, 10, 12),
    )
    done = make.do(city, "agency", services.answer, sent, **make.ANSWER)
    assert done.state == "answered"
    assert Notice.objects.filter(user=city.users["ward"], record_id=up.pk, text__contains="trả lời").exists()


def test_the_city_gives_back_what_is_for_the_ward(city):
    back = make.do(
        city,
        "staff",
        services.keep_below,
        make.sent_up(city),
        competence="commune",
        reason="Đèn ngõ do phường quản lý",
    )
    assert (back.state, back.competence, back.sent_up_to) == ("recorded", "commune", None)
    assert back.kept_below_on is not None
    assert Notice.objects.filter(user=city.users["ward"], text__contains="giải quyết tại chỗ").exists()


def test_an_opinion_found_to_be_the_citys_is_no_longer_kept_below(city):
    kept = make.do(
        city,
        "ward",
        services.keep_below,
        make.opinion(city, "ward", competence="commune"),
        competence="commune",
    )
    amended = make.do(city, "ward", services.amend_opinion, kept, competence="city")
    assert amended.kept_below_on is None


def test_a_wrongly_addressed_opinion_comes_back_and_is_seen_no_longer(city):
    made = make.forwarded(city)
    back = make.do(city, "agency", services.send_back, made, reason="Thuộc Sở Y tế")
    assert (back.state, back.agency, back.returned_by_id, back.next_due) == (
        "returned",
        None,
        city.agency.pk,
        None,
    )
    assert not Deadline.objects.filter(record=made).exists()
    assert not Share.objects.filter(record_id=made.pk).exists()
    assert not Opinion.objects.visible_to(city.actor("agency")).exists()
    again = make.do(
        city,
        "staff",
        services.forward,
        back,
        agency=city.other_agency,
        letter_no="",
        forwarded_on=date(2026, 10, 20),
    )
    assert (again.next_due, again.returned_on) == (date(2026, 11, 19), None)
    assert due(made, "opinion.answer").owed_by_id == city.other_agency.pk


def test_an_answer_meets_the_deadline_and_a_promise_is_owed_by_its_day(city):
    promise = {"result": Result.WILL_BE_RESOLVED, "expected_on": date(2027, 3, 31)}
    made = make.answered(city, given=promise)
    assert due(made, "opinion.answer").met_on == date(2026, 11, 2)
    assert due(made, "opinion.roadmap").due_on == date(2027, 3, 31)
    assert made.next_due == due(made, "opinion.publish_results").due_on
    make.do(city, "delegate", services.confirm, made, confirmed_on=date(2026, 11, 6))
    done = make.do(
        city, "agency", services.settle, made, answer="Đã xong", answer_no="7", answered_on=date(2026, 11, 20)
    )
    assert (done.outcome, done.settled_on, done.next_due) == ("resolved", date(2026, 11, 20), None)
    assert (done.result, done.answered_on, done.answer_no) == (
        "will_be_resolved",
        date(2026, 11, 2),
        "45/SXD",
    )
    assert not done.earlier_answers.exists() and not done.is_promised


def test_what_was_resolved_at_once_is_not_settled_again(city):
    with pytest.raises(Refused):
        make.do(
            city,
            "agency",
            services.settle,
            make.answered(city),
            answer="x",
            answer_no="",
            answered_on=date(2026, 11, 20),
        )


def test_a_duplicate_takes_over_the_earlier_answer(city):
    first = make.answered(city)
    same = make.do(city, "staff", services.link_duplicate, make.opinion(city), same_as=first)
    assert (same.state, same.answer, same.answer_no) == ("already_answered", first.answer, first.answer_no)
    back = make.do(city, "staff", services.unlink, same)
    assert (back.state, back.answer, back.same_as) == ("recorded", "", None)


def test_duplicates_are_answered_together_and_lead_to_the_first(city):
    first, second, third = (make.opinion(city) for _ in range(3))
    ward = make.sent_up(city)
    make.do(city, "staff", services.link_duplicate, third, same_as=second)
    make.do(city, "staff", services.link_duplicate, ward, same_as=second)
    make.do(city, "staff", services.link_duplicate, second, same_as=first)
    assert set(first.repeats.values_list("pk", flat=True)) == {second.pk, third.pk, ward.pk}
    sent = make.do(
        city,
        "staff",
        services.forward,
        first,
        agency=city.agency,
        letter_no="",
        forwarded_on=date(2026, 10, 12),
    )
    make.do(city, "agency", services.answer, sent, **make.ANSWER)
    assert {row.state for row in first.repeats.all()} == {"already_answered"}
    assert Notice.objects.filter(user=city.users["ward"], text__contains="trả lời chung").exists()


def test_an_opinion_is_not_linked_in_a_circle(city):
    first, second = make.opinion(city), make.opinion(city)
    make.do(city, "staff", services.link_duplicate, second, same_as=first)
    with pytest.raises(Refused, match="chính kiến nghị này"):
        make.do(city, "staff", services.link_duplicate, first, same_as=second)


def test_raised_again_keeps_the_old_answer_and_starts_a_new_round(city):
    again = make.do(city, "delegate", services.raise_again, make.answered(city), reason="Rãnh vẫn tắc")
    assert (again.state, again.round, again.answer, again.agency) == ("raised_again", 2, "", None)
    assert again.earlier_answers.get().followed_by == "Rãnh vẫn tắc"
    sent = make.do(
        city,
        "staff",
        services.forward,
        again,
        agency=city.agency,
        letter_no="",
        forwarded_on=date(2026, 11, 6),
    )
    assert sent.next_due == date(2026, 12, 7)
    assert Deadline.objects.filter(record=again, code="opinion.answer").count() == 2
    make.do(city, "agency", services.answer, sent, **make.ANSWER | {"answered_on": date(2026, 11, 10)})
    left = Deadline.objects.open().filter(record=again)
    assert [row.code for row in left] == ["opinion.publish_results"]


def test_an_answer_is_made_known_and_published_until_it_is_confirmed(city):
    made = make.answered(city)
    asked, publish = due(made, "opinion.answer"), due(made, "opinion.publish_results")
    assert (publish.anchor_on, publish.owed_by_id) == (asked.due_on, city.standing.pk)
    assert due(made, "opinion.inform_voters").due_on is None  # at once: the law sets no number
    make.do(city, "delegate", services.confirm, made, confirmed_on=date(2026, 11, 6))
    assert (
        due(made, "opinion.inform_voters").met_on
        == due(made, "opinion.publish_results").met_on
        == date(2026, 11, 6)
    )


def test_a_meeting_outside_its_constituency_owes_the_host_a_notice(city):
    made = make.meeting(city, on=date(2026, 12, 15), meeting_kind="outside")
    assert due(made, "meeting.outside_notice").due_on == date(2026, 12, 10)
    made = make.do(city, "staff", services.amend_meeting, made, meeting_kind="before", on=date(2026, 12, 15))
    assert not Deadline.objects.filter(record=made, code="meeting.outside_notice").exists()


def test_the_voters_name_stays_out_of_the_history(city):
    made = make.opinion(city, voter="Trần Văn Bình")
    assert "Trần Văn Bình" not in str(
        list(HistoryEntry.objects.filter(record_id=made.pk).values_list("after", flat=True))
    )


# --- meetings -------------------------------------------------------------------------------------------------


def test_a_meeting_owes_its_notice_before_and_the_opinions_after(city):
    made = make.meeting(city, on=date(2026, 10, 20))
    notice = due(made, "meeting.notice")
    assert (notice.due_on, notice.owed_by_id) == (date(2026, 10, 13), city.standing.pk)
    made = make.do(city, "staff", services.announce, made, notice_on=date(2026, 10, 12), notice_no="31/KH")
    assert due(made, "meeting.notice").met_on == date(2026, 10, 12)
    made = make.do(city, "staff", services.hold, made, voters=80, speakers=9, delegates=[city.delegate])
    assert due(made, "meeting.collect_opinions").due_on == date(2026, 10, 23)
    made = make.do(city, "staff", services.report, made, reported_on=date(2026, 10, 22), report_no="5/BC")
    assert (made.state, made.next_due) == ("reported", None)


def test_moving_a_meeting_moves_its_notice_and_tells_its_delegates(city):
    made = make.meeting(city, on=date(2026, 12, 15), delegates=[city.delegate])
    made = make.do(
        city, "staff", services.amend_meeting, made, delegates=[city.delegate], on=date(2026, 12, 22)
    )
    assert due(made, "meeting.notice").due_on == date(2026, 12, 15)
    assert Notice.objects.filter(user=city.users["delegate"], text__contains="22/12/2026").exists()


def test_opinions_are_collected_by_the_group_whose_delegates_came(city):
    group = factories.body("to-1", BodyKind.GROUP, "Tổ đại biểu số 1", city.council)
    city.delegate.group = group
    city.delegate.save()
    made = make.held(city, delegates=[city.delegate])
    assert due(made, "meeting.collect_opinions").owed_by_id == group.pk


def test_a_meeting_held_without_a_noted_notice_owes_it_no_longer(city):
    made = make.held(city)
    assert due(made, "meeting.notice").waived_reason
    assert [row.code for row in Deadline.objects.open().filter(record=made)] == ["meeting.collect_opinions"]


def test_a_meeting_of_the_delegation_owes_the_council_nothing(city):
    delegation = factories.body("doan-dbqh", BodyKind.NA_DELEGATION, "Đoàn ĐBQH", city.council)
    made = make.meeting(city, host=delegation, on=date(2026, 12, 15))
    assert [(row.code, row.owed_by_id) for row in made.deadlines.all()] == [
        ("meeting.notice_na", delegation.pk)
    ]
    made = make.do(city, "staff", services.amend_meeting, made, host=None)
    assert [row.code for row in made.deadlines.all()] == ["meeting.notice"]
    assert not make.held(city, host=delegation).deadlines.filter(code="meeting.collect_opinions").exists()


def test_a_cancelled_meeting_owes_nothing(city):
    made = make.do(city, "staff", services.cancel, make.meeting(city), reason="Mưa lũ")
    assert (made.state, made.next_due, made.deadlines.count()) == ("cancelled", None, 0)


def test_a_meeting_to_come_is_not_noted_as_held(city):
    made = make.meeting(city, on=date(2030, 1, 2))
    with pytest.raises(Refused, match="chưa đến"):
        make.do(city, "staff", services.hold, made, voters=1)
    assert Meeting.objects.get(pk=made.pk).state == "planned"


def test_a_held_meeting_is_not_rewritten(city):
    made = make.held(city)
    with pytest.raises(Refused, match="đã tổ chức"):
        perform(services.amend_meeting, city.actor("staff"), made.pk, title="Khác")
