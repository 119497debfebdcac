"""Open logins: listed with device and address, ended by their owner or the administrator; lock-outs shown."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from core.evidence import Act, LogEntry
from council import logins
from council.models import Login
from council.services import people
from tests import factories

GOOD = {"username": "staff", "password": factories.PASSWORD}
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def staff(city):
    user = city.users["staff"]
    user.set_password(factories.PASSWORD)
    user.save()
    return user


def enter(agent=CHROME, ip="10.1.1.1"):
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=ip)
    assert client.post("/dang-nhap/", GOOD)["Location"] == "/"
    return client


def is_in(client):
    return client.get("/tai-khoan/").status_code == 200


@pytest.mark.parametrize(("agent", "told"), [
    (CHROME, "Chrome trên Windows"), (IPHONE, "Safari trên iPhone"), ("", "Trình duyệt khác trên thiết bị khác"),
    (CHROME + " Edg/130.0", "Edge trên Windows"), ("Mozilla/5.0 (X11; Linux x86_64) Firefox/132.0", "Firefox trên Linux"),
    (CHROME.replace("Chrome", "coc_coc_browser/130 Chrome"), "Cốc Cốc trên Windows"),
])  # fmt: skip
def test_the_device_in_words(agent, told):
    assert logins.device_of(agent) == told


def test_the_own_logins_are_listed(staff):
    first, second = enter(), enter(IPHONE, "10.1.1.2")
    page = second.get("/tai-khoan/").content.decode()
    assert "Chrome trên Windows" in page and "Safari trên iPhone" in page and "10.1.1.1" in page
    assert "đang dùng" in page and [row.seen_at is not None for row in logins.open_of(staff.pk)] == [
        True,
        True,
    ]
    assert is_in(first)


def test_signing_out_takes_the_login_off_the_list(staff):
    first, second = enter(), enter()
    first.post("/dang-xuat/")
    assert logins.open_of(staff.pk).count() == 1 and is_in(second)


def test_an_own_login_is_ended(staff):
    lost, mine = enter(), enter(IPHONE)
    row = Login.objects.get(device="Chrome trên Windows")
    assert mine.post(f"/tai-khoan/dang-nhap/{row.pk}/ket-thuc/")["Location"] == "/tai-khoan/"
    assert not is_in(lost) and is_in(mine)
    assert mine.post(f"/tai-khoan/dang-nhap/{row.pk}/ket-thuc/").status_code == 404
    entry = LogEntry.objects.filter(subject=staff, detail__what="end_login").get()
    assert entry.detail["text"] == "Chrome trên Windows"


def test_the_login_in_use_is_not_ended_by_the_list(staff):
    mine = enter()
    row = Login.objects.get()
    assert mine.post(f"/tai-khoan/dang-nhap/{row.pk}/ket-thuc/").status_code == 409 and is_in(mine)


def test_nobody_ends_the_login_of_another_person(city, staff, sign_in):
    theirs = enter()
    row = Login.objects.get()
    assert sign_in("head").post(f"/tai-khoan/dang-nhap/{row.pk}/ket-thuc/").status_code == 404
    for role in ("staff", "chair"):
        url = f"/quan-tri/nguoi-dung/{staff.pk}/dang-nhap/{row.pk}/ket-thuc/"
        assert sign_in(role).post(url).status_code == 403
    assert is_in(theirs)


def test_all_other_logins_are_ended_at_once(staff):
    others, mine = [enter(), enter()], enter(IPHONE)
    mine.post("/tai-khoan/dang-nhap/khac/ket-thuc/")
    assert [is_in(client) for client in [*others, mine]] == [False, False, True]


def test_the_administrator_ends_a_login(staff, sign_in):
    theirs, admin = enter(), sign_in("admin")
    row = Login.objects.get()
    assert "Chrome trên Windows" in admin.get(f"/quan-tri/nguoi-dung/{staff.pk}/").content.decode()
    assert admin.post(f"/quan-tri/nguoi-dung/{staff.pk}/dang-nhap/{row.pk}/ket-thuc/").status_code == 302
    assert not is_in(theirs)


def test_a_changed_password_ends_the_other_logins_and_keeps_this_one(staff):
    other, mine = enter(), enter(IPHONE)
    new = {
        "old_password": factories.PASSWORD,
        "new_password1": "mua-xuan-den-roi",
        "new_password2": "mua-xuan-den-roi",
    }
    assert mine.post("/mat-khau/", new)["Location"] == "/"
    assert not is_in(other) and is_in(mine)
    assert [row.device for row in logins.open_of(staff.pk)] == ["Safari trên iPhone"]


def test_an_expired_session_is_not_listed(staff):
    enter()
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    assert not logins.open_of(staff.pk)
    Session.objects.all().delete()
    enter(IPHONE)
    assert Login.objects.count() == 1


def test_a_closed_account_has_no_open_login(city, staff):
    enter()
    people.deactivate_user(city.actor("admin"), staff.pk)
    assert not Login.objects.exists() and not Session.objects.exists()


def test_the_list_costs_the_same_for_one_and_for_many(staff, django_assert_max_num_queries):
    mine, asked = enter(), []
    for _ in range(2):
        mine.get("/tai-khoan/")
        with django_assert_max_num_queries(15) as queries:
            mine.get("/tai-khoan/")
        asked.append(len(queries))
        enter(), enter()
    assert len(set(asked)) == 1


def fail(times, ip="10.2.2.2", agent=CHROME):
    for _ in range(times):
        Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=ip).post("/dang-nhap/", GOOD | {"password": "sai"})


def test_a_lock_out_is_shown_with_where_it_came_from_and_undone(staff, sign_in):
    fail(3)
    fail(2, agent=IPHONE)  # another browser, or one that says so
    admin = sign_in("admin")
    assert "đang bị khóa" in admin.get("/quan-tri/nguoi-dung/?tt=khoa").content.decode()
    page = admin.get(f"/quan-tri/nguoi-dung/{staff.pk}/").content.decode()
    assert "10.2.2.2 (5 lần" in page and "Mở khóa" in page
    admin.post(f"/quan-tri/nguoi-dung/{staff.pk}/mo-khoa/")
    assert len(admin.get("/quan-tri/nguoi-dung/?tt=khoa").context["table"].rows) == 0
    assert enter(ip="10.2.2.2")
    assert LogEntry.objects.filter(act=Act.LOCKED, subject=staff).count() == 1


def test_a_lock_out_that_has_passed_is_not_shown(staff, sign_in):
    from axes.models import AccessAttempt

    fail(5)
    AccessAttempt.objects.update(attempt_time="2020-01-01T00:00:00Z")
    assert len(sign_in("admin").get("/quan-tri/nguoi-dung/?tt=khoa").context["table"].rows) == 0
