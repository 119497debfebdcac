"""The digest mail: what it says, when it goes, and what a mail server that refuses does to it."""

import smtplib
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.utils import timezone

from core.models import Deadline
from council.models import User
from desk.models import Digest, ReminderChoice
from desk.reminders import digest, mail
from desk.reminders.sweep import sweep
from desk.tasks import send_digests
from tests.desk.reminding import owe, record

DAY = date(2026, 12, 15)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-12-15T07:00:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def waiting(city):
    """One digest for the agency's person, of one deadline overdue, one due today and one soon."""
    User.objects.filter(username="agency").update(email="dung@example.vn")
    for n in (-5, 0, 3):
        owe(
            record(city.council, code=f"KN-{n}", title="Tên riêng tư"),
            DAY + timedelta(n),
            city.agency,
            owed=f"Việc {n}",
        )
    assert sweep(DAY).mails == 1
    return Digest.objects.get()


def test_the_mail_groups_what_is_due_and_links_to_it(waiting, settings):
    settings.PORTAL_URL = "https://nt.example.vn"
    assert mail.send_waiting() == 1
    (message,) = outbox.outbox
    assert message.to == ["dung@example.vn"]
    assert (
        message.subject
        == "Nghị Trường 15/12/2026: 1 việc quá hạn, 1 việc đến hạn hôm nay, 1 việc sắp đến hạn"
    )
    assert message.extra_headers["Message-ID"] == f"<nhac-viec.20261215.{waiting.pk}@localhost>"
    page, kind = message.alternatives[0]
    assert kind == "text/html"
    for text in (message.body, page):
        assert text.index("Việc -5") < text.index("Việc 0") < text.index("Việc 3")
        assert "quá hạn 5 ngày" in text and "KN-3" in text and "Sở Xây dựng" in text
        assert f"https://nt.example.vn/ho-so/{Deadline.objects.first().record_id}/" in text
        assert "Tên riêng tư" not in text
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.uncertain) == ("sent", 1, 0)
    assert mail.send_waiting() == 0


def test_what_was_done_meanwhile_is_left_out(waiting):
    Deadline.objects.filter(due_on=DAY).update(met_on=DAY)
    mail.send_waiting()
    assert "Việc 0" not in outbox.outbox[0].body and "Việc 3" in outbox.outbox[0].body


@pytest.mark.parametrize("gone", ["met", "account", "address", "choice", "seat", "share"])
def test_nothing_is_sent_when_nothing_is_left_to_tell(city, waiting, gone):
    user = city.users["agency"]
    {
        "met": lambda: Deadline.objects.update(met_on=DAY),
        "account": lambda: User.objects.filter(pk=user.pk).update(is_active=False),
        "address": lambda: User.objects.filter(pk=user.pk).update(email=""),
        "choice": lambda: ReminderChoice.objects.create(user=user, by_mail=False),
        "seat": lambda: user.memberships.update(to_on=DAY - timedelta(1)),
        "share": lambda: Deadline.objects.first().record.shares.model.objects.all().delete(),
    }[gone]()
    mail.send_waiting()
    waiting.refresh_from_db()
    assert (outbox.outbox, waiting.state) == ([], "dropped")


@pytest.mark.parametrize(
    "quiet, now, goes",
    [
        (("20:00", "07:30"), "07:00", False), (("20:00", "07:30"), "07:29", False), (("20:00", "07:30"), "07:30", True),
        (("20:00", "07:30"), "20:00", False), (("06:00", "08:00"), "07:59", False), (("06:00", "08:00"), "08:00", True),
        (("12:00", "13:00"), "07:00", True), (None, "07:00", True),
    ],
)  # fmt: skip
def test_mail_is_held_in_quiet_hours(city, waiting, clock, quiet, now, goes):
    if quiet:
        first, last = (time.fromisoformat(text) for text in quiet)
        ReminderChoice.objects.create(user=city.users["agency"], quiet_from=first, quiet_to=last)
    clock.move_to(f"2026-12-15T{now}:00+07:00")
    assert mail.send_waiting() == goes


# -- a claim ----------------------------------------------------------------------------------------------


def test_a_claimed_digest_is_nobody_elses(waiting):
    assert digest.claim("a").pk == waiting.pk
    assert digest.claim("b") is None


def test_a_claim_that_never_ended_is_taken_over_and_counted(waiting, clock, settings):
    lost = digest.claim("a")
    clock.shift(settings.DIGEST_LEASE + 1)
    taken = digest.claim("b")
    assert (taken.pk, taken.attempts) == (lost.pk, 2)
    assert not digest.sent(lost)  # too late: it is another's
    assert digest.sent(taken)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.uncertain) == ("sent", 1)


def test_a_failure_is_tried_again_later_each_time(waiting, clock, settings):
    waits = []
    for _ in range(9):
        digest.failed(digest.claim("a"), "450 busy")
        assert digest.claim("b") is None
        waiting.refresh_from_db()
        waits.append(round((waiting.next_at - timezone.now()).total_seconds()))
        clock.move_to(waiting.next_at)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600] and waiting.uncertain == 0


def test_after_a_week_it_is_given_up(waiting, clock):
    clock.move_to("2026-12-23T07:00:00+07:00")
    digest.failed(digest.claim("a"), "550 no such user")
    waiting.refresh_from_db()
    assert waiting.state == "failed" and digest.figures(DAY) == ({"failed": 1}, 0)


# -- what the server does ---------------------------------------------------------------------------------


class Server:
    """Stands where Django's SMTP backend stands and fails as told."""

    connection = None

    def __init__(self, opening=None, sending=None):
        self.opening, self.sending = opening, sending

    def open(self):
        if self.opening:
            raise self.opening
        self.connection = smtplib.SMTP()
        self.connection.sock = object()

    def send_messages(self, messages):
        if self.sending:
            raise self.sending

    def close(self):
        self.connection = None


@pytest.mark.parametrize(
    "trouble, uncertain",
    [
        ({"opening": ConnectionRefusedError("refused")}, 0), ({"opening": smtplib.SMTPConnectError(421, b"busy")}, 0),
        ({"sending": smtplib.SMTPDataError(552, b"full")}, 0), ({"sending": smtplib.SMTPRecipientsRefused({})}, 0),
        ({"sending": smtplib.SMTPSenderRefused(450, b"later", "x")}, 0),
        ({"sending": smtplib.SMTPServerDisconnected("gone")}, 1), ({"sending": TimeoutError("slow")}, 1),
    ],
)  # fmt: skip
def test_a_mail_that_may_have_been_taken_is_counted(waiting, monkeypatch, trouble, uncertain):
    monkeypatch.setattr(mail, "get_connection", lambda: Server(**trouble))
    assert mail.send_waiting() == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.uncertain) == ("retry", 1, uncertain)
    assert waiting.error


def test_a_server_that_does_not_answer_ends_the_run_and_a_refusal_does_not(city, waiting, monkeypatch):
    User.objects.filter(username="staff").update(email="ha@example.vn")
    owe(record(city.council), DAY)
    sweep(DAY)
    monkeypatch.setattr(mail, "get_connection", lambda: Server(opening=ConnectionRefusedError()))
    send_digests()
    assert sorted(Digest.objects.values_list("state", flat=True)) == ["retry", "waiting"]
    monkeypatch.setattr(mail, "get_connection", lambda: Server(sending=smtplib.SMTPDataError(552, b"full")))
    Digest.objects.update(state="waiting", next_at=timezone.now())
    send_digests()
    assert set(Digest.objects.values_list("state", flat=True)) == {"retry"}
