"""Single sign-on, against a provider on loopback: who comes in, who does not, what is forged."""

import pytest
from joserfc.jwk import RSAKey

from core.evidence import Act, LogEntry
from council import factors
from council.models import ExternalIdentity
from council.services import people
from tests.council.provider import CLIENT, SECRET, Provider

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def server():
    made = Provider()
    yield made
    made.stop()


@pytest.fixture
def provider(server, settings, city):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = server.issuer, CLIENT, SECRET
    settings.PORTAL_URL = "http://testserver"
    server.claims = {"sub": "42", "email": "thu.ha@example.vn", "email_verified": True}
    server.forged, server.signs_with = {}, server.key
    city.users["staff"].email = "Thu.Ha@example.vn"
    city.users["staff"].save()
    return server


def come(client, provider, to=""):
    """The whole way: to the provider and back."""
    started = client.get("/dang-nhap/mot-lan/", {"next": to} if to else {})
    assert started["Location"].startswith(f"{provider.issuer}/authorize?")
    return client.get(provider.authorize(started["Location"]).removeprefix("http://testserver"))


def is_in(client):
    return client.get("/tai-khoan/").status_code == 200


def test_without_a_provider_there_is_none_of_it(city, client):
    assert client.get("/dang-nhap/mot-lan/").status_code == 404
    assert client.get("/dang-nhap/mot-lan/ve/?code=x&state=y").status_code == 404
    assert "mot-lan" not in client.get("/dang-nhap/").content.decode()


def test_a_known_address_comes_in_and_is_bound(city, provider, client):
    assert "Đăng nhập bằng tài khoản cơ quan" in client.get("/dang-nhap/").content.decode()
    assert come(client, provider, "/kien-nghi/")["Location"] == "/kien-nghi/" and is_in(client)
    assert ExternalIdentity.objects.get().user == city.users["staff"]
    assert LogEntry.objects.get(act=Act.SIGN_IN).detail["how"] == "đăng nhập một lần"
    client.post("/dang-xuat/")
    provider.claims = {"sub": "42"}  # from now on the provider's own name is enough
    assert come(client, provider)["Location"] == "/" and is_in(client)


@pytest.mark.parametrize("claims", [
    {"sub": "1", "email": "la@example.vn", "email_verified": True}, {"sub": "1", "email": "thu.ha@example.vn"},
    {"sub": "1", "email": "thu.ha@example.vn", "email_verified": False}, {"sub": "1"},
    {"sub": "1", "email": "", "email_verified": True},
])  # fmt: skip
def test_who_is_not_known_for_certain_does_not_come_in(provider, client, claims):
    provider.claims = claims
    assert come(client, provider).status_code == 403 and not is_in(client)
    assert (
        LogEntry.objects.filter(act=Act.SIGN_IN_FAILED).count() == 1 and not ExternalIdentity.objects.exists()
    )


def test_an_address_of_two_accounts_is_nobodys(city, provider, client):
    city.users["head"].email = "thu.ha@example.vn"
    city.users["head"].save()
    assert come(client, provider).status_code == 403


def test_another_name_at_the_provider_does_not_take_a_bound_account(provider, client):
    come(client, provider)
    client.post("/dang-xuat/")
    provider.claims["sub"] = "43"
    assert come(client, provider).status_code == 403 and not is_in(client)


def test_a_closed_account_stays_closed(city, provider, client):
    come(client, provider)
    people.deactivate_user(city.actor("admin"), city.users["staff"].pk)
    assert come(client, provider).status_code == 403 and not is_in(client)


@pytest.mark.parametrize("forged", [
    {"iss": "https://example.org"}, {"aud": "another"}, {"nonce": "another"}, {"exp": 1000}, {"nonce": None}, {"sub": None},
])  # fmt: skip
def test_a_forged_token_is_refused(provider, client, forged):
    provider.forged = forged
    assert come(client, provider).status_code == 409 and not is_in(client)


def test_a_token_of_another_key_is_refused(provider, client):
    provider.signs_with = RSAKey.generate_key(2048, parameters={"kid": "one"})
    assert come(client, provider).status_code == 409 and not is_in(client)


def test_an_answer_that_was_not_asked_for_is_refused(provider, client):
    """A way back that another person began: login CSRF."""
    from django.test import Client

    other = Client().get("/dang-nhap/mot-lan/")
    back = provider.authorize(other["Location"]).removeprefix("http://testserver")
    assert client.get(back).status_code == 409 and not is_in(client)
    assert client.get("/dang-nhap/mot-lan/ve/?error=access_denied").status_code == 409


def test_a_provider_that_is_away_is_told(provider, client, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = client.get("/dang-nhap/mot-lan/")
    assert answer.status_code == 409 and "Hãy dùng mật khẩu" in answer.content.decode()


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_way_back_never_leads_outside(provider, client, to):
    assert come(client, provider, to)["Location"] == "/"


def test_the_own_second_factor_is_asked_unless_the_provider_asked_for_one(city, provider, client):
    factors.enrol(city.users["staff"], SEED, 0)
    assert come(client, provider)["Location"] == "/dang-nhap/buoc-hai/" and not is_in(client)
    provider.claims["amr"] = ["pwd", "otp"]
    assert come(client, provider)["Location"] == "/" and is_in(client)


def test_a_demand_holds_for_single_sign_on_too(city, provider, client):
    people.demand_factor(city.actor("admin"), roles=["staff"])
    come(client, provider)
    assert client.get("/kien-nghi/")["Location"] == "/tai-khoan/hai-buoc/"
    client.post("/dang-xuat/")
    provider.claims["amr"] = ["mfa"]
    come(client, provider)
    assert client.get("/kien-nghi/").status_code == 200
