"""The second step of signing in. Between the steps the session holds who gave the right password, for ten minutes."""

import json
import time

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import user_login_failed
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.evidence import Act
from council import factors, passkeys
from council.forms import SecondStepForm
from council.lockout import locked_out
from council.models import User
from council.services import signins

_HELD = "second-step"
_SECONDS = 600
_ASKED = "key-asked"
_HOW = {"totp": "mã xác thực", "recovery": "mã dự phòng", "passkey": "khóa bảo mật"}


def hold(request, user, to, how):
    """The first step is done: remember by whom, `how`, and where they wanted to go."""
    request.session[_HELD] = {
        "user": user.pk, "mark": user.get_session_auth_hash(), "backend": user.backend, "to": to, "how": how,
        "at": time.time(),
    }  # fmt: skip


def held(request):
    """(account, what is held) of a first step done lately; a changed password undoes it."""
    kept = request.session.get(_HELD)
    if not kept or time.time() - kept["at"] > _SECONDS:
        return None, None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    good = user is not None and user.get_session_auth_hash() == kept["mark"]
    return (user, kept) if good else (None, None)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_step(request):
    user, kept = held(request)
    if user is None:
        return redirect("council:login")
    if not _is_allowed(request, user):
        return locked_out(request, credentials={"username": user.username})
    form = SecondStepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if proven := _proven(request, user, form.cleaned_data):
            return entered(request, user, kept, _HOW[proven])
        form.add_error("code", "Mã không đúng hoặc đã dùng. Đợi mã mới hiện trong ứng dụng rồi gõ lại.")
    return _page(request, user, form)


def _page(request, user, form):
    options, request.session[_ASKED] = passkeys.question(request.get_host(), user)
    context = {
        "title": "Xác thực bước hai", "form": form, "text": f"Tài khoản {user.username}", "submit_label": "Tiếp tục",
        "options": options and json.dumps(options),
    }  # fmt: skip
    return render(request, "registration/second.html", context, status=422 if form.is_bound else 200)


def _proven(request, user, data):
    """Which factor is proven; a question to a key is good for one answer."""
    asked = request.session.pop(_ASKED, None)
    if data.get("answer") and asked:
        how = "passkey" if passkeys.proves(request.get_host(), user, asked, data["answer"]) else ""
    else:
        how = factors.passes(user, data["code"]) if data["code"] else ""
    if not how:
        _failed(request, user)
    return how


def entered(request, user, kept, factor):
    """Both steps are done."""
    request.session.pop(_HELD, None)
    signins.enter(request, user, how=f"{kept['how']}, {factor}", passed=True, backend=kept["backend"])
    return redirect(kept["to"] or "desk:home")


def _is_allowed(request, user):
    return AxesProxyHandler.is_allowed(request, {"username": user.username}) and not factors.is_blocked(user)


def _failed(request, user):
    """A wrong code counts like a wrong password; the one that brings the lock-out is noted as such."""
    user_login_failed.send(sender=__name__, credentials={"username": user.username}, request=request)
    if not getattr(request, "axes_locked_out", False):
        signins.note_try(request, Act.SIGN_IN_FAILED, user.username)
