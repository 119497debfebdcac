"""The routing table, and sending opinions on: by agency, many with one letter."""

from http import HTTPStatus

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.text import whole
from council.views.pages import form_page
from sessions.models import Session
from voters import routing, services
from voters.forms import DispatchForm, RouteForm
from voters.forms.opinions import answering_bodies
from voters.models import IN_HAND, Opinion, Route

SHOWN = 300


def _crumbs(*more):
    return [{"label": "Kiến nghị cử tri", "url": reverse("voters:opinion_list")}, *more]


# --- the table -----------------------------------------------------------------------------------------------


@require_GET
def routes(request):
    """The table: who answers what. The office edits it."""
    services.check_keeper(request.actor)
    rows = routing.routes_of(request.actor.home_id)
    actions = [{"label": "Thêm dòng", "url": reverse("voters:new_route"), "primary": True, "icon": "plus"}]
    context = {
        "title": "Phân công giải quyết kiến nghị",
        "crumbs": _crumbs(),
        "rows": rows,
        "actions": actions,
    }
    return render(request, "voters/routes.html", context)


def new_route(request):
    services.check_keeper(request.actor)
    return _route_page(request, "Thêm phân công", Route(home_id=request.actor.home_id))


def edit_route(request, pk):
    services.check_keeper(request.actor)
    return _route_page(request, "Sửa phân công", _route(request, pk))


def _route(request, pk):
    return get_object_or_404(Route, pk=pk, home=request.actor.home_id)


def _route_page(request, title, route):
    crumbs = _crumbs({"label": "Phân công giải quyết", "url": reverse("voters:routes")})
    return form_page(
        request, lambda data: RouteForm(data, instance=route, actor=request.actor),
        lambda form: services.save_route(request.actor, route, **form.cleaned_data),
        {"title": title, "crumbs": crumbs}, "Đã lưu phân công.", reverse("voters:routes"),
    )  # fmt: skip


@require_POST
def remove_route(request, pk):
    services.check_keeper(request.actor)
    services.remove_route(request.actor, _route(request, pk))
    messages.success(request, "Đã bỏ dòng phân công.")
    return redirect("voters:routes")


# --- sending on ----------------------------------------------------------------------------------------------


def waiting(actor):
    """The opinions that this office has still to send on, with all that the proposals read."""
    handled = Q(owner=actor.home_id, sent_up_to=None) | Q(sent_up_to=actor.home_id)
    open_ones = Opinion.objects.visible_to(actor).filter(handled, state__in=[*IN_HAND, "sent_up"])
    return (
        open_ones.select_related("meeting__unit", "owner", "return_points_to")
        .defer("tsv", "words")
        .order_by("on", "pk")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request):
    """What waits, by the agency that the routing table proposes; each group goes with one letter."""
    services.check_keeper(request.actor)
    ready, unclear = _ready(request)
    form = None
    if request.method == "POST":
        form = DispatchForm(
            request.POST, actor=request.actor, opinions=waiting(request.actor).exclude(competence="")
        )
        if form.is_valid():
            return _sent(request, form.cleaned_data)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    groups = _groups(request.actor, ready, form)
    context = {
        "title": "Chuyển kiến nghị theo cơ quan", "crumbs": _crumbs(), "groups": groups, "unclear": unclear,
        "sessions": _sessions(request.actor), "chosen": request.GET.get("ky-hop", ""), "form": form, "shown": SHOWN,
        "unclear_url": f"{reverse('voters:opinion_list')}?tinh_trang=recorded", "more": len(ready) == SHOWN,
        "actions": [{"label": "Phân công giải quyết", "url": reverse("voters:routes"), "icon": "adjustments-horizontal"}],
    }  # fmt: skip
    return render(request, "voters/dispatch.html", context, status=status)


def _ready(request):
    """(opinions with a competent level, how many have none), of the session asked for."""
    rows = waiting(request.actor)
    asked = request.GET.get("ky-hop", "")
    if asked:
        if whole(asked) is None:
            raise Http404
        rows = rows.filter(meeting__council_session=asked)
    return list(rows.exclude(competence="")[:SHOWN]), rows.filter(competence="").count()


def _sessions(actor):
    return (
        Session.objects.filter(owner=actor.home_id, kind=Session.KIND)
        .order_by("-on")
        .only("pk", "title", "on")[:20]
    )


def _groups(actor, rows, bound=None):
    """[{agency, opinions, form, picked}], the largest first, those without a proposal last.

    A form that came back keeps what was typed and ticked. Where nobody is proposed nothing is ticked beforehand: the
    opinions of such a group seldom go to one body.
    """
    proposed = routing.proposals(actor.home_id, rows)
    groups = {}
    for row in rows:
        groups.setdefault(proposed.get(row.pk), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (item[0] is None, -len(item[1])))
    every = Opinion.objects.filter(pk__in=[row.pk for row in rows])
    choices = [("", "Chọn cơ quan"), *((body.pk, str(body)) for body in answering_bodies(actor))]
    came_back = set(bound.data.getlist("kn")) if bound else set()
    made = []
    for agency, found in ordered:
        pks = {str(row.pk) for row in found}
        ours, initial = pks & came_back, {"agency": agency and agency.pk}
        if ours:
            initial = {name: bound.data.get(name) for name in ("agency", "letter_no", "forwarded_on")}
        form = DispatchForm(actor=actor, opinions=every, choices=choices, initial=initial)
        picked = ours or (pks if agency else set())
        made.append({"agency": agency, "opinions": found, "form": form, "picked": picked})
    return made


def _sent(request, data):
    picked = list(data.pop("kn"))
    count = services.forward_many(request.actor, picked, **data)
    messages.success(request, f"Đã chuyển {count} kiến nghị đến {data['agency'].short_name}.")
    return redirect("voters:letter", picked[0].pk)


# --- the letter ----------------------------------------------------------------------------------------------


def letter_of(actor, opinion):
    """Those of the letter that this person may see."""
    return routing.same_letter(opinion).filter(pk__in=Opinion.objects.visible_to(actor).values("pk"))


@require_GET
def letter(request, pk):
    """All that one letter carried to an agency, with the files to attach."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.actor), pk=pk)
    if opinion.agency_id is None:
        raise Http404
    rows = list(letter_of(request.actor, opinion)[:1000])
    title = f"Công văn {opinion.letter_no}" if opinion.letter_no else "Kiến nghị chuyển cùng ngày"
    files = [
        {"label": name, "url": reverse("voters:letter_file", args=[pk, kind])}
        for kind, name in (("xlsx", "Excel (XLSX)"), ("pdf", "PDF"), ("docx", "Word (DOCX)"))
    ]
    context = {
        "title": title, "crumbs": _crumbs(), "opinion": opinion, "rows": rows, "files": files,
        "answered": sum(bool(row.answered_on) for row in rows),
    }  # fmt: skip
    return render(request, "voters/letter.html", context)
