import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key
from xdist.scheduler import LoadFileScheduling

from tests import factories
from tests import world as whole


class ByFile(LoadFileScheduling):
    """The tests of a file stay with one process; so do all that share the one portal in the browser."""

    def _split_scope(self, nodeid):
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_make_parametrize_id(config, val, argname):
    """Sets are named in order: every process must know a test by the same name."""
    return "-".join(sorted(map(str, val))) or "none" if isinstance(val, set | frozenset) else None


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


_shipped = {}  # table -> what migrations and `load_rules` put into it, as COPY writes it


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The shipped rules and special days are there for every test, as after `load_rules`."""
    from core.services.rulebook import load_days, load_rules

    with django_db_blocker.unblock():
        load_rules(settings.DEADLINE_RULES)
        load_days(settings.SPECIAL_DAYS)
        _remember()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # What a thread of a test left open would keep the database from being dropped.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test with transactions of its own ends with empty tables: what is shipped comes back for the next one."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if nextitem is None:
        return result  # the database is gone
    if "transactional_db" in item.fixturenames or (marker and marker.kwargs.get("transaction")):
        with item.config.stash[blocking_manager_key].unblock():
            _bring_back()
    return result


def _remember():
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - {"django_migrations"}):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                if content := b"".join(bytes(row) for row in rows):
                    _shipped[table] = content


def _bring_back():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers: nobody acts here
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, _shipped))} CASCADE")
        for table, content in _shipped.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as rows:
                rows.write(content)


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


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The small city and its neighbour with one record of every kind, everybody signed in."""
    assert settings.DATABASES["default"]["NAME"].startswith("test_")
    with django_db_blocker.unblock(), whole.undone():
        yield whole.build()


@pytest.fixture
def scene(world, db):
    """The world, given back as it was."""
    return world
