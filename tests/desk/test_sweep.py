"""The daily sweep: who is told of what on which day, and never twice."""

import threading
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import visibility
from core.models import Deadline, Notice
from core.services import days
from council.models import BodyKind, Membership, Post, Role, User
from desk.models import Digest, Reminder, ReminderChoice, ReminderStep, Sweep
from desk.reminders import ladder
from desk.reminders.defaults import ship
from desk.reminders.sweep import sweep
from tests import factories
from tests.desk.reminding import owe, record, steps_by_hand

DAY = date(2026, 12, 15)  # a Tuesday


@pytest.fixture(autouse=True)
def _today(time_machine_today):
    """The tests live on DAY, seven in the morning."""


@pytest.fixture
def time_machine_today():
    import time_machine

    with time_machine.travel("2026-12-15T07:00:00+07:00", tick=False):
        yield


def told(**kwargs):
    """{(user name, step)} of the reminders there are."""
    return set(Reminder.objects.filter(**kwargs).values_list("person__username", "step"))


@pytest.mark.parametrize(
    "left, steps",
    [
        (16, set()), (15, {"before:15"}), (14, set()), (7, {"before:7"}), (3, {"before:3"}), (2, set()), (1, {"before:1"}),
        (0, {"before:0"}), (-1, set()), (-4, set()),
        (-3, {"head:3"}),  # due on Saturday: Monday and Tuesday are two days late
        (-5, {"late:3"}),  # due on Thursday: Friday, Monday, Tuesday
        (-7, {"chair:7"}), (-13, {"late:9"}), (-14, set()),
    ],
)  # fmt: skip
def test_each_step_is_told_on_its_day(city, left, steps):
    due_on = DAY + timedelta(left)
    assert steps_by_hand(due_on, DAY) == steps
    owe(record(city.council), due_on, city.agency)
    done = sweep(DAY)
    assert set(Reminder.objects.values_list("step", flat=True)) == steps
    assert set(done.steps) == steps and done.reminders == Notice.objects.count() == len(steps)


@given(left=st.integers(-400, 40), day=st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_the_ladder_calls_what_is_worked_out_by_hand(left, day):
    steps = [ReminderStep(kind=kind, days=n, unit=unit) for kind, n, unit in _shipped()]
    due_on = day + timedelta(left)
    codes = {ladder.called(step, CALENDAR, due_on, day, day) for step in steps} - {""}
    found = ladder.calls({0: steps}, CALENDAR, day, day, min(due_on, day))
    assert codes == steps_by_hand(due_on, day) == {call.step for call in found if call.due_on == due_on}


def _shipped():
    from desk.reminders.defaults import LADDER

    return LADDER


CALENDAR = None


@pytest.fixture(autouse=True)
def _calendar(db):
    global CALENDAR
    CALENDAR = days.calendar()


@pytest.mark.parametrize(
    "debtor, left, people",
    [
        ("agency", 3, {"agency"}), ("agency", -5, {"agency"}),
        ("agency", -3, {"staff"}),  # no head of an agency is known: the office chases it
        ("agency", -7, {"chair"}),
        ("committee", 1, {"head"}), ("committee", -3, {"head"}), ("committee", -7, {"chair"}),
        ("standing", 1, {"staff"}), ("standing", -3, {"chair"}),
        ("council", 1, {"staff"}), (None, 1, {"staff"}), (None, -3, {"chair"}), (None, -7, {"chair"}),
        ("ward_agency", 1, {"staff"}),  # nobody there signs in
    ],
)  # fmt: skip
def test_who_is_told_depends_on_who_owes_and_how_late(city, debtor, left, people):
    owe(record(city.council), DAY + timedelta(left), debtor and getattr(city, debtor))
    sweep(DAY)
    assert {name for name, _ in told()} == people


def test_a_ward_is_told_of_its_own(city):
    owe(record(city.ward), DAY)
    sweep(DAY)
    assert told() == {("ward", "before:0")}


def test_the_leader_of_a_group_is_its_head(city):
    group = factories.body("to-1", BodyKind.GROUP, "Tổ đại biểu số 1", city.council)
    Post.objects.create(delegate=city.delegate, body=group, title=Post.Title.LEADER, from_on=factories.START)
    owe(record(city.council), DAY - timedelta(3), group)
    sweep(DAY)
    assert told() == {("delegate", "head:3")}


# -- who must not be told ---------------------------------------------------------------------------------


def test_who_may_not_see_the_record_is_not_told(city):
    owe(record(city.council), DAY, city.agency, shared=False)
    sweep(DAY)
    assert told() == {("staff", "before:0")}


@pytest.mark.parametrize("kind, people", [("petition", set()), ("opinion", {"delegate"})])
def test_a_kind_closed_to_a_role_is_not_told_to_it(city, kind, people):
    group = factories.body("to-1", BodyKind.GROUP, "Tổ đại biểu số 1", city.council)
    Membership.objects.create(
        user=city.users["delegate"], body=group, role=Role.DELEGATE, from_on=factories.START
    )
    owe(record(city.council, kind=kind), DAY, group)
    sweep(DAY)
    assert {name for name, _ in told()} == (people or {"staff"})


def test_a_veiled_record_is_not_told(city):
    group = factories.body("to-1", BodyKind.GROUP, "Tổ đại biểu số 1", city.council)
    for name in ("delegate", "head"):
        Membership.objects.create(
            user=city.users[name], body=group, role=Role.DELEGATE, from_on=factories.START
        )
    hidden, shown = record(city.council, kind="veiled"), record(city.council, kind="veiled")
    for item in (hidden, shown):
        owe(item, DAY, group)
    name = city.users["delegate"].pk
    visibility.veil("veiled", lambda actor: _only(hidden) if actor.user_id == name else None)
    try:
        sweep(DAY)
    finally:
        del visibility._VEILS["veiled"]
    assert told(deadline__record=hidden) == {("head", "before:0")}
    assert told(deadline__record=shown) == {("head", "before:0"), ("delegate", "before:0")}


def test_where_all_are_veiled_the_office_is_told(city):
    group = factories.body("to-1", BodyKind.GROUP, "Tổ đại biểu số 1", city.council)
    Membership.objects.create(
        user=city.users["delegate"], body=group, role=Role.DELEGATE, from_on=factories.START
    )
    hidden = record(city.council, kind="veiled")
    owe(hidden, DAY, group)
    visibility.veil("veiled", lambda actor: _only(hidden) if actor.role == Role.DELEGATE else None)
    try:
        sweep(DAY)
    finally:
        del visibility._VEILS["veiled"]
    assert told() == {("staff", "before:0")}


def _only(row):
    from django.db.models import Q

    return Q(pk=row.pk)


@pytest.mark.parametrize("to_on, people", [(DAY, {"agency"}), (DAY - timedelta(1), {"staff"})])
def test_a_membership_that_ended_tells_nobody(city, to_on, people):
    city.users["agency"].memberships.update(to_on=to_on)
    owe(record(city.council), DAY, city.agency)
    sweep(DAY)
    assert {name for name, _ in told()} == people


def test_a_closed_account_is_not_told(city):
    User.objects.filter(username="agency").update(is_active=False)
    owe(record(city.council), DAY, city.agency)
    sweep(DAY)
    assert {name for name, _ in told()} == {"staff"}


@pytest.mark.parametrize("change", [{"met_on": DAY}, {"due_on": None}])
def test_what_is_done_or_stands_still_is_not_told(city, change):
    deadline = owe(record(city.council), DAY, city.agency)
    Deadline.objects.filter(pk=deadline.pk).update(**change)
    assert sweep(DAY).reminders == 0


def test_the_title_of_a_closed_kind_is_never_told(city):
    owe(record(city.council, kind="petition", code="", title="Tố cáo ông A"), DAY, city.agency)
    owe(record(city.council, code="", title="Đường ngập"), DAY, city.agency)
    sweep(DAY)
    texts = sorted(Notice.objects.values_list("text", flat=True))
    assert [text.endswith("Đường ngập") for text in texts] == [False, True] and "Tố cáo" not in "".join(texts)


# -- once, and nothing lost -------------------------------------------------------------------------------


def test_a_second_sweep_tells_nothing_new(city):
    owe(record(city.council), DAY, city.agency)
    assert (sweep(DAY).reminders, sweep(DAY).reminders) == (1, 0)
    assert sweep(DAY, missed_only=True).skipped
    assert Notice.objects.count() == 1


def test_what_is_opened_after_a_sweep_is_told_by_the_next(city):
    sweep(DAY - timedelta(1))
    owe(record(city.council), DAY - timedelta(1), city.agency)
    sweep(DAY)
    assert told() == {("agency", "before:0")}


def test_missed_days_are_caught_up(city):
    sweep(DAY - timedelta(20))
    due = {owe(record(city.council), DAY + timedelta(n), city.agency).pk: n for n in range(-15, 16)}
    done = sweep(DAY)
    assert done.first == DAY - timedelta(20)
    for pk, left in due.items():
        expected = {
            code for back in range(21) for code in steps_by_hand(DAY + timedelta(left), DAY - timedelta(back))
            if not code.startswith("late")
        }  # fmt: skip
        assert {step for _, step in told(deadline=pk) if not step.startswith("late")} == expected


def test_of_a_missed_step_that_repeats_only_the_last_time_is_told(city):
    sweep(DAY - timedelta(40))
    owe(record(city.council), DAY - timedelta(39), city.agency)
    sweep(DAY)
    late = [step for _, step in told() if step.startswith("late")]
    assert late == ["late:24"]
    assert Sweep.objects.get().swept_on == DAY


def test_a_day_to_come_swept_by_hand_does_not_stand_for_the_days_between(city):
    sweep(DAY + timedelta(10))
    assert Sweep.objects.get().swept_on == DAY


def test_a_moved_deadline_is_told_anew(city):
    deadline = owe(record(city.council), DAY, city.agency)
    sweep(DAY)
    Deadline.objects.filter(pk=deadline.pk).update(due_on=DAY + timedelta(5))
    assert (
        sweep(DAY + timedelta(5)).reminders == 3
    )  # three and one day before were passed, and the day itself
    assert Reminder.objects.filter(step="before:0").count() == 2


def test_a_dry_run_says_the_same_and_leaves_nothing(city):
    owe(record(city.council), DAY, city.agency)
    dry = sweep(DAY, dry_run=True)
    assert not Reminder.objects.exists() and not Notice.objects.exists() and not Sweep.objects.exists()
    wet = sweep(DAY)
    assert dry.steps == wet.steps == {"before:0": (1, 1)}


def test_the_command_says_what_it_did(city, capsys):
    User.objects.filter(username="agency").update(email="a@example.vn")
    owe(record(city.council), DAY, city.agency)
    call_command("remind", "--on", "2026-12-15", "--dry-run")
    assert "would tell on 2026-12-15" in capsys.readouterr().out
    call_command("remind")
    out = capsys.readouterr().out
    assert "before:0" in out and "1 reminders to 1 people, 1 mails queued" in out


# -- the ladder is data -----------------------------------------------------------------------------------


def test_a_council_with_a_ladder_of_its_own_climbs_that_alone_and_so_do_those_below(city):
    ReminderStep.objects.create(home=city.council, kind="before", days=10, unit="working")
    rows = [
        owe(record(owner), DAY + timedelta(n))
        for owner in (city.council, city.ward, city.neighbour)
        for n in (3, 14)
    ]
    sweep(DAY)
    assert told() == {("staff", "before:10"), ("ward", "before:10"), ("foreign", "before:3")}
    assert len(rows) == 6


def test_the_shipped_ladder_is_there(city):
    assert len(ladder.ladders()[ladder.SHARED]) == 8


# -- channels ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email, by_mail, queued",
    [("a@example.vn", None, 1), ("a@example.vn", True, 1), ("a@example.vn", False, 0), ("", None, 0)],
)
def test_a_mail_is_queued_for_who_wants_it(city, email, by_mail, queued):
    user = city.users["agency"]
    User.objects.filter(pk=user.pk).update(email=email)
    if by_mail is not None:
        ReminderChoice.objects.create(user=user, by_mail=by_mail)
    for _ in range(2):
        owe(record(city.council), DAY, city.agency)
    assert sweep(DAY).mails == Digest.objects.count() == queued
    assert Notice.objects.count() == 2


def test_what_comes_after_the_mail_was_begun_goes_with_the_next_days(city):
    User.objects.filter(username="agency").update(email="a@example.vn")
    owe(record(city.council), DAY, city.agency)
    sweep(DAY)
    owe(record(city.council), DAY, city.agency)
    sweep(DAY)
    assert Digest.objects.count() == 1 and Reminder.objects.filter(mail_on=DAY).count() == 2
    Digest.objects.update(state="dropped")
    owe(record(city.council), DAY, city.agency)
    sweep(DAY)
    assert list(Reminder.objects.order_by("pk").values_list("mail_on", flat=True)) == [
        DAY,
        DAY,
        DAY + timedelta(1),
    ]
    assert Digest.objects.get(day=DAY + timedelta(1)).next_at.isoformat() == "2026-12-16T00:30:00+00:00"


# -- at once ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_each_once(transactional_city):
    city = transactional_city
    for n in range(30):
        owe(record(city.council), DAY + timedelta(n % 8), city.agency)
    done = at_once(6, lambda: sweep(DAY))
    assert sorted(item.reminders for item in done)[:-1] == [0] * 5
    assert Reminder.objects.count() == Notice.objects.count() == max(item.reminders for item in done) > 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_gives_way_to_who_is_at_work(transactional_city, monkeypatch):
    city = transactional_city
    monkeypatch.setattr("desk.reminders.sweep.PAUSE", 0.2)
    item = record(city.council)
    owe(item, DAY, city.agency)
    begun, found = threading.Event(), []

    def work():
        with transaction.atomic():
            type(item).objects.select_for_update().get(pk=item.pk)
            begun.set()
            threading.Event().wait(1.5)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(5)
    found.append(sweep(DAY).reminders)
    worker.join()
    assert found == [1]


def at_once(n, work):
    """Results of `work` done by n threads that begin together."""
    gate, results = threading.Barrier(n), []

    def run():
        gate.wait(10)
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def transactional_city(transactional_db):
    ship(ReminderStep)
    return factories.city()
