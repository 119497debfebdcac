"""Signing in through the identity provider. Open to visitors; 404 where it is not set up."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.errors import NotAllowed, Refused
from core.evidence import Act, note
from council import factors, sso
from council.services import signins
from council.views import second

_TO = "sso-to"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_HOW = "đăng nhập một lần"


@login_not_required
@never_cache
@require_GET
def start(request):
    wanted = request.GET.get("next", "")
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    answer = sso.begin(request, settings.PORTAL_URL + reverse("council:sso_back"))
    request.session[_TO] = wanted if inside else ""
    return answer


@login_not_required
@never_cache
@require_GET
def back(request):
    """The provider sends the person back, with a code that only this portal can use."""
    sso.client()
    try:
        claims = sso.claims_of(request)
        user = sso.person_of(claims)
    except (Refused, NotAllowed):
        note(Act.SIGN_IN_FAILED, request=request, unknown=True)
        raise
    to = request.session.pop(_TO, "")
    if sso.was_strong(claims):
        signins.enter(request, user, how=f"{_HOW}, hai bước", passed=True, backend=_BACKEND)
        return redirect(to or "desk:home")
    return _with_own_factor(request, user, to)


def _with_own_factor(request, user, to):
    """A provider that asked for no second factor does not stand for ours."""
    if factors.has(user):
        user.backend = _BACKEND
        second.hold(request, user, to, _HOW)
        return redirect("council:second")
    signins.enter(request, user, how=_HOW, backend=_BACKEND)
    return redirect(to or "desk:home")
