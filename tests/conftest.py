import pytest
from django.conf import settings
from django.core.cache import cache
from xdist.scheduler import LoadFileScheduling

from tests import factories


class ByFile(LoadFileScheduling):
    """The tests of a file stay with one process; so do all that share the one portal in the browser."""

    def _split_scope(self, nodeid):
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_make_parametrize_id(config, val, argname):
    """Sets are named in order: every process must know a test by the same name."""
    return "-".join(sorted(map(str, val))) or "none" if isinstance(val, set | frozenset) else None


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The shipped rules and special days are there for every test, as after `load_rules`."""
    from core.services.rulebook import load_days, load_rules

    with django_db_blocker.unblock():
        load_rules(settings.DEADLINE_RULES)
        load_days(settings.SPECIAL_DAYS)


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def city(db):
    return factories.city()


@pytest.fixture
def sign_in(client, city):
    """sign_in("staff") gives the client signed in as that person of the small city."""

    def enter(name):
        client.force_login(city.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
