"""The pages of being reminded: the own way, and the administrator's ladder."""

from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate

from core.models import HistoryEntry
from council.models import User
from desk.models import Reminder, ReminderChoice, ReminderStep
from desk.reminders import mail
from desk.reminders.defaults import ship
from desk.reminders.sweep import sweep
from tests.desk.reminding import owe, record


@pytest.fixture(autouse=True)
def _shipped(db):
    """Tests that end with a flush take the shipped ladder along."""
    ship(ReminderStep)


OWN, LADDER = "/nhac-viec/", "/quan-tri/nhac-viec/"
ROLES = ["admin", "staff", "chair", "head", "delegate", "ward", "agency", "foreign"]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_chooses_how_to_be_reminded(city, sign_in, role):
    client = sign_in(role)
    assert client.get(OWN).status_code == 200
    reply = client.post(OWN, {"by_mail": "on", "quiet_from": "21h", "quiet_to": "06:30"})
    assert reply.status_code == 302
    choice = ReminderChoice.objects.get()
    assert (choice.user, choice.by_mail, choice.quiet_from, choice.quiet_to) == (
        city.users[role],
        True,
        time(21),
        time(6, 30),
    )
    assert client.post(OWN, {"quiet_from": "", "quiet_to": ""}).status_code == 302
    choice.refresh_from_db()
    assert (choice.by_mail, choice.quiet_from, choice.quiet_to) == (False, None, None)
    assert set(
        HistoryEntry.objects.filter(table_name="desk_reminderchoice").values_list("verb", flat=True)
    ) == {"desk.choose_reminders"}


@pytest.mark.parametrize(
    "typed, field, text",
    [
        ({"quiet_from": "21:00"}, "quiet_to", "Ghi cả giờ bắt đầu"), ({"quiet_to": "21:00"}, "quiet_from", "Ghi cả giờ bắt đầu"),
        ({"quiet_from": "21:00", "quiet_to": "21:00"}, "quiet_to", "phải khác"),
        ({"quiet_from": "25:00", "quiet_to": "6:00"}, "quiet_from", "Giờ không đọc được"),
        ({"quiet_from": "\x00", "quiet_to": "đêm"}, "quiet_to", "Giờ không đọc được"),
    ],
)  # fmt: skip
def test_wrong_hours_are_said_at_their_field(city, sign_in, typed, field, text):
    reply = sign_in("staff").post(OWN, typed)
    assert reply.status_code == 422 and text in " ".join(reply.context["form"].errors[field])
    assert not ReminderChoice.objects.exists()


def test_the_own_page_lists_what_came(city, sign_in):
    User.objects.filter(username="agency").update(email="dung@example.vn")
    owe(record(city.council, code="KN-7"), localdate() + timedelta(3), city.agency)
    sweep()
    mail.send_waiting()
    page = sign_in("agency").get(OWN).content.decode()
    for text in ("Trả lời kiến nghị", "KN-7", "trước hạn 3 ngày", "thư đã gửi", "dung@example.vn"):
        assert text in page
    assert "KN-7" not in sign_in("staff").get(OWN).content.decode()


@pytest.mark.parametrize("address, role", [(OWN, "agency"), (LADDER, "admin")])
def test_a_page_asks_as_little_for_three_rows_as_for_one(
    city, sign_in, address, role, django_assert_max_num_queries
):
    client, asked = sign_in(role), []
    for number in range(3):
        owe(record(city.council), localdate() + timedelta(3), city.agency)
        sweep()
        if number != 1:
            client.get(address)
            cache.clear()
            with django_assert_max_num_queries(15) as queries:
                client.get(address)
            asked.append(len(queries))
    assert asked[0] == asked[1]


# -- the ladder -------------------------------------------------------------------------------------------


def steps(home):
    return set(ReminderStep.objects.filter(home=home).values_list("kind", "days", "unit"))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_an_administrator_sees_or_changes_the_ladder(city, sign_in, role):
    client, pk = sign_in(role), ReminderStep.objects.first().pk
    values = {"kind": "before", "days": "20", "unit": "calendar"}
    for name, args in [("ladder", []), ("new_step", []), ("edit_step", [pk])]:
        assert client.get(reverse(f"desk:{name}", args=args)).status_code == 403
    for name, args in [("new_step", []), ("edit_step", [pk]), ("remove_step", [pk]), ("share_ladder", [])]:
        assert client.post(reverse(f"desk:{name}", args=args), values).status_code == 403
    assert len(steps(None)) == 8 and ReminderStep.objects.count() == 8


def test_the_first_change_gives_the_council_a_ladder_of_its_own(city, sign_in):
    client = sign_in("admin")
    shared = ReminderStep.objects.get(kind="before", days=15)
    assert "bậc nhắc chung của cổng" in client.get(LADDER).content.decode()
    reply = client.post(f"{LADDER}{shared.pk}/", {"kind": "before", "days": "20", "unit": "working"})
    assert reply.status_code == 302
    assert steps(None) - steps(city.council) == {("before", 15, "calendar")}
    assert steps(city.council) - steps(None) == {("before", 20, "working")}
    assert "Trở về bậc dùng chung" in client.get(LADDER).content.decode()
    assert HistoryEntry.objects.filter(table_name="desk_reminderstep", verb="desk.edit_step").count() == 9
    assert client.post(reverse("desk:share_ladder")).status_code == 302
    assert not steps(city.council)


def test_a_step_is_added_and_removed(city, sign_in):
    client = sign_in("admin")
    client.post(f"{LADDER}moi/", {"kind": "chair", "days": "10", "unit": "calendar"})
    assert len(steps(city.council)) == 9
    pk = ReminderStep.objects.get(home=city.council, kind="chair", days=10).pk
    client.post(f"{LADDER}{pk}/bo/")
    assert steps(city.council) == steps(None)


def test_the_last_step_stays(city, sign_in):
    only = ReminderStep.objects.create(home=city.council, kind="before", days=3)
    assert sign_in("admin").post(f"{LADDER}{only.pk}/bo/").status_code == 409
    assert len(steps(city.council)) == 1


@pytest.mark.parametrize(
    "values, field, text",
    [
        ({"kind": "before", "days": "3", "unit": "calendar"}, "days", "Đã có bậc nhắc này"),
        ({"kind": "late", "days": "0", "unit": "working"}, "days", "từ 1 đến 365"),
        ({"kind": "before", "days": "366", "unit": "calendar"}, "days", "từ 1 đến 365"),
        ({"kind": "before", "days": "-1", "unit": "calendar"}, "days", ""),
        ({"kind": "soon", "days": "3", "unit": "calendar"}, "kind", ""), ({}, "kind", ""),
    ],
)  # fmt: skip
def test_a_wrong_step_is_said_at_its_field(city, sign_in, values, field, text):
    reply = sign_in("admin").post(f"{LADDER}moi/", values)
    assert reply.status_code == 422 and text in " ".join(reply.context["form"].errors[field])
    assert not steps(city.council)


def test_the_step_of_another_council_is_not_found(city, sign_in):
    theirs = ReminderStep.objects.create(home=city.neighbour, kind="before", days=30)
    client = sign_in("admin")
    assert client.get(f"{LADDER}{theirs.pk}/").status_code == 404
    assert client.post(f"{LADDER}{theirs.pk}/bo/").status_code == 404
    assert Reminder.objects.count() == 0 and steps(city.neighbour) == {("before", 30, "calendar")}
