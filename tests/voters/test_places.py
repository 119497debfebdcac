"""Which hamlets were met in the term, from the directory and from the names of meetings."""

import pytest
from django.urls import reverse

from council.models import Unit
from tests import factories
from tests.voters import make
from voters import places


@pytest.fixture
def hamlets(city):
    return [
        factories.unit(f"h{n}", name, Unit.Level.HAMLET, city.ward_unit, kind="tổ dân phố")
        for n, name in enumerate(("tổ dân phố số 1", "tổ dân phố số 2", "thôn Bến Đò"))
    ]


def names(rows, met):
    return [place.name for ward in rows for place in ward.places if place.met == met]


def test_hamlets_chosen_or_named_are_met_and_the_rest_are_not(city, hamlets):
    make.held(city, hamlets=[hamlets[0]])
    make.held(city, hamlet="Tổ dân phố Bến Đò")
    make.meeting(city, hamlets=[hamlets[1]])  # planned only
    make.held(city, hamlet="xóm Chùa")
    rows, _ = places.matrix(city.actor("staff"), city.term)
    assert names(rows, True) == ["thôn Bến Đò", "tổ dân phố số 1", "xóm Chùa"]
    assert names(rows, False) == ["tổ dân phố số 2"]
    assert [(ward.met, ward.listed) for ward in rows] == [(2, 3)]


def test_the_matrix_takes_a_fixed_number_of_queries(city, hamlets, django_assert_max_num_queries):
    for hamlet in hamlets:
        make.held(city, hamlets=[hamlet])
    actor = city.actor("staff")
    with django_assert_max_num_queries(5):
        places.matrix(actor, city.term)


def test_the_page_names_the_hamlets(city, sign_in, hamlets):
    make.held(city, hamlets=[hamlets[0]])
    page = sign_in("staff").get(reverse("voters:places")).content.decode()
    assert "tổ dân phố số 2" in page and "chưa tiếp xúc" in page and "đã tiếp xúc" in page


def test_the_form_offers_the_hamlets_of_the_ward_and_names_the_place(city, sign_in, hamlets):
    client = sign_in("ward")
    values = {
        "title": "Tiếp xúc", "meeting_kind": "before", "mode": "direct", "on": "08/10/2026", "unit": city.ward_unit.pk,
        "hamlets": [hamlets[0].pk, hamlets[2].pk],
    }  # fmt: skip
    assert client.post(reverse("voters:meeting_new"), values).status_code == 302
    from voters.models import Meeting

    made = Meeting.objects.get()
    assert made.hamlet == "thôn Bến Đò, tổ dân phố số 1" and made.hamlets.count() == 2
    other = factories.neighbour(city)
    stray = factories.unit("h9", "thôn lạ", Unit.Level.HAMLET, other.ward_unit)
    reply = client.post(reverse("voters:meeting_new"), values | {"hamlets": [stray.pk]})
    assert reply.status_code == 422 and "hamlets" in reply.context["form"].errors
