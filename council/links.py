"""Links that let a person set a password: an invitation, or after a forgotten password.

The secret is made by the worker, stands in the mail alone and is kept as a digest. So the page that asks for a
forgotten password does the same for every address typed, known or not, and takes the same time.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.errors import Refused
from core.evidence import Act, note
from core.history import acting
from council.models import AccountLink, User

Kind = AccountLink.Kind
LASTS = {Kind.INVITE: timedelta(days=7), Kind.RESET: timedelta(hours=1)}
LASTS_WORDS = {Kind.INVITE: "7 ngày", Kind.RESET: "1 giờ"}
ADDRESS_MOST, MACHINE_MOST, WINDOW = 3, 20, 3600
_SUBJECTS = {
    Kind.INVITE: "Lời mời vào cổng Nghị Trường",
    Kind.RESET: "Đặt lại mật khẩu cổng Nghị Trường",
}
_PAGES = {Kind.INVITE: "council:invitation", Kind.RESET: "council:new_password"}
_SAME_NAME = 5  # accounts that may share one address


def digest_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def ask(user, kind):
    """Void the person's older link and let the worker send a new one after the commit."""
    from council.tasks import send_link

    fresh = {
        "kind": kind,
        "digest": "",
        "asked_at": timezone.now(),
        "sent_at": None,
        "expires_at": None,
        "used_at": None,
    }
    AccountLink.objects.update_or_create(user=user, defaults=fresh)
    # A queue that is away breaks no act: the page shows that nothing was sent, with a button to send it again.
    transaction.on_commit(lambda: send_link.delay(user.pk), robust=True)


def send(user_id):
    """Send the link that was asked for. Returns whether there was one; called by the worker."""
    link = AccountLink.objects.select_related("user").filter(user=user_id, used_at=None).first()
    if link is None or not link.user.is_active or not link.user.email:
        return False
    secret, now = secrets.token_urlsafe(32), timezone.now()
    link.digest, link.sent_at, link.expires_at = digest_of(secret), now, now + LASTS[link.kind]
    link.save(update_fields=["digest", "sent_at", "expires_at"])
    message(link, secret).send()
    return True


def message(link, secret):
    context = {
        "name": link.user.full_name, "username": link.user.username, "lasts": LASTS_WORDS[link.kind],
        "url": settings.PORTAL_URL + reverse(_PAGES[link.kind], args=[secret]), "portal": settings.PORTAL_URL,
    }  # fmt: skip
    text = render_to_string(f"council/mail/{link.kind}.txt", context)
    return EmailMessage(
        _SUBJECTS[link.kind], text, settings.DEFAULT_FROM_EMAIL, [link.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip


def forgotten(typed, ip):
    """Send links to the active accounts of this user name or address; called by the worker, told to nobody."""
    named = Q(username=typed.strip().lower()) | Q(email__iexact=typed.strip())
    for user in User.objects.filter(named, is_active=True).exclude(email="").order_by("pk")[:_SAME_NAME]:
        with acting(None, "council.forgot_password"):
            note(Act.ACCOUNT, subject_id=user.pk, ip=ip, what="forgot")
            ask(user, Kind.RESET)


def too_often(typed, ip):
    """Whether this address was typed, or this machine asked, too often within the hour. Then nothing is sent."""
    counted = [
        (f"forgot:{digest_of(typed.strip().lower())}", ADDRESS_MOST),
        (f"forgot-ip:{ip}", MACHINE_MOST),
    ]
    over = [_count(key) > most for key, most in counted]  # each is counted, whatever the other says
    return any(over)


def _count(key):
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out in between
        return 1


def opened(kind, secret):
    """The open link of this secret, None when it is unknown, used, replaced or expired."""
    link = AccountLink.objects.select_related("user").filter(kind=kind, digest=digest_of(secret)).first()
    return link if link and link.is_open and link.user.is_active else None


def use(kind, secret, password):
    """Set the password of the link's owner, once; every open login of the account ends. Returns the account."""
    with acting(None, "council.use_link"):
        link = AccountLink.objects.select_for_update().filter(kind=kind, digest=digest_of(secret)).first()
        if link is None or not link.is_open or not link.user.is_active:
            raise Refused("Đường dẫn này đã dùng hoặc đã hết hạn. Hãy xin đường dẫn mới.", "/quen-mat-khau/")
        user = link.user
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what=f"{kind}_used")
    return user
