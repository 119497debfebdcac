import pytest

from core.filters import RecordFilter
from petitions.models import Petition
from tests import factories

pytestmark = pytest.mark.django_db


class ByBody(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = Petition
        fields: list = []


def test_a_list_is_narrowed_to_one_body_in_view(city):
    own, below = factories.petition(city), factories.petition(city, by="ward")
    actor = city.actor("staff")
    seen = Petition.objects.visible_to(actor)
    assert set(ByBody(None, queryset=seen, actor=actor).qs) == {own, below}
    narrowed = ByBody({"don_vi": str(city.ward.pk)}, queryset=seen, actor=actor)
    assert narrowed.form.is_valid() and list(narrowed.qs) == [below]
    assert not ByBody({"don_vi": str(city.neighbour.pk)}, queryset=seen, actor=actor).form.is_valid()
