"""Pages that read across the registers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from core.models import Notice
from core.paging import CappedPaginator
from desk import calendar as month
from desk import due, health, home, search, services

NOTICES = 30


@require_GET
def desk(request):
    return render(request, "desk/home.html", home.page(request.actor))


@require_GET
def due_list(request):
    """All that is owed on one side in one group of days: what stands behind a block of the desk."""
    return render(request, "desk/due.html", due.page(request.actor, request.GET))


@require_GET
def find(request):
    text = search.clean(request.GET.get("q"))
    short = search.too_short(text)
    groups = [] if short else search.groups(request.actor, text)
    return render(
        request, "desk/search.html", {"title": "Tìm kiếm", "q": text, "too_short": short, "groups": groups}
    )


@require_GET
def calendar(request):
    context = month.page(request.actor, month.read(request.GET, request.actor))
    context["feed_url"] = reverse("desk:sync")
    return render(request, "desk/calendar.html", context)


@require_GET
def notices(request):
    """One's own notices, the unread first."""
    rows = Notice.objects.filter(user_id=request.actor.user_id).order_by(
        F("read_at").desc(nulls_first=True), "-id"
    )
    page = CappedPaginator(rows, NOTICES).get_page(request.GET.get("page"))
    unread = Notice.objects.filter(user_id=request.actor.user_id, read_at=None)[:100].count()
    context = {"title": "Thông báo", "notices": page.object_list, "page_obj": page, "unread": unread}
    return render(request, "desk/notices.html", context)


@require_POST
def open_notice(request, pk):
    """Mark a notice as read and go where it points."""
    notice = services.read_notice(request.actor, pk)
    if notice is None:
        raise Http404
    safe = notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if safe else reverse("desk:notices"))


@require_POST
def read_notices(request):
    n = services.read_all(request.actor)
    messages.success(request, f"Đã đánh dấu đọc {n} thông báo." if n else "Không có thông báo nào chưa đọc.")
    return redirect("desk:notices")


@login_not_required
def healthz(request):
    """Whether each part works, for whoever watches over the portal."""
    state = health.state()
    parts = {name: "ok" if good else "not ok" for name, good in state.items()}
    response = JsonResponse(parts, status=200 if all(state.values()) else 503)
    response["Cache-Control"] = "no-store"
    return response
