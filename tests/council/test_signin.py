"""Signing in: wrong passwords, lock-out, the way back, temporary passwords, the body acted for, forms held."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils.timezone import localdate

from council.models import Membership, Role, User
from council.services import people
from tests import factories

GOOD = {"username": "staff", "password": factories.PASSWORD}


@pytest.fixture
def staff(city):
    user = city.users["staff"]
    user.set_password(factories.PASSWORD)
    user.save()
    return user


def test_a_right_password_leads_to_the_desk(staff, client):
    assert client.get("/dang-nhap/").status_code == 200
    assert client.post("/dang-nhap/", GOOD)["Location"] == "/"
    assert client.get("/dang-nhap/")["Location"] == "/"


@pytest.mark.parametrize("name", ["STAFF", "Staff ", "staff"])
def test_a_user_name_may_be_typed_in_capitals(staff, client, name):
    assert client.post("/dang-nhap/", GOOD | {"username": name})["Location"] == "/"


def test_a_wrong_password_is_told_without_saying_which_half(staff, client):
    answers = [
        client.post("/dang-nhap/", {"username": name, "password": "sai"}) for name in ("staff", "khong-co")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("Tên đăng nhập hoặc mật khẩu không đúng" in answer.content.decode() for answer in answers)


def test_five_wrong_passwords_lock_and_the_administrator_unlocks(city, staff, client):
    answers = [client.post("/dang-nhap/", GOOD | {"password": "sai"}) for _ in range(5)]
    assert answers[-1].status_code == 429 and "sau 15 phút" in answers[-1].content.decode()
    locked = client.post("/dang-nhap/", GOOD)
    assert locked.status_code == 429
    assert people.unlock_user(city.actor("admin"), staff.pk) == 1
    assert client.post("/dang-nhap/", GOOD)["Location"] == "/"


@pytest.mark.parametrize("name", ["STAFF", "staff"])
def test_capitals_do_not_give_five_more_guesses(city, staff, client, name):
    for _ in range(4):
        client.post("/dang-nhap/", {"username": "staff", "password": "sai"})
    assert client.post("/dang-nhap/", {"username": name, "password": "sai"}).status_code == 429


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/kien-nghi/", "/kien-nghi/"),
        ("https://example.org/", "/"),
        ("//example.org", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_way_back_never_leads_outside(staff, client, wanted, reached):
    assert client.post("/dang-nhap/", GOOD | {"next": wanted})["Location"] == reached


def test_a_closed_account_cannot_sign_in(city, staff, client):
    people.deactivate_user(city.actor("admin"), staff.pk)
    assert client.post("/dang-nhap/", GOOD).status_code == 422
    people.activate_user(city.actor("admin"), staff.pk)
    assert client.post("/dang-nhap/", GOOD)["Location"] == "/"


def test_closing_an_account_ends_its_open_logins(city, sign_in):
    client = sign_in("staff")
    people.deactivate_user(city.actor("admin"), city.users["staff"].pk)
    assert client.get("/")["Location"].startswith("/dang-nhap/")


def test_a_temporary_password_must_be_changed_before_work(city, client):
    opened = people.reset_password(city.actor("admin"), city.users["staff"].pk)
    client.post("/dang-nhap/", {"username": "staff", "password": opened.password})
    assert client.get("/kien-nghi/")["Location"] == "/mat-khau/"
    page = client.get("/mat-khau/")
    assert page.status_code == 200 and "Đổi mật khẩu trước khi làm việc tiếp" in page.content.decode()
    new = {
        "old_password": opened.password,
        "new_password1": "mua-xuan-den-roi",
        "new_password2": "mua-xuan-den-roi",
    }
    assert client.post("/mat-khau/", new)["Location"] == "/"
    assert client.get("/kien-nghi/").status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"old_password": "sai"}, "old_password"),
        ({"new_password1": "12345678901", "new_password2": "12345678901"}, "new_password2"),
        ({"new_password1": "ngan", "new_password2": "ngan"}, "new_password2"),
        ({"new_password2": "khac-hoan-toan"}, "new_password2"),
    ],
)  # fmt: skip
def test_a_poor_new_password_is_told_at_its_field(staff, client, values, field):
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    good = {
        "old_password": factories.PASSWORD,
        "new_password1": "mua-xuan-den-roi",
        "new_password2": "mua-xuan-den-roi",
    }
    answer = client.post("/mat-khau/", good | values)
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_without_a_role_one_may_only_leave_or_change_the_password(db, client):
    user = User.objects.create_user("moi", "Người Mới", factories.PASSWORD)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/")
    assert page.status_code == 403 and "chưa được giao vai trò" in page.content.decode()
    assert client.get("/mat-khau/").status_code == 200
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"


def test_an_ended_role_gives_nothing(city, sign_in):
    Membership.objects.filter(user=city.users["staff"]).update(to_on=localdate() - timedelta(1))
    assert sign_in("staff").get("/").status_code == 403


def test_acting_for_another_of_ones_bodies(city, sign_in):
    seat = Membership.objects.create(
        user=city.users["staff"], body=city.ward, role=Role.WARD, from_on=date(2024, 1, 1)
    )
    client = sign_in("staff")
    assert client.get("/").context["actor"].home_id == city.council.pk
    assert client.post("/lam-viec-tai/", {"membership": seat.pk})["Location"] == "/"
    actor = client.get("/").context["actor"]
    assert actor.home_id == city.ward.pk and actor.role == Role.WARD


@pytest.mark.parametrize("forged", ["", "x", "0", "foreign"])
def test_acting_for_a_body_of_others_is_refused(city, sign_in, forged):
    if forged == "foreign":
        forged = Membership.objects.get(user=city.users["foreign"]).pk
    client = sign_in("staff")
    assert client.post("/lam-viec-tai/", {"membership": forged}).status_code == 404
    assert client.get("/").context["actor"].home_id == city.council.pk


def form_of(client):
    page = client.get("/kien-nghi/moi/")
    fields = {
        "title": "Đèn đường ngõ 47 hỏng",
        "field": "traffic",
        "competence": "commune",
        "on": "5/9/2026",
        "voter": "bà Hoa",
    }
    return fields | {"once": page.context["form"]["once"].value(), "_who": page.context["form_mark"]}


def test_what_was_typed_survives_an_expired_login(staff, client):
    client.post("/dang-nhap/", GOOD)
    typed = form_of(client)
    Session.objects.all().delete()
    turned = client.post("/kien-nghi/moi/", typed)
    assert turned["Location"] == "/dang-nhap/?next=/kien-nghi/moi/"
    back = client.post(turned["Location"], GOOD | {"next": "/kien-nghi/moi/"})
    page = client.get(back["Location"])
    assert page.context["restored"] and page.context["form"]["title"].value() == "Đèn đường ngõ 47 hỏng"
    assert page.context["form"]["voter"].value() == "bà Hoa"
    assert client.post("/kien-nghi/moi/", typed).status_code == 302
    assert not client.get("/kien-nghi/moi/").context["restored"]


def test_what_was_typed_is_shown_to_nobody_else(city, staff, client):
    client.post("/dang-nhap/", GOOD)
    typed = form_of(client)
    Session.objects.all().delete()
    client.post("/kien-nghi/moi/", typed)
    client.force_login(city.users["ward"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/kien-nghi/moi/")
    assert not page.context["restored"] and not page.context["form"]["title"].value()


def test_a_form_of_an_unknown_person_is_not_kept(staff, client):
    client.post("/kien-nghi/moi/", {"title": "rác", "_who": "giả"})
    client.post("/dang-nhap/", GOOD)
    assert not client.get("/kien-nghi/moi/").context["restored"]
