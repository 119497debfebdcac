import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from core import files
from petitions.models import Petition
from tests import factories
from tests.petitions.steps import bring, do

pytestmark = pytest.mark.django_db

CHECKS = ["language", "date", "sender", "signature", "new"]
FORM = {
    "sender_name": "Trần Thị Hoà", "sender_phone": "+84 912 345 678", "petition_kind": "complaint", "field": "land",
    "source": "post", "sender_kind": "person", "people": "1", "on": "5/10/2026",
    "title": "Khiếu nại quyết định thu hồi đất tại phường Lam Sơn",
}  # fmt: skip


def test_intake_by_form_gives_a_number_and_a_page(city, sign_in):
    client = sign_in("staff")
    page = client.get("/don-thu/moi/")
    assert page.status_code == 200
    form = FORM | {"once": page.context["form"]["once"].value()}
    saved = client.post("/don-thu/moi/", form)
    assert saved.status_code == 302, saved.context["form"].errors
    assert client.post("/don-thu/moi/", form)["Location"] == saved["Location"]
    made = Petition.objects.get()
    assert (made.code, made.state, made.sender.phone_digits) == ("ĐT-2026-0001", "received", "0912345678")
    shown = client.get(saved["Location"]).content.decode()
    assert "Trần Thị Hoà" in shown and "ĐT-2026-0001" in shown
    assert "thu hồi đất" in client.get("/don-thu/?q=thu hoi dat").content.decode()


def post_new(client, **changed):
    page = client.get("/don-thu/moi/")
    form = FORM | {"once": page.context["form"]["once"].value()} | changed
    return client.post("/don-thu/moi/", form)


def test_nothing_about_the_sender_is_compulsory(city, sign_in):
    client = sign_in("staff")
    assert post_new(client, sender_name="", sender_phone="").status_code == 302
    assert post_new(client, sender_phone="gọi bà Tư hàng xóm", sender_id_number="mất").status_code == 302
    assert Petition.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"on": "31/2/2026"}, "on", "không có ngày 31"),
        ({"on": "1/1/2999"}, "on", "không được sau hôm nay"),
        ({"written_on": "6/10/2026"}, "written_on", "không được sau ngày nhận"),
        ({"petition_kind": ""}, "petition_kind", ""),
        ({"petition_kind": "theft"}, "petition_kind", ""),
        ({"people": "0"}, "people", ""),
        ({"title": ""}, "title", ""),
        ({"title": "x" * 200_001}, "title", "dài quá"),
        ({"title": "Bà Trần Thị Hoà khiếu nại"}, "title", "đang ghi tên người gửi"),
        ({"unit": "999999"}, "unit", ""),
    ],
)
def test_wrong_input_is_said_at_its_field_and_nothing_is_lost(city, sign_in, changed, field, message):
    answer = post_new(sign_in("staff"), **changed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert message in str(answer.context["form"].errors)
    assert "+84 912 345 678" in answer.content.decode()
    assert not Petition.objects.exists()


def test_save_and_next_gives_an_empty_form(city, sign_in):
    answer = post_new(sign_in("staff"), _again="1")
    assert answer["Location"] == "/don-thu/moi/"


def test_five_people_make_a_mass_petition(city, sign_in):
    post_new(sign_in("staff"), people="5")
    assert Petition.objects.get().is_mass


def test_the_list_costs_the_same_for_one_and_three(city, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = sign_in("staff"), []
    client.get("/don-thu/")
    for more in (1, 2):
        for _ in range(more):
            do(city, do(city, factories.petition(city), "qualify"), "transfer")
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/don-thu/").context["table"].paginator.count == Petition.objects.count()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


def test_a_record_page_stays_within_bounds(city, sign_in, django_assert_max_num_queries):
    """The fullest case: urged, raised, followed, with files and looks; for whoever sees it."""
    first = factories.petition(city, petition_kind="denunciation")
    petition = bring(city, factories.petition(city, petition_kind="denunciation"), "agency_accepted")
    do(
        city,
        factories.petition(city, petition_kind="denunciation"),
        "link",
        earlier=petition,
        relation="further",
    )
    for step, values in (
        ("link", {"earlier": first, "relation": "resent"}),
        ("urge", {}),
        ("to_oversight", {}),
        ("look", {}),
    ):
        do(city, petition, step, **values)
    files.keep(petition, SimpleUploadedFile("a.txt", b"abc"), city.users["staff"].pk)
    for person in ("staff", "chair", "head", "agency"):
        client = sign_in(person)
        client.get("/don-thu/")
        with django_assert_max_num_queries(15):
            assert client.get(f"/don-thu/{petition.pk}/").status_code == 200


def rows(client, query):
    page = client.get(f"/don-thu/?{query}")
    return (
        [row.record.code for row in page.context["table"].rows]
        if page.status_code == 200
        else page.status_code
    )


def test_filters(city, sign_in):
    one = factories.petition(city)
    two = bring(
        city,
        factories.petition(city, petition_kind="recommendation", field="traffic", title="Đèn đường hỏng"),
        "transferred",
    )
    done = bring(city, factories.petition(city), "closed")
    client = sign_in("staff")
    assert rows(client, "loai=recommendation") == [two.code]
    assert rows(client, "linh_vuc=traffic") == [two.code]
    assert rows(client, f"co_quan={city.agency.pk}") == [done.code, two.code]
    assert rows(client, "tra_loi=roi") == [done.code]
    assert rows(client, "tra_loi=chua") == [two.code, one.code]
    assert rows(client, "han=qua-han") == [one.code]
    assert rows(client, "q=den duong hong") == [two.code]
    assert rows(client, f"q={one.code}") == [one.code]
    assert rows(client, "loai=khac") == 400
    assert rows(client, f"co_quan={city.neighbour.pk}") == 400


@pytest.mark.parametrize(
    ("person", "status", "seen"),
    [
        ("admin", 403, 404), ("delegate", 403, 404), ("staff", 200, 200), ("chair", 200, 200), ("head", 200, 200),
        ("ward", 200, 404), ("agency", 200, 200), ("other_agency", 200, 404), ("foreign", 200, 404),
    ],
)  # fmt: skip
def test_who_sees_the_register(city, sign_in, person, status, seen):
    petition = bring(city, factories.petition(city), "transferred")
    client = sign_in(person)
    assert client.get("/don-thu/").status_code == status
    assert client.get("/don-thu/xuat.xlsx").status_code == status
    assert client.get(f"/don-thu/{petition.pk}/").status_code == seen


@pytest.mark.parametrize(
    ("person", "name", "paper"),
    [
        ("staff", True, "036123456789"),
        ("chair", True, "•••••••••789"),
        ("agency", True, "•••••••••789"),
        ("head", False, ""),
    ],
)
def test_who_sees_the_sender_of_a_complaint(city, sign_in, person, name, paper):
    petition = bring(city, factories.petition(city), "transferred")
    page = sign_in(person).get(f"/don-thu/{petition.pk}/").content.decode()
    assert ("Trần Thị Hoà" in page) == name
    assert paper in page and ("036123456789" in page) == (person == "staff")


def test_a_city_does_not_see_who_wrote_to_its_ward(city, sign_in):
    petition = factories.petition(city, by="ward")
    page = sign_in("staff").get(f"/don-thu/{petition.pk}/").content.decode()
    assert "thu hồi đất" in page and "Trần Thị Hoà" not in page


def test_the_aside_lists_earlier_petitions_and_is_never_stored(city, sign_in):
    made, secret = factories.petition(city), factories.petition(city, petition_kind="denunciation")
    client = sign_in("staff")
    for answer in (
        client.get("/don-thu/tim-nguoi-gui/?ho-ten=tran thi hoa&dien-thoai="),
        client.post("/don-thu/tim-nguoi-gui/", {"sender_name": "", "sender_phone": "0912 345 678"}),
    ):
        assert made.code in answer.content.decode() and secret.code not in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    assert client.put("/don-thu/tim-nguoi-gui/").status_code == 405
    assert sign_in("chair").get("/don-thu/tim-nguoi-gui/?ho-ten=tran thi hoa").status_code == 403


def test_a_step_by_form_checks_its_day(city, sign_in):
    petition = factories.petition(city)
    url = f"/don-thu/{petition.pk}/viec/du-dieu-kien/"
    client = sign_in("staff")
    early = client.post(url, {"qualified_on": "4/10/2026"})
    assert early.status_code == 422 and "không được trước 05/10/2026 (nhận đơn)" in early.content.decode()
    assert client.post(url, {"qualified_on": "1/1/2999"}).status_code == 422
    whole = {"qualified_on": "6/10/2026", "checks": CHECKS}
    lacking = client.post(url, whole | {"checks": CHECKS[1:]})
    assert lacking.status_code == 422 and "tiếng Việt" in str(lacking.context["form"].errors["checks"])
    assert client.post(url, whole).status_code == 302
    assert Petition.objects.get().checks == CHECKS
    assert client.post(url, whole).status_code == 409


def test_a_denunciation_without_a_name_goes_on_when_it_brings_evidence(city, sign_in):
    client, whole = (
        sign_in("staff"),
        {"qualified_on": "6/10/2026", "checks": ["language", "date", "new", "evidence"]},
    )
    for kind, status in (("complaint", 422), ("denunciation", 302)):
        petition = factories.petition(city, petition_kind=kind, sender_name="")
        assert client.post(f"/don-thu/{petition.pk}/viec/du-dieu-kien/", whole).status_code == status


def test_every_step_has_a_form_that_opens_and_works(city, sign_in):
    petition = factories.petition(city, petition_kind="denunciation")
    resolved = {
        "resolved_on": "2/11/2026",
        "outcome": "right",
        "result": "Đã thu hồi tiền.",
        "reported_on": "3/11/2026",
    }
    path = [
        ("du-dieu-kien", {"qualified_on": "6/10/2026", "checks": CHECKS}),
        ("chuyen", {"agency": city.agency.pk, "transferred_on": "6/10/2026", "letter_no": "1/PC", "asked_on": "6/11/2026"}),
        ("thu-ly", {"accepted_on": "12/10/2026", "instance": "first", "tests": ["places"]}),
        ("gia-han", {"reason": "QĐ 5"}),
        ("tam-dinh-chi", {"suspended_on": "20/10/2026", "reason": "QĐ 6"}),
        ("tiep-tuc", {"resumed_on": "30/10/2026"}),
        ("da-thong-bao", {"sent_on": "30/10/2026"}),
        ("giai-quyet", resolved),
        ("thong-bao", {"informed_on": "5/11/2026"}),
        ("ket-thuc", {"closed_on": "5/11/2026"}),
    ]  # fmt: skip
    client = sign_in("staff")
    for slug, data in path:
        url = f"/don-thu/{petition.pk}/viec/{slug}/"
        assert client.get(url).status_code == 200, slug
        answer = client.post(url, data)
        assert answer.status_code == 302, (slug, answer.context["form"].errors)
    assert Petition.objects.get().state == "closed"
    page = client.get(f"/don-thu/{petition.pk}/").content.decode()
    assert "Đã thu hồi tiền" in page and "Thông báo người gửi" in page


def test_a_duplicate_is_named_by_its_number(city, sign_in):
    first, second = factories.petition(city), factories.petition(city)
    url, data = f"/don-thu/{second.pk}/viec/luu-don/", {"fault": "duplicate", "filed_on": "6/10/2026"}
    client = sign_in("staff")
    for wrong in ("", "ĐT-2026-0099", second.code):
        answer = client.post(url, data | {"duplicate": wrong})
        assert answer.status_code == 422 and "duplicate" in answer.context["form"].errors
    assert client.post(url, data | {"duplicate": first.code.lower()}).status_code == 302
    assert first.code in client.get(f"/don-thu/{second.pk}/").content.decode()


def test_two_people_editing_see_both_versions(city, sign_in):
    petition = factories.petition(city)
    client = sign_in("staff")
    form = client.get(f"/don-thu/{petition.pk}/sua/").context["form"]
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    data |= {"on": "5/10/2026", "with_denunciation": "", "is_mass": ""}
    assert client.post(f"/don-thu/{petition.pk}/sua/", data | {"title": "Bản một"}).status_code == 302
    late = client.post(f"/don-thu/{petition.pk}/sua/", data | {"title": "Bản hai"})
    assert late.status_code == 409
    assert "Bản một" in late.content.decode() and "Bản hai" in late.content.decode()


def test_the_number_keeps_its_year(city, sign_in):
    petition = factories.petition(city)
    client = sign_in("staff")
    form = client.get(f"/don-thu/{petition.pk}/sua/").context["form"]
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    data |= {"on": "5/10/2025", "with_denunciation": "", "is_mass": ""}
    assert client.post(f"/don-thu/{petition.pk}/sua/", data).status_code == 422


def test_a_paper_number_left_blank_by_one_who_does_not_see_it_stays(city, sign_in):
    petition = factories.petition(city)
    city.users["staff2"] = factories.person("staff2", "Trịnh Bá", city.council, "staff")
    client = sign_in("staff2")
    form = client.get(f"/don-thu/{petition.pk}/sua/").context["form"]
    assert form["sender_id_number"].value() == ""
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    data |= {"on": "5/10/2026", "with_denunciation": "", "is_mass": "", "sender_address": "Số 5"}
    assert client.post(f"/don-thu/{petition.pk}/sua/", data).status_code == 302
    sender = Petition.objects.get().sender
    assert (sender.id_number, sender.address, sender.id_digits) == ("036123456789", "Số 5", "036123456789")


def test_a_button_is_offered_where_it_makes_sense(city, sign_in):
    complaint = bring(city, factories.petition(city), "agency_accepted")
    secret = bring(city, factories.petition(city, petition_kind="denunciation"), "agency_accepted")
    client = sign_in("staff")
    labels = [
        {verb["label"] for verb in client.get(f"/don-thu/{item.pk}/").context["verbs"]}
        for item in (complaint, secret)
    ]
    assert labels[1] - labels[0] == {
        "Gia hạn giải quyết tố cáo",
        "Ghi đã gửi thông báo",
        "Xem danh tính",
        "Sửa danh tính",
    }
    assert labels[0] - labels[1] == {"Trích dữ liệu cá nhân"}


def test_the_history_speaks_the_words_of_the_register(city, sign_in):
    petition = bring(city, factories.petition(city, unit=city.ward_unit), "agency_accepted")
    do(city, petition, "assess", tests=["places", "evidence"])
    page = sign_in("staff").get(f"/ho-so/{petition.pk}/lich-su/").content.decode()
    assert "mới tiếp nhận" in page and "Từ hai địa điểm trở lên, Chứng cứ mâu thuẫn" in page
    assert "phường Lam Sơn" in page and "Đánh giá phức tạp" in page
    for english in ("Holder", "Owed by", "Record:", "Anchor", "Rule", "petition.", "received"):
        assert english not in page, english


def test_a_form_that_leads_nowhere_is_not_shown(city, sign_in):
    petition = factories.petition(city, petition_kind="denunciation")
    client = sign_in("staff")
    assert client.get(f"/don-thu/{petition.pk}/viec/chuyen/").status_code == 409
    assert client.get(f"/don-thu/{petition.pk}/viec/du-dieu-kien/").status_code == 200
    client = sign_in("chair")
    assert client.get(f"/don-thu/{petition.pk}/viec/xem-danh-tinh/").status_code == 403
