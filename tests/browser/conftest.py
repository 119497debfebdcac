"""The portal as people use it: a database of its own with the demonstration, web server, worker, Chromium.

The tests speak with it through the browser alone. It is started once; each test has pages of its own.
"""

import os
import shutil
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright
from psycopg import sql

from config.embedded import BASE, until
from tests import workers
from tests.test_run import free_port

expect.set_options(timeout=20_000)
LAPTOP, TABLET = {"width": 1366, "height": 768}, {"width": 820, "height": 1180}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LEFT_BEHIND = (
    "htmx:sendAbort",
    "htmx:afterRequest",
)  # the pair that htmx tells of a request cut by leaving the page
PASSWORD = "demo"
DATABASE = f"test_browser_{settings.PROCESS}"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.worker)


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """(environment, folder) of the portal, its database filled as on a first start."""
    # Playwright's loop would make Django refuse its own database to whatever runs after these tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    folder, queue = tmp_path_factory.mktemp("portal"), workers.broker(workers.BROWSER)
    server = settings.DATABASE_URL.rpartition("/")[0]
    _again(DATABASE)
    workers.empty(queue)
    environment = workers.environment(
        queue, DATABASE_URL=f"{server}/{DATABASE}", MEDIA_ROOT=str(folder / "media"), DATABASE_POOL="6"
    )
    done = subprocess.run(
        [sys.executable, "scripts/prepare.py"], cwd=BASE, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    yield environment, folder
    workers.empty(queue)


def _again(name):
    """An empty database; what an earlier run left goes."""
    known = settings.DATABASES["default"]
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"] or None, user=known["USER"], password=known["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    ) as link:  # fmt: skip
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def portal(place):
    """The address of the running portal."""
    environment, folder = place
    port, log = free_port(), folder / "web.log"
    address = f"http://127.0.0.1:{port}"
    worker = workers.Worker(environment["REDIS_URL"], folder / "worker.log", environment)
    worker.start()
    with log.open("a") as out:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
             "--worker-class", "gthread", "--threads", "6", "--log-level", "warning"],
            cwd=BASE, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        assert until(lambda: _answers(f"{address}/dang-nhap/"), 60), log.read_text()
        yield address
    finally:
        web.terminate()
        web.wait(30)
        worker.kill()


def _answers(address):
    with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
        return answer.status == 200
    return False


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class People:
    """Pages of signed-in people; each account signs in once, by the form."""

    def __init__(self, browser, address):
        self.browser, self.address, self.kept = browser, address, {}

    @contextmanager
    def page(self, account=None, **options):
        """A page of the account (or of a visitor), in a context of its own; nothing may go wrong on it."""
        state = self._state(account) if account else None
        context = self.browser.new_context(
            base_url=self.address, storage_state=state, locale="vi-VN", **{"viewport": LAPTOP} | options
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.wrong = watch(page)
        try:
            yield page
            assert page.wrong == [], page.url
        finally:
            context.close()

    def _state(self, account):
        if account not in self.kept:
            with self.page() as page:
                sign_in(page, account)
                self.kept[account] = page.context.storage_state()
        return self.kept[account]


def watch(page):
    """The list that will hold each script error, broken rule of the CSP and failed request of the page."""
    wrong = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said) else None)
    page.on(
        "response",
        lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )
    return wrong


def _is_wrong(said):
    """Not wrong, though Chromium tells it as an error: a form refused with 4xx, a request left behind by moving on."""
    right = ("Failed to load resource: the server responded with a status of 4", *LEFT_BEHIND)
    return said.type in ("error", "warning") and not said.text.startswith(right)


def sign_in(page, account):
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(account)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("nav.side").wait_for()


@pytest.fixture(scope="session")
def people(chromium, portal):
    return People(chromium, portal)


@pytest.fixture
def as_person(people):
    """as_person("thuky") gives a page of that account; it is closed and judged when the test ends."""
    with ExitStack() as stack:
        yield lambda account=None, **options: stack.enter_context(people.page(account, **options))
