"""Signing in, and the body acted for."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect, render
from django.utils import timezone

from core import held
from council.factors import PASSED
from council.seats import actor_for, seats_of

SEAT, SEEN = "membership", "seen-at"
# Asked every few seconds by machines: touches no session.
HEALTH = ("/healthz", "/readyz", "/metrics")
# Open to everybody who has signed in, with or without a role.
ALWAYS = ("council:password", "council:logout", "council:enrol", "council:codes", "council:new_passkey")
_TOUCH_SECONDS = 60


class LoginRequired(LoginRequiredMiddleware):
    """Every page asks for a login unless marked otherwise; what was typed into an expired form is kept."""

    def process_view(self, request, view, args, kwargs):
        """An open page does not even look who asks, so that it needs no session."""
        if not getattr(view, "login_required", True):
            return None
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            held.hold(request)
        return super().handle_no_permission(request, view_func)


class ActingBody:
    """Puts `request.actor`: who acts, in which role, for which body. None for a visitor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor, request.must_enrol = None, False
        if request.path not in HEALTH and request.user.is_authenticated:
            self._touch(request.session)
            seats = seats_of(request.user)
            request.must_enrol = any(seat.demanded for seat in seats) and not request.session.get(PASSED)
            request.actor = actor_for(request.user, seats, request.session.get(SEAT))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True) or request.resolver_match.view_name in ALWAYS:
            return None
        if not request.user.is_authenticated:
            return None
        if request.user.must_change_password:
            return redirect("council:password")
        if request.must_enrol:
            return redirect("council:enrol")
        return None if request.actor else render(request, "council/no_seat.html", status=403)

    def _touch(self, session):
        """Move the idle limit, writing the session at most once a minute."""
        now = timezone.now().timestamp()
        if now - session.get(SEEN, 0) > _TOUCH_SECONDS:
            session[SEEN] = now
