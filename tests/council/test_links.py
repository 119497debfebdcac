"""Invitations and forgotten passwords: links good once, for a time, told to the mailbox alone; weak passwords."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from config.celery import app
from core.errors import Refused
from core.evidence import Act, LogEntry
from core.models import HistoryEntry
from council import links
from council.models import AccountLink, Role, User
from council.passwords import remains
from council.services import people
from tests import factories

GOOD = "mua-xuan-den-roi"
NEW = {"new_password1": GOOD, "new_password2": GOOD}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Tasks are done where they are asked for."""
    monkeypatch.setitem(app.conf, "task_always_eager", True)
    monkeypatch.setitem(app.conf, "task_eager_propagates", True)


@pytest.fixture
def invite(city, django_capture_on_commit_callbacks):
    """invite() makes an account that is invited; gives it and the path of the link in the mail."""

    def make(**values):
        given = {
            "username": "ha.moi", "full_name": "Lê Thị Hà", "email": "ha.moi@example.vn", "body": city.council,
            "role": Role.STAFF, "from_on": factories.START,
        } | values  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            opened = people.create_user(city.actor("admin"), **given)
        return opened.user, path_in(mail.outbox[-1])

    return make


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    def send(typed):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post("/quen-mat-khau/", {"account": typed})

    return send


@pytest.fixture
def staff(city):
    user = city.users["staff"]
    user.email = "thu.ha@example.vn"
    user.set_password(factories.PASSWORD)
    user.save()
    return user


def path_in(message):
    return re.search(r"https?://[^/]+(/\S+/)\n", message.body)[1]


def use(client, path, **data):
    """Open a link and set the password as a person does."""
    page = client.get(path, follow=True)
    return client.post(page.redirect_chain[-1][0], NEW | data)


def test_an_invitation_carries_no_password(city, invite):
    user, path = invite()
    message = mail.outbox[-1]
    assert message.to == ["ha.moi@example.vn"] and "ha.moi" in message.body and "7 ngày" in message.body
    assert path.startswith("/loi-moi/") and not user.has_usable_password()
    secret = path.split("/")[2]
    assert AccountLink.objects.get(user=user).digest == links.digest_of(secret)
    kept = [str(row) for model in (LogEntry, HistoryEntry) for row in model.objects.values()]
    assert not [line for line in kept if secret in line or links.digest_of(secret) in line]


def test_an_invited_person_sets_the_password_once(invite, client):
    user, path = invite()
    page = client.get(path, follow=True)
    assert page.redirect_chain == [("/loi-moi/mo/", 302)] and "ha.moi" in page.content.decode()
    assert use(client, path)["Location"] == "/dang-nhap/"
    assert client.post("/dang-nhap/", {"username": "ha.moi", "password": GOOD})["Location"] == "/"
    assert client.get(path, follow=True).status_code == 410
    whats = list(
        LogEntry.objects.filter(subject=user, act=Act.ACCOUNT).values_list("detail__what", flat=True)
    )
    assert whats == ["invite_used", "invite"]


def test_an_invitation_expires_after_a_week(invite, client):
    _, path = invite()
    AccountLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(path, follow=True)
    assert page.status_code == 410 and "đã hết hạn" in page.content.decode()
    with pytest.raises(Refused):
        links.use("invite", path.split("/")[2], GOOD)


def test_inviting_again_voids_the_older_link(city, invite, client, django_capture_on_commit_callbacks):
    user, old = invite()
    with django_capture_on_commit_callbacks(execute=True):
        people.invite_user(city.actor("admin"), user.pk)
    assert client.get(old, follow=True).status_code == 410
    assert use(client, path_in(mail.outbox[-1]))["Location"] == "/dang-nhap/"
    with pytest.raises(Refused, match="đã có mật khẩu"):
        people.invite_user(city.actor("admin"), user.pk)


def test_a_lost_mail_is_seen_and_sent_again(city, sign_in):
    user = people.create_user(
        city.actor("admin"), username="moi", full_name="Mới", email="moi@example.vn", body=city.council,
        role=Role.STAFF, from_on=factories.START,
    ).user  # fmt: skip
    page = sign_in("admin").get(f"/quan-tri/nguoi-dung/{user.pk}/").content.decode()
    assert "lời mời chưa gửi được" in page and "Gửi lại lời mời" in page


def test_a_person_without_an_address_gets_the_password_by_hand(city):
    opened = people.create_user(
        city.actor("admin"), username="moi", full_name="Mới", email="", body=city.council, role=Role.STAFF,
        from_on=factories.START,
    )  # fmt: skip
    assert opened.password and opened.user.must_change_password and not AccountLink.objects.exists()


@pytest.mark.parametrize("typed", ["staff", " STAFF ", "thu.ha@example.vn", "Thu.Ha@Example.VN"])
def test_a_forgotten_password_is_set_anew(staff, ask, client, typed):
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert ask(typed).status_code == 200
    path = path_in(mail.outbox[-1])
    assert path.startswith("/mat-khau/moi/") and "1 giờ" in mail.outbox[-1].body
    assert use(client, path)["Location"] == "/dang-nhap/"
    assert client.get("/")["Location"].startswith("/dang-nhap/")
    assert client.post("/dang-nhap/", {"username": "staff", "password": GOOD})["Location"] == "/"
    assert LogEntry.objects.filter(subject=staff, detail__what="forgot", ip="127.0.0.1").exists()


@pytest.mark.parametrize("typed", ["khong-co", "la@example.vn", "closed", "head"])
def test_an_unknown_address_is_answered_alike(city, staff, ask, typed):
    User.objects.create(username="closed", full_name="Đã Ngừng", email="c@example.vn", is_active=False)
    known, unknown = ask("staff"), ask(typed)  # the head has no address
    told = [
        (answer.status_code, answer.context["heading"], answer.context["text"]) for answer in (known, unknown)
    ]
    assert told[0] == told[1] and len(known.content) == len(unknown.content)
    assert [message.to for message in mail.outbox] == [["thu.ha@example.vn"]]


def test_known_and_unknown_cost_the_page_the_same(staff, client, django_assert_num_queries, monkeypatch):
    """The looking up is the worker's: the page itself asks the database nothing."""
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    for typed in ("staff", "khong-co"):
        with django_assert_num_queries(0):
            assert client.post("/quen-mat-khau/", {"account": typed}).status_code == 200


def test_mails_to_one_address_are_few(staff, ask):
    answers = [ask("staff") for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200} and len(mail.outbox) == links.ADDRESS_MOST


def test_a_link_of_one_kind_is_none_of_the_other(staff, ask, client):
    ask("staff")
    secret = path_in(mail.outbox[-1]).split("/")[3]
    assert client.get(f"/loi-moi/{secret}/", follow=True).status_code == 410


def test_the_address_with_the_secret_is_left_at_once(staff, ask, client):
    ask("staff")
    answer = client.get(path_in(mail.outbox[-1]))
    assert answer["Location"] == "/mat-khau/moi/mo/" and "no-store" in answer["Cache-Control"]


def test_a_person_whose_mails_name_her_sees_only_her_name(staff, ask, client):
    ask("staff")
    page = client.get(path_in(mail.outbox[-1]), follow=True)
    assert "tên đăng nhập staff" in page.content.decode()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("matkhau123456", "dễ đoán"), ("M4tKh@u2026!!", "dễ đoán"), ("Hội đồng nhân dân 2026", "dễ đoán"),
        ("VanPhong@HoiDong", "dễ đoán"), ("anhyeuem99999", "dễ đoán"), ("ngan", "ngắn quá"), ("12345678901", "hoàn toàn là số"),
        ("phan.quoc.tri", "giống"),
    ],
)  # fmt: skip
def test_a_weak_password_is_refused_with_the_reason(password, why):
    person = User(username="phan.quoc.tri", full_name="Phan Quốc Trị")
    with pytest.raises(ValidationError) as told:
        validate_password(password, person)
    assert why in " ".join(told.value.messages) and "This password" not in str(told.value)


@pytest.mark.parametrize("password", ["mua-xuan-den-roi", "cá chép hóa rồng 7", "k7qd-m2xw-9rbt-hj4s"])
def test_a_strong_password_is_taken(password):
    validate_password(password, User(username="ha.le", full_name="Lê Thị Hà"))


def test_what_remains_of_a_password():
    assert remains("Mật khẩu Hà Nội 2026") == "" and remains("mật khẩu cái bàn") == "caiban"


def test_a_weak_password_by_link_is_told_at_its_field(invite, client):
    _, path = invite()
    answer = use(client, path, new_password1="matkhau2026", new_password2="matkhau2026")
    assert answer.status_code == 422 and "new_password2" in answer.context["form"].errors
