"""The digest as a mail, and sending what is claimed."""

import logging
import smtplib
import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.chips import due_chip
from council.models import User
from desk.models import Reminder, ReminderChoice
from desk.reminders import digest, ladder
from desk.reminders.visible import still_open

log = logging.getLogger(__name__)
GROUPS = {"late": "Quá hạn", "today": "Đến hạn hôm nay", "soon": "Sắp đến hạn"}
SHOWN = 200  # lines of one group; the rest is counted


def send_waiting(limit=200):
    """Send up to `limit` digests that may be sent now. Returns how many ended well.

    One connection serves them all. A server that does not answer ends the run: the next comes in a minute.
    """
    by, done = uuid.uuid4().hex, 0
    link = get_connection()
    try:
        for _ in range(limit):
            claim = digest.claim(by)
            if claim is None:
                break
            ended = _send(link, claim)
            done += ended
            if not ended and not getattr(link, "connection", True):
                break
    finally:
        _close(link)
    return done


def _send(link, claim):
    """Send one claimed digest. Returns whether it ended well."""
    message = compose(claim)
    if message is None:
        return digest.dropped(claim)
    try:
        link.open()
    except (OSError, smtplib.SMTPException) as error:
        return _failed(link, claim, error, lost=True)
    try:
        link.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return _failed(link, claim, error, lost=_hung_up(link))
    except (OSError, smtplib.SMTPException) as error:
        return _failed(link, claim, error, lost=True, uncertain=True)
    return digest.sent(claim)


def _hung_up(link):
    """Whether the server refused and closed (421)."""
    return getattr(link.connection, "sock", True) is None


def _failed(link, claim, error, *, lost=False, uncertain=False):
    """Note why; after a lost connection the mail may have been taken all the same, which is counted."""
    log.warning("digest %s, try %s: %r", claim.pk, claim.attempts, error)
    digest.failed(claim, str(error) or type(error).__name__, uncertain=uncertain)
    if lost:
        _close(link)
        link.connection = None
    return False


def _close(link):
    try:
        link.close()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server did not take leave: %r", error)


def compose(claim):
    """The mail of a digest, None when there is nothing to tell or nobody to send it to."""
    user = User.objects.filter(pk=claim.person_id, is_active=True).exclude(email="").first()
    unwanted = ReminderChoice.objects.filter(user=claim.person_id, by_mail=False).exists()
    groups = [] if user is None or unwanted else grouped(claim.person_id, claim.day)
    if not groups:
        return None
    context = {
        "name": user.full_name, "day": claim.day, "groups": groups, "portal": settings.PORTAL_URL,
        "due_url": settings.PORTAL_URL + reverse("desk:due"), "choice_url": settings.PORTAL_URL + reverse("desk:reminders"),
    }  # fmt: skip
    message = EmailMultiAlternatives(
        subject(groups, claim.day), render_to_string("desk/mail/digest.txt", context), settings.DEFAULT_FROM_EMAIL,
        [user.email], headers={"Message-ID": message_id(claim), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    message.attach_alternative(render_to_string("desk/mail/digest.html", context), "text/html")
    return message


def message_id(claim):
    """The same for every try of a digest: a server or a reader that knows it shows the mail once."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<nhac-viec.{claim.day:%Y%m%d}.{claim.pk}@{domain}>"


def subject(groups, day):
    parts = [f"{group['n']} việc {group['label'].lower()}" for group in groups]
    return f"Nghị Trường {day:%d/%m/%Y}: {', '.join(parts)}"


def grouped(person_id, day):
    """What a digest tells: [{label, n, lines}], the overdue first, each deadline once."""
    found = {key: [] for key in GROUPS}
    for row in still_open(
        Reminder.objects.filter(person=person_id, mail_on=day), person_id, timezone.localdate()
    ):
        found[_group(row.due_on, day)].append(_line(row, day))
    return [
        {"label": GROUPS[key], "n": len(lines), "lines": lines[:SHOWN], "more": max(len(lines) - SHOWN, 0)}
        for key, lines in found.items() if lines
    ]  # fmt: skip


def _group(due_on, day):
    return "late" if due_on < day else "today" if due_on == day else "soon"


def _line(row, day):
    step = row.step.split(":")[0]
    return {
        "owed": row.deadline.owed, "code": row.deadline.record.code, "due_on": row.due_on,
        "chip": due_chip(row.due_on, day).text, "debtor": (row.deadline.owed_by or row.deadline.holder).short_name,
        "why": ladder.step_label(row.step) if step in ("head", "chair") else "",
        "url": settings.PORTAL_URL + reverse("core:record", args=[row.deadline.record_id]),
    }  # fmt: skip
