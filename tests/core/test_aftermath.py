from datetime import date

import pytest

from core.errors import Refused
from core.models import Record
from core.verbs import VERBS, create, perform, verb
from voters import services
from voters.models import Field, Opinion


@pytest.fixture
def refusing():
    """A verb that is refused after it wrote, and asks for one thing to be noted all the same."""

    @verb("test.refuse", Opinion, "Thử", may=lambda actor, record=None: True)
    def refuse(actor, opinion):
        Record.objects.filter(pk=opinion.pk).update(title="không được ghi")
        raise Refused(
            "Không được", aftermath=lambda: Record.objects.filter(pk=opinion.pk).update(words="ghi nhan")
        )

    yield refuse
    del VERBS["test.refuse"]


def test_aftermath_of_a_refused_act_is_stored_and_the_act_is_not(city, refusing):
    actor = city.actor("staff")
    made = create(
        services.record_opinion, actor, title="Nạo vét rãnh", field=Field.IRRIGATION, on=date(2026, 10, 8)
    )
    with pytest.raises(Refused, match="Không được"):
        perform(refusing, actor, made.pk)
    stored = Record.objects.get(pk=made.pk)
    assert (stored.title, stored.words, stored.version) == ("Nạo vét rãnh", "ghi nhan", 1)
