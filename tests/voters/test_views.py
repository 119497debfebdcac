import re
from datetime import date

import pytest

from council.models import BodyKind
from tests import factories
from tests.voters import make
from voters import services
from voters.models import Meeting, Opinion
from voters.similar import common_words


def form_of(page):
    """What the browser would send back of a form page: each field's shown value."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


# --- entry ----------------------------------------------------------------------------------------------------


def test_opinion_is_entered_once_however_often_it_is_sent(city, sign_in, django_assert_max_num_queries):
    client = sign_in("staff")
    page = client.get("/kien-nghi/moi/")
    sent = form_of(page) | {
        "title": "Đèn đường ngõ 47 hỏng",
        "field": "traffic",
        "competence": "commune",
        "on": "5/9/2026",
    }
    saved = client.post("/kien-nghi/moi/", sent)
    assert saved.status_code == 302 and client.post("/kien-nghi/moi/", sent)["Location"] == saved["Location"]
    assert Opinion.objects.count() == 1
    with django_assert_max_num_queries(15):
        assert "Đèn đường ngõ 47" in client.get("/kien-nghi/?q=den+duong").content.decode()


def test_ten_opinions_in_a_row_keep_meeting_day_field_and_level(city, sign_in):
    client, meeting = sign_in("staff"), make.held(city, on=date(2026, 9, 8))
    address = f"/kien-nghi/moi/?hoi-nghi={meeting.pk}"
    page = client.get(address)
    assert (page.context["form"]["meeting"].value(), page.context["form"]["on"].value()) == (
        meeting.pk,
        date(2026, 9, 8),
    )
    for number in range(10):
        sent = form_of(page) | {
            "title": f"Kiến nghị {number}",
            "field": "land",
            "competence": "city",
            "_again": "1",
            "on": "08/09/2026",
        }
        saved = client.post(address, sent)
        assert saved.status_code == 302, saved.content.decode()
        address = saved["Location"]
        page = client.get(address)
        kept = {
            name: page.context["form"][name].value() for name in ("meeting", "field", "competence", "title")
        }
        assert kept == {"meeting": meeting.pk, "field": "land", "competence": "city", "title": None}
        assert page.context["form"]["on"].value() == date(2026, 9, 8)
    assert meeting.opinions.count() == 10
    assert "autofocus" in str(page.context["form"]["title"])


def test_an_old_meeting_can_still_be_entered_for(city, sign_in, monkeypatch):
    monkeypatch.setattr("voters.forms.opinions.RECENT", 1)
    old = make.held(city, on=date(2025, 6, 2))
    make.held(city)
    page = sign_in("staff").get(f"/kien-nghi/moi/?hoi-nghi={old.pk}")
    assert {str(key) for key, _ in page.context["form"].fields["meeting"].choices} >= {str(old.pk)}


@pytest.mark.parametrize(
    "query, status",
    [("hoi-nghi=abc", 400), ("hoi-nghi=999999", 404), ("ngay=31/02", 400), ("linh-vuc=khac", 200)],
)
def test_a_wrong_address_of_the_entry_form(city, sign_in, query, status):
    assert sign_in("staff").get(f"/kien-nghi/moi/?{query}").status_code == status


def test_the_meeting_of_another_council_cannot_be_used(city, sign_in):
    foreign = make.meeting(city, "foreign")
    client = sign_in("staff")
    assert client.get(f"/kien-nghi/moi/?hoi-nghi={foreign.pk}").status_code == 404
    page = client.post(
        "/kien-nghi/moi/", {"title": "x", "field": "land", "on": "1/9/2026", "meeting": foreign.pk}
    )
    assert page.status_code == 422 and "meeting" in page.context["form"].errors


@pytest.mark.parametrize(
    "wrong, at",
    [
        ({"on": "31/11/2026"}, "on"),
        ({"on": "1/1/2035"}, "on"),
        ({"field": "x"}, "field"),
        ({"title": "  "}, "title"),
        ({"meeting": "x"}, "meeting"),
    ],
)
def test_a_wrong_opinion_is_told_at_its_field(city, sign_in, wrong, at):
    sent = {"title": "Nạo vét", "field": "land", "on": "1/9/2026"} | wrong
    page = sign_in("staff").post("/kien-nghi/moi/", sent)
    assert page.status_code == 422 and list(page.context["form"].errors) == [at]


def test_meeting_is_planned_and_its_result_noted(city, sign_in):
    client = sign_in("staff")
    sent = form_of(client.get("/tiep-xuc-cu-tri/moi/")) | {
        "title": "Tiếp xúc trước kỳ họp thứ 7", "meeting_kind": "before", "mode": "mixed", "on": "8/10/2026",
        "starts_at": "08:00",
        "unit": city.ward_unit.pk, "hamlet": "Tổ dân phố 12", "delegates": [city.delegate.pk],
    }  # fmt: skip
    saved = client.post("/tiep-xuc-cu-tri/moi/", sent)
    assert saved.status_code == 302, saved.context["form"].errors
    made = Meeting.objects.get()
    result = f"/tiep-xuc-cu-tri/{made.pk}/viec/ket-qua/"
    assert client.get(result).context["form"]["delegates"].value() == [city.delegate.pk]
    wrong = client.post(result, {"voters": "20", "speakers": "21", "delegates": [city.delegate.pk]})
    assert wrong.status_code == 422 and "speakers" in wrong.context["form"].errors
    assert client.post(result, {"voters": "", "speakers": "1"}).status_code == 422
    done = client.post(
        result, {"voters": "80", "speakers": "9", "delegates": [city.delegate.pk], "absences": "Vũ A, ốm"}
    )
    assert done.status_code == 302
    page = client.get(f"/tiep-xuc-cu-tri/{made.pk}/")
    assert "Vũ A, ốm" in page.content.decode() and f"?hoi-nghi={made.pk}" in page.content.decode()


def test_a_ward_may_hold_a_meeting_jointly_with_the_council_above(city, client):
    def choices(who):
        client.force_login(city.users[who], backend="django.contrib.auth.backends.ModelBackend")
        return client.get("/tiep-xuc-cu-tri/moi/").context["form"].fields

    assert [body.pk for body in choices("ward")["joint_with"].queryset] == [city.council.pk]
    assert "joint_with" not in choices("staff")


# --- verbs on the page ----------------------------------------------------------------------------------------


def post(client, made, slug, **data):
    return client.post(f"/kien-nghi/{made.pk}/viec/{slug}/", {"version": made.version, **data})


def test_sending_up_what_is_the_wards_says_why_and_is_counted(city, sign_in):
    made, client = make.opinion(city, "ward", competence="commune"), sign_in("ward")
    page = post(client, made, "gui-cap-tren", sent_up_on="10/10/2026")
    assert page.status_code == 409
    assert (
        "thuộc thẩm quyền phường, xã: giải quyết tại chỗ, không tổng hợp lên thành phố"
        in page.content.decode()
    )
    assert Opinion.objects.get().kept_below_on is not None
    assert "giữ lại cấp dưới" in client.get(f"/kien-nghi/{made.pk}/").content.decode()


def test_the_similar_ones_stand_beside_the_sending_up(city, sign_in):
    first = make.answered(
        city, "ward", agency=city.ward_agency, title="Nạo vét rãnh thoát nước đường Trần Phú"
    )
    made = make.opinion(city, "ward", title="Nạo vét rãnh thoát nước ở đường Trần Phú")
    page = sign_in("ward").get(f"/kien-nghi/{made.pk}/viec/gui-cap-tren/").content.decode()
    assert first.code in page and "Liên kết, lấy trả lời này" in page
    linked = post(sign_in("ward"), made, "trung", same_as=f"#{first.pk}")
    assert linked.status_code == 302
    assert Opinion.objects.get(pk=made.pk).state == "already_answered"


@pytest.mark.parametrize("code", ["KN-2026-9999", "#12345678", "#", "'; --", "#99999999999999999999999"])
def test_a_number_that_is_not_in_view_is_no_duplicate(city, sign_in, code):
    made = make.opinion(city)
    page = post(sign_in("staff"), made, "trung", same_as=code)
    assert page.status_code == 422 and "same_as" in page.context["form"].errors


def test_a_number_of_several_councils_must_be_chosen_from_the_list(city, sign_in):
    made, ward = make.opinion(city), make.opinion(city, "ward")
    other = make.opinion(city)
    assert ward.code == made.code
    page = post(sign_in("staff"), other, "trung", same_as=ward.code)
    assert page.status_code == 422 and "Nhiều đơn vị" in page.content.decode()


@pytest.mark.parametrize(
    "data, at",
    [
        ({"answer": "x", "result": "resolved", "answered_on": "1/10/2026"}, "answered_on"),
        ({"answer": "x", "result": "resolved", "answered_on": "1/10/2035"}, "answered_on"),
        ({"answer": "x", "result": "will_be_resolved", "answered_on": "1/11/2026"}, "expected_on"),
        (
            {
                "answer": "x",
                "result": "being_resolved",
                "answered_on": "1/11/2026",
                "expected_on": "30/10/2026",
            },
            "expected_on",
        ),
        ({"answer": "x", "result": "xong", "answered_on": "1/11/2026"}, "result"),
        ({"answer": "", "result": "resolved", "answered_on": "1/11/2026"}, "answer"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field(city, sign_in, data, at):
    page = post(sign_in("agency"), make.forwarded(city), "tra-loi", **data)
    assert page.status_code == 422 and at in page.context["form"].errors


def test_an_agency_answers_and_sends_back(city, sign_in):
    made, client = make.forwarded(city), sign_in("agency")
    assert client.get(f"/kien-nghi/{made.pk}/").status_code == 200
    back = post(client, made, "tra-lai", reason="Thuộc Sở Y tế")
    assert (back.status_code, back["Location"]) == (302, "/kien-nghi/")
    assert client.get("/kien-nghi/").status_code == 200
    assert client.get(f"/kien-nghi/{made.pk}/").status_code == 404


def test_an_agency_is_offered_only_who_can_answer(city, client):
    client.force_login(city.users["staff"], backend="django.contrib.auth.backends.ModelBackend")
    made = make.opinion(city)
    offered = client.get(f"/kien-nghi/{made.pk}/viec/chuyen/").context["form"].fields["agency"].queryset
    assert set(offered) == {city.agency, city.other_agency, city.ward_agency}


# --- what is not shown ----------------------------------------------------------------------------------------

VOICE = "Trần Văn Bình"


def test_only_the_keepers_of_the_register_read_who_voiced_an_opinion(city, client):
    made = make.forwarded(city, "ward", agency=city.agency, voter=VOICE)

    def sees(who, address):
        client.force_login(city.users[who], backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(address)
        body = b"".join(page) if page.streaming else page.content
        return VOICE in body.decode(errors="ignore")

    record = f"/kien-nghi/{made.pk}/"
    assert sees("ward", record) and sees("ward", f"{record}sua/")
    assert not any(sees(who, record) for who in ("staff", "chair", "delegate", "agency", "admin"))
    assert not sees("ward", "/kien-nghi/")
    assert not Opinion.objects.found_by(VOICE).exists()


def test_the_excel_file_does_not_name_the_voter(city, sign_in):
    import io

    from openpyxl import load_workbook

    make.forwarded(city, voter=VOICE)
    book = load_workbook(io.BytesIO(sign_in("staff").get("/kien-nghi/xuat.xlsx").content))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "Nạo vét rãnh thoát nước tổ 12" in cells and VOICE not in cells


# --- lists ----------------------------------------------------------------------------------------------------


def queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(15) as seen:
        page = client.get(address)
    assert page.status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["staff", "ward", "delegate", "chair"])
@pytest.mark.parametrize("address", ["/kien-nghi/", "/tiep-xuc-cu-tri/"])
def test_a_list_takes_the_same_queries_for_three_rows_as_for_one(
    city, sign_in, django_assert_max_num_queries, who, address
):
    def fill():
        for keeper in ("staff", "ward"):
            meeting = make.held(city, keeper)
            make.forwarded(city, keeper, meeting=meeting)

    client = sign_in(who)
    fill()
    client.get(address)
    one = queries(client, address, django_assert_max_num_queries)
    fill(), fill()
    assert queries(client, address, django_assert_max_num_queries) == one


def test_record_pages_stay_within_their_queries(city, sign_in, django_assert_max_num_queries):
    meeting = make.held(city)
    made = make.opinion(city, meeting=meeting)
    for _ in range(3):
        make.do(city, "staff", services.link_duplicate, make.opinion(city, meeting=meeting), same_as=made)
    client = sign_in("staff")
    client.get("/")
    common_words()  # read once an hour
    for address in (made.get_absolute_url(), meeting.get_absolute_url()):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_filters_find_what_they_say(city, sign_in):
    client = sign_in("staff")
    meeting = make.held(city)
    at_meeting = make.opinion(city, meeting=meeting, field="land")
    kept = make.opinion(city, "ward", competence="commune", field="health")
    up, sent = make.sent_up(city), make.forwarded(city)
    found = {
        "phan_cap=co": {kept}, "phan_cap=gui": {up}, f"co_quan={city.agency.pk}": {sent}, f"hoi_nghi={meeting.pk}": {at_meeting},
        f"dia_ban={city.ward_unit.pk}": {at_meeting}, "linh_vuc=land": {at_meeting}, "tham_quyen=commune": {kept},
        f"don_vi={city.ward.pk}": {kept, up}, "tinh_trang=forwarded": {sent},
    }  # fmt: skip
    for query, expected in found.items():
        page = client.get(f"/kien-nghi/?{query}")
        assert {row.record.pk for row in page.context["table"].rows} == {row.pk for row in expected}, query


@pytest.mark.parametrize(
    "query", ["co_quan=x", "dia_ban=999999", "tham_quyen=huyen", "hoi_nghi=abc", "ky_hop=1", "tu=32/13/2026"]
)
@pytest.mark.parametrize("address", ["/kien-nghi/"])
def test_a_wrong_filter_is_told(city, sign_in, address, query):
    assert sign_in("staff").get(f"{address}?{query}").status_code == 400


def test_the_foot_says_how_many_stay_below(city, client):
    make.opinion(city, "ward", competence="commune")
    make.opinion(city)
    said = {}
    for who in ("staff", "ward"):
        client.force_login(city.users[who], backend="django.contrib.auth.backends.ModelBackend")
        said[who] = (
            "1 kiến nghị thuộc thẩm quyền phường, xã không tổng hợp lên thành phố"
            in client.get("/kien-nghi/").content.decode()
        )
    assert said == {"staff": True, "ward": False}


# --- similar while typing -------------------------------------------------------------------------------------


def test_similar_opinions_as_one_types(city, sign_in):
    made = make.answered(city, title="Nạo vét rãnh thoát nước đường Trần Phú")
    client = sign_in("staff")
    part = client.get(
        "/kien-nghi/tuong-tu/?noi-dung=rãnh thoát nước Trần Phú", headers={"HX-Request": "true"}
    ).content.decode()
    assert made.code in part and "<html" not in part and make.ANSWER["answer"] in part
    whole = client.get("/kien-nghi/tuong-tu/?title=ranh+thoat+nuoc+tran+phu").content.decode()
    assert made.code in whole and "<html" in whole
    assert client.post("/kien-nghi/tuong-tu/").status_code == 405
    form = client.get("/kien-nghi/moi/").content.decode()
    assert 'hx-get="/kien-nghi/tuong-tu/"' in form and re.search(r'id="similar"', form)


def test_similar_ones_are_on_the_record_without_javascript(city, sign_in):
    first = make.answered(city, title="Nạo vét rãnh thoát nước đường Trần Phú")
    made = make.opinion(city, title="Nạo vét rãnh thoát nước ở đường Trần Phú")
    page = sign_in("staff").get(f"/kien-nghi/{made.pk}/").content.decode()
    assert first.code in page and "Kiến nghị tương tự" in page


def test_a_delegation_can_be_named_as_host(city, sign_in):
    delegation = factories.body("doan-dbqh", BodyKind.NA_DELEGATION, "Đoàn ĐBQH", city.council)
    fields = sign_in("staff").get("/tiep-xuc-cu-tri/moi/").context["form"].fields
    assert list(fields["host"].queryset) == [delegation]
