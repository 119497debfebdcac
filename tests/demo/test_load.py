from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core.models import Body, Record
from council.models import Council, Membership, Succession, Unit, User
from council.seats import actor_for, seats_of


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def test_it_refuses_when_debug_is_off(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("demo")
    call_command("demo", "--if-empty")
    assert not Council.objects.exists()


def test_if_empty_leaves_a_kept_council_alone(city, debug):
    call_command("demo", "--if-empty")
    assert not Council.objects.filter(code="phu-ly").exists()


@pytest.fixture
def loaded(db, debug):
    call_command("demo")


def test_loading_twice_adds_nothing(loaded):
    def counts():
        return [model.objects.count() for model in (Body, Unit, Membership, User, Record)]

    before = counts()
    call_command("demo")
    assert counts() == before


def test_phu_ly_ended_and_its_wards_have_successors(loaded):
    phu_ly = Council.objects.get(code="phu-ly")
    wards = Unit.objects.filter(parent=phu_ly.unit)
    assert wards.count() == Council.objects.filter(parent=phu_ly, tier="commune").count() == 21
    assert {unit.valid_to for unit in wards} == {date(2025, 6, 30)}
    assert Succession.objects.filter(unit__in=wards, decree__contains="cần kiểm chứng").count() == 21


@pytest.mark.parametrize("name", ["admin", "thuky", "chutich", "daibieu", "truongban", "phuong", "coquan"])
def test_accounts_begin_at_song_chau_and_also_sit_at_phu_ly(loaded, name):
    user = User.objects.get(username=name)
    assert user.check_password("demo")
    seats = seats_of(user)
    assert [seat.body.code.split("-")[0] for seat in seats] == ["song", "phu"]
    assert actor_for(user, seats, seats[1].pk).role == seats[0].role
