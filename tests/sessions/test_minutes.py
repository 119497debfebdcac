"""Minutes from draft to signature, the Standing Body's meetings, and the letters of both."""

import io
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from docx import Document
from pypdf import PdfReader

from core.errors import Refused, Stale
from core.letters.book import LETTERS
from sessions import services
from sessions.models import MinutesSection, Session, StandingMeeting
from sessions.services import standing as meetings
from tests.sessions.builders import act, dossier, plan, question
from tests.sessions.steps import delegates, do, item, sitting, sitting_on, standing_meeting, vote


def told(city):
    """A session with something to tell, closed."""
    record, row, lines = sitting_on(city, count=10, present=9)
    do(city, services.add_speaker, record, delegate=delegates(city, 10)[2])
    do(city, services.start_speaker, record)
    vote(city, record, 7, 1, 1)
    slip = act(city, services.ask, question(city, record), asked_on=date(2026, 11, 16))
    act(city, services.answer_orally, slip, answered_on=date(2026, 11, 16), answer="Sẽ cấp xong trong năm")
    return act(
        city, services.close_session, record, ends_on=record.on, delegates_total=10, delegates_present=9
    )


def test_the_draft_tells_agenda_presence_votes_and_questions(city):
    record = told(city)
    made = do(city, services.draft_minutes, record)
    text = {row.key.split("-")[0]: row.text for row in made.sections.all()}
    assert "9/10 đại biểu có mặt" in text["people"] and "vắng có lý do: Ốm" in text["people"]
    assert "Khai mạc" in text["sitting"] and "Đại biểu Số 002" in text["sitting"]
    assert (
        "tán thành 7, không tán thành 1, không biểu quyết 1" in text["votes"]
        and "được thông qua" in text["votes"]
    )
    assert "Sẽ cấp xong trong năm" in text["questions"]


def test_drafting_anew_leaves_what_somebody_wrote(city):
    record = told(city)
    made = do(city, services.draft_minutes, record)
    chair, people = made.sections.get(key="chair"), made.sections.get(key="people")
    do(
        city,
        services.write_section,
        record,
        section_id=chair.pk,
        heading="Chủ tọa",
        text="Ông A",
        revision=chair.revision,
    )
    person = delegates(city, 10)[9]
    row = record.sittings.get()
    do(city, services.call_roll, record, sitting_id=row.pk, rows={person.pk: ("present", "")})
    do(city, services.draft_minutes, record)
    assert made.sections.get(key="chair").text == "Ông A"
    assert (
        "10/10" in made.sections.get(key="people").text
        and made.sections.get(pk=people.pk).revision == people.revision + 1
    )


def test_two_editors_of_one_section_are_held_apart(city, sign_in):
    record = told(city)
    section = do(city, services.draft_minutes, record).sections.get(key="chair")
    do(
        city,
        services.write_section,
        record,
        section_id=section.pk,
        heading="x",
        text="Bản của người kia",
        revision=1,
    )
    with pytest.raises(Stale):
        do(
            city,
            services.write_section,
            record,
            section_id=section.pk,
            heading="x",
            text="Bản của tôi",
            revision=1,
        )
    url = f"/ky-hop/{record.pk}/bien-ban/muc/{section.pk}/"
    client, data = sign_in("staff"), {"heading": "x", "text": "Bản của tôi", "revision": 1}
    page = client.post(url, data)
    text = page.content.decode()
    assert page.status_code == 409 and "Bản của người kia" in text and "Bản của tôi" in text
    assert client.post(url, data | {"revision": page.context["form"]["revision"].value()}).status_code == 302
    assert MinutesSection.objects.get(pk=section.pk).text == "Bản của tôi"


def test_signing_locks_the_minutes_for_good(city, sign_in):
    record = told(city)
    made = do(city, services.draft_minutes, record)
    client, url = sign_in("staff"), f"/ky-hop/{record.pk}/bien-ban/ky/"
    names = {"chair_name": "Nguyễn Văn Ân", "secretary_name": "Lê Thu Hà"}
    assert "signed_on" in client.post(url, names | {"signed_on": "15/11/2026"}).context["form"].errors
    assert sign_in("delegate").get(f"/ky-hop/{record.pk}/bien-ban/").status_code == 403
    assert sign_in("staff").post(url, names | {"signed_on": "17/11/2026"}).status_code == 302
    assert sign_in("delegate").get(f"/ky-hop/{record.pk}/bien-ban/").status_code == 200
    section = made.sections.first()
    for fn, data in (
        (services.draft_minutes, {}),
        (services.sign_minutes, {**names, "signed_on": date(2026, 11, 18)}),
        (
            services.write_section,
            {"section_id": section.pk, "heading": "x", "text": "x", "revision": section.revision},
        ),
    ):
        with pytest.raises(Refused, match="đã ký"):
            do(city, fn, record, **data)
    forged = (
        lambda: made.sections.update(text="giả"), lambda: made.sections.all().delete(), lambda: made.delete(),
        lambda: type(made).objects.update(chair_name="giả"),
    )  # fmt: skip
    for change in forged:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_minutes_are_not_signed_before_the_session_closed(city):
    record, *_ = sitting_on(city)
    with pytest.raises(Refused, match="Chưa lập biên bản"):
        do(city, services.sign_minutes, record, chair_name="A", secretary_name="B", signed_on=record.on)
    do(city, services.draft_minutes, record)
    with pytest.raises(Refused, match="chưa bế mạc"):
        do(city, services.sign_minutes, record, chair_name="A", secretary_name="B", signed_on=record.on)


def test_the_minutes_are_printed_as_an_official_document(city, sign_in):
    record = told(city)
    do(city, services.draft_minutes, record)
    client = sign_in("staff")
    answer = client.get(f"/ky-hop/{record.pk}/bien-ban/tep.docx")
    words = "\n".join(
        line.text for line in Document(io.BytesIO(b"".join(answer.streaming_content))).paragraphs
    )
    assert "BIÊN BẢN" in words and "Thành phần tham dự" in words
    answer = client.get(f"/ky-hop/{record.pk}/bien-ban/tep.pdf")
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    )
    assert "BIÊN BẢN" in text and "THƯ KÝ KỲ HỌP" in text
    assert client.get(f"/ky-hop/{record.pk}/bien-ban/tep.exe").status_code == 404


# --- the Standing Body ----------------------------------------------------------------------------------------


def test_meetings_have_one_series_a_term(city, sign_in):
    first = standing_meeting(city)
    assert (first.number, standing_meeting(city).number) == (1, 2)
    assert first.title == "Phiên họp thứ nhất của Thường trực HĐND, tháng 11/2026"
    page = sign_in("staff").post(
        "/ky-hop/phien-hop-thuong-truc/moi/", {"term": city.term.pk, "number": "2", "on": "1/12/2026"}
    )
    assert page.status_code == 422 and "Số tiếp theo là 3" in page.context["form"].errors["number"][0]


def test_a_meeting_is_held_and_concluded_by_its_notice(city, sign_in):
    made, client = standing_meeting(city), sign_in("staff")
    url = f"/ky-hop/phien-hop-thuong-truc/{made.pk}/viec"
    assert (
        client.post(
            f"{url}/da-hop/", {"on": "5/11/2026", "present": "Đủ", "version": made.version}
        ).status_code
        == 302
    )
    with pytest.raises(Refused, match="chưa có nội dung"):
        do(city, meetings.give_notice, made, code="1/TB-TTHĐND", noticed_on=date(2026, 11, 6))
    lines = {"noi-dung-TOTAL_FORMS": 2, "noi-dung-INITIAL_FORMS": 0, "noi-dung-0-title": "Kế hoạch kỳ họp",
             "noi-dung-0-due_on": "20/11/2026", "noi-dung-1-title": "Đơn thư"}  # fmt: skip
    page = client.post(f"{url}/noi-dung/", lines)
    assert page.status_code == 422 and "giao cho ai" in page.content.decode()
    assert client.post(f"{url}/noi-dung/", lines | {"noi-dung-0-task_owner": "Văn phòng"}).status_code == 302
    with pytest.raises(Refused, match="Chưa ghi kết luận về «Kế hoạch"):
        do(city, meetings.give_notice, made, code="1/TB-TTHĐND", noticed_on=date(2026, 11, 6))
    rows = [{"topic_id": row.pk, "title": row.title, "conclusion": "Nhất trí"} for row in made.topics.all()]
    do(city, meetings.write_topics, made, rows=rows)
    assert made.topics.count() == 2
    do(city, meetings.give_notice, made, code="1/TB-TTHĐND", noticed_on=date(2026, 11, 6))
    assert StandingMeeting.objects.get(pk=made.pk).state == "concluded"
    assert sign_in("delegate").get(made.get_absolute_url()).status_code == 200


def test_the_meeting_of_the_month_is_owed_and_met_by_holding_it(city):
    made, other = standing_meeting(city), standing_meeting(city, on=date(2026, 11, 20))
    owed = made.deadlines.get(code="standing.monthly_meeting")
    assert (owed.due_on, owed.owed_by, owed.rule.confidence) == (date(2026, 11, 30), city.standing, "verify")
    act(city, meetings.cancel_meeting, other, reason="Trùng lịch")
    assert not other.deadlines.exists()
    do(city, meetings.amend_meeting, made, on=date(2026, 10, 29))
    assert made.deadlines.get().due_on == date(2026, 10, 31)
    do(city, meetings.hold_standing_meeting, made, on=date(2026, 11, 5), present="Đủ")
    owed.refresh_from_db()
    assert (owed.met_on, owed.due_on) == (date(2026, 11, 5), date(2026, 10, 31))


def test_a_delegate_sees_no_meeting_before_its_notice(city, sign_in):
    made = standing_meeting(city)
    assert sign_in("delegate").get(f"/ky-hop/phien-hop-thuong-truc/{made.pk}/").status_code == 404
    assert sign_in("chair").get(f"/ky-hop/phien-hop-thuong-truc/{made.pk}/").status_code == 200


def test_the_months_without_a_meeting_are_named(city):
    from sessions.pages.standing import months_line

    for month in (8, 10):
        made = standing_meeting(city, on=date(2026, month, 5))
        do(city, meetings.hold_standing_meeting, made, on=date(2026, month, 5), present="")
    line = months_line(city.council.pk, date(2026, 11, 20))
    assert line.startswith("Năm 2026: đã họp 2/4 tháng; chưa họp tháng 9, 11.")


# --- letters --------------------------------------------------------------------------------------------------


def words_of(city, code, record, target=None):
    return LETTERS[code].fn(city.actor("staff"), record, target)


def test_the_programme_prints_what_was_published_and_no_draft(city):
    record = plan(city)
    row = sitting(city, record)
    item(city, record, "Khai mạc", sitting=row)
    assert words_of(city, "session.programme", record)["chuong_trinh"]["rows"] == []
    do(city, services.publish_agenda, record)
    item(city, record, "Nội dung chưa công bố", sitting=row)
    rows = words_of(city, "session.programme", Session.objects.get(pk=record.pk))["chuong_trinh"]["rows"]
    assert [cells[:2] for cells in rows] == [["", "Buổi sáng 15/12/2026"], ["08:00", "1. Khai mạc"]]


def test_each_body_is_invited_with_what_it_presents(city):
    record = plan(city)
    dossier(city, record, title="Dự toán ngân sách")
    targets = LETTERS["session.invitation"].targets(record)
    assert [row.body_id for row in targets] == [None, city.agency.pk]
    assert words_of(city, "session.invitation", record, targets[1])["phan_viec"] == "Dự toán ngân sách"
    assert words_of(city, "session.invitation", record, targets[0])["nguoi_moi"].startswith("các vị đại biểu")


def test_who_is_to_answer_is_invited_once_the_slip_is_chosen(city):
    record = plan(city)
    slip = question(city, record, respondent=city.other_agency)
    assert [row.body_id for row in LETTERS["session.invitation"].targets(record)] == [None]
    act(city, services.select_question, slip, selected_on=date(2026, 11, 12))
    target = LETTERS["session.invitation"].targets(record)[1]
    found = words_of(city, "session.invitation", record, target)
    assert (target.body_id, found["phan_viec"]) == (city.other_agency.pk, "trả lời chất vấn của đại biểu")


def test_the_decision_that_is_issued_convenes_the_session(city):
    from core.letters import issue_now
    from sessions.letters.plans import convocation

    record = plan(city)
    actor = city.actor("staff")
    with transaction.atomic():
        issue_now(convocation, actor, record, number="7/QĐ-TTHĐND", signed_on=date(2026, 11, 20))
    record = Session.objects.get(pk=record.pk)
    assert (record.state, record.convocation_no, record.convocation_on) == (
        "convened",
        "7/QĐ-TTHĐND",
        date(2026, 11, 20),
    )


def test_the_notice_of_conclusion_lists_conclusions_and_tasks(city):
    made = standing_meeting(city)
    rows = [
        {"title": "Kỳ họp", "conclusion": "Nhất trí", "task_owner": "Văn phòng", "due_on": date(2026, 11, 20)}
    ]
    do(city, meetings.write_topics, made, rows=rows)
    found = words_of(city, "standing.conclusion", made)
    assert found["ket_luan"]["rows"] == [["1", "Kỳ họp", "Nhất trí"]]
    assert found["giao_viec"]["rows"] == [["Nhất trí", "Văn phòng", "20/11/2026"]]
