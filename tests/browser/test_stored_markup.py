"""Markup in every text that is stored, looked at in Chromium without the CSP: the pages themselves let no script run."""

import pytest

from tests import world as whole
from tests.attack.conftest import addresses
from tests.attack.stored import fill
from tests.browser.conftest import LAPTOP

pytestmark = pytest.mark.django_db(transaction=True)
LONG = '"\'></textarea></title><img id=ntx src=x: onerror="window.ran=1"><script>window.ran=1</script>'
SHORT, LINK = "<i id=ntx>", "javascript:window.ran=1"
FILES = (
    "xlsx",
    "pdf",
    "_template",
    "_bad",
    "_sheet",
    "_file",
    "room_book",
    "feed",
    "receipt",
    "page_picture",
    "core:upload",
)


@pytest.fixture
def scene(transactional_db, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    made = whole.build(LONG)
    assert fill(LONG, SHORT, LINK) > 40
    return made


def pages(scene):
    """(address, role) of the pages to look at: each list, form, record, history and page of the office."""
    for address, name in addresses(scene).items():
        act = "/viec/" in address and not address.startswith("/viec/")
        if not (act or name.endswith(FILES) or name.startswith(("council:sso", "council:logout"))):
            yield address, "admin" if address.startswith("/quan-tri/") else "staff"


def test_no_script_runs_on_any_page(scene, live_server, chromium):
    wrong, shown = [], 0
    looks = {role: look(chromium, live_server.url, scene.clients[role]) for role in ("staff", "admin")}
    for address, role in pages(scene):
        page = looks[role]
        answer = page.goto(address)
        ran, elements, links = page.evaluate(
            "[!!window.ran, document.querySelectorAll('#ntx, [onerror]').length,"
            ' document.querySelectorAll(\'[href^="javascript:" i], [src^="javascript:" i]\').length]'
        )
        shown += answer.status == 200 and "ntx" in page.content()
        if ran or elements or links:
            wrong.append((address, ran, elements, links))
    for page in looks.values():
        page.context.close()
    assert wrong == [] and shown > 80, shown


def look(chromium, address, client):
    """A page of who is signed in, in a browser that does not heed the CSP."""
    context = chromium.new_context(base_url=address, bypass_csp=True, locale="vi-VN", viewport=LAPTOP)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    return context.new_page()
