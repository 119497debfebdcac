"""Guessing: who has an account, and with which password."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from council.models import User
from tests import factories

pytestmark = pytest.mark.django_db
HASHES = []


class Counting(MD5PasswordHasher):
    """Notes each time a password is hashed."""

    def encode(self, password, salt):
        HASHES.append(password)
        return super().encode(password, salt)


@pytest.fixture
def accounts(city, settings):
    """One account of each sort, by its user name; the last is nobody's."""
    settings.PASSWORD_HASHERS = [f"{__name__}.{Counting.__name__}"]
    staff, closed, invited = (city.users[name] for name in ("staff", "chair", "head"))
    for user in (staff, closed):
        user.set_password(factories.PASSWORD)
    closed.is_active = False
    invited.set_unusable_password()
    User.objects.bulk_update([staff, closed, invited], ["password", "is_active"])
    return {
        "open": staff.username,
        "closed": closed.username,
        "invited": invited.username,
        "nobody": "khong-co-ai",
    }


def tried(name, **more):
    """(status, page without the name typed, hashes, statements) of one wrong password."""
    HASHES.clear()
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        answer = client.post("/dang-nhap/", {"username": name, "password": "sai-mat-khau-nay"}, **more)
    return answer.status_code, _without_marks(answer.content.decode()), len(HASHES), _shapes(asked)


def _without_marks(page):
    return re.sub(r'(nonce|value)="[^"]*"|"X-CSRFToken": "[^"]*"', "", page)


def _shapes(asked):
    """The statements' verbs and tables: what the database is asked, whoever is meant."""
    return [row["sql"].split("WHERE")[0].split("VALUES")[0][:80] for row in asked.captured_queries]


def test_every_sort_of_account_costs_the_same_and_looks_the_same(accounts):
    """One password is hashed for each, known or not: what takes the time is the same."""
    tried("mot-ten-khac")  # what is read once
    found = {sort: tried(name) for sort, name in accounts.items()}
    for part in range(3):
        assert len({str(told[part]) for told in found.values()}) == 1, (
            part,
            {k: v[part] for k, v in found.items() if part != 1},
        )
    assert found["nobody"][2] == 1 and found["nobody"][0] == 422
    numbers = {sort: len(told[3]) for sort, told in found.items()}
    assert max(numbers.values()) - min(numbers.values()) <= 1, numbers


def test_a_name_that_nobody_has_is_locked_like_any(accounts):
    told = {}
    for sort in ("open", "nobody"):
        answers = [tried(accounts[sort]) for _ in range(6)]
        told[sort] = [answer[0] for answer in answers], answers[-1][1]
    assert told["open"] == told["nobody"] and told["open"][0] == [422] * 4 + [429] * 2


def test_while_locked_the_right_password_is_not_even_looked_at(accounts):
    for _ in range(5):
        tried(accounts["open"])
    HASHES.clear()
    answer = Client().post("/dang-nhap/", {"username": accounts["open"], "password": factories.PASSWORD})
    assert answer.status_code == 429 and HASHES == []


def test_a_false_sender_gives_no_more_guesses(accounts):
    """The address in headers that anybody may write is not believed."""
    codes = [
        tried(accounts["open"], HTTP_X_FORWARDED_FOR=f"203.0.113.{n}", HTTP_X_REAL_IP=f"203.0.113.{n}")[0]
        for n in range(6)
    ]
    assert codes[-1] == 429
