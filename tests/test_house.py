"""The house rules that a machine can hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from core.models import Record

BASE = Path(__file__).resolve().parent.parent
ROOMS = ["core", "council", "sessions", "oversight", "voters", "petitions", "reports", "desk", "demo"]
# All but the first have tests of their own.
OPEN_TO_VISITORS = {
    "council:login", "desk:healthz", "desk:readyz", "desk:metrics", "desk:feed", "reports:verify", "reports:verify_code",
    "petitions:lookup", "council:forgot", "council:second", "council:sso", "council:sso_back",
    "council:invitation", "council:new_password",
}  # fmt: skip


def test_rooms_import_only_downwards():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=BASE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def every_url(patterns=None, prefix="", space=""):
    """(path with example arguments, qualified name, view) of every address."""
    for item in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + re.sub(r"<int:\w+>", "1", re.sub(r"<(slug|str):\w+>", "x", str(item.pattern)))
        if isinstance(item, URLResolver):
            yield from every_url(item.url_patterns, path, item.namespace or space)
        elif isinstance(item, URLPattern):
            yield "/" + path, f"{space}:{item.name}", item.callback


URLS = [pytest.param(path, name, id=name) for path, name, _ in every_url()]


@pytest.mark.parametrize("path, name", URLS)
def test_a_visitor_is_asked_to_sign_in(client, db, path, name):
    if name in OPEN_TO_VISITORS:
        pytest.skip("open to visitors")
    reply = client.get(path)
    assert reply.status_code == 302 and reply["Location"].startswith("/dang-nhap/"), (path, reply.status_code)


@pytest.mark.parametrize("path, name", URLS)
@pytest.mark.parametrize("who", ["staff", "agency", "foreign"])
def test_no_address_breaks_for_anyone(city, sign_in, path, name, who):
    if name == "desk:healthz":
        pytest.skip("answers 503 where no worker runs")
    assert sign_in(who).get(path).status_code < 500


def templates():
    return sorted((BASE / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", [path for path in templates() if "print" not in path.parts], ids=str)
def test_no_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", text), path.name


def test_every_kind_of_record_is_whole():
    for model in apps.get_models():
        if issubclass(model, Record) and model is not Record:
            assert model.KIND and model.STATES, model
            assert any(trigger.name == "history" for trigger in model._meta.triggers), model


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_stays_readable(room):
    code = [path for path in (BASE / room).rglob("*.py") if "migrations" not in path.parts]
    assert not [path for path in code if len(path.read_text().splitlines()) > 400]
