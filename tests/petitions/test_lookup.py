"""Looking a petition up from outside: off by default, both codes, little told, never of a denunciation."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from core.sealing import unseal
from core.verbs import perform
from petitions import lookup
from petitions.models import LookupSwitch, Receipt
from petitions.services import amend
from tests import factories
from tests.petitions.steps import bring, do

pytestmark = pytest.mark.django_db
URL = "/don-thu/tra-cuu/"


@pytest.fixture
def switched_on(city):
    LookupSwitch.objects.create(council=city.council, is_on=True)
    return city


def codes(petition):
    found = Receipt.objects.get(petition=petition)
    return {"code": lookup.shown(found.code), "secret": lookup.shown(unseal(bytes(found.secret))).lower()}


def asked(data):
    cache.clear()
    return Client().post(URL, data)


def test_it_is_off_until_an_administrator_says_otherwise(city, sign_in):
    petition = factories.petition(city)
    assert Client().get(URL).status_code == 404 and asked(codes(petition)).status_code == 404
    assert sign_in("staff").get("/don-thu/tra-cuu/cai-dat/").status_code == 403
    assert sign_in("admin").post("/don-thu/tra-cuu/cai-dat/", {"is_on": "on"}).status_code == 302
    assert Client().get(URL).status_code == 200
    sign_in("admin").post("/don-thu/tra-cuu/cai-dat/", {})
    assert Client().get(URL).status_code == 404


def test_both_codes_tell_the_stage_and_the_office_alone(switched_on):
    city = switched_on
    petition = bring(city, factories.petition(city), "transferred")
    text = asked(codes(petition)).content.decode()
    assert "Đã chuyển cơ quan có thẩm quyền" in text and city.agency.name in text
    for word in ("Trần Thị Hoà", "0912345678", "thu hồi đất", petition.code, "12/PC-HĐND"):
        assert word not in text, word


def plain_of(answer):
    return answer.status_code, re.sub(
        r'value="[^"]*"|nonce="[^"]*"|X-CSRFToken": "[^"]*"', "", answer.content.decode()
    )


def test_whatever_is_wrong_is_answered_alike(switched_on):
    city = switched_on
    right, other = (factories.petition(city) for _ in range(2))
    secret = factories.petition(city, petition_kind="denunciation")
    ward = factories.petition(city, by="ward")  # its council has not switched it on
    assert not Receipt.objects.filter(petition=secret).exists()
    turned = factories.petition(city)
    given = codes(turned)
    kept = Receipt.objects.get(petition=turned)
    do(city, turned, "qualify")
    perform(amend, city.actor("staff"), turned.pk, petition_kind="denunciation")
    assert not Receipt.objects.filter(petition=turned).exists()
    kept.save(force_insert=True)  # even with a receipt left over
    wrong = [
        {"code": "ZZZZ-ZZZZ", "secret": "ZZZZ-ZZZZ"}, codes(right) | {"secret": codes(other)["secret"]}, given, codes(ward),
    ]  # fmt: skip
    answers = [plain_of(asked(data)) for data in wrong]
    assert {status for status, _ in answers} == {422} and len({text for _, text in answers}) == 1
    assert asked(codes(right)).status_code == 200


def test_the_same_is_asked_of_the_database_whatever_is_asked(switched_on, django_assert_num_queries):
    right = factories.petition(switched_on)
    wrong = codes(right) | {"secret": "ZZZZ-ZZZZ"}
    for data in (codes(right), wrong, {"code": "ZZZZ-ZZZZ", "secret": "ZZZZ-ZZZZ"}):
        with django_assert_num_queries(2):
            lookup.answer(data["code"], data["secret"])


def test_tries_are_counted(switched_on):
    client = Client()
    statuses = [
        client.post(URL, {"code": f"AAAA-AA{n:02}", "secret": "BBBB-BBBB"}).status_code for n in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2


def test_the_receipt_carries_both_codes_and_no_denouncer(switched_on, sign_in, tmp_path):
    from tests.petitions.test_secrecy import text_of

    client = sign_in("staff")
    petition = factories.petition(switched_on)
    text = text_of(client.get(f"/don-thu/{petition.pk}/bien-nhan/").content, tmp_path)
    shown = codes(petition)
    assert shown["code"] in text and shown["secret"].upper() in text and "Trần Thị Hoà" in text
    assert "036123456789" not in text and "•789" in text
    secret = factories.petition(switched_on, petition_kind="denunciation")
    text = text_of(client.get(f"/don-thu/{secret.pk}/bien-nhan/").content, tmp_path)
    assert "Trần Thị Hoà" not in text and "Mã tra cứu" not in text and secret.code in text
