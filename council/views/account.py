"""One's own account: password, second factor, logins that are open."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.sealing import seal, unseal
from council import factors, logins, passkeys
from council.forms import EnrolForm, OwnPasswordForm, PasskeyForm
from council.models import TotpSeed
from council.services import account as services

_SEED, _ASKED = "seed", "key-new"
CRUMBS = [{"label": "Tài khoản của tôi", "url": "/tai-khoan/"}]


@require_GET
def account(request):
    """What guards the own account, and where it is open."""
    totp = TotpSeed.objects.filter(user=request.user).first()
    facts = [
        ("Họ và tên", request.user.full_name), ("Tên đăng nhập", request.user.username),
        ("Thư điện tử", request.user.email or "chưa có"),
    ]  # fmt: skip
    context = {
        "title": "Tài khoản của tôi", "facts": facts, "totp": totp, "crumbs": [],
        "passkeys": list(request.user.passkeys.all()), "codes_left": factors.codes_left(request.user),
        "logins": logins.open_of(request.user.pk), "here": request.session.session_key,
    }  # fmt: skip
    return render(request, "council/account.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol(request):
    """Turn the second factor on, or move it to another telephone. Open to who is forced to."""
    if request.must_enrol and factors.has(request.user):
        logout(request)  # it was turned on elsewhere: this login was opened without it
        return redirect("council:login")
    seed = _seed(request)
    form = EnrolForm(request.POST or None, user=request.user, seed=seed)
    if request.method == "POST" and form.is_valid():
        return _enrolled(request, seed, form.step)
    context = {
        "title": "Xác thực hai bước", "form": form, "picture": factors.picture(request.user, seed), "seed": _spaced(seed),
        "forced": request.must_enrol, "crumbs": [] if request.must_enrol else CRUMBS, "draft_key": False,
        "submit_label": "Bật xác thực hai bước", "cancel_url": "" if request.must_enrol else reverse("council:account"),
    }  # fmt: skip
    return render(request, "council/enrol.html", context, status=422 if form.is_bound else 200)


def _enrolled(request, seed, step):
    codes = services.enrol(request.user, seed, step, request.session.session_key)
    request.session.pop(_SEED, None)
    request.session[factors.PASSED] = True
    return _codes_page(request, codes)


def _seed(request):
    """The secret shown until a code proves that the telephone has it; the session holds it sealed."""
    if _SEED not in request.session:
        request.session[_SEED] = seal(factors.new_seed()).decode()
    return unseal(request.session[_SEED].encode())


def _spaced(seed):
    return " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))


def _codes_page(request, codes):
    """The recovery codes, once."""
    context = {"title": "Mã dự phòng", "codes": codes, "crumbs": CRUMBS}
    response = render(request, "council/codes.html", context)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def codes(request):
    """A new list of recovery codes, after the password."""
    if request.must_enrol or not factors.has(request.user):
        return redirect("council:enrol")
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and (not form.fields or form.is_valid()):
        return _codes_page(request, factors.renew_codes(request.user))
    return _password_page(request, form, "Tạo mã dự phòng mới", "Mã cũ không còn dùng được khi có mã mới.")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def drop_factor(request):
    """Turn the second factor off, after the password; not where it is demanded."""
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and (not form.fields or form.is_valid()):
        services.drop_factor(request.user)
        request.session.pop(factors.PASSED, None)
        messages.success(request, "Đã bỏ xác thực hai bước.")
        return redirect("council:account")
    return _password_page(request, form, "Bỏ xác thực hai bước", "Từ lần sau chỉ cần mật khẩu để đăng nhập.")


def _password_page(request, form, title, text):
    context = {
        "title": title, "subtitle": text, "form": form, "submit_label": title, "crumbs": CRUMBS, "draft_key": False,
        "cancel_url": reverse("council:account"),
    }  # fmt: skip
    return render(request, "pages/form.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_passkey(request):
    """Add a security key; open to who is forced to have a second factor."""
    form = PasskeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _passkey_added(request, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    options, request.session[_ASKED] = passkeys.registration(request.get_host(), request.user)
    context = {
        "title": "Thêm khóa bảo mật", "form": form, "options": json.dumps(options), "submit_label": "Thêm khóa",
        "crumbs": [] if request.must_enrol else CRUMBS,
        "cancel_url": reverse("council:enrol" if request.must_enrol else "council:account"),
    }  # fmt: skip
    return render(request, "council/passkey.html", context, status=422 if form.is_bound else 200)


def _passkey_added(request, data):
    state = request.session.pop(_ASKED, None) or {}
    codes = services.add_passkey(
        request.user, request.get_host(), state, data["answer"], data["label"], request.session.session_key
    )
    request.session[factors.PASSED] = True
    if codes:
        return _codes_page(request, codes)
    messages.success(request, "Đã thêm khóa bảo mật.")
    return redirect("council:account")


@require_POST
def drop_passkey(request, pk):
    """Take one key away; not the last factor where one is demanded."""
    if not services.remove_passkey(request.user, pk):
        raise Http404
    messages.success(request, "Đã bỏ khóa bảo mật.")
    return redirect("council:account")


@require_POST
def end_login(request, pk):
    """End one of the own logins; the one in use is ended by signing out."""
    if not services.end_login(request.user, pk, request.session.session_key):
        raise Http404
    messages.success(request, "Đã kết thúc lần đăng nhập đó.")
    return redirect("council:account")


@require_POST
def end_others(request):
    n = services.end_others(request.user, request.session.session_key)
    messages.success(
        request, f"Đã kết thúc {n} lần đăng nhập khác." if n else "Không có lần đăng nhập nào khác."
    )
    return redirect("council:account")
