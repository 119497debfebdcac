"""Actors of many memberships at once are the ones of each alone."""

from datetime import date

import pytest

from council.models import Membership
from council.seats import actor_of_membership, actors_of


def test_actors_of_many_are_those_of_each(city, django_assert_num_queries):
    ids = list(Membership.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        actors = actors_of(ids)
    assert actors == {pk: actor_of_membership(pk) for pk in ids}
    assert {len(actor.scope) for actor in actors.values()} == {0, 1, 2}


@pytest.mark.parametrize("on, there", [(date(2026, 1, 31), True), (date(2026, 2, 1), False)])
def test_a_membership_that_ended_gives_no_actor(city, on, there):
    seat = city.users["staff"].memberships.get()
    Membership.objects.filter(pk=seat.pk).update(to_on=date(2026, 1, 31))
    assert (seat.pk in actors_of([seat.pk], on)) is there
