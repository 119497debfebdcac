"""Looking a petition up from outside, and the administrator's switch for it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from core.forms import PlainForm
from core.history import acting
from council.acts import check_admin
from council.models import Council
from petitions import lookup
from petitions.models import LookupSwitch

UNKNOWN = "Không có đơn nào ứng với mã biên nhận và mã tra cứu này. Kiểm tra lại hai mã trên biên nhận."


class LookupForm(PlainForm):
    code = forms.CharField(
        label="Mã biên nhận",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-private": ""}),
    )
    secret = forms.CharField(
        label="Mã tra cứu",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-private": ""}),
    )


@login_not_required
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def look_up(request):
    """The stage and the office of one petition, to whoever has both codes of its receipt."""
    if not lookup.is_on():
        raise Http404
    form, found, asked = LookupForm(request.POST or None), None, False
    if request.method == "POST" and form.is_valid():
        if not lookup.may_try(request, form.cleaned_data["code"]):
            return render(
                request,
                "429.html",
                {"text": "Đã tra cứu quá nhiều lần. Chờ 15 phút rồi thử lại."},
                status=429,
            )
        found, asked = lookup.answer(form.cleaned_data["code"], form.cleaned_data["secret"]), True
    wrong = request.method == "POST" and not found
    context = {
        "title": "Tra cứu tình trạng đơn",
        "form": form,
        "found": found,
        "unknown": UNKNOWN if asked else "",
    }
    return render(request, "petitions/lookup.html", context, status=422 if wrong else 200)


class SwitchForm(PlainForm):
    is_on = forms.BooleanField(
        label="Cho công dân tra cứu tình trạng đơn bằng mã trên biên nhận", required=False,
        help_text="Chỉ cho biết giai đoạn xử lý và cơ quan đang giải quyết; không bao giờ áp dụng với đơn tố cáo.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def switch(request):
    """Off until an administrator says otherwise, council by council."""
    check_admin(request.actor)
    council = Council.objects.get(pk=request.actor.home_id)
    kept = LookupSwitch.objects.filter(council=council).first()
    form = SwitchForm(
        request.POST if request.method == "POST" else None, initial={"is_on": bool(kept and kept.is_on)}
    )
    if request.method == "POST" and form.is_valid():
        with acting(request.actor.user_id, "petitions.switch_lookup"):
            LookupSwitch.objects.update_or_create(council=council, defaults=form.cleaned_data)
        messages.success(request, "Đã lưu.")
        return redirect("petitions:switch")
    crumbs = [{"label": "Quản trị", "url": "/quan-tri/"}]
    context = {"title": "Tra cứu đơn công khai", "form": form, "crumbs": crumbs, "submit_label": "Lưu"}
    return render(request, "pages/verb.html", context | {"cancel_url": "/quan-tri/"})
