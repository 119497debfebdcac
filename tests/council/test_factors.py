"""The second factor: turning it on, signing in with it, recovery codes, being made to, losing the telephone."""

import json
import time

import pyotp
import pytest
from django.core.cache import cache
from django.db import connection

from core.errors import NotAllowed, Refused
from core.evidence import Act, LogEntry
from core.sealing import unseal
from council import factors
from council.models import FactorDemand, RecoveryCode, Role, TotpSeed
from council.services import people
from tests import factories

GOOD = {"username": "staff", "password": factories.PASSWORD}
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def now_code(ahead=0):
    """The code that a telephone shows; `ahead`: so many half minutes later."""
    return pyotp.TOTP(SEED).at(int(time.time()) + 30 * ahead)


@pytest.fixture
def staff(city):
    user = city.users["staff"]
    user.set_password(factories.PASSWORD)
    user.save()
    return user


@pytest.fixture
def enrolled(staff):
    """The secretary with a telephone, and the recovery codes."""
    return staff, factors.enrol(staff, SEED, 0)


def whats(user):
    rows = LogEntry.objects.filter(subject=user, act=Act.ACCOUNT).order_by("pk")
    return list(rows.values_list("detail__what", flat=True))


def begin(client):
    assert client.post("/dang-nhap/", GOOD | {"next": "/kien-nghi/"})["Location"] == "/dang-nhap/buoc-hai/"


def test_turning_it_on_by_the_telephones_code(staff, client):
    client.post("/dang-nhap/", GOOD)
    page = client.get("/tai-khoan/hai-buoc/")
    seed = page.context["seed"].replace(" ", "")
    assert page.context["picture"].startswith("data:image/svg+xml") and "no-store" in page["Cache-Control"]
    assert f"secret={seed}" in factors.address_of(staff, seed)
    wrong = client.post("/tai-khoan/hai-buoc/", {"code": "000000", "password": factories.PASSWORD})
    assert wrong.status_code == 422 and not TotpSeed.objects.exists()
    answer = client.post(
        "/tai-khoan/hai-buoc/", {"code": pyotp.TOTP(seed).now(), "password": factories.PASSWORD}
    )
    assert answer.status_code == 200 and len(answer.context["codes"]) == factors.CODES
    assert "no-store" in answer["Cache-Control"]
    assert unseal(TotpSeed.objects.get(user=staff).sealed) == seed
    assert client.get("/kien-nghi/").status_code == 200 and whats(staff) == ["totp_on"]


def test_turning_it_on_asks_for_the_password(staff, client):
    client.post("/dang-nhap/", GOOD)
    seed = client.get("/tai-khoan/hai-buoc/").context["seed"].replace(" ", "")
    answer = client.post("/tai-khoan/hai-buoc/", {"code": pyotp.TOTP(seed).now(), "password": "sai"})
    assert answer.status_code == 422 and "password" in answer.context["form"].errors
    assert not TotpSeed.objects.exists()


def test_the_password_alone_no_longer_opens(enrolled, client):
    begin(client)
    assert client.get("/kien-nghi/")["Location"].startswith("/dang-nhap/")
    answer = client.post("/dang-nhap/buoc-hai/", {"code": now_code()})
    assert answer["Location"] == "/kien-nghi/" and client.get("/kien-nghi/").status_code == 200
    entry = LogEntry.objects.get(act=Act.SIGN_IN)
    assert entry.detail["how"] == "mật khẩu, mã xác thực"


def test_the_second_step_is_nothing_without_the_first(enrolled, client):
    assert client.get("/dang-nhap/buoc-hai/")["Location"] == "/dang-nhap/"
    assert client.post("/dang-nhap/buoc-hai/", {"code": now_code()})["Location"] == "/dang-nhap/"


def test_the_first_step_is_forgotten_after_ten_minutes_and_by_a_new_password(enrolled, client, monkeypatch):
    begin(client)
    staff, _ = enrolled
    staff.set_password("mat-khau-khac-han")
    staff.save()
    assert client.get("/dang-nhap/buoc-hai/")["Location"] == "/dang-nhap/"
    staff.set_password(factories.PASSWORD)
    staff.save()
    begin(client)
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get("/dang-nhap/buoc-hai/")["Location"] == "/dang-nhap/"


def test_a_code_is_good_once(enrolled, client):
    staff, _ = enrolled
    code = now_code()
    assert factors.passes(staff, code) == "totp" and factors.passes(staff, code) == ""


def test_a_code_of_a_clock_a_little_off_is_taken_and_no_older(enrolled):
    now = time.time()
    totp = pyotp.TOTP(SEED)
    assert [factors.step_of(SEED, totp.at(int(now) + 30 * off), now) is not None for off in (-2, -1, 0, 1, 2)] == [
        False, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "'; --", "x" * 40])
def test_what_is_no_code_is_refused(enrolled, code):
    assert factors.passes(enrolled[0], code) == ""


def test_a_recovery_code_opens_once(enrolled, client):
    staff, codes = enrolled
    for wanted in (302, 422):
        begin(client)
        answer = client.post("/dang-nhap/buoc-hai/", {"code": codes[0].upper().replace("-", " ")})
        assert answer.status_code == wanted
        client.post("/dang-xuat/")
    assert whats(staff) == ["totp_on", "code_used"] and factors.codes_left(staff) == factors.CODES - 1


def test_new_codes_void_the_old(enrolled, client):
    staff, codes = enrolled
    client.force_login(staff, backend=BACKEND)
    answer = client.post("/tai-khoan/hai-buoc/ma-du-phong/", {"password": factories.PASSWORD})
    assert len(answer.context["codes"]) == factors.CODES
    assert (
        factors.passes(staff, codes[1]) == ""
        and factors.passes(staff, answer.context["codes"][1]) == "recovery"
    )


def test_five_wrong_codes_lock(city, enrolled, client):
    begin(client)
    answers = [client.post("/dang-nhap/buoc-hai/", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [422] * 4 + [429]
    assert client.post("/dang-nhap/buoc-hai/", {"code": now_code()}).status_code == 429
    assert client.post("/dang-nhap/", GOOD).status_code == 429
    people.unlock_user(city.actor("admin"), enrolled[0].pk)
    begin(client)
    assert client.post("/dang-nhap/buoc-hai/", {"code": now_code()}).status_code == 302


def test_ten_wrong_codes_from_many_machines_lock_too(enrolled, client):
    for number in range(factors.WRONG_MOST):
        client.post("/dang-nhap/", GOOD, REMOTE_ADDR=f"10.0.0.{number}")
        client.post("/dang-nhap/buoc-hai/", {"code": "000000"}, REMOTE_ADDR=f"10.0.0.{number}")
    client.post("/dang-nhap/", GOOD, REMOTE_ADDR="10.0.1.1")
    answer = client.post("/dang-nhap/buoc-hai/", {"code": now_code()}, REMOTE_ADDR="10.0.1.1")
    assert answer.status_code == 429
    cache.clear()


def test_no_secret_is_stored_readable(enrolled):
    staff, codes = enrolled
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(sealed, 'escape') FROM council_totpseed")
        kept = cursor.fetchall()
        for table in ("core_historyentry", "core_logentry", "council_recoverycode"):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            kept += cursor.fetchall()
    text = json.dumps(kept)
    assert SEED not in text and not [code for code in codes if code in text or code.replace("-", "") in text]


def demand(city, *roles):
    people.demand_factor(city.actor("admin"), roles=list(roles))


def test_a_demand_makes_people_turn_it_on_before_they_work(city, staff, client):
    demand(city, Role.STAFF)
    client.post("/dang-nhap/", GOOD)
    assert client.get("/kien-nghi/")["Location"] == "/tai-khoan/hai-buoc/"
    page = client.get("/tai-khoan/hai-buoc/")
    assert "phải dùng xác thực hai bước" in page.content.decode()
    seed = page.context["seed"].replace(" ", "")
    client.post("/tai-khoan/hai-buoc/", {"code": pyotp.TOTP(seed).now(), "password": factories.PASSWORD})
    assert client.get("/kien-nghi/").status_code == 200


@pytest.mark.parametrize(("role", "who", "asked"), [
    (Role.STAFF, "staff", True), (Role.STAFF, "head", False), (Role.HEAD, "head", True), (Role.WARD, "ward", True),
    (Role.AGENCY, "agency", True), (Role.STAFF, "foreign", False),
])  # fmt: skip
def test_a_demand_reaches_the_own_council_and_those_below(city, sign_in, role, who, asked):
    demand(city, role)
    answer = sign_in(who).get("/tai-khoan/")
    assert (answer.status_code == 302) is asked


def test_a_login_opened_before_it_was_turned_on_is_over(city, enrolled, client):
    demand(city, Role.STAFF)
    client.force_login(enrolled[0], backend=BACKEND)
    assert client.get("/tai-khoan/hai-buoc/")["Location"] == "/dang-nhap/"
    assert client.get("/kien-nghi/")["Location"].startswith("/dang-nhap/")


def test_what_is_demanded_is_not_turned_off_by_oneself(city, enrolled, client):
    client.post("/dang-nhap/", GOOD)
    client.post("/dang-nhap/buoc-hai/", {"code": now_code()})
    demand(city, Role.STAFF)
    answer = client.post("/tai-khoan/hai-buoc/bo/", {"password": factories.PASSWORD})
    assert answer.status_code == 409 and TotpSeed.objects.exists()
    demand(city)
    assert client.post("/tai-khoan/hai-buoc/bo/", {"password": "sai"}).status_code == 422
    assert (
        client.post("/tai-khoan/hai-buoc/bo/", {"password": factories.PASSWORD})["Location"] == "/tai-khoan/"
    )
    assert not TotpSeed.objects.exists() and not RecoveryCode.objects.exists()


def test_the_administrator_helps_who_lost_the_telephone(city, enrolled, client):
    staff, _ = enrolled
    client.post("/dang-nhap/", GOOD)
    client.post("/dang-nhap/buoc-hai/", {"code": now_code()})
    people.drop_factor(city.actor("admin"), staff.pk)
    assert client.get("/")["Location"].startswith("/dang-nhap/")
    assert client.post("/dang-nhap/", GOOD)["Location"] == "/" and whats(staff)[-1] == "factor_off"
    with pytest.raises(Refused):
        people.drop_factor(city.actor("admin"), staff.pk)
    with pytest.raises(NotAllowed):
        people.drop_factor(city.actor("staff"), staff.pk)


def test_the_demand_is_set_on_a_page_and_noted(city, sign_in):
    client = sign_in("admin")
    assert client.get("/quan-tri/hai-buoc/").status_code == 200
    client.post("/quan-tri/hai-buoc/", {"roles": ["staff", "chair"]})
    client.post("/quan-tri/hai-buoc/", {"roles": ["chair"]})
    assert list(FactorDemand.objects.values_list("role", flat=True)) == ["chair"]
    page = client.get("/quan-tri/nhat-ky/").content.decode()
    assert "Bắt buộc xác thực hai bước: Chủ tịch, Phó Chủ tịch, Chuyên viên" in page
    assert "Thôi bắt buộc xác thực hai bước: Chuyên viên" in page
    assert sign_in("staff").post("/quan-tri/hai-buoc/", {"roles": []}).status_code == 403
