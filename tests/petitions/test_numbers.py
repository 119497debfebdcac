"""Four clerks take in five hundred petitions at once: five hundred numbers, one after the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.verbs import create
from petitions.models import Petition, Sender
from petitions.services import register
from tests import factories
from tests.petitions.steps import DAY

CLERKS, EACH = 4, 125


@pytest.mark.django_db(transaction=True)
def test_five_hundred_petitions_of_four_clerks_have_five_hundred_numbers(city):
    clerks = [city.actor("staff")]
    for n in range(1, CLERKS):
        city.users[f"clerk{n}"] = factories.person(f"clerk{n}", f"Văn thư {n}", city.council, "staff")
        clerks.append(city.actor(f"clerk{n}"))

    def take_in(actor):
        try:
            for n in range(EACH):
                create(
                    register, actor, petition_kind="complaint", field="land", on=DAY, title=f"Đơn {n}",
                    sender_name="Trần Thị Hoà", sender_phone="hỏi hàng xóm",
                )  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as pool:
        list(pool.map(take_in, clerks))
    codes = Petition.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == [f"ĐT-2026-{n:04d}" for n in range(1, CLERKS * EACH + 1)]
    assert Sender.objects.count() == CLERKS * EACH
    authors = set(Petition.objects.values_list("created_by", flat=True))
    assert authors == {actor.user_id for actor in clerks}
