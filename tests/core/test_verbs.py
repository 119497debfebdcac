from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.http import Http404

from core.errors import NotAllowed, Refused, Stale
from core.models import HistoryEntry, Record
from core.verbs import create, open_verbs, perform
from voters import services
from voters.models import Opinion


@pytest.fixture
def opinion(city):
    return create(
        services.record_opinion,
        city.actor("staff"),
        title="Nạo vét rãnh tổ 12",
        field="irrigation",
        competence="city",
        on=date(2026, 10, 8),
    )


def forward(city, who, pk, **extra):
    data = {"agency": city.agency, "letter_no": "12/HĐND", "forwarded_on": date(2026, 10, 16)} | extra
    return perform(services.forward, city.actor(who), pk, **data)


def test_a_step_cannot_be_taken_twice(city, opinion):
    forward(city, "staff", opinion.pk)
    with pytest.raises(Refused, match="đã chuyển"):
        forward(city, "staff", opinion.pk)


def test_a_stale_version_is_refused_and_changes_nothing(city, opinion):
    perform(services.amend_opinion, city.actor("staff"), opinion.pk, version=1, title="Sửa lần một")
    with pytest.raises(Stale):
        perform(services.amend_opinion, city.actor("staff"), opinion.pk, version=1, title="Sửa lần hai")
    assert Record.objects.get(pk=opinion.pk).title == "Sửa lần một"


@pytest.mark.parametrize(
    "who, error", [("foreign", Http404), ("agency", Http404), ("delegate", NotAllowed), ("admin", NotAllowed)]
)
def test_who_may_not_is_told_so_or_sees_nothing(city, opinion, who, error):
    with pytest.raises(error):
        forward(city, who, opinion.pk)


def test_only_possible_acts_are_offered(city, opinion):
    names = {item.name for item in open_verbs(city.actor("staff"), opinion)}
    assert "voters.forward" in names and "voters.answer" not in names


def test_the_same_submit_twice_makes_one_record(city):
    once = "0b1d1a5e-5f1e-4d52-9d52-0d3b6f0f7a11"
    made = [
        create(
            services.record_opinion,
            city.actor("staff"),
            once=once,
            title="x",
            field="land",
            on=date(2026, 1, 5),
        )
        for _ in range(2)
    ]
    assert made[0].pk == made[1].pk and Opinion.objects.count() == 1


def test_history_says_who_what_and_both_values(city, opinion):
    perform(
        services.amend_opinion, city.actor("staff"), opinion.pk, note="gõ nhầm", title="Nạo vét rãnh tổ 21"
    )
    entry = HistoryEntry.objects.filter(
        record_id=opinion.pk, op="UPDATE", table_name="core_record", verb="voters.amend_opinion"
    ).first()
    assert entry.before == {"title": "Nạo vét rãnh tổ 12"} and entry.after == {"title": "Nạo vét rãnh tổ 21"}
    assert entry.actor_id == city.users["staff"].pk and entry.note == "gõ nhầm"


def test_a_change_past_the_portal_is_noted_too(city, opinion):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voters_opinion SET field = 'land' WHERE record_ptr_id = %s", [opinion.pk])
    assert HistoryEntry.objects.filter(
        record_id=opinion.pk, after={"field": "land"}, actor=None, verb=""
    ).exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE core_historyentry SET verb = 'x'", "DELETE FROM core_historyentry"]
)
def test_history_can_only_grow(city, opinion, statement):
    with (
        pytest.raises(ProgrammingError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_facts_of_two_columns_stay_together(city, opinion):
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(answered_on=date(2026, 11, 1))
