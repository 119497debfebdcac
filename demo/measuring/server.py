"""The real web server on a free port, as it runs in production, and somebody signed in to it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings

from demo.city import PASSWORD

START_SECONDS, STOP_SECONDS = 60, 20


class NotServed(Exception):
    """The server did not start, or a page was not answered with 200."""


@contextmanager
def server():
    """Run gunicorn for as long as the block lasts. Gives its port."""
    env = _production()
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        env=env,
        check=True,
        cwd=settings.BASE_DIR,
    )  # noqa: S603
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
               "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]  # fmt: skip
    running = subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(running, port)
        yield port
    finally:
        running.terminate()
        running.wait(STOP_SECONDS)


def _production():
    """As in production, but for HTTPS, with the keys of this process."""
    keys = {"SECRET_KEY": settings.SECRET_KEY, "FIELD_KEY": settings.FIELD_KEY, "ALLOWED_HOSTS": "127.0.0.1"}
    urls = {"DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.REDIS_URL}
    return {**os.environ, "DEBUG": "off", "HTTPS": "off", **keys, **urls}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(running, port):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if running.poll() is not None:
            raise NotServed(f"gunicorn ended with code {running.returncode}")
        try:
            Browser(port).get("/dang-nhap/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise NotServed(f"gunicorn did not answer in {START_SECONDS} s")


class Browser:
    """Keeps cookies; enough of a browser to sign in and read pages."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def sign_in(self, username):
        page = self.get("/dang-nhap/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        data = {"csrfmiddlewaretoken": token, "username": username, "password": PASSWORD, "next": "/"}
        status, _ = self._ask("POST", "/dang-nhap/", urlencode(data))
        if status != http.client.FOUND:
            raise NotServed(f"{username} could not sign in ({status}): is the demonstration loaded?")
        return self

    def get(self, url):
        """The text of a page. Raises NotServed for any status but 200."""
        status, text = self._ask("GET", url)
        if status != http.client.OK:
            raise NotServed(f"{url} gave {status}")
        return text

    def seconds(self, url):
        """How long a page takes from the first byte sent to the last received."""
        started = time.perf_counter()
        self.get(url)
        return time.perf_counter() - started

    def _ask(self, method, url, body=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as link:
            link.request(method, url, body, headers)
            reply = link.getresponse()
            text = reply.read().decode()
        for line in reply.headers.get_all("Set-Cookie", ()):
            self.cookies.update({name: item.value for name, item in SimpleCookie(line).items()})
        return reply.status, text
