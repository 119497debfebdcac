"""Methods that no page has: they neither show nor change what may not be seen."""

import pytest

from tests import world as whole
from tests.test_access import SEES, acts, stored
from tests.world import KINDS

pytestmark = pytest.mark.django_db
OTHER = ("head", "options", "put", "delete")
WRITES = ("put", "delete")


def places(record):
    register = whole.register_of(record)
    yield record.get_absolute_url()
    yield register.url("verb", record.pk, acts(record)[0].slug)


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_out_of_view_is_not_there_by_any_method(scene, kind):
    record = scene.foreign[kind]
    before = stored(record)
    for method in OTHER:
        for address in places(record):
            answer = getattr(scene.clients["staff"], method)(address)
            assert answer.status_code in (404, 405), (method, address)
            assert record.code not in answer.content.decode() or not record.code
    assert stored(record) == before


@pytest.mark.parametrize("kind", KINDS)
def test_other_methods_change_nothing_in_view(scene, kind):
    """Neither with the right nor without it: what is not a form sent by POST is no act."""
    record = scene.records[kind]
    before = stored(record)
    role = min(SEES[kind] - {"staff"})
    for method in WRITES:
        for address in places(record):
            for client in (scene.clients["staff"], scene.clients[role]):
                answer = getattr(client, method)(
                    address, "title=Chi%E1%BA%BFm&version=1", "application/x-www-form-urlencoded"
                )
                assert answer.status_code < 500, (method, address)
    # An address that a browser cannot be made to send may not pass for a POST either.
    for header in ("HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE"):
        scene.clients["staff"].get(places(record).__next__(), **{header: "POST"})
    assert stored(record) == before
