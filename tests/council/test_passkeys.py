"""Security keys, with a key made of software: added, proven, forged, copied, taken away."""

import hashlib
import json
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ValidationError
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from core.evidence import LogEntry
from council import factors, passkeys
from council.models import Passkey, RecoveryCode
from council.services import people
from tests import factories

HOST, ORIGIN = "testserver", "https://testserver"
GOOD = {"username": "staff", "password": factories.PASSWORD}


class Key:
    """A key of the origin `origin` for the host `host`, whose counter can be set back."""

    def __init__(self, origin=ORIGIN, host=HOST):
        self.origin, self.host, self.counter = origin, host, 0
        self.secret, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(32)

    def _data(self, flags, credential=b""):
        self.counter += 1
        known = hashlib.sha256(self.host.encode()).digest()
        return AuthenticatorData.create(known, flags, self.counter, credential)

    def _client(self, kind, challenge):
        return CollectedClientData.create(kind, challenge, self.origin)

    def register(self, options):
        public = ES256.from_cryptography_key(self.secret.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        flags = AuthenticatorData.FLAG
        data = self._data(flags.UP | flags.AT, credential)
        client = self._client("webauthn.create", options["publicKey"]["challenge"])
        return self._answer(
            clientDataJSON=client, attestationObject=AttestationObject.create("none", data, {})
        )

    def prove(self, options):
        data = self._data(AuthenticatorData.FLAG.UP)
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self.secret.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _answer(self, **parts):
        said = {name: websafe_encode(bytes(value)) for name, value in parts.items()}
        mine = websafe_encode(self.id)
        return {
            "id": mine,
            "rawId": mine,
            "type": "public-key",
            "response": said,
            "clientExtensionResults": {},
        }


@pytest.fixture
def staff(city):
    user = city.users["staff"]
    user.set_password(factories.PASSWORD)
    user.save()
    return user


def add(user, key=None, label="khóa USB"):
    key = key or Key()
    options, state = passkeys.registration(HOST, user)
    passkeys.add(HOST, user, state, key.register(options), label)
    return key


def proves(user, key, **over):
    options, state = passkeys.question(HOST, user)
    return passkeys.proves(HOST, user, state, key.prove(options) | over)


def test_a_key_is_added_on_its_page_and_opens_the_portal(staff):
    client, key = Client(), Key()
    client.post("/dang-nhap/", GOOD)
    page = client.get("/tai-khoan/khoa-bao-mat/moi/")
    answer = json.dumps(key.register(json.loads(page.context["options"])))
    typed = {"label": "khóa USB", "password": factories.PASSWORD, "answer": answer}
    assert client.post("/tai-khoan/khoa-bao-mat/moi/", typed | {"password": "sai"}).status_code == 422
    page = client.get("/tai-khoan/khoa-bao-mat/moi/")
    typed["answer"] = json.dumps(key.register(json.loads(page.context["options"])))
    shown = client.post("/tai-khoan/khoa-bao-mat/moi/", typed)
    assert len(shown.context["codes"]) == factors.CODES and RecoveryCode.objects.count() == factors.CODES
    client.post("/dang-xuat/")
    assert client.post("/dang-nhap/", GOOD)["Location"] == "/dang-nhap/buoc-hai/"
    options = json.loads(client.get("/dang-nhap/buoc-hai/").context["options"])
    proof = json.dumps(key.prove(options))
    assert client.post("/dang-nhap/buoc-hai/", {"answer": proof})["Location"] == "/"
    client.post("/dang-xuat/")
    client.post("/dang-nhap/", GOOD)
    client.get("/dang-nhap/buoc-hai/")
    assert (
        client.post("/dang-nhap/buoc-hai/", {"answer": proof}).status_code == 422
    )  # an answer of another time


def test_a_key_proves_its_owner_alone(city, staff):
    mine, other = add(staff), Key()
    assert proves(staff, mine) and not proves(staff, other)
    theirs = add(city.users["head"])
    assert not proves(staff, theirs)
    assert Passkey.objects.get(user=staff).used_at is not None


def test_a_copied_key_is_told_by_its_counter(staff):
    key = add(staff)
    assert proves(staff, key)
    key.counter = 0
    assert not proves(staff, key)


def test_a_false_page_gets_nothing(staff):
    """An origin that looks alike: the browser tells it, so the answer is worth nothing here."""
    key = add(staff)
    for origin, host in (
        ("https://testserver.example.org", HOST),
        ("http://testserver", HOST),
        (ORIGIN, "example.org"),
    ):
        key.origin, key.host = origin, host
        assert not proves(staff, key), origin
    with pytest.raises(ValidationError):
        add(staff, Key(origin="https://example.org"))


@pytest.mark.parametrize("answer", [
    None, [], 5, "x", {}, {"id": "x"}, {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}},
    {"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "AAAA", "authenticatorData": "AA", "signature": "AA", "attestationObject": "AA"}},
])  # fmt: skip
def test_rubbish_is_refused(staff, answer):
    add(staff)
    _, state = passkeys.question(HOST, staff)
    assert passkeys.proves(HOST, staff, state, answer) is False
    _, state = passkeys.registration(HOST, staff)
    with pytest.raises(ValidationError):
        passkeys.add(HOST, staff, state, answer, "x")


def test_the_same_key_is_kept_once(city, staff):
    key = add(staff)
    with pytest.raises(ValidationError):
        add(city.users["head"], key)


def test_a_key_is_taken_away_but_not_the_last_where_one_is_demanded(city, staff):
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    add(staff)
    add(staff, label="điện thoại")
    session = client.session
    session[factors.PASSED] = True
    session.save()
    people.demand_factor(city.actor("admin"), roles=["staff"])
    first, second = Passkey.objects.filter(user=staff)
    assert client.post(f"/tai-khoan/khoa-bao-mat/{first.pk}/bo/")["Location"] == "/tai-khoan/"
    assert client.post(f"/tai-khoan/khoa-bao-mat/{second.pk}/bo/").status_code == 409
    assert client.post(f"/tai-khoan/khoa-bao-mat/{first.pk}/bo/").status_code == 404
    whats = (
        LogEntry.objects.filter(subject=staff, detail__has_key="what")
        .order_by("pk")
        .values_list("detail__what", flat=True)
    )
    assert list(whats) == ["passkey_on", "passkey_on", "passkey_off"]


def test_nobody_takes_the_key_of_another(city, staff, sign_in):
    add(staff)
    pk = Passkey.objects.get().pk
    assert sign_in("head").post(f"/tai-khoan/khoa-bao-mat/{pk}/bo/").status_code == 404
    assert Passkey.objects.exists()
