from datetime import date

import pytest

from core.errors import NotAllowed, Refused
from core.models import Deadline, DeadlinePause, HistoryEntry, Notice, Record, Share
from sessions import services
from sessions.models import AgendaItem, Question, Session
from tests.sessions.builders import OPENING, act, convened, dossier, plan, question, resolution


def due(record, code):
    return Deadline.objects.get(record_id=record.pk, code=code).due_on


def test_sessions_are_numbered_in_one_series_over_all_kinds(city):
    first = plan(city)
    second = plan(city, session_kind=Session.Kind.THEMATIC, on=date(2026, 9, 1))
    assert (first.number, second.number) == (1, 2)
    assert second.title == "Kỳ họp thứ 2, chuyên đề năm 2026"
    with pytest.raises(Refused, match="Số tiếp theo là 3"):
        plan(city, number=2)


def test_limits_count_back_from_the_opening_day(city):
    made = plan(city)
    assert due(made, "session.convene_regular") == date(2026, 11, 25)
    assert due(made, "session.documents_to_delegates") == date(2026, 12, 10)
    papers = dossier(city, made)
    assert due(papers, "dossier.to_committee") == date(2026, 11, 30)
    assert due(papers, "dossier.verification_report") == date(2026, 12, 4)  # the 5th is a Saturday
    owed = Deadline.objects.get(record=papers, code="dossier.to_committee")
    assert owed.owed_by == city.agency


def test_a_thematic_session_is_convened_by_its_own_limit(city):
    made = plan(city, session_kind=Session.Kind.THEMATIC)
    assert due(made, "session.convene_thematic") == date(2026, 12, 8)
    assert not Deadline.objects.filter(record=made, code="session.convene_regular").exists()


def test_a_changed_kind_changes_the_limit(city):
    made = plan(city)
    changed = act(city, services.amend_session, made, session_kind=Session.Kind.THEMATIC)
    assert due(made, "session.convene_thematic") == date(2026, 12, 8)
    assert not Deadline.objects.filter(record=made, code="session.convene_regular").exists()
    assert changed.title == "Kỳ họp thứ nhất, chuyên đề năm 2026"


def test_moving_the_opening_day_moves_what_is_open_and_tells_each_once(city):
    made = convened(city, ends_on=date(2026, 12, 16))
    open_one, met_one = dossier(city, made), dossier(city, made, title="Báo cáo kinh tế – xã hội")
    act(city, services.receive, met_one, received_on=date(2026, 11, 20))
    moved = act(
        city,
        services.move_opening,
        made,
        on=date(2026, 12, 22),
        reason="Chờ phê duyệt nhân sự",
        note="Chờ phê duyệt nhân sự",
    )
    assert (moved.on, moved.ends_on, moved.state) == (date(2026, 12, 22), date(2026, 12, 23), "convened")
    assert due(open_one, "dossier.to_committee") == date(2026, 12, 7)
    assert due(made, "session.documents_to_delegates") == date(2026, 12, 17)
    assert due(met_one, "dossier.to_committee") == date(2026, 11, 30)
    told = Notice.objects.filter(text__contains="dời ngày khai mạc từ 15/12/2026 sang 22/12/2026")
    people = ["agency", "chair", "delegate", "head", "staff"]
    assert sorted(told.values_list("user__username", flat=True)) == people
    assert "30/11/2026 → 07/12/2026" in told.get(user__username="agency").text
    assert told.get(user__username="agency").url == f"/ho-so/{open_one.pk}/"
    entry = HistoryEntry.objects.filter(record_id=made.pk, verb="sessions.move").first()
    assert entry.note == "Chờ phê duyệt nhân sự"
    assert HistoryEntry.objects.filter(record_id=open_one.pk, verb="sessions.move").exists()


def test_a_regular_session_is_owed_what_voters_asked_for(city):
    made = plan(city)
    assert due(made, "opinion.summary_to_committee") == date(2026, 12, 4)
    assert due(made, "opinion.answers_of_last_session") == date(2026, 11, 13)
    act(city, services.move_opening, made, on=date(2026, 12, 22), reason="x")
    assert due(made, "opinion.summary_to_committee") == date(2026, 12, 11)
    act(city, services.amend_session, made, session_kind=Session.Kind.THEMATIC)
    assert not Deadline.objects.filter(record=made, code="opinion.summary_to_committee").exists()


def test_what_nobody_noted_before_the_opening_is_given_up_with_it(city):
    made = plan(city, on=date(2026, 11, 20))
    act(city, services.convene, made, convocation_no="42/QĐ-HĐND", convocation_on=date(2026, 10, 20))
    act(city, services.open_session, made, delegates_total=50, delegates_present=48)
    summary = Deadline.objects.get(record=made, code="opinion.summary_to_committee")
    assert "đã khai mạc" in summary.waived_reason


def test_who_promised_reports_before_the_next_session_and_the_limit_moves_with_it(city):
    slip = question(city, plan(city, on=date(2026, 7, 14)))
    act(city, services.ask, slip, asked_on=date(2026, 7, 14))
    act(
        city, services.answer_orally, slip, answered_on=date(2026, 7, 14), answer="x", promise="Sửa xong cống",
        promise_due_on=date(2027, 3, 1),
    )  # fmt: skip
    plan(city, on=date(2026, 11, 26), session_kind="urgent")
    assert not slip.deadlines.filter(code="question.promise_report").exists()
    made = plan(city)
    report = Deadline.objects.get(record=slip, code="question.promise_report")
    assert (report.due_on, report.owed_by_id) == (date(2026, 12, 4), slip.respondent_id)
    act(city, services.move_opening, made, on=date(2026, 12, 22), reason="x")
    assert due(slip, "question.promise_report") == date(2026, 12, 11)
    act(city, services.postpone, made, reason="x")
    assert due(slip, "question.promise_report") is None
    act(city, services.move_opening, made, on=date(2026, 12, 23), reason="x")
    assert due(slip, "question.promise_report") == date(2026, 12, 11)
    act(city, services.keep_promise, slip, kept_on=date(2026, 11, 20))
    assert Deadline.objects.get(pk=report.pk).met_on == date(2026, 11, 20)


def test_moving_there_and_back_tells_both_times(city):
    made = plan(city)
    for on in (date(2026, 12, 22), OPENING):
        act(city, services.move_opening, made, on=on, reason="x")
    assert Notice.objects.filter(user__username="chair").count() == 2


def test_the_opening_day_of_a_coming_session_moves_only_by_its_verb(city):
    made = plan(city)
    with pytest.raises(Refused, match="Dời ngày khai mạc"):
        act(city, services.amend_session, made, on=date(2026, 12, 22))


@pytest.mark.parametrize(
    "data, reason",
    [
        ({"on": OPENING}, "trùng"),
        ({"on": date(2026, 11, 1)}, "trước ngày quyết định triệu tập"),
        ({"on": date(2026, 12, 22), "ends_on": date(2026, 12, 21)}, "bế mạc"),
    ],
)
def test_a_wrong_new_day_is_refused(city, data, reason):
    made = plan(city)
    act(city, services.convene, made, convocation_no="42/QĐ-HĐND", convocation_on=date(2026, 11, 20))
    with pytest.raises(Refused, match=reason):
        act(city, services.move_opening, made, reason="x", **data)


def test_a_postponed_session_stops_the_clocks_until_it_has_a_new_day(city):
    made = plan(city)
    papers = dossier(city, made)
    postponed = act(city, services.postpone, made, reason="Bão")
    assert postponed.state == "postponed" and due(papers, "dossier.to_committee") is None
    assert Record.objects.get(pk=papers.pk).next_due is None
    planned = act(city, services.move_opening, made, on=date(2027, 1, 20), reason="Đã định ngày mới")
    assert planned.state == "planned" and due(papers, "dossier.to_committee") == date(2027, 1, 5)
    assert not DeadlinePause.objects.exists()


def test_a_cancelled_session_leaves_nothing_owed(city):
    made = plan(city)
    papers = dossier(city, made)
    act(city, services.cancel, made, reason="Không còn cần thiết")
    assert not Deadline.objects.filter(record_id__in=[made.pk, papers.pk]).exists()
    assert Notice.objects.filter(user__username="agency", text__contains="đã hủy").exists()
    with pytest.raises(Refused, match="đã hủy"):
        dossier(city, made)


def test_convening_meets_its_limit_and_opens_the_agenda(city):
    made = plan(city)
    act(city, services.convene, made, convocation_no="42/QĐ-HĐND", convocation_on=date(2026, 11, 20))
    met = Deadline.objects.get(record=made, code="session.convene_regular")
    assert (met.met_on, met.paper) == (date(2026, 11, 20), "42/QĐ-HĐND")
    assert due(made, "session.agenda_to_delegates") == date(2026, 11, 20)
    act(city, services.send_agenda, made, sent_on=date(2026, 11, 20))
    with pytest.raises(Refused):
        act(city, services.send_agenda, made, sent_on=date(2026, 11, 21))


def test_a_session_does_not_open_before_its_day(city):
    with pytest.raises(Refused, match="Chưa đến ngày khai mạc"):
        act(
            city,
            services.open_session,
            convened(city, on=date(2126, 12, 15)),
            delegates_total=58,
            delegates_present=50,
        )


def test_documents_sent_take_the_verified_dossiers_along(city):
    made = convened(city)
    ready, waiting = dossier(city, made), dossier(city, made)
    act(city, services.receive, ready, received_on=date(2026, 11, 20))
    act(city, services.verify, ready, verified_on=date(2026, 11, 22), opinion="Đồng ý")
    act(city, services.send_documents, made, sent_on=date(2026, 12, 9))
    assert [type(item).objects.get(pk=item.pk).state for item in (ready, waiting)] == [
        "sent_to_delegates",
        "assigned",
    ]


def test_agenda_positions_stay_without_gaps(city):
    made = plan(city)
    for title in "abcd":
        act(city, services.add_item, made, title=title)
    items = {item.title: item.pk for item in made.agenda.all()}
    act(city, services.shift_item, made, item_id=items["d"], step=-1)
    act(city, services.shift_item, made, item_id=items["a"], step=-1)
    act(city, services.remove_item, made, item_id=items["b"])
    act(city, services.edit_item, made, item_id=items["c"], title="C", minutes=30)
    rows = AgendaItem.objects.filter(council_session=made).values_list("position", "title")
    assert list(rows) == [(1, "a"), (2, "d"), (3, "C")]


def test_a_dossier_after_its_limit_needs_a_reason_and_who_agreed(city):
    papers = dossier(city, plan(city))
    with pytest.raises(Refused, match="Hạn gửi hồ sơ là 30/11/2026"):
        act(city, services.receive, papers, received_on=date(2026, 12, 1), late_reason="chờ thẩm định")
    stored = act(
        city,
        services.receive,
        papers,
        received_on=date(2026, 12, 1),
        late_reason="chờ thẩm định",
        late_approved_by="Phó Chủ tịch",
    )
    assert (stored.state, stored.late_reason) == ("received", "chờ thẩm định")
    assert Notice.objects.filter(user__username="head", text__contains="chờ thẩm tra").exists()


def test_a_dossier_in_time_keeps_no_reason(city):
    stored = act(
        city,
        services.receive,
        dossier(city, plan(city)),
        received_on=date(2026, 11, 30),
        late_reason="thừa",
        late_approved_by="ai đó",
    )
    assert (stored.late_reason, stored.late_approved_by) == ("", "")


def test_a_returned_dossier_is_owed_again(city):
    papers = dossier(city, plan(city))
    act(city, services.receive, papers, received_on=date(2026, 11, 20))
    stored = act(
        city,
        services.return_incomplete,
        papers,
        returned_on=date(2026, 11, 21),
        return_reason="Thiếu báo cáo thẩm định",
    )
    assert (stored.state, stored.received_on) == ("returned", None)
    assert Deadline.objects.get(record=papers, code="dossier.to_committee").met_on is None
    assert Notice.objects.filter(user__username="agency", text__contains="Thiếu báo cáo thẩm định").exists()
    assert act(city, services.receive, papers, received_on=date(2026, 11, 25)).state == "received"


def test_a_report_is_owed_a_committee_meeting_which_the_report_meets_too(city):
    papers = dossier(city, plan(city), document_kind="report")
    assert due(papers, "dossier.committee_meeting") == date(2026, 12, 4)
    act(city, services.receive, papers, received_on=date(2026, 11, 20))
    act(city, services.hold_meeting, papers, who="head", meeting_on=date(2026, 11, 23))
    act(
        city,
        services.verify,
        papers,
        who="head",
        verified_on=date(2026, 11, 24),
        opinion="Đồng ý",
        report_no="9/BC-BPC",
    )
    rows = Deadline.objects.filter(record=papers).values_list("code", "met_on")
    assert dict(rows)["dossier.committee_meeting"] == date(2026, 11, 23)
    assert dict(rows)["dossier.verification_report"] == date(2026, 11, 24)


def test_another_submitter_and_session_take_shares_and_limits_along(city):
    papers = dossier(city, plan(city))
    later = plan(city, on=date(2027, 3, 30))
    act(city, services.amend_dossier, papers, council_session=later, submitter=city.other_agency)
    assert set(Share.objects.filter(record_id=papers.pk).values_list("body", flat=True)) == {
        city.other_agency.pk,
        city.committee.pk,
    }
    owed = Deadline.objects.get(record=papers, code="dossier.to_committee")
    assert (owed.due_on, owed.owed_by) == (date(2027, 3, 15), city.other_agency)
    assert Record.objects.get(pk=papers.pk).parent_id == later.pk


def test_an_unverified_dossier_is_not_adopted(city):
    papers = dossier(city, plan(city))
    with pytest.raises(Refused, match="chưa được thẩm tra"):
        act(city, services.conclude, papers, outcome="adopted", decided_on=OPENING)
    assert act(city, services.conclude, papers, outcome="postponed", decided_on=OPENING).state == "postponed"
    assert not Deadline.objects.filter(record=papers).exists()


def test_a_written_answer_is_owed_in_twenty_days(city):
    slip = question(city, wish=Question.Wish.WRITTEN)
    assert not Share.objects.filter(record_id=slip.pk).exists()
    asked = act(city, services.ask, slip, asked_on=date(2026, 11, 13))
    assert (asked.state, asked.on) == ("written_pending", date(2026, 11, 13))
    assert due(slip, "question.written_answer") == date(2026, 12, 3)
    assert Share.objects.get(record_id=slip.pk).body_id == city.agency.pk
    done = act(
        city,
        services.answer_question,
        slip,
        who="agency",
        answered_on=date(2026, 11, 20),
        answer="Đã rà soát",
        answer_no="7/SXD",
    )
    assert done.state == "answered" and Record.objects.get(pk=slip.pk).next_due is None
    assert Notice.objects.filter(user__username="delegate", text__contains="trả lời chất vấn").exists()


def test_a_question_not_reached_at_the_sitting_waits_for_a_written_answer(city):
    slip = question(city, plan(city))
    act(city, services.ask, slip, asked_on=date(2026, 11, 13))
    assert not Deadline.objects.filter(record=slip).exists()
    act(city, services.defer_answer, slip)
    assert due(slip, "question.written_answer") == date(2026, 12, 3)


def test_a_promise_has_a_limit_of_its_own(city):
    slip = question(city)
    act(city, services.ask, slip, asked_on=date(2026, 11, 13))
    promise = {"promise": "Cấp xong 500 giấy", "promise_due_on": date(2027, 3, 31)}
    act(city, services.answer_orally, slip, answered_on=date(2026, 11, 13), answer="Sẽ làm", **promise)
    owed = Deadline.objects.get(record=slip, code="question.promise")
    assert (owed.due_on, owed.owed_by, owed.rule) == (date(2027, 3, 31), city.agency, None)
    kept = act(city, services.keep_promise, slip, kept_on=date(2027, 3, 1))
    assert kept.promises.get().kept_on and Deadline.objects.get(pk=owed.pk).met_on == date(2027, 3, 1)
    with pytest.raises(Refused):
        act(city, services.keep_promise, slip, kept_on=date(2027, 3, 1))


def test_a_question_asked_again_is_owed_anew(city):
    slip = question(city, wish=Question.Wish.WRITTEN)
    act(city, services.ask, slip, asked_on=date(2026, 11, 3))
    act(city, services.answer_question, slip, answered_on=date(2026, 11, 10), answer="Đã rà soát")
    again = act(
        city,
        services.ask_again,
        slip,
        who="delegate",
        asked_on=date(2026, 11, 12),
        reason="Chưa đúng trọng tâm",
    )
    assert (again.state, again.verdict, again.times_asked) == ("written_pending", "asked_again", 2)
    rows = Deadline.objects.filter(record=slip, code="question.written_answer").order_by("key")
    assert [(row.met_on, row.due_on) for row in rows] == [
        (date(2026, 11, 10), date(2026, 11, 23)),
        (None, date(2026, 12, 2)),
    ]
    act(city, services.answer_question, slip, answered_on=date(2026, 11, 20), answer="Bổ sung")
    assert act(city, services.accept_answer, slip, who="delegate").verdict == "accepted"
    assert Record.objects.get(pk=slip.pk).next_due is None


def test_a_delegate_submits_only_their_own_slips(city):
    question(city, who="delegate")
    other = type(city.delegate).objects.create(term=city.term, name="Trần Thị Mai")
    with pytest.raises(NotAllowed, match="của chính mình"):
        question(city, who="delegate", delegate=other)
    with pytest.raises(NotAllowed):
        question(city, who="agency")


def test_a_slip_is_hidden_from_other_delegates_until_it_is_asked(city):
    other = type(city.delegate).objects.create(term=city.term, name="Trần Thị Mai")
    slip, own = question(city, delegate=other), question(city)
    seen = Question.objects.visible_to(city.actor("delegate"))
    assert set(seen) == {own} and Question.objects.visible_to(city.actor("staff")).count() == 2
    assert slip.pk not in Record.objects.visible_to(city.actor("delegate")).values_list("pk", flat=True)
    act(city, services.ask, slip, asked_on=date(2026, 11, 13))
    assert seen.all().count() == 2


def test_an_asked_question_keeps_its_respondent(city):
    slip = question(city)
    act(city, services.ask, slip, asked_on=date(2026, 11, 13))
    with pytest.raises(Refused, match="không đổi được cơ quan trả lời"):
        act(city, services.amend_question, slip, respondent=city.other_agency)


@pytest.mark.parametrize(
    "votes, reason",
    [
        ((29, 0, 0, 58), "cần ít nhất 30, mới có 29"),
        ((50, 6, 3, 58), "vượt quá"),
        ((50, None, None, 58), "đủ bốn số"),
    ],
)
def test_too_few_votes_pass_nothing(city, votes, reason):
    names = ("votes_for", "votes_against", "votes_abstain", "delegates_total")
    with pytest.raises(Refused, match=reason):
        resolution(city, plan(city), **dict(zip(names, votes, strict=True)))


def test_a_resolution_adopts_its_dossier_and_owes_its_papers(city):
    made = convened(city, on=date(2026, 11, 16))
    papers = dossier(city, made)
    act(city, services.receive, papers, received_on=date(2026, 10, 20))
    act(city, services.verify, papers, verified_on=date(2026, 10, 30), opinion="Đồng ý")
    passed = resolution(city, made, dossier=papers, on=date(2026, 11, 17), is_normative=True)
    assert type(papers).objects.get(pk=papers.pk).state == "adopted"
    assert due(passed, "resolution.certify") == date(2026, 11, 27)
    act(city, services.open_session, made, delegates_total=58, delegates_present=55)
    act(city, services.close_session, made, ends_on=date(2026, 11, 18), minutes_total=960, minutes_qa=390)
    assert due(passed, "resolution.certify") == date(2026, 11, 30)
    act(city, services.certify, passed, who="chair", certified_on=date(2026, 11, 20))
    assert due(passed, "resolution.normative_send_up") == date(2026, 11, 23)
    act(city, services.send_up, passed, sent_on=date(2026, 11, 23))
    done = act(
        city, services.publish, passed, published_on=date(2026, 11, 23), effective_on=date(2026, 12, 1)
    )
    assert done.state == "published" and Record.objects.get(pk=passed.pk).next_due is None


def test_a_number_is_given_to_one_resolution(city):
    made = plan(city)
    resolution(city, made)
    with pytest.raises(Refused, match="đã dùng"):
        resolution(city, made)


def test_no_record_is_entered_for_a_neighbours_session(city):
    term = type(city.term).objects.create(council=city.neighbour, starts_on=date(2021, 6, 20))
    theirs = plan(city, who="foreign", term=term)
    with pytest.raises(Refused, match="không thuộc"):
        dossier(city, theirs)
    with pytest.raises(Refused, match="không thuộc"):
        plan(city, term=term)


def test_the_archive_is_judged_by_the_law_of_its_day(city):
    type(city.council).objects.filter(pk=city.council.pk).update(tier="district")
    papers = dossier(city, plan(city, on=date(2022, 7, 20), number=5), on=date(2022, 6, 1))
    limit = Deadline.objects.get(record=papers, code="dossier.to_committee")
    assert (limit.due_on, limit.rule.basis) == (date(2022, 7, 8), "Luật số 80/2015/QH13")


def test_another_committee_takes_over_limit_and_share(city):
    from council.models import BodyKind
    from tests.factories import body

    papers = dossier(city, plan(city))
    other = body("ban-do-thi", BodyKind.COMMITTEE, "Ban Đô thị", city.council)
    stored = act(city, services.reassign, papers, committee=other, assigned_on=date(2026, 11, 2))
    assert (stored.state, stored.committee) == ("assigned", other)
    assert Deadline.objects.get(record=papers, code="dossier.verification_report").owed_by == other
    assert set(Share.objects.filter(record_id=papers.pk).values_list("body", flat=True)) == {
        city.agency.pk,
        other.pk,
    }


def test_numbers_of_resolutions_begin_anew_each_year(city):
    made = plan(city)
    resolution(city, made)
    again = resolution(city, made, on=made.on.replace(year=made.on.year + 1))
    assert again.code == "12/NQ-HĐND"
