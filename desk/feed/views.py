"""Pages: the own address for a calendar program, and what stands behind it."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.feed import ics, items, tokens

TYPE = "text/calendar; charset=utf-8"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def sync(request):
    """The own address: whether there is one, and after POST the new one, shown this once."""
    token = tokens.make(request.actor) if request.method == "POST" else ""
    address = request.build_absolute_uri(reverse("desk:feed", args=[token])) if token else ""
    context = {
        "title": "Đồng bộ lịch", "crumbs": [{"label": "Lịch và thời hạn", "url": reverse("desk:calendar")}],
        "live": tokens.live(request.actor), "address": address, "webcal": f"webcal:{address.partition(':')[2]}",
        "back": items.BACK.days, "ahead": items.AHEAD.days,
    }  # fmt: skip
    return render(request, "desk/sync.html", context)


@require_POST
def revoke(request):
    if tokens.revoke(request.actor):
        messages.success(request, "Đã hủy đường dẫn lịch. Các ứng dụng lịch không còn đọc được nữa.")
    return redirect("desk:sync")


@login_not_required
@require_safe
@sensitive_variables()
def feed(request, token):
    """The calendar behind a secret address; nobody signs in here, and nothing tells why an address does not work."""
    if tokens.too_often(token):
        return HttpResponse(status=429, headers={"Retry-After": str(tokens.WINDOW)})
    actor = tokens.actor_behind(token)
    if actor is None:
        raise Http404
    body = ics.text(items.of(actor), f"Nghị Trường · {actor.body_name}")
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, TYPE, headers={"Content-Disposition": 'inline; filename="nghi-truong.ics"'})
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response)
