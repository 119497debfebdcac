"""Pages of the directory and of the administrator's office: who opens them, what they cost, what they say."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from core.models import DeadlineRule, SpecialDay
from council.models import BodyKind, Council, Delegate, Membership, Post, Role, Succession, Term, User
from tests import factories

TABS = ["co-quan", "hdnd", "dai-bieu", "chuc-vu", "don-vi"]
DIRECTORY = [f"/danh-ba/?muc={tab}" for tab in TABS] + [
    "/danh-ba/song-chau/",
    "/danh-ba/ban-phap-che/",
    "/danh-ba/to-1/",
]
LISTS = ["nguoi-dung/", "don-vi/", "hoi-dong/", "co-quan/", "dai-bieu/", "thoi-han/", "ngay-nghi/"]
ROLES = ["admin", "staff", "chair", "head", "delegate", "ward", "agency"]


@pytest.fixture
def full(city):
    """The city with one more of everything the pages show."""
    add(city, 1)
    return city


def add(city, number):
    group = factories.body(f"to-{number}", BodyKind.GROUP, f"Tổ số {number}", city.council)
    delegate = Delegate.objects.create(term=city.term, name=f"Lê Thị {number}", group=group)
    Post.objects.create(delegate=delegate, body=city.committee, title="member", from_on=date(2021, 7, 1))
    land = factories.unit(f"9900{number + 1}", f"phường Số {number}", parent=city.unit)
    old = factories.unit(f"old{number}", f"xã Cũ {number}", parent=city.unit, valid_to=date(2025, 6, 30))
    Succession.objects.create(unit=old, successor=land, on=date(2025, 7, 1), decree="Nghị quyết")
    council = factories.council(f"so-{number}", land, parent=city.council, tier="commune")
    Term.objects.create(council=council, starts_on=date(2021, 6, 1))
    factories.person(f"them{number}", f"Người Thêm {number}", city.committee, Role.HEAD)
    SpecialDay.objects.create(day=date(localdate().year, 3, 1 + number), worked=False, name="nghỉ")


def office_pages(city):
    rule = DeadlineRule.objects.filter(scope=None).first().pk
    day, person = SpecialDay.objects.first().pk, city.users["head"].pk
    seat, delegate = Membership.objects.get(user_id=person).pk, city.delegate.pk
    post = Post.objects.create(
        delegate=city.delegate, body=city.council, title="chair", from_on=date(2021, 7, 1)
    ).pk
    forms = [
        "nguoi-dung/moi/", f"nguoi-dung/{person}/", f"nguoi-dung/{person}/sua/", f"nguoi-dung/{person}/vai-tro/",
        f"vai-tro/{seat}/ket-thuc/", "hoi-dong/moi/", f"hoi-dong/{city.council.pk}/", f"hoi-dong/{city.ward.pk}/nhiem-ky/",
        "co-quan/moi/", f"co-quan/{city.agency.pk}/", "dai-bieu/moi/", f"dai-bieu/{delegate}/", f"dai-bieu/{delegate}/sua/",
        f"dai-bieu/{delegate}/chuc-vu/", f"chuc-vu/{post}/thoi/", f"thoi-han/{rule}/", f"thoi-han/{rule}/rieng/",
        "ngay-nghi/moi/", f"ngay-nghi/{day}/", "don-vi/moi/", "don-vi/nhieu/", f"don-vi/{city.ward.unit_id}/",
        f"don-vi/{city.ward.unit_id}/ket-thuc/", f"nhiem-ky/{city.term.pk}/don-vi-bau-cu/",
    ]  # fmt: skip
    return ["/quan-tri/"] + [f"/quan-tri/{name}" for name in LISTS + forms]


@pytest.mark.parametrize("role", ROLES)
def test_the_office_is_the_administrators_alone(city, sign_in, role):
    client, wanted = sign_in(role), 200 if role == "admin" else 403
    found = {address: client.get(address).status_code for address in office_pages(city)}
    assert found == dict.fromkeys(found, wanted)


@pytest.mark.parametrize("role", ROLES)
def test_every_post_of_the_office_is_the_administrators_alone(city, sign_in, role):
    client, person, day = sign_in(role), city.users["head"].pk, SpecialDay.objects.first().pk
    acts = [f"nguoi-dung/{person}/{act}/" for act in ("mat-khau", "ngung", "dung-lai", "mo-khoa")] + [
        f"ngay-nghi/{day}/bo/"
    ]
    found = {act: client.post(f"/quan-tri/{act}").status_code for act in acts}
    assert all(code in (200, 302, 409) if role == "admin" else code == 403 for code in found.values()), found
    assert all(client.get(f"/quan-tri/{act}").status_code == 405 for act in acts)


@pytest.mark.parametrize("address", DIRECTORY)
@pytest.mark.parametrize("role", ["admin", "staff", "delegate", "agency"])
def test_the_directory_opens_for_all_of_the_city(full, sign_in, role, address):
    assert sign_in(role).get(address).status_code == 200


@pytest.mark.parametrize("address", DIRECTORY + [f"/quan-tri/{name}" for name in LISTS])
def test_three_rows_cost_as_much_as_one(full, sign_in, address, django_assert_max_num_queries):
    client, asked = sign_in("admin"), []
    for number in (2, 3, 4):
        client.get(address)
        with django_assert_max_num_queries(15) as queries:
            client.get(address)
        asked.append(len(queries))
        add(full, number)
    assert len(set(asked)) == 1, asked


@pytest.mark.parametrize("name", ["foreign"])
def test_another_city_is_not_in_the_directory(full, sign_in, name):
    client = sign_in(name)
    for tab in TABS:
        text = client.get(f"/danh-ba/?muc={tab}").content.decode()
        assert "Sông Châu" not in text and "Lam Sơn" not in text and "Phạm Văn Lợi" not in text, tab
    assert client.get("/danh-ba/song-chau/").status_code == 404


def test_an_agency_sees_its_home_council_and_no_ward(full, sign_in):
    client = sign_in("agency")
    names = [row.record.code for row in client.get("/danh-ba/?muc=hdnd").context["table"].rows]
    assert names == ["song-chau"] and client.get("/danh-ba/lam-son/").status_code == 404
    assert not client.get("/danh-ba/song-chau/").context["people"]


def test_a_ward_sees_itself_alone(full, sign_in):
    client = sign_in("ward")
    assert [row.record.code for row in client.get("/danh-ba/?muc=hdnd").context["table"].rows] == ["lam-son"]
    assert client.get("/danh-ba/song-chau/").status_code == 404


@pytest.mark.parametrize(
    ("tab", "text", "found"),
    [
        ("co-quan", "so xay", "Sở Xây dựng"),
        ("dai-bieu", "LOI", "Phạm Văn Lợi"),
        ("don-vi", "cu 1", "xã Cũ 1"),
        ("chuc-vu", "le thi", "Lê Thị 1"),
    ],
)
def test_the_directory_is_searched_without_diacritics(full, sign_in, tab, text, found):
    page = sign_in("staff").get("/danh-ba/", {"muc": tab, "q": text})
    assert len(page.context["table"].rows) == 1 and found in page.content.decode()


def test_an_ended_unit_shows_its_successor(full, sign_in):
    text = sign_in("staff").get("/danh-ba/?muc=don-vi&q=cu 1").content.decode()
    assert "đến 30/06/2025" in text and "đã kết thúc" in text and "phường Số 1" in text


def test_a_body_shows_posts_over_time(full, sign_in):
    Post.objects.create(
        delegate=full.delegate,
        body=full.committee,
        title="head",
        from_on=date(2021, 7, 1),
        to_on=date(2023, 1, 1),
    )
    posts = sign_in("staff").get("/danh-ba/ban-phap-che/").context["posts"]
    assert [post.title for post in posts] == ["member", "head"]  # the one in force before the ended one


def test_delegates_stand_in_the_order_of_given_names(city, sign_in):
    for name in ("Trần Văn Đạt", "Lê Thị Ánh", "Hoàng Ân", "Phạm Dung", "Vũ An"):
        Delegate.objects.create(term=city.term, name=name)
    names = [
        person.name.split()[-1] for person in sign_in("staff").get("/danh-ba/song-chau/").context["delegates"]
    ]
    assert names == ["An", "Ánh", "Ân", "Dung", "Đạt", "Lợi"]


def person_form(city, **values):
    good = {
        "username": "ha.le",
        "full_name": "Lê Thị Hà",
        "body": city.council.pk,
        "role": "staff",
        "from_on": "1/1/2026",
    }
    return good | values


def test_a_new_person_and_the_password_shown_once(city, sign_in):
    client = sign_in("admin")
    page = client.post("/quan-tri/nguoi-dung/moi/", person_form(city))
    password = page.context["opened"].password
    assert page["Cache-Control"] == "no-store" and password in page.content.decode()
    made = User.objects.get(username="ha.le")
    assert made.check_password(password)
    assert password not in client.get(f"/quan-tri/nguoi-dung/{made.pk}/").content.decode()
    assert not client.get("/quan-tri/nguoi-dung/").context["messages"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": "STAFF"}, "username"), ({"username": "có dấu cách"}, "username"), ({"full_name": ""}, "full_name"),
        ({"email": "x"}, "email"), ({"role": "agency"}, "role"), ({"role": "vua"}, "role"), ({"from_on": "31/2/2026"}, "from_on"),
        ({"to_on": "1/1/2020"}, "to_on"), ({"body": "neighbour"}, "body"), ({"body": ""}, "body"),
    ],
)  # fmt: skip
def test_a_faulty_person_is_told_at_the_field(city, sign_in, values, field):
    if values.get("body") == "neighbour":
        values = {"body": city.neighbour.pk}
    page = sign_in("admin").post("/quan-tri/nguoi-dung/moi/", person_form(city, **values))
    assert page.status_code == 422 and field in page.context["form"].errors, page.context["form"].errors
    assert page.context["form"]["full_name"].value() == (values.get("full_name", "Lê Thị Hà"))
    assert not User.objects.filter(username="ha.le").exists()


def test_a_form_of_the_office_survives_an_expired_login(city, client):
    from django.contrib.sessions.models import Session

    admin = city.users["admin"]
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/quan-tri/co-quan/moi/")
    typed = {
        "name": "Sở Nội vụ",
        "short_name": "Sở Nội vụ",
        "code": "so-noi-vu",
        "_who": page.context["form_mark"],
    }
    Session.objects.all().delete()
    client.post("/quan-tri/co-quan/moi/", typed)
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    again = client.get("/quan-tri/co-quan/moi/")
    assert again.context["restored"] and again.context["form"]["name"].value() == "Sở Nội vụ"


def test_bodies_councils_terms_and_delegates_are_entered(city, sign_in):
    client, land = sign_in("admin"), factories.unit("99002", "phường Bạch Đằng", parent=city.unit)
    body = {
        "name": "Sở Nội vụ",
        "short_name": "Sở Nội vụ",
        "code": "so-noi-vu",
        "kind": "department",
        "home": city.council.pk,
    }
    assert client.post("/quan-tri/co-quan/moi/", body).status_code == 302
    council = {
        "name": "HĐND phường Bạch Đằng", "short_name": "HĐND phường Bạch Đằng", "code": "bach-dang", "unit": land.pk,
        "parent": city.council.pk, "tier": "commune", "place": "Bạch Đằng", "symbol": "HĐND",
    }  # fmt: skip
    assert client.post("/quan-tri/hoi-dong/moi/", council).status_code == 302
    made = Council.objects.get(code="bach-dang")
    term = {"ordinal": "I", "starts_on": "1/7/2025"}
    assert client.post(f"/quan-tri/hoi-dong/{made.pk}/nhiem-ky/", term).status_code == 302
    again = client.post(f"/quan-tri/hoi-dong/{made.pk}/nhiem-ky/", term)
    assert again.status_code == 422 and "starts_on" in again.context["form"].errors
    delegate = {"honorific": "bà", "name": "Lê Thị An", "term": made.terms.get().pk}
    saved = client.post("/quan-tri/dai-bieu/moi/", delegate)
    assert client.get(saved["Location"]).status_code == 200
    post = {"body": made.pk, "title": "chair", "from_on": "1/7/2025"}
    assert client.post(f"{saved['Location']}chuc-vu/", post).status_code == 302
    assert "Chủ tịch" in client.get("/danh-ba/bach-dang/").content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [({"code": "so-y-te"}, "code"), ({"code": "Có Dấu"}, "code"), ({"kind": "council"}, "kind"), ({"home": "neighbour"}, "home"),
     ({"valid_from": "1/1/2026", "valid_to": "1/1/2025"}, "valid_to"), ({"name": ""}, "name")],
)  # fmt: skip
def test_a_faulty_body_is_told_at_the_field(city, sign_in, values, field):
    good = {
        "name": "Sở Mới",
        "short_name": "Sở Mới",
        "code": "so-moi",
        "kind": "department",
        "home": city.council.pk,
    }
    if "home" in values:
        values = {"home": city.neighbour.pk}
    page = sign_in("admin").post("/quan-tri/co-quan/moi/", good | values)
    assert page.status_code == 422 and field in page.context["form"].errors


def test_editing_a_body_keeps_what_it_is(city, sign_in):
    values = {
        "name": "Sở Xây dựng mới",
        "short_name": "SXD",
        "code": "so-xay-dung",
        "kind": "committee",
        "home": city.ward.pk,
    }
    assert sign_in("admin").post(f"/quan-tri/co-quan/{city.agency.pk}/", values).status_code == 302
    city.agency.refresh_from_db()
    assert (city.agency.name, city.agency.kind, city.agency.home_id) == (
        "Sở Xây dựng mới",
        "department",
        city.council.pk,
    )


@pytest.mark.parametrize(
    ("query", "check"),
    [
        ("so=petition", lambda rule: rule.register == "petition"), ("tin=verify", lambda rule: rule.confidence == "verify"),
        ("hl=con", lambda rule: rule.valid_to is None or rule.valid_to >= localdate()), ("q=cu tri", lambda rule: True),
    ],
)  # fmt: skip
def test_rules_are_filtered(city, sign_in, query, check):
    rows = sign_in("admin").get(f"/quan-tri/thoi-han/?{query}").context["table"].rows
    assert 0 < len(rows) < DeadlineRule.objects.count() and all(check(row.record) for row in rows)


def rule_form(rule, **values):
    fields = ("owed", "offset", "unit", "basis", "article", "confidence", "note")
    form = {name: getattr(rule, name) or "" for name in fields}
    return form | {"valid_from": f"{rule.valid_from:%d/%m/%Y}"} | values


def test_a_rule_is_edited_with_its_basis_beside_it(city, sign_in):
    rule, client = DeadlineRule.objects.filter(code="opinion.answer", valid_to=None).first(), sign_in("admin")
    page = client.get(f"/quan-tri/thoi-han/{rule.pk}/")
    assert rule.basis in page.content.decode() and rule.get_confidence_display() in page.content.decode()
    assert client.post(f"/quan-tri/thoi-han/{rule.pk}/", rule_form(rule, offset="20")).status_code == 302
    rule.refresh_from_db()
    assert rule.offset == 20 and rule.edited
    wrong = client.post(f"/quan-tri/thoi-han/{rule.pk}/", rule_form(rule, valid_to="1/1/2000"))
    assert wrong.status_code == 422 and "valid_to" in wrong.context["form"].errors


def test_a_local_rule_is_added_from_a_national_one(city, sign_in):
    rule = DeadlineRule.objects.filter(code="opinion.answer", valid_to=None).first()
    form = rule_form(rule, scope=city.ward.pk, basis="Quy chế", offset="15")
    assert sign_in("admin").post(f"/quan-tri/thoi-han/{rule.pk}/rieng/", form).status_code == 302
    assert DeadlineRule.objects.get(code="opinion.answer", scope=city.ward).offset == 15


def test_the_wards_administrator_reads_the_national_rule_and_the_reason(city, sign_in):
    city.users["ward_admin"] = factories.person("ward_admin", "Trần Ngọc", city.ward, Role.ADMIN)
    rule = DeadlineRule.objects.filter(scope=None).first()
    client = sign_in("ward_admin")
    assert "quản trị viên cấp trên sửa" in client.get(f"/quan-tri/thoi-han/{rule.pk}/").content.decode()
    assert client.post(f"/quan-tri/thoi-han/{rule.pk}/", rule_form(rule)).status_code == 403
    assert client.get(f"/quan-tri/nguoi-dung/{city.users['staff'].pk}/").status_code == 404


def test_days_are_entered_for_a_year(city, sign_in):
    client = sign_in("admin")
    form = {"day": "24/12/2026", "worked": "0", "name": "nghỉ vì bão"}
    assert client.post("/quan-tri/ngay-nghi/moi/", form)["Location"].endswith("?nam=2026")
    again = client.post("/quan-tri/ngay-nghi/moi/", form)
    assert again.status_code == 422 and "day" in again.context["form"].errors
    assert "nghỉ vì bão" in client.get("/quan-tri/ngay-nghi/?nam=2026").content.decode()


@pytest.mark.parametrize("year", ["abc", "1", "99999", "²026", "-2026"])
def test_a_wrong_year_is_told(city, sign_in, year):
    assert sign_in("admin").get("/quan-tri/ngay-nghi/", {"nam": year}).status_code == 400


@pytest.mark.parametrize("name", ["ngung", "mat-khau", "mo-khoa", "dung-lai"])
def test_people_of_another_city_are_not_there(city, sign_in, name):
    assert (
        sign_in("admin").post(f"/quan-tri/nguoi-dung/{city.users['foreign'].pk}/{name}/").status_code == 404
    )


def test_ending_the_own_last_administrators_role_is_refused_with_the_reason(city, sign_in):
    seat = Membership.objects.get(user=city.users["admin"])
    page = sign_in("admin").post(f"/quan-tri/vai-tro/{seat.pk}/ket-thuc/", {"to_on": "1/1/2030"})
    assert page.status_code == 409 and "cuối cùng" in page.content.decode()


def test_the_administrators_desk_names_a_locked_account(city, client):
    for _ in range(5):
        client.post("/dang-nhap/", {"username": "staff", "password": "sai"})
    client.force_login(city.users["admin"], backend="django.contrib.auth.backends.ModelBackend")
    assert "đang bị khóa do nhập sai mật khẩu" in client.get("/").content.decode()
    person = city.users["staff"].pk
    assert "Mở khóa" in client.get(f"/quan-tri/nguoi-dung/{person}/").content.decode()
    client.post(f"/quan-tri/nguoi-dung/{person}/mo-khoa/")
    assert "Mở khóa" not in client.get(f"/quan-tri/nguoi-dung/{person}/").content.decode()


def test_who_saves_second_in_the_office_sees_both_and_chooses(city, sign_in):
    client, page = sign_in("admin"), f"/quan-tri/co-quan/{city.agency.pk}/"
    seen = client.get(page).context["form"]["seen"].value()
    values = {"name": "Sở Xây dựng", "short_name": "Sở Xây dựng", "code": city.agency.code}
    assert client.post(page, values | {"seen": seen, "short_name": "SXD"}).status_code == 302
    late = client.post(page, values | {"seen": seen, "name": "Sở Xây dựng thành phố"})
    assert late.status_code == 409
    rows = {row["name"]: (row["mine"], row["theirs"]) for row in late.context["conflict"]["fields"]}
    assert rows == {"name": ("Sở Xây dựng thành phố", "Sở Xây dựng"), "short_name": ("Sở Xây dựng", "SXD")}
    assert late.context["conflict"]["who"] == "Phan Quốc Trị"
    city.agency.refresh_from_db()
    assert (city.agency.name, city.agency.short_name) == ("Sở Xây dựng", "SXD")
    again = late.context["form"].data | {"keep_name": "mine", "keep_short_name": "theirs"}
    assert client.post(page, again).status_code == 302
    city.agency.refresh_from_db()
    assert (city.agency.name, city.agency.short_name) == ("Sở Xây dựng thành phố", "SXD")


def test_a_choice_of_many_is_compared_as_a_whole(city, sign_in):
    client, other = sign_in("admin"), factories.unit("99302", "phường Khác", parent=city.unit)
    client.post(
        f"/quan-tri/nhiem-ky/{city.term.pk}/don-vi-bau-cu/", {"number": 1, "units": [city.ward.unit_id]}
    )
    page = f"/quan-tri/don-vi-bau-cu/{city.term.constituencies.get().pk}/"
    seen = client.get(page).context["form"]["seen"].value()
    assert client.get(page).context["form"]["seen"].value() == seen
    assert client.post(page, {"number": 1, "units": [other.pk], "seen": seen}).status_code == 302
    late = client.post(page, {"number": 2, "units": [city.ward.unit_id], "seen": seen})
    assert late.status_code == 409 and "phường Khác" in late.content.decode()
