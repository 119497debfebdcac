"""The pages of the room, as people of each role use them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Attachment, HistoryEntry
from sessions import services
from sessions.models import Dossier, Question, Resolution, Session
from tests.sessions.builders import act, dossier, plan, question, resolution

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
LISTS = ["/ky-hop/", "/ky-hop/ho-so/", "/ky-hop/chat-van/", "/ky-hop/nghi-quyet/"]


def whole(city, n=0):
    """A session with one of everything."""
    made = plan(city, on=date(2026, 11, 16), place="Hội trường Thành ủy", topic="Kinh tế – xã hội")
    papers = act(city, services.receive, dossier(city, made), received_on=date(2026, 10, 20))
    act(city, services.verify, papers, verified_on=date(2026, 10, 21), opinion="Đồng ý", report_no="9/BC")
    slip = act(city, services.ask, question(city, made), asked_on=date(2026, 11, 13))
    promise = {"promise": "Cấp xong 500 giấy", "promise_due_on": date(2027, 3, 31)}
    act(city, services.answer_orally, slip, answered_on=date(2026, 11, 13), answer="Sẽ làm", **promise)
    passed = resolution(city, made, code=f"{n}/NQ-HĐND", dossier=Dossier.objects.get(pk=papers.pk))
    act(city, services.add_item, made, title="Khai mạc", minutes=90, kind="opening", dossier=papers)
    return made, papers, slip, passed


def test_staff_enter_a_session_with_the_next_number_proposed(city, sign_in):
    plan(city)
    client = sign_in("staff")
    page = client.get("/ky-hop/moi/")
    assert page.context["form"]["number"].value() == 2
    data = {
        "term": city.term.pk,
        "number": "",
        "session_kind": "thematic",
        "on": "30/12/2026",
        "mode": "in_person",
    }
    saved = client.post("/ky-hop/moi/", data)
    made = Session.objects.get(number=2)
    assert saved.status_code == 302 and made.title == "Kỳ họp thứ 2, chuyên đề năm 2026"
    shown = client.get(f"/ky-hop/{made.pk}/")
    assert shown.status_code == 200 and "cần kiểm chứng" in shown.content.decode()


@pytest.mark.parametrize(
    "data, field, words",
    [
        ({"number": "1"}, "number", "Số tiếp theo là 2"),
        ({"ends_on": "1/12/2026"}, "ends_on", "không được trước ngày khai mạc"),
        ({"on": "31/02/2026"}, "on", "không có ngày 31"),
        ({"term": "999999"}, "term", ""),
    ],
)
def test_a_wrong_session_is_told_at_its_field_and_keeps_what_was_typed(city, sign_in, data, field, words):
    plan(city)
    values = {
        "term": city.term.pk,
        "number": "5",
        "session_kind": "thematic",
        "on": "30/12/2026",
        "mode": "in_person",
        "topic": "Giữ lại",
    }
    page = sign_in("staff").post("/ky-hop/moi/", values | data)
    assert page.status_code == 422
    assert words in " ".join(page.context["form"].errors[field])
    assert "Giữ lại" in page.content.decode()
    assert Session.objects.count() == 1


def test_the_amend_form_points_to_the_verb_that_moves_the_day(city, sign_in):
    made = plan(city)
    client = sign_in("staff")
    values = {
        "term": city.term.pk,
        "number": "1",
        "session_kind": "regular_end",
        "mode": "in_person",
        "version": made.version,
    }
    page = client.post(f"/ky-hop/{made.pk}/sua/", values | {"on": "16/12/2026"})
    assert page.status_code == 422 and "Dời ngày khai mạc" in page.context["form"].errors["on"][0]
    page = client.post(f"/ky-hop/{made.pk}/sua/", values | {"on": "15/12/2026", "place": "Hội trường"})
    assert page.status_code == 302 and Session.objects.get(pk=made.pk).place == "Hội trường"


def test_the_day_is_moved_in_the_browser_with_its_reason(city, sign_in):
    made = plan(city)
    client = sign_in("staff")
    url = f"/ky-hop/{made.pk}/viec/doi-ngay/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"on": "16/12/2026"}).status_code == 422
    done = client.post(url, {"on": "16/12/2026", "reason": "Trùng hội nghị", "version": made.version})
    assert done.status_code == 302
    entry = HistoryEntry.objects.filter(record_id=made.pk, verb="sessions.move").first()
    assert entry.note == "Trùng hội nghị"
    assert "Trùng hội nghị" in client.get(f"/ky-hop/{made.pk}/").content.decode()


def test_a_new_dossier_begins_with_its_session_and_so_does_the_next(city, sign_in):
    made = plan(city)
    client = sign_in("staff")
    url = f"/ky-hop/ho-so/moi/?ky-hop={made.pk}"
    assert f'<option value="{made.pk}" selected>' in client.get(url).content.decode()
    values = {"title": "Dự toán", "document_kind": "draft", "on": "1/11/2026", "council_session": made.pk,
              "submitter": city.agency.pk, "committee": city.committee.pk}  # fmt: skip
    saved = client.post(url, values | {"_again": "1"})
    assert saved["Location"] == url and Dossier.objects.get().parent_id == made.pk
    plan(city, on=date(2027, 3, 1))
    likely = client.get("/ky-hop/ho-so/moi/?ky-hop=abc")
    assert likely.context["form"]["council_session"].value() == made.pk


@pytest.mark.parametrize("pages", range(4))
def test_the_pages_of_a_whole_session(city, sign_in, pages, django_assert_max_num_queries):
    record = whole(city)[pages]
    client = sign_in("staff")
    client.get("/ky-hop/")  # moves the idle limit of the login, once a minute
    with django_assert_max_num_queries(15):
        page = client.get(record.get_absolute_url())
    assert page.status_code == 200
    assert record.title in page.content.decode()


def test_the_session_page_takes_the_same_number_of_queries_however_full(
    city, sign_in, django_assert_num_queries
):
    made, *_ = whole(city)
    client = sign_in("staff")
    client.get(f"/ky-hop/{made.pk}/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"/ky-hop/{made.pk}/")
    for number in (2, 3):
        dossier(city, made)
        question(city, made)
        resolution(city, made, code=f"{number}/NQ")
        act(city, services.add_item, made, title="x")
    with django_assert_num_queries(len(few)):
        client.get(f"/ky-hop/{made.pk}/")


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("who", ["staff", "agency", "delegate"])
def test_lists_take_the_same_number_of_queries_with_one_and_three(
    city, sign_in, url, who, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    whole(city, 1)
    client = sign_in(who)
    client.get(url)
    with CaptureQueriesContext(connection) as one, django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200
    whole(city, 2)
    whole(city, 3)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)


@pytest.mark.parametrize("url", LISTS)
def test_lists_are_exported_as_they_are_filtered(city, sign_in, url):
    whole(city)
    client = sign_in("staff")
    assert client.get(f"{url}xuat.xlsx").status_code == 200
    assert client.get(f"{url}?q=khong+co+gi").status_code == 200
    assert client.get(f"{url}?ky_hop=999999&loai=abc&linh_vuc=abc").status_code == 400


def test_an_agency_sees_and_hands_in_its_own_dossiers_alone(city, sign_in):
    made = plan(city)
    own, other = dossier(city, made), dossier(city, made, submitter=city.other_agency)
    client = sign_in("agency")
    page = client.get("/ky-hop/ho-so/").content.decode()
    assert own.code in page and other.code not in page
    assert client.get(f"/ky-hop/ho-so/{other.pk}/").status_code == 404
    assert client.get(f"/ky-hop/{made.pk}/").status_code == 404
    url = f"/ky-hop/ho-so/{own.pk}/viec/nop/"
    assert client.post(url, {}).status_code == 422
    fake = SimpleUploadedFile("to-trinh.pdf", b"<script>")
    assert "to-trinh.pdf" in client.post(url, {"files": fake}).content.decode()
    files = [SimpleUploadedFile("to-trinh.pdf", PDF), SimpleUploadedFile("du-thao.pdf", PDF)]
    assert client.post(url, {"files": files}).status_code == 302
    assert Attachment.objects.filter(record_id=own.pk).count() == 2
    assert Dossier.objects.get(pk=own.pk).handed_in_on
    shown = client.get(f"/ky-hop/ho-so/{own.pk}/").content.decode()
    assert ">to-trinh<" in shown and f'href="/ho-so/{made.pk}/"' not in shown


def _came(papers):
    return {f"part_{part.pk}": "paper" for part in papers.dossier_parts.filter(is_required=True)}


def test_a_late_dossier_asks_for_its_reason_at_the_field(city, sign_in):
    papers = dossier(city, plan(city, on=date(2026, 12, 1)))
    client = sign_in("staff")
    url = f"/ky-hop/ho-so/{papers.pk}/viec/nhan/"
    page = client.post(url, {"received_on": "20/11/2026"})
    assert (
        page.status_code == 422
        and "Hạn gửi hồ sơ là 16/11/2026" in page.context["form"].errors["late_reason"][0]
    )
    page = client.post(
        url,
        {
            "received_on": "20/11/2026",
            "late_reason": "Chờ",
            "late_approved_by": "Phó Chủ tịch",
            **_came(papers),
        },
    )
    assert page.status_code == 302


def test_a_delegate_submits_a_slip_on_a_form_that_knows_them(city, sign_in):
    type(city.delegate).objects.create(term=city.term, name="Trần Thị Mai")
    client = sign_in("delegate")
    form = client.get("/ky-hop/chat-van/moi/").context["form"]
    assert list(form.fields["delegate"].queryset) == [city.delegate]
    values = {"title": "Vì sao chậm?", "field": "land", "wish": "oral", "delegate": city.delegate.pk,
              "submitted_on": "10/11/2026", "respondent": city.agency.pk, "respondent_post": "Giám đốc"}  # fmt: skip
    assert client.post("/ky-hop/chat-van/moi/", values).status_code == 302
    made = Question.objects.get()
    assert client.get(f"/ky-hop/chat-van/{made.pk}/").status_code == 200
    assert sign_in("agency").get(f"/ky-hop/chat-van/{made.pk}/").status_code == 404


def test_another_delegates_slip_is_not_found_by_any_address(city, sign_in):
    other = type(city.delegate).objects.create(term=city.term, name="Trần Thị Mai")
    slip = question(city, delegate=other)
    client = sign_in("delegate")
    for url in (f"/ky-hop/chat-van/{slip.pk}/", f"/ho-so/{slip.pk}/", f"/ho-so/{slip.pk}/lich-su/"):
        assert client.get(url).status_code == 404, url


def test_the_respondent_answers_in_the_browser(city, sign_in):
    slip = act(city, services.ask, question(city, wish="written"), asked_on=date(2026, 11, 13))
    client = sign_in("agency")
    url = f"/ky-hop/chat-van/{slip.pk}/viec/tra-loi/"
    values = {"answer": "Đã rà soát", "answered_on": "20/11/2026", "answer_no": "7/SXD"}
    assert client.post(url, values | {"promise": "Sẽ làm"}).status_code == 422
    assert client.post(url, values | {"answered_on": "1/11/2026"}).status_code == 422
    assert client.post(url, values | {"files": SimpleUploadedFile("tra-loi.pdf", PDF)}).status_code == 302
    assert Question.objects.get(pk=slip.pk).answer_no == "7/SXD"


def test_a_resolution_with_too_few_votes_is_told_at_the_field(city, sign_in):
    made = plan(city)
    client = sign_in("staff")
    values = {"code": "12/NQ-HĐND", "on": "15/12/2026", "title": "Về dự toán", "field": "budget", "council_session": made.pk,
              "votes_for": 29, "votes_against": 0, "votes_abstain": 0, "delegates_total": 58}  # fmt: skip
    page = client.post("/ky-hop/nghi-quyet/moi/", values)
    assert page.status_code == 422 and "cần ít nhất 30" in page.context["form"].errors["votes_for"][0]
    assert client.post("/ky-hop/nghi-quyet/moi/", values | {"votes_for": 50}).status_code == 302
    page = client.post("/ky-hop/nghi-quyet/moi/", values | {"votes_for": 50})
    assert page.status_code == 422 and "đã dùng" in page.context["form"].errors["code"][0]
    assert Resolution.objects.count() == 1


def test_the_agenda_is_kept_without_javascript(city, sign_in):
    made = plan(city)
    client = sign_in("staff")
    url = f"/ky-hop/{made.pk}/chuong-trinh/"
    assert client.get(f"{url}moi/").status_code == 200
    assert client.post(f"{url}moi/", {"title": "", "kind": "report"}).status_code == 422
    for title in ("Khai mạc", "Báo cáo"):
        assert (
            client.post(f"{url}moi/", {"title": title, "kind": "report", "minutes": "30"}).status_code == 302
        )
    first, second = made.agenda.all()
    assert client.post(f"{url}{second.pk}/len/")["Location"].endswith("#agenda")
    assert [item.title for item in made.agenda.all()] == ["Báo cáo", "Khai mạc"]
    assert client.get(f"{url}{first.pk}/").status_code == 200
    client.post(f"{url}{first.pk}/", {"title": "Lễ khai mạc", "kind": "opening"})
    assert client.post(f"{url}{second.pk}/bo/").status_code == 302
    assert [(item.position, item.title) for item in made.agenda.all()] == [(1, "Lễ khai mạc")]
    assert client.get(f"{url}{second.pk}/").status_code == 404
    assert client.get(f"{url}{first.pk}/bo/").status_code == 405
    assert sign_in("chair").post(f"{url}{first.pk}/bo/").status_code == 403
    assert sign_in("foreign").post(f"{url}{first.pk}/bo/").status_code == 404


def test_a_neighbour_sees_nothing(city, sign_in):
    client = sign_in("foreign")
    for record in whole(city):
        assert client.get(record.get_absolute_url()).status_code == 404


def test_dossiers_are_filtered_by_session_and_submitter(city, sign_in):
    made = plan(city)
    dossier(city, made)
    for query, total in [(f"ky_hop={made.pk}", 1), (f"co_quan={city.agency.pk}", 1)]:
        page = sign_in("staff").get(f"/ky-hop/ho-so/?{query}")
        assert page.status_code == 200 and page.context["table"].page.paginator.count == total
    assert sign_in("staff").get(f"/ky-hop/ho-so/?co_quan={city.other_agency.pk}").status_code == 400
