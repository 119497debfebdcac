from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from core.evidence import Act
from council import factors, logins, sso
from council.forms import PasswordForm, SignInForm
from council.middleware import SEAT
from council.services import signins
from council.views import second


@method_decorator(login_not_required, name="dispatch")
class SignIn(auth.LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"title": "Đăng nhập"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(sso=settings.OIDC_NAME if sso.is_on() else "", **kwargs)

    def form_valid(self, form):
        user = form.get_user()
        if factors.has(user):
            second.hold(self.request, user, self.get_redirect_url(), "mật khẩu")
            return redirect("council:second")
        signins.enter(self.request, user, how="mật khẩu")
        return redirect(self.get_success_url())

    def form_invalid(self, form):
        # The fifth wrong password is noted as the lock-out that it brings, by `council.lockout`.
        if form.cleaned_data.get("password") and not getattr(self.request, "axes_locked_out", False):
            signins.note_try(self.request, Act.SIGN_IN_FAILED, form.cleaned_data.get("username", ""))
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class SignOut(auth.LogoutView):
    def post(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            signins.note_left(request)
        return super().post(request, *args, **kwargs)


class ChangePassword(auth.PasswordChangeView):
    """Change the own password; open to an account without a role too."""

    form_class = PasswordForm
    success_url = reverse_lazy("desk:home")
    template_name = "registration/password_change.html"
    extra_context = {"title": "Đổi mật khẩu", "submit_label": "Đổi mật khẩu", "draft_key": False}

    def get_context_data(self, **kwargs):
        forced = self.request.user.must_change_password
        return super().get_context_data(forced=forced, cancel_url="" if forced else "/", **kwargs)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def form_valid(self, form):
        messages.success(self.request, "Đã đổi mật khẩu.")
        before = form.session_key = self.request.session.session_key
        self.request.user = form.user = form.save()
        update_session_auth_hash(self.request, form.user)
        logins.moved(self.request, before)
        return redirect(self.get_success_url())


@require_POST
def act(request):
    """Act in another of one's memberships from now on."""
    mine = {str(item["pk"]): item["pk"] for item in request.actor.memberships}
    chosen = mine.get(request.POST.get("membership"))
    if chosen is None:
        raise Http404
    request.session[SEAT] = chosen
    return redirect("desk:home")
