"""What a petition owes at each step, what stops the clock, and who is told of a moved date."""

from datetime import date

import pytest

from core.models import Deadline, Notice
from core.verbs import perform
from petitions import services
from petitions.models import Petition
from tests.petitions.test_views import FORM


@pytest.fixture
def taken_in(city, sign_in):
    """taken_in("denunciation") gives a petition received on 05/10/2026."""

    def enter(kind):
        client = sign_in("staff")
        once = client.get("/don-thu/moi/").context["form"]["once"].value()
        client.post("/don-thu/moi/", FORM | {"petition_kind": kind, "once": once})
        return Petition.objects.get(once=once)

    return enter


def do(city, fn, petition, who="staff", **data):
    perform(fn, city.actor(who), petition.pk, **data)
    return Petition.objects.get(pk=petition.pk)


def row(petition, code):
    return Deadline.objects.get(record=petition.pk, code=f"petition.{code}", key="")


def accepted(city, petition):
    petition = do(city, services.qualify, petition, qualified_on=date(2026, 10, 6))
    petition = do(
        city,
        services.transfer,
        petition,
        agency=city.agency,
        transferred_on=date(2026, 10, 8),
        letter_no="1/PC",
    )
    return do(city, services.accept, petition, "agency", accepted_on=date(2026, 10, 15), instance="first")


def test_a_petition_is_not_left_unhandled(city, taken_in):
    petition = taken_in("complaint")
    assert row(petition, "unhandled").due_on == date(2026, 11, 19)
    petition = do(city, services.qualify, petition, qualified_on=date(2026, 10, 6))
    do(
        city,
        services.transfer,
        petition,
        agency=city.agency,
        transferred_on=date(2026, 10, 8),
        letter_no="1/PC",
    )
    assert row(petition, "unhandled").met_on == date(2026, 10, 8)


def test_the_conclusion_of_a_denunciation_is_sent_and_published(city, taken_in):
    petition = accepted(city, taken_in("denunciation"))
    values = {"resolved_on": date(2026, 11, 10), "resolved_no": "2/KL", "outcome": "right", "result": "Đúng"}
    petition = do(city, services.resolve, petition, "agency", **values)
    sent, published = (row(petition, f"denunciation_conclusion_{step}") for step in ("sent", "published"))
    assert (sent.due_on, published.due_on) == (date(2026, 11, 17), date(2026, 11, 19))
    do(city, services.note_notice, petition, "agency", sent_on=date(2026, 11, 12), paper="3/TB")
    assert row(petition, "denunciation_conclusion_sent").paper == "3/TB"


def test_a_suspension_and_its_end_are_told_once_with_old_and_new_dates(city, taken_in):
    petition = accepted(city, taken_in("complaint"))
    due = row(petition, "complaint_resolve_first").due_on
    assert due == date(2026, 11, 16)
    petition = do(
        city, services.suspend, petition, "agency", suspended_on=date(2026, 10, 25), reason="chờ giám định"
    )
    told = Notice.objects.filter(user=city.users["staff"], text__contains="16/11/2026 → tạm dừng")
    assert told.count() == 1 and "chờ giám định" in told.get().text
    petition = do(city, services.resume, petition, "agency", resumed_on=date(2026, 11, 4))
    assert row(petition, "complaint_resolve_first").due_on == date(2026, 11, 25)
    told = Notice.objects.filter(user=city.users["staff"], text__contains="tạm dừng → 25/11/2026")
    assert told.count() == 1 and petition.title not in told.get().text
    do(city, services.assess, petition, "staff", tests=["places"])
    assert (
        Notice.objects.filter(user=city.users["agency"], text__contains="25/11/2026 → 09/12/2026").count()
        == 1
    )


def test_what_the_law_ties_to_the_tests_is_not_extended_by_hand(city, taken_in, sign_in):
    petition = accepted(city, taken_in("complaint"))
    reply = sign_in("staff").get(f"/thoi-han/{row(petition, 'complaint_resolve_first').pk}/gia-han/")
    assert reply.status_code == 409 and "Đánh giá phức tạp" in reply.content.decode()
