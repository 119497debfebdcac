from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from council.forms import PasswordForm, SignInForm
from council.middleware import SEAT


@method_decorator(login_not_required, name="dispatch")
class SignIn(auth.LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"title": "Đăng nhập"}

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class ChangePassword(auth.PasswordChangeView):
    form_class = PasswordForm
    success_url = reverse_lazy("desk:home")
    template_name = "pages/form.html"
    extra_context = {"title": "Đổi mật khẩu", "submit_label": "Đổi mật khẩu", "cancel_url": "/"}


@require_POST
def act(request):
    """Act in another of one's memberships from now on."""
    mine = {str(item["pk"]): item["pk"] for item in request.actor.memberships}
    chosen = mine.get(request.POST.get("membership"))
    if chosen is None:
        raise Http404
    request.session[SEAT] = chosen
    return redirect("desk:home")
