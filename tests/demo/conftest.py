import pytest
from django.conf import settings
from django.db import transaction


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for the tests of a module and taken back after them."""
    from demo.loading import load

    assert settings.DATABASES["default"]["NAME"].startswith("test_")
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)
