"""No act by a link or by a form on another site: every address, by every method."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attack.conftest import EVIL, NAMES, addresses, leads_out
from tests.test_house import every_url

pytestmark = pytest.mark.django_db
WRITES = ("post", "put", "patch", "delete")
# Written by reading: who looked, what was printed, which files were made; the shipped reminders are put back when there are
# none. No record among them.
NOTES = {
    "core_logentry", "core_job", "django_session", "council_login", "core_notice", "axes_accesslog", "axes_accessattempt",
    "core_letter", "core_letterdraft", "council_sessions_opening", "council_sessions_roomvisit", "desk_reminderstep",
}  # fmt: skip


def strict(client):
    """The same person's browser, held to the token of its forms."""
    made = Client(enforce_csrf_checks=True)
    made.cookies = client.cookies.copy()
    return made


def test_no_view_is_exempt():
    assert [name for _, name, view in every_url() if getattr(view, "csrf_exempt", False)] == []


def test_every_address_refuses_a_form_without_its_token(scene):
    """With example arguments: the token is asked for before anything is looked up."""
    client = strict(scene.clients["staff"])
    for address, name, _ in every_url():
        assert client.post(address, {"title": "Chiếm"}).status_code == 403, (name, address)


@pytest.mark.parametrize("method", WRITES)
def test_other_ways_of_writing_and_visitors_are_held_to_it_too(scene, method):
    for client in (strict(scene.clients["staff"]), Client(enforce_csrf_checks=True)):
        for address in ("/", "/dang-nhap/", "/dang-xuat/", "/kien-nghi/moi/", "/metrics", "/khong-co/"):
            answer = getattr(client, method)(address)
            assert answer.status_code == (404 if address == "/khong-co/" else 403), address


def test_a_token_of_another_browser_opens_nothing(scene):
    token = strict(scene.clients["foreign"]).get("/kien-nghi/moi/").context["csrf_token"]
    client = strict(scene.clients["staff"])
    client.get("/kien-nghi/moi/")  # its own token is in its cookie
    data = {"csrfmiddlewaretoken": str(token), "membership": "1"}
    assert client.post("/lam-viec-tai/", data).status_code == 403


def test_a_form_of_another_site_is_refused_even_with_the_token(scene, settings):
    client = strict(scene.clients["staff"])
    token = str(client.get("/kien-nghi/moi/").context["csrf_token"])
    around = {"HTTP_ORIGIN": "https://tan-cong.example", "HTTP_X_CSRFTOKEN": token}
    assert client.post("/dang-xuat/", **around).status_code == 403


def counted():
    """{table: rows put in, changed and taken out} in this transaction, but for notes of what was read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {table: n for table, n in cursor.fetchall() if table not in NOTES}


def written(asked):
    """The tables that statements wrote to, but for notes of what was read."""
    found = (re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO) "(\w+)"', row["sql"]) for row in asked)
    return {match[1] for match in found if match} - NOTES


def test_looking_changes_nothing_and_leads_nowhere(scene):
    """A picture's address on another site asks by GET, with the reader's cookie."""
    wrong = {}
    for address, name in addresses(scene).items():
        client = scene.clients["admin" if address.startswith("/quan-tri/") else "staff"]
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(
                address, dict.fromkeys(NAMES, f"https://{EVIL}/"), HTTP_REFERER=f"https://{EVIL}/trang"
            )
        if tables := written(asked.captured_queries):
            wrong[name] = tables
        assert answer.streaming or leads_out(answer) == [], (name, address)
    assert wrong == {}
