"""Logins that are open: listed, and ended by their owner or the administrator. Ending one deletes its session."""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, ExpressionWrapper, F, OuterRef, Subquery
from django.utils import timezone

from core.evidence import address
from council.models import Login

_BROWSERS = [
    ("coc_coc|CocCoc", "Cốc Cốc"), ("Edg", "Edge"), ("OPR|Opera", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"), ("Chrome|CriOS|Chromium", "Chrome"), ("Safari", "Safari"),
]  # fmt: skip
_SYSTEMS = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux|X11", "Linux"),
]  # fmt: skip


def device_of(agent):
    """«Chrome trên Windows» from what a browser tells of itself."""
    browser, system = (_first(kinds, agent) for kinds in (_BROWSERS, _SYSTEMS))
    return f"{browser or 'Trình duyệt khác'} trên {system or 'thiết bị khác'}"


def _first(kinds, agent):
    return next((name for pattern, name in kinds if re.search(pattern, agent)), "")


def begin(request, how):
    """Note the login that the request has just opened."""
    if not request.session.session_key:
        request.session.save()
    live = Session.objects.values("session_key")
    Login.objects.filter(user=request.user).exclude(session_key__in=live).delete()
    agent = request.headers.get("User-Agent", "")[:500]
    Login.objects.create(
        user=request.user, session_key=request.session.session_key, device=device_of(agent), ip=address(request),
        how=how,
    )  # fmt: skip


def end_session(request):
    """The request's own login is over."""
    Login.objects.filter(session_key=request.session.session_key).delete()


def moved(request, before):
    """The session took another key: the login follows."""
    if not request.session.session_key:
        request.session.save()
    Login.objects.filter(session_key=before).update(session_key=request.session.session_key)


def open_of(user_id):
    """The open logins of a person, the newest first, each with `seen_at`, right to the minute."""
    session = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    seen = ExpressionWrapper(Subquery(session.values("expire_date")[:1]) - idle, output_field=DateTimeField())
    return (
        Login.objects.filter(user=user_id)
        .annotate(seen_at=seen)
        .exclude(seen_at=None)
        .order_by(F("seen_at").desc(), "-pk")
    )


def end(user_id, pk):
    """End one login of a person. Returns its row, None when it is over already."""
    row = Login.objects.filter(user=user_id, pk=pk).first()
    if row:
        _close(Login.objects.filter(pk=pk))
    return row


def end_all(user_id, but=None):
    """End every login of a person, except the session `but`. Returns how many were open."""
    rows = Login.objects.filter(user=user_id).exclude(session_key=but or "")
    return _close(rows)


def _close(rows):
    keys = list(rows.values_list("session_key", flat=True))
    Login.objects.filter(session_key__in=keys).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]
