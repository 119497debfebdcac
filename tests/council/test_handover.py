"""Handing over one's work: roles and what is in hand by name, in one transaction, with who may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.timezone import localdate

from core.errors import NotAllowed, Refused
from core.evidence import LogEntry
from core.models import HistoryEntry, Notice
from council.models import Membership, Role, User
from council.services import handover, people
from petitions.models import Handler
from tests import factories
from tests.petitions import steps

TODAY = localdate()


@pytest.fixture
def successor(city):
    return factories.person("ke.nhiem", "Người Kế Nhiệm", city.council, Role.STAFF)


def live(user):
    return {
        (seat.role, seat.body_id)
        for seat in Membership.objects.in_force(TODAY + timedelta(1)).filter(user=user)
    }


def hand(city, who="staff", by="admin", **values):
    user = city.users[who]
    seats = [seat.pk for seat in user.memberships.in_force()]
    given = {"to": None, "seats": seats, "works": [], "last_on": TODAY} | values
    return handover.hand_over(city.actor(by), user.pk, **given)


def test_roles_go_to_the_successor_from_the_next_day(city):
    other = factories.person("moi", "Người Mới", city.committee, Role.HEAD)
    hand(city, to=other, works=[])
    assert live(city.users["staff"]) == set() and (Role.STAFF, city.council.pk) in live(other)
    given = Membership.objects.get(user=other, role=Role.STAFF)
    assert given.from_on == TODAY + timedelta(1)
    verbs = set(
        HistoryEntry.objects.filter(table_name="council_membership", op="UPDATE").values_list(
            "verb", flat=True
        )
    )
    assert verbs == {"council.hand_over"}


def test_a_role_held_already_is_not_given_twice(city, successor):
    hand(city, to=successor)
    assert Membership.objects.filter(user=successor, role=Role.STAFF).count() == 1


def test_a_mandate_ends_with_its_holder(city, successor):
    hand(city, "delegate", to=successor)
    assert live(city.users["delegate"]) == set() and (Role.DELEGATE, city.council.pk) not in live(successor)


def test_petitions_in_hand_go_to_the_successor(city, successor):
    open_one = factories.petition(city, title="Khiếu nại một")
    done = steps.bring(city, factories.petition(city, title="Khiếu nại hai"), "filed")
    found = handover.in_hand(city.actor("admin"), city.users["staff"])
    assert {work.key: n for work, n in found.works if n} == {"petitions": 1}
    hand(city, to=successor, works=["petitions"])
    assert list(Handler.objects.filter(user=successor).values_list("petition", flat=True)) == [open_one.pk]
    assert list(Handler.objects.filter(user=city.users["staff"]).values_list("petition", flat=True)) == [
        done.pk
    ]
    told = Notice.objects.get(user=successor, text__startswith="Lê Thu Hà bàn giao")
    assert "Đơn thư đang thụ lý: 1" in told.text
    entry = LogEntry.objects.get(subject=city.users["staff"], detail__what="hand_over")
    assert entry.user_id == city.users["admin"].pk and "Người Kế Nhiệm" in entry.detail["text"]


def test_a_denunciation_is_left_to_the_chair(city, successor):
    secret = factories.petition(city, petition_kind="denunciation", title="Tố cáo")
    hand(city, to=successor, works=["petitions"])
    assert not Handler.objects.filter(user=successor).exists()
    assert Handler.objects.filter(user=city.users["staff"], petition=secret.pk).exists()
    told = Notice.objects.get(user=city.users["chair"], key__startswith="handover:")
    assert "1 đơn tố cáo" in told.text and "Trần" not in told.text


def test_petitions_go_only_to_who_works_there(city):
    factories.petition(city)
    before = live(city.users["staff"])
    with pytest.raises(Refused, match="chưa có vai trò"):
        hand(city, to=city.users["head"], seats=[], works=["petitions"])
    assert (
        live(city.users["staff"]) == before and not Handler.objects.filter(user=city.users["head"]).exists()
    )


def test_all_or_nothing(city, successor):
    """What is refused at the end leaves nothing of what was done before."""
    with pytest.raises(Refused):
        hand(city, "admin", to=successor, close=True)
    assert (Role.ADMIN, city.council.pk) in live(city.users["admin"])
    with pytest.raises(Refused, match="cuối cùng"):
        hand(city, "admin")


def test_the_last_administrator_may_hand_the_office_over(city, successor):
    hand(city, "admin", to=successor)
    assert (Role.ADMIN, city.council.pk) in live(successor)


def test_the_account_is_closed_if_asked(city, successor):
    hand(city, to=successor, close=True)
    assert not User.objects.get(pk=city.users["staff"].pk).is_active


@pytest.mark.parametrize("values", [{"works": ["petitions"]}, {"last_on": date(2000, 1, 1)}])
def test_what_is_wrong_is_told(city, values):
    with pytest.raises(ValidationError):
        hand(city, **values)


def test_nobody_outside_the_scope_is_touched(city, successor):
    with pytest.raises(Http404):
        hand(city, "foreign", seats=[])
    with pytest.raises(Refused):
        hand(city, to=city.users["foreign"])
    foreign = Membership.objects.get(user=city.users["foreign"]).pk
    with pytest.raises(Http404):
        hand(city, seats=[foreign])
    with pytest.raises(NotAllowed):
        hand(city, by="chair")


def test_the_page_shows_what_is_in_hand_and_does_it(city, successor, sign_in, django_assert_max_num_queries):
    factories.petition(city, title="Khiếu nại một")
    factories.petition(city, petition_kind="denunciation", title="Tố cáo")
    client, user = sign_in("admin"), city.users["staff"]
    url = f"/quan-tri/nguoi-dung/{user.pk}/ban-giao/"
    client.get("/")  # moves the idle limit of the login, once a minute
    with django_assert_max_num_queries(15):
        page = client.get(url)
    text = page.content.decode()
    assert (
        "Đơn thư đang thụ lý: 1" in text
        and "Đơn tố cáo đang thụ lý: 1" in text
        and "Khiếu nại một" not in text
    )
    form = page.context["form"]
    typed = {
        "to": successor.pk,
        "last_on": f"{TODAY:%d/%m/%Y}",
        "seats": form["seats"].initial,
        "works": ["petitions"],
    }
    assert client.post(url, typed)["Location"] == f"/quan-tri/nguoi-dung/{user.pk}/"
    assert live(user) == set()
    assert "Bàn giao công việc" in client.get("/quan-tri/nhat-ky/").content.decode()


def test_leaving_without_a_successor_only_ends_the_roles(city, sign_in):
    user = city.users["head"]
    url = f"/quan-tri/nguoi-dung/{user.pk}/ban-giao/"
    seats = [seat.pk for seat in user.memberships.in_force()]
    answer = sign_in("admin").post(url, {"to": "", "last_on": f"{TODAY:%d/%m/%Y}", "seats": seats})
    assert answer.status_code == 302 and live(user) == set()
    assert people.is_wholly_ours(city.actor("admin"), user)


def test_a_term_ends_with_everybodys_roles_and_work(city, successor, sign_in, django_assert_max_num_queries):
    chair, head = city.users["chair"], city.users["head"]
    petition = factories.petition(city)
    Handler.objects.filter(petition=petition).update(user=chair)
    client, url = sign_in("admin"), f"/quan-tri/nhiem-ky/{city.term.pk}/ket-thuc/"
    with django_assert_max_num_queries(15):
        page = client.get(url)
    assert {item.user.username for item in page.context["leaving"]} == {"chair", "head", "delegate"}
    assert f"to_{city.users['delegate'].pk}" not in page.context["form"].fields
    typed = {"last_on": f"{TODAY:%d/%m/%Y}", f"to_{chair.pk}": successor.pk, f"to_{head.pk}": ""}
    assert client.post(url, typed).status_code == 302
    assert [live(city.users[name]) for name in ("chair", "head", "delegate")] == [set(), set(), set()]
    assert (Role.CHAIR, city.council.pk) in live(successor)
    assert list(Handler.objects.filter(petition=petition).values_list("user", flat=True)) == [successor.pk]
    city.term.refresh_from_db()
    assert city.term.ends_on == TODAY and live(city.users["staff"]) != set()


def test_a_term_of_others_is_not_ended(city, sign_in):
    other = factories.neighbour(city)
    url = f"/quan-tri/nhiem-ky/{other.term.pk}/ket-thuc/"
    assert sign_in("admin").get(url).status_code == 404
    assert sign_in("staff").get(f"/quan-tri/nhiem-ky/{city.term.pk}/ket-thuc/").status_code == 403
