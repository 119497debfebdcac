"""The desk's pages, by role, by number of rows and by what the address says."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from core.models import Deadline, Notice, Share
from core.verbs import create, perform
from tests import factories
from voters import services as voters
from voters.models import Field

PAGES = [
    "/",
    "/viec-den-han/",
    "/tim/?q=duong",
    "/lich/",
    "/lich/?kieu=danh-sach",
    "/thong-bao/",
    "/danh-ba/",
]
ROLES = ["admin", "staff", "chair", "head", "delegate", "ward", "agency"]


def opinion(city, title, *, days, agency=None, who="staff"):
    """An opinion sent to an agency, its answer due `days` from today."""
    actor = city.actor(who)
    made = create(
        voters.record_opinion, actor, title=title, field=Field.TRAFFIC, competence="city", on=localdate()
    )
    perform(
        voters.forward, actor, made.pk, agency=agency or city.agency, letter_no="", forwarded_on=localdate()
    )
    Deadline.objects.filter(record=made).update(due_on=localdate() + timedelta(days))
    return made


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", PAGES)
def test_every_role_opens_every_page_of_the_desk(city, sign_in, role, address):
    opinion(city, "Đèn đường hỏng", days=-3)
    assert sign_in(role).get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["staff", "agency", "chair", "admin", "head"])
def test_pages_ask_as_little_for_three_rows_as_for_one(
    city, sign_in, role, address, django_assert_max_num_queries
):
    client, asked = sign_in(role), []
    for number in range(3):
        opinion(city, f"Đường ngập {number}", days=number - 1)
        Notice.objects.create(user=city.users[role], text=f"Việc {number}", key=str(number))
        if number != 1:
            client.get(address)
            from django.core.cache import cache

            cache.clear()
            with django_assert_max_num_queries(18) as queries:
                client.get(address)
            asked.append(len(queries))
    assert asked[0] == asked[1]
