import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests import factories


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The shipped rules and special days are there for every test, as after `load_rules`."""
    from core.services.rulebook import load_days, load_rules

    with django_db_blocker.unblock():
        load_rules(settings.DEADLINE_RULES)
        load_days(settings.SPECIAL_DAYS)
    _made.append(True)


_made = []


@pytest.fixture(autouse=True, scope="module")
def _swept(django_db_blocker):
    """What the tests of a module rolled back lies in the tables as dead rows; thousands of them mislead the planner."""
    yield
    if _made:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SELECT relid::regclass::text FROM pg_stat_user_tables WHERE n_dead_tup > 1000")
            for (table,) in cursor.fetchall():
                cursor.execute(f"VACUUM {table}")


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
