"""What the pages that belong to one session share."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from core import held
from core.errors import NotAllowed
from sessions.views import council_sessions


def session_of(request, pk):
    """The session `pk`, 404 when it is not in view (or for those who see only what was sent to them)."""
    if request.actor.sees_shared_only:
        raise Http404
    return council_sessions.get(request.actor, pk)


def must(request, act, record):
    """Raises NotAllowed unless this role may take the act on the session."""
    if not act.verb.permits(request.actor, record):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không được dùng chức năng «{act.verb.label}».")


def own(request, rule, record, what):
    if not rule.test(request.actor, record):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không được {what} kỳ họp này.")


def one_of(rows, pk):
    """The row `pk` of a session's rows, or 404."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def crumbs(record):
    return [*council_sessions.crumbs(record), {"label": record.title, "url": record.get_absolute_url()}]


def at(record, mark):
    return f"{reverse('sessions:session_record', args=[record.pk])}#{mark}"


def form_page(request, record, title, form, *, mark="agenda", template="pages/form.html", **more):
    """A form on a page of its own; 422 when it was sent wrong."""
    context = {
        "title": title, "subtitle": record.title, "form": form, "submit_label": "Lưu", "crumbs": crumbs(record),
        "cancel_url": at(record, mark), "form_mark": held.mark(request), **more,
    }  # fmt: skip
    return render(request, template, context, status=422 if request.method == "POST" else 200)
