"""Many opinions made one: answered once, every voice kept."""

from datetime import date

import pytest

from core.errors import Refused
from tests.voters import make
from voters import services
from voters.forms import MergeForm
from voters.models import Opinion

TITLES = (
    "Nạo vét rãnh thoát nước đường Trần Phú",
    "Rãnh đường Trần Phú tắc, đề nghị khơi thông",
    "Đường Trần Phú ngập do rãnh tắc",
)


@pytest.fixture
def voices(city):
    return [make.opinion(city, title=title, voter=f"Cử tri {n}") for n, title in enumerate(TITLES)]


def test_merged_opinions_are_answered_together_and_keep_their_words(city, voices):
    first, *others = voices
    ward = make.sent_up(city, title=TITLES[1])
    common = "Nạo vét toàn tuyến rãnh đường Trần Phú"
    merged = make.do(city, "staff", services.merge, first, others=[*others, ward], title=common)
    assert (merged.title, merged.voiced) == (common, TITLES[0])
    kept = Opinion.objects.filter(same_as=first).order_by("pk")
    assert [(row.title, row.voter) for row in kept][:2] == [(TITLES[1], "Cử tri 1"), (TITLES[2], "Cử tri 2")]
    assert kept.count() == 3
    sent = make.do(
        city,
        "staff",
        services.forward,
        merged,
        agency=city.agency,
        letter_no="",
        forwarded_on=date(2026, 10, 12),
    )
    make.do(city, "agency", services.answer, sent, **make.ANSWER)
    assert {row.answer for row in kept.all()} == {make.ANSWER["answer"]}


def test_the_form_offers_what_says_the_same(city, voices):
    far = make.opinion(city, title="Trạm y tế thiếu thuốc", field="health")
    form = MergeForm(actor=city.actor("staff"), record=voices[0])
    assert (
        set(form.fields["others"].queryset) == set(voices[1:]) and far not in form.fields["others"].queryset
    )


def test_what_is_already_answered_is_not_merged(city, voices):
    answered = make.answered(city, title=TITLES[1])
    with pytest.raises(Refused):
        make.do(city, "staff", services.merge, voices[0], others=[answered], title=TITLES[0])
    assert not Opinion.objects.filter(same_as=voices[0]).exists()
