"""Questions step by step, effect of resolutions by day, their tasks, compliance, councils below."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from core.errors import NotAllowed, Refused
from core.models import Deadline, Job, Notice, Record
from core.text import nfc
from core.verbs import create
from council.models import Term
from sessions import force, services
from sessions.models import Question, Resolution, ResolutionLink, Session, TaskReport
from sessions.pages import compliance, lower, period
from sessions.pages import question as question_page
from sessions.pages import tasks as task_pages
from sessions.papers import reading
from tests.sessions.builders import act, convened, dossier, plan, question, resolution, task
from tests.world import signed_in

DAY = date(2026, 11, 13)


# --- questions ---------------------------------------------------------------------------------------------------


def labels(asked):
    limits = {row.code: row for row in asked.deadlines.open()}
    return [step.label for step in question_page.steps(Question.objects.get(pk=asked.pk), limits)]


def test_the_delegate_sees_each_step(city):
    made = plan(city)
    asked = question(city, made, who="delegate")
    assert labels(asked) == ["Gửi phiếu chất vấn", "Chờ chuyển đến người bị chất vấn"]
    act(city, services.group_question, asked, topic_group="Đất đai")
    act(city, services.select_question, asked, "chair", selected_on=DAY)
    act(city, services.ask, asked, asked_on=DAY)
    act(city, services.defer_answer, asked, ground="checking")
    assert labels(asked)[1:] == [
        "Xếp nhóm vấn đề", "Thường trực lựa chọn", "Chuyển chất vấn", "Chuyển trả lời bằng văn bản", "Chờ trả lời",
    ]  # fmt: skip
    promise = {"promise": "Cấp xong 1.200 giấy", "promise_due_on": date(2027, 3, 1)}
    act(
        city,
        services.answer_question,
        asked,
        "agency",
        answered_on=date(2026, 11, 20),
        answer="Đang làm",
        **promise,
    )
    assert labels(asked)[-2:] == ["Chờ đại biểu đánh giá trả lời", "Lời hứa phải thực hiện"]
    page = signed_in(city.users["delegate"]).get(asked.get_absolute_url()).content.decode()
    assert "Thường trực lựa chọn" in page and "Cần điều tra, xác minh" in page
    told = Notice.objects.filter(user=city.users["delegate"]).values_list("text", flat=True)
    assert {text.split(":")[0] for text in told} >= {
        "Phiếu chất vấn được lựa chọn", "Đã chuyển chất vấn đến người bị chất vấn", "Đã có trả lời chất vấn",
    }  # fmt: skip


def answered(city):
    asked = act(city, services.ask, question(city, wish="written"), asked_on=DAY)
    promise = {"promise": "Cấp xong 1.200 giấy", "promise_due_on": date(2027, 3, 1)}
    return act(
        city, services.answer_question, asked, answered_on=date(2026, 11, 20), answer="Đang làm", **promise
    )


def test_an_answer_not_agreed_with_is_brought_to_a_session(city):
    made, asked = plan(city), answered(city)
    brought = act(
        city,
        services.bring_to_session,
        asked,
        "delegate",
        brought_on=date(2026, 11, 22),
        council_session=made,
        reason="Chưa rõ",
    )
    assert (brought.state, brought.verdict, brought.brought_to) == ("brought", "brought", made)
    assert labels(asked)[-3:-1] == ["Đề nghị đưa ra kỳ họp", "Chờ HĐND xem xét"]
    result = {"considered_on": date(2026, 12, 15), "consideration": "HĐND yêu cầu báo cáo hằng tháng"}
    done = act(city, services.consider_question, asked, **result)
    assert (done.state, done.consideration) == ("answered", result["consideration"])


def test_a_kept_promise_needs_proof(city):
    asked = answered(city)
    client = signed_in(city.users["staff"])
    url = reverse("sessions:question_verb", args=[asked.pk, "giu-loi-hua"])
    refused = client.post(url, {"kept_on": "24/11/2026", "version": asked.version})
    assert refused.status_code == 422 and "proof" in refused.context["form"].errors
    file = SimpleUploadedFile("bang-ke.txt", b"1200")
    data = {"kept_on": "24/11/2026", "proof": "Bảng kê kèm theo", "files": file, "version": asked.version}
    assert client.post(url, data).status_code == 302
    assert asked.promises.get().proof == "Bảng kê kèm theo" and asked.attachments.count() == 1
    assert Deadline.objects.get(record=asked, code="question.promise").met_on == date(2026, 11, 24)


def test_each_promise_has_its_own_limit_and_proof(city):
    asked = answered(city)
    second = {"promise": "Công khai danh sách hồ sơ chậm", "promise_due_on": date(2026, 12, 31)}
    act(city, services.record_promise, asked, **second)
    first, last = asked.promises.all()
    limits = Deadline.objects.filter(record=asked, code="question.promise").order_by("due_on")
    assert [row.due_on for row in limits] == [date(2026, 12, 31), date(2027, 3, 1)]
    client = signed_in(city.users["staff"])
    url = reverse("sessions:question_verb", args=[asked.pk, "giu-loi-hua"])
    data = {"kept_on": "24/11/2026", "proof": "Trang thông tin của Sở"}
    assert "promise" in client.post(url, data).context["form"].errors
    assert client.post(url, data | {"promise": last.pk}).status_code == 302
    assert labels(asked)[-2:] == ["Lời hứa 1 phải thực hiện", "Lời hứa 2 đã thực hiện"]
    assert [row.met_on for row in limits.all()] == [date(2026, 11, 24), None]
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "1/2 đã thực hiện" in page and "Trang thông tin của Sở" in page
    act(city, services.keep_promise, asked, kept_on=date(2026, 11, 24), promise=first, proof="Bảng kê")
    with pytest.raises(Refused):
        act(city, services.keep_promise, asked, kept_on=date(2026, 11, 24), promise=first, proof="Bảng kê")


def test_the_respondent_reports_on_the_promises_before_the_next_session(city):
    asked = question(city, plan(city, on=date(2026, 7, 14)))
    act(city, services.ask, asked, asked_on=date(2026, 7, 14))
    promise = {"promise": "Cấp xong 1.200 giấy", "promise_due_on": date(2027, 3, 1)}
    act(city, services.answer_orally, asked, answered_on=date(2026, 7, 14), answer="Đang làm", **promise)
    plan(city), plan(city, on=date(2027, 7, 14))
    owed = Deadline.objects.filter(record=asked, code="question.promise_report").order_by("due_on")
    assert owed.count() == 2
    client = signed_in(city.users["agency"])
    assert "Báo cáo thực hiện lời hứa" in client.get(asked.get_absolute_url()).content.decode()
    url = reverse("sessions:question_verb", args=[asked.pk, "bao-cao-loi-hua"])
    said = {"text": "Đã cấp 900 giấy, còn 300 giấy.", "paper_no": "51/BC-SXD"}
    asked.refresh_from_db()
    for day in ("01/07/2026", "30/11/2026"):
        refused = client.post(url, said | {"reported_on": day, "version": asked.version})
        assert refused.status_code == 422 and "reported_on" in refused.context["form"].errors
    file = SimpleUploadedFile("bao-cao.txt", b"900")
    assert client.post(url, said | {"reported_on": "20/11/2026", "files": file}).status_code == 302
    assert [row.met_on for row in owed.all()] == [date(2026, 11, 20), None]
    assert asked.attachments.count() == 1 and asked.promises.get().kept_on is None
    assert labels(asked)[-2:] == ["Báo cáo thực hiện lời hứa", "Lời hứa phải thực hiện"]
    page = signed_in(city.users["delegate"]).get(asked.get_absolute_url()).content.decode()
    assert "còn 300 giấy" in page and "51/BC-SXD" in page
    told = Notice.objects.filter(text__startswith="Đã có báo cáo thực hiện lời hứa")
    assert {row.user for row in told} == {city.users["staff"], city.users["delegate"]}


def test_the_page_of_a_question_reads_its_promises_once(city, django_assert_max_num_queries):
    asked = answered(city)
    act(city, services.report_promise, asked, "agency", reported_on=date(2026, 11, 22), text="Đang làm")
    client = signed_in(city.users["staff"])
    client.get(asked.get_absolute_url())  # the login notes that it is used, once a minute
    with django_assert_max_num_queries(12):
        assert "Đang làm" in client.get(asked.get_absolute_url()).content.decode()


def test_a_promise_stays_owed_while_the_answer_is_disputed(city):
    asked = answered(city)
    act(city, services.ask_again, asked, "delegate", asked_on=date(2026, 11, 21), reason="Chưa rõ")
    act(city, services.report_promise, asked, "agency", reported_on=date(2026, 11, 22), text="Đang làm")
    kept = act(city, services.keep_promise, asked, kept_on=date(2026, 11, 23), proof="Bảng kê")
    assert kept.state == "written_pending" and kept.promises.get().kept_on


def test_slips_are_grouped_and_chosen_together(city):
    made = plan(city)
    slips = [question(city, made, title=f"Vì sao {number}?") for number in range(3)]
    staff, chair = signed_in(city.users["staff"]), signed_in(city.users["chair"])
    data = {"topic_group": "Đất đai", "slips": [slip.pk for slip in slips[:2]]}
    assert staff.post(reverse("sessions:groups_group", args=[made.pk]), data).status_code == 302
    assert chair.post(reverse("sessions:groups_group", args=[made.pk]), data).status_code == 403
    page = chair.get(reverse("sessions:groups", args=[made.pk]))
    assert [(group["title"], len(group["rows"])) for group in page.context["groups"]] == [
        ("Chưa xếp nhóm", 1),
        ("Đất đai", 2),
    ]
    choose = reverse("sessions:groups_choose", args=[made.pk])
    chair.post(choose, {"group": "Đất đai"})
    chair.post(choose, {"group": "", "leave": "1"})  # without a reason nothing is left out
    assert Question.objects.filter(state="not_selected").count() == 0
    chair.post(choose, {"group": "", "leave": "1", "reason": "Đã trả lời kỳ trước"})
    states = Question.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["selected", "selected", "not_selected"]


def test_a_foreign_slip_is_not_grouped(city):
    made = plan(city)
    other = question(city, plan(city), title="Của kỳ khác?")
    url = reverse("sessions:groups_group", args=[made.pk])
    answer = signed_in(city.users["staff"]).post(url, {"topic_group": "x", "slips": [other.pk]})
    assert answer.status_code == 422
    other.refresh_from_db()
    assert other.topic_group == ""


# --- effect --------------------------------------------------------------------------------------------------------

BEGIN, END = date(2026, 1, 1), date(2028, 1, 1)
PART, WHOLE = ("amends", date(2027, 1, 1)), ("repeals", date(2027, 6, 1))
EFFECTS = [
    (date(2025, 12, 31), BEGIN, None, [], force.NOT_YET),
    (BEGIN, BEGIN, None, [], force.IN_FORCE),
    (BEGIN, None, None, [], force.NOT_YET),
    (date(2026, 12, 31), BEGIN, None, [PART], force.IN_FORCE),
    (date(2027, 1, 1), BEGIN, None, [PART], force.CHANGED),
    (date(2027, 1, 1), BEGIN, None, [("repeals_part", date(2027, 1, 1))], force.CHANGED),
    (date(2027, 5, 31), BEGIN, None, [PART, WHOLE], force.CHANGED),
    (date(2027, 6, 1), BEGIN, None, [PART, WHOLE], force.ENDED),
    (date(2027, 12, 31), BEGIN, END, [], force.IN_FORCE),
    (END, BEGIN, END, [], force.ENDED),
]


@pytest.mark.parametrize("day, effective_on, expires_on, links, wanted", EFFECTS)
def test_effect_by_day_is_the_same_in_words_and_in_the_database(
    city, day, effective_on, expires_on, links, wanted
):
    assert force.force_on(day, effective_on, expires_on, links) == wanted
    made = resolution(city, plan(city, on=date(2025, 12, 20)), effective_on=effective_on)
    later = resolution(city, plan(city, on=date(2026, 12, 20)), code="30/NQ-HĐND")
    Resolution.objects.filter(pk=made.pk).update(expires_on=expires_on)
    for kind, from_on in links:
        ResolutionLink.objects.create(source=later, target=made, kind=kind, from_on=from_on)
    mine = Resolution.objects.filter(pk=made.pk)
    assert [key for key in force.LABELS if force.in_force(mine, day, key).exists()] == [wanted]


def test_a_link_shows_on_both_resolutions_and_in_the_list(city):
    made = resolution(city, plan(city, on=date(2026, 5, 20)), effective_on=date(2026, 6, 1))
    later = resolution(city, plan(city, on=date(2026, 9, 20)), code="30/NQ-HĐND", title="Về sửa đổi dự toán")
    url = reverse("sessions:resolution_verb", args=[later.pk, "sua-doi-bai-bo"])
    client = signed_in(city.users["staff"])
    data = {"kind": "repeals", "code": "12/nq-hđnd", "from_on": "1/10/2026", "version": later.version}
    assert client.post(url, data | {"code": "99/NQ-HĐND"}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert "30/NQ-HĐND" in client.get(made.get_absolute_url()).content.decode()
    assert "12/NQ-HĐND" in client.get(later.get_absolute_url()).content.decode()
    for day, shown in (("30/9/2026", False), ("1/10/2026", True)):
        page = client.get("/ky-hop/nghi-quyet/", {"hieu_luc": "ended", "vao_ngay": day}).content.decode()
        assert (f'"{made.get_absolute_url()}"' in page) == shown, day


def test_a_resolution_does_not_amend_an_older_ones_future(city):
    made = resolution(city, plan(city, on=date(2026, 5, 20)))
    later = resolution(city, plan(city, on=date(2026, 9, 20)), code="30/NQ-HĐND")
    form = services.add_link.verb.form
    bad = form(
        {"kind": "amends", "code": later.code, "from_on": "1/1/2027"}, actor=city.actor("staff"), record=made
    )
    assert not bad.is_valid() and "thông qua sau" in bad.errors["code"][0]


def test_a_number_comes_with_the_issue(city):
    made = resolution(city, plan(city, on=date(2026, 11, 16)), code="")
    act(city, services.certify, made, certified_on=date(2026, 11, 18))
    with pytest.raises(Refused):
        act(city, services.publish, made, published_on=date(2026, 11, 20))
    resolution(city, plan(city, on=date(2026, 10, 16)), code="40/NQ-HĐND", dossier=None)
    with pytest.raises(Refused, match="đã dùng"):
        act(city, services.issue, made, code="40/NQ-HĐND", issued_on=date(2026, 11, 19))
    done = act(
        city,
        services.issue,
        made,
        code="41/NQ-HĐND",
        issued_on=date(2026, 11, 19),
        effective_on=date(2026, 12, 1),
    )
    assert (done.state, done.code, done.effective_on) == ("issued", "41/NQ-HĐND", date(2026, 12, 1))
    assert act(city, services.publish, made, published_on=date(2026, 11, 20)).state == "published"


@pytest.mark.parametrize(
    "text, found", [("41/NQ-HĐND", True), ("41 nq hdnd", True), ("thoat nuoc", True), ("dat rung", False)]
)
def test_resolutions_are_found_by_number_and_by_words(city, text, found):
    made = resolution(city, plan(city), code="41/NQ-HĐND", title="Về quy hoạch thoát nước")
    page = signed_in(city.users["delegate"]).get("/ky-hop/nghi-quyet/", {"q": text}).content.decode()
    assert (f'"{made.get_absolute_url()}"' in page) == found


def test_a_resolution_is_found_by_what_it_says(city):
    made = resolution(city, plan(city))
    client = signed_in(city.users["staff"])
    file = SimpleUploadedFile("nghi-quyet.txt", "Điều 1. Miễn học phí cho học sinh xã đảo.".encode())
    client.post(reverse("core:upload", args=[made.pk]), {"files": file})
    reading.read_left()
    for text, found in (("hoc phi xa dao", True), ("hoc phi mien nui", False)):
        page = client.get("/ky-hop/nghi-quyet/", {"q": text}).content.decode()
        assert (f'"{made.get_absolute_url()}"' in page) == found, text
    page = signed_in(city.users["delegate"]).get(made.get_absolute_url()).content.decode()
    assert ">nghi-quyet<" in page


# --- tasks -----------------------------------------------------------------------------------------------------------


def given(city, **values):
    return task(city, resolution(city, plan(city, on=date(2026, 11, 16))), **values)


def test_a_task_is_owed_reported_and_confirmed(city):
    made = given(city)
    owed = Deadline.objects.get(record=made)
    assert (owed.code, owed.owed_by, owed.due_on) == ("resolution.task", city.agency, date(2027, 3, 31))
    half = {"year": 2026, "half": 2, "reported_on": date(2026, 12, 20)}
    doing = act(city, services.report_task, made, "agency", state="stuck", text="Thiếu vốn", **half)
    assert doing.state == "doing"
    said = act(city, services.report_task, made, "agency", state="done", text="Đã xong", **half)
    assert (said.state, TaskReport.objects.get().text) == ("reported", "Đã xong")
    back = act(city, services.send_back_task, made, reason="Chưa có sản phẩm")
    assert back.state == "doing"
    done = act(city, services.confirm_task, made, done_on=date(2027, 1, 5), closing_note="Đã có kế hoạch")
    owed.refresh_from_db()
    assert (done.state, owed.met_on) == ("done", date(2027, 1, 5))
    with pytest.raises(NotAllowed):
        act(city, services.confirm_task, made, "agency", done_on=date(2027, 1, 5), closing_note="x")


def test_another_lead_takes_the_task_over(city):
    made = given(city)
    values = {
        "resolution": made.resolution,
        "title": made.title,
        "on": made.on,
        "due_on": made.due_on,
        "product": "x",
    }
    act(city, services.amend_task, made, lead=city.other_agency, **values)
    assert Deadline.objects.get(record=made).owed_by == city.other_agency
    assert signed_in(city.users["agency"]).get(made.get_absolute_url()).status_code == 404
    assert signed_in(city.users["other_agency"]).get(made.get_absolute_url()).status_code == 200


def test_a_half_year_shows_who_said_nothing(city):
    made, silent = (
        given(city),
        task(city, Resolution.objects.first() or resolution(city, plan(city)), title="Không báo cáo"),
    )
    half = {"year": 2026, "half": 2, "reported_on": date(2026, 12, 20)}
    act(city, services.report_task, made, "agency", state="doing", text="Đang làm", **half)
    client, query = signed_in(city.users["staff"]), "?nam=2026&ky=2"
    page = client.get(f"{reverse('sessions:half_year')}{query}")
    assert (page.context["total"], page.context["reported"]) == (2, 1)
    sheet = load_workbook(
        io.BytesIO(client.get(f"{reverse('sessions:half_year_xlsx')}{query}").content)
    ).active
    said = {row[1]: row[7] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert said == {made.title: "Đang thực hiện", silent.title: "chưa báo cáo"}
    other = signed_in(city.users["other_agency"]).get(f"{reverse('sessions:half_year')}{query}")
    assert other.context["total"] == 0
    assert client.get(f"{reverse('sessions:half_year')}?nam=abc").status_code == 400
    job = Job(membership_id=city.actor("staff").membership_id, params={"year": 2026, "half": 2})
    _, content = task_pages.printed(job, lambda percent: None)
    assert "Không báo cáo" in nfc(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    )


# --- compliance, councils below ----------------------------------------------------------------------------------------


def verdicts(made, today=date(2026, 11, 24)):
    return {
        limit.code: limit.verdict for limit in compliance.limits_of(Session.objects.get(pk=made.pk), today)
    }


def test_each_limit_of_a_session_is_met_late_open_or_not_arisen(city):
    made = convened(city)  # convened on the opening day: late
    papers = dossier(city, made)
    act(city, services.receive, papers, received_on=date(2026, 11, 20))
    found = verdicts(made)
    assert found["session.convene_regular"] == compliance.LATE
    assert found["dossier.to_committee"] == compliance.MET
    assert found["dossier.verification_report"] == compliance.OPEN
    assert found["resolution.certify"] == compliance.NONE
    assert "session.convene_thematic" not in found
    assert verdicts(made, date(2026, 12, 10))["dossier.verification_report"] == compliance.OVERDUE
    page = signed_in(city.users["chair"]).get(reverse("sessions:compliance", args=[made.pk])).content.decode()
    assert "cần kiểm chứng" in page and "chưa phát sinh" in page
    assert (
        signed_in(city.users["agency"]).get(reverse("sessions:compliance", args=[made.pk])).status_code == 404
    )


def test_one_late_row_makes_the_limit_late(city):
    made, days = plan(city), [date(2026, 11, 20), date(2026, 12, 1)]
    for number in range(2):
        papers = dossier(city, made, title=f"Hồ sơ {number}")
        late = {"late_reason": "x", "late_approved_by": "y"} if number else {}
        act(city, services.receive, papers, received_on=days[number], **late)
    assert verdicts(made)["dossier.to_committee"] == compliance.LATE


def test_the_compliance_page_is_printed(city):
    made = convened(city)
    dossier(city, made)
    job = Job(membership_id=city.actor("staff").membership_id, params={"session": made.pk})
    name, content = compliance.printed(job, lambda percent: None)
    text = nfc(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    assert name == "tuan-thu-ky-hop-1.pdf" and "chưa phát sinh" in " ".join(text.split())


def ward_session(city, **values):
    term = Term.objects.get_or_create(
        council=city.ward, ordinal="I", defaults={"starts_on": date(2025, 7, 1)}
    )[0]
    values = {"term": term, "session_kind": "regular_mid", "on": date(2026, 6, 20)} | values
    return create(services.plan_session, city.actor("ward"), **values)


def below(city, year, half):
    return [
        (row["council"].short_name, row["word"])
        for row in lower.rows_of(city.council.pk, period.Half(year, half))
    ]


def test_the_city_sees_which_councils_below_held_their_regular_session(city):
    name = city.ward.short_name
    assert below(city, 2026, 1) == [(name, "chưa họp")]
    made = ward_session(city)
    ward_session(city, session_kind="thematic", on=date(2026, 8, 1))
    assert below(city, 2026, 1) == [(name, "dự kiến")]
    assert below(city, 2026, 2) == [(name, "chưa họp")]
    Record.objects.filter(pk=made.pk).update(state="closed")
    assert below(city, 2026, 1) == [(name, "đã họp")]
    client, query = signed_in(city.users["chair"]), "?nam=2026&ky=1"
    page = client.get(f"{reverse('sessions:lower')}{query}")
    assert (page.context["held"], page.context["total"]) == (1, 1)
    sheet = load_workbook(io.BytesIO(client.get(f"{reverse('sessions:lower_xlsx')}{query}").content)).active
    ward_session(city, session_kind="regular_end", on=date(2027, 1, 8))
    assert below(city, 2026, 2) == [(name, "dự kiến")]
    assert [cell.value for cell in sheet[2]][0::7] == [name, "đã họp"]


def test_a_council_that_had_ended_is_not_asked_for(city):
    type(city.ward).objects.filter(pk=city.ward.pk).update(valid_to=date(2025, 6, 30))
    assert below(city, 2026, 1) == [] and len(below(city, 2025, 1)) == 1
