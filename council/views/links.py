"""Pages for who cannot sign in yet, or no more: an invitation, a forgotten password. Open to visitors.

Each link answers with a redirect that takes the secret out of the address, so that no page shows or passes it on.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from core.errors import Refused, message_page
from core.evidence import address
from council import links
from council.forms import ForgottenForm, NewPasswordForm
from council.tasks import forgotten

Kind = links.Kind
_HELD = "link"
_TITLES = {Kind.INVITE: "Nhận tài khoản", Kind.RESET: "Đặt mật khẩu mới"}
_TOLD = (
    "Nếu có tài khoản đang dùng với tên hoặc địa chỉ này, thư hướng dẫn sẽ đến trong vài phút. "
    "Đường dẫn trong thư dùng được một giờ. Không thấy thư: xem cả hộp thư rác, hoặc nhờ quản trị viên đặt lại mật khẩu."
)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def forgot(request):
    """The same answer, after the same work, whatever is typed."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _pass_on(form.cleaned_data["account"], address(request))
        return message_page(request, 200, "Hãy xem hộp thư", _TOLD, "/dang-nhap/")
    context = {"title": "Quên mật khẩu", "form": form, "submit_label": "Gửi thư hướng dẫn"}
    text = "Gõ tên đăng nhập hoặc thư điện tử của tài khoản; hướng dẫn được gửi vào thư điện tử đã khai."
    return render(
        request, "registration/link.html", context | {"text": text}, status=422 if form.is_bound else 200
    )


def _pass_on(typed, ip):
    if links.too_often(typed, ip):
        return
    try:
        forgotten.delay(typed, ip)
    except OperationalError:
        raise Refused(
            "Chưa gửi được thư vì hàng đợi tạm dừng. Hãy thử lại sau ít phút.", "/quen-mat-khau/"
        ) from None


@login_not_required
@never_cache
def invitation(request, secret):
    return _page(request, Kind.INVITE, secret)


@login_not_required
@never_cache
def new_password(request, secret):
    return _page(request, Kind.RESET, secret)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def _page(request, kind, secret):
    here = "mo"  # stands in the address in place of the secret, which the session holds
    if secret != here:
        request.session[_HELD] = secret
        return redirect(request.resolver_match.view_name, here)
    secret = request.session.get(_HELD, "")
    link = links.opened(kind, secret)
    if link is None:
        return _gone(request, kind)
    form = NewPasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        links.use(kind, secret, form.cleaned_data["new_password1"])
        request.session.flush()
        messages.success(request, "Đã đặt mật khẩu. Hãy đăng nhập.")
        return redirect("council:login")
    return _form(request, kind, link, form)


def _form(request, kind, link, form):
    text = f"{link.user.full_name} · tên đăng nhập {link.user.username}"
    context = {
        "title": _TITLES[kind], "text": text, "form": form, "submit_label": "Đặt mật khẩu", "rules": True,
    }  # fmt: skip
    return render(request, "registration/link.html", context, status=422 if form.is_bound else 200)


def _gone(request, kind):
    text = {
        Kind.INVITE: "Lời mời này đã dùng, đã được thay bằng lời mời mới hoặc đã hết hạn. "
        "Hãy bấm «Quên mật khẩu» ở trang đăng nhập, hoặc nhờ quản trị viên gửi lại lời mời.",
        Kind.RESET: "Đường dẫn này đã dùng, đã được thay bằng đường dẫn mới hoặc đã hết hạn. "
        "Hãy bấm «Quên mật khẩu» ở trang đăng nhập để nhận đường dẫn khác.",
    }[kind]
    return message_page(request, 410, "Đường dẫn không còn dùng được", text, "/dang-nhap/")
