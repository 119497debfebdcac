"""The templates of sessions: one per kind, the shipped ones until a council writes its own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core import held
from core.errors import NotAllowed
from sessions import rules, templates
from sessions.forms.plan import PARTS, template_formsets, template_rows
from sessions.models import SessionTemplate
from sessions.models.session import SessionKind
from sessions.services.templates import restore_template, save_template


def _must_write(request):
    if not rules.writes_templates.test(request.actor):
        raise NotAllowed("Chỉ chuyên viên và quản trị viên được xem và sửa mẫu kỳ họp.")


def _kind(value):
    if value not in SessionKind.values:
        raise Http404
    return SessionKind(value)


def index(request):
    """The kinds of session with what their template brings."""
    _must_write(request)
    own = set(
        SessionTemplate.objects.filter(owner=request.actor.home_id).values_list("session_kind", flat=True)
    )
    rows = [
        {
            "kind": kind,
            "own": kind.value in own,
            "plan": templates.template_of(request.actor.home_id, kind.value),
        }
        for kind in SessionKind
    ]
    crumbs = [{"label": "Kỳ họp", "url": "/ky-hop/"}]
    return render(request, "sessions/templates.html", {"title": "Mẫu kỳ họp", "rows": rows, "crumbs": crumbs})


def edit(request, kind):
    """All lines of one template on one page."""
    _must_write(request)
    kind = _kind(kind)
    found = templates.template_of(request.actor.home_id, kind.value)
    kept = held.take(request)
    formsets = template_formsets(request.POST if request.method == "POST" else kept, found)
    if request.method == "POST" and all(formset.is_valid() for formset in formsets.values()):
        save_template(request.actor, kind.value, template_rows(formsets))
        messages.success(request, f"Đã lưu mẫu «{kind.label}».")
        return redirect("sessions:templates")
    context = {
        "title": f"Mẫu kỳ họp: {kind.label}", "kind": kind, "own": found.own, "form_mark": held.mark(request),
        "groups": [
            {"title": PARTS[part][0], "formset": formset, "add_label": PARTS[part][2]}
            for part, formset in formsets.items()
        ],
        "crumbs": [{"label": "Kỳ họp", "url": "/ky-hop/"}, {"label": "Mẫu kỳ họp", "url": "/ky-hop/mau/"}],
        "restored": bool(kept), "cancel_url": "/ky-hop/mau/",
    }  # fmt: skip
    return render(request, "sessions/template.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def restore(request, kind):
    """Back to the shipped template."""
    _must_write(request)
    restore_template(request.actor, _kind(kind).value)
    messages.success(request, "Đã trở lại mẫu ban đầu.")
    return redirect("sessions:templates")
