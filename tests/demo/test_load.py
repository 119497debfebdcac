from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from core.figures import count_all
from core.models import Body, Deadline, HistoryEntry, Notice, Record
from council.models import Council, Membership, Succession, Unit, User
from council.seats import actor_for, seats_of
from demo.loading import load
from sessions.models import Session

pytestmark = pytest.mark.django_db
HALF_YEAR = date(2022, 4, 1), date(2022, 9, 30)

STATED = {
    "sessions.held": 2,
    "sessions.regular": 1,
    "sessions.thematic": 1,
    "lower.sessions.held": 21,
    "lower.sessions.regular_mid": 21,
    "oversight.rounds": 4,
    "oversight.units": 8,
    "voters.hosted_meetings": 2,
    "petitions.overdue": 0,
}
INVENTED = {
    "resolutions.passed": 16,
    "dossiers.received": 20,
    "dossiers.late": 4,
    "questions.asked": 10,
    "questions.answered": 10,
    "oversight.visits": 9,
    "recommendations.issued": 12,
    "recommendations.done": 5,
    "recommendations.overdue": 2,
    "voters.meetings": 27,
    "voters.hamlet_meetings": 26,
    "voters.attendees": 1988,
    "opinions.received": 46,
    "opinions.forwarded": 38,
    "opinions.answered": 37,
    "opinions.kept_below": 11,
    "opinions.duplicates": 3,
    "petitions.received": 31,
    "petitions.complaints": 9,
    "petitions.denunciations": 4,
    "petitions.other": 18,
    "petitions.transferred": 26,
    "petitions.resolved": 24,
}


def test_it_refuses_when_debug_is_off(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("demo")
    call_command("demo", "--if-empty")
    assert not Council.objects.exists()


def test_if_empty_leaves_a_kept_council_alone(city, settings):
    settings.DEBUG = True
    call_command("demo", "--if-empty")
    assert not Council.objects.filter(code="phu-ly").exists()


def test_phu_ly_reports_what_the_account_states(loaded):
    figures = count_all(Council.objects.get(code="phu-ly"), *HALF_YEAR)
    assert {key: figures[key] for key in STATED} == STATED
    assert {key: figures[key] for key in INVENTED} == INVENTED


def test_three_fields_are_named_and_the_list_stays_open(loaded):
    from oversight.models import Round

    rounds = Round.objects.filter(owner__code="phu-ly").in_period(*HALF_YEAR)
    assert set(rounds.values_list("field", flat=True)) == {"defence", "personnel", "building", "environment"}


def test_sessions_six_and_seven_lie_after_the_period(loaded):
    coming = Session.objects.filter(owner__code="phu-ly", on__gt=HALF_YEAR[1]).order_by("number")
    assert [(row.number, row.session_kind) for row in coming] == [(6, "thematic"), (7, "regular_end")]


def test_loading_again_adds_nothing(loaded):
    models = (Body, Unit, Membership, User, Record, Deadline, HistoryEntry, Notice)
    before = [model.objects.count() for model in models]
    assert load() == []
    assert [model.objects.count() for model in models] == before


def test_phu_ly_ended_and_its_wards_have_successors(loaded):
    phu_ly = Council.objects.get(code="phu-ly")
    wards = Unit.objects.filter(parent=phu_ly.unit)
    assert wards.count() == Council.objects.filter(parent=phu_ly, tier="commune").count() == 21
    assert {unit.valid_to for unit in wards} == {date(2025, 6, 30)}
    assert Succession.objects.filter(unit__in=wards, decree__contains="cần kiểm chứng").count() == 21


def test_an_ended_council_owes_nothing_any_more(loaded):
    ended = Body.objects.filter(valid_to=date(2025, 6, 30))
    assert not Deadline.objects.open().filter(holder__in=ended).exists()
    assert not Notice.objects.filter(record__owner__in=ended).exists()


def test_cases_of_2022_are_judged_by_the_law_of_2022(loaded):
    judged = Deadline.objects.filter(holder__code="phu-ly", rule__isnull=False)
    assert judged.exists() and not judged.filter(rule__valid_from__gt=date(2022, 12, 31)).exists()


def test_the_live_city_has_things_overdue_today_and_this_week(loaded):
    due = Deadline.objects.open().filter(holder__code="song-chau").values_list("due_on", flat=True)
    distances = [(day - localdate()).days for day in due]
    assert any(days < 0 for days in distances) and 0 in distances
    assert any(0 < days <= 7 for days in distances) and any(days > 7 for days in distances)


def test_a_session_with_a_dossier_plan_is_three_weeks_ahead(loaded):
    coming = Session.objects.get(owner__code="song-chau", number=7)
    assert (coming.on - localdate()).days == 21 and coming.dossiers.count() >= 8


def test_denouncers_are_sealed(loaded):
    from petitions.models import Petition, SealedSender

    secret = Petition.objects.filter(petition_kind="denunciation")
    assert SealedSender.objects.filter(petition__in=secret).count() == secret.count() > 5


@pytest.mark.parametrize("name", ["admin", "thuky", "chutich", "daibieu", "truongban", "phuong", "coquan"])
def test_accounts_begin_at_song_chau_and_also_sit_at_phu_ly(loaded, name):
    user = User.objects.get(username=name)
    assert user.check_password("demo")
    seats = seats_of(user)
    assert [seat.body.code.split("-")[0] for seat in seats] == ["song", "phu"]
    assert actor_for(user, seats, seats[1].pk).role == seats[0].role


def test_nobody_signs_in_as_the_clerk(loaded, client):
    clerk = User.objects.get(username="nhap-lieu")
    assert not clerk.is_active and not clerk.has_usable_password()
