"""Pages and buttons of a session's agenda; each act is a verb of the session."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import held
from core.errors import NotAllowed
from core.verbs import perform
from sessions import services
from sessions.forms import AgendaItemForm
from sessions.views import council_sessions


def add(request, pk):
    """A new item at the end; "Lưu và nhập tiếp" opens the next one."""
    return _form(request, pk, services.add_item, None, "Đã thêm vào chương trình.")


def edit(request, pk, item_id):
    record = council_sessions.get(request.actor, pk)
    item = record.agenda.filter(pk=item_id).first()
    if item is None:
        raise Http404
    return _form(request, pk, services.edit_item, item, "Đã lưu nội dung chương trình.")


def _form(request, pk, act, item, message):
    record = council_sessions.get(request.actor, pk)
    if not act.verb.permits(request.actor, record):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không được sửa chương trình kỳ họp.")
    kept = held.take(request)
    data = request.POST if request.method == "POST" else kept
    form = AgendaItemForm(data, instance=item, council_session=record)
    if request.method == "POST" and form.is_valid():
        also = {"item_id": item.pk} if item else {}
        perform(act, request.actor, pk, **also, **form.cleaned_data)
        messages.success(request, message)
        return redirect(request.path if "_again" in request.POST else _page(record))
    return _page_of_form(request, record, act, form, kept)


def _page_of_form(request, record, act, form, kept):
    context = {
        "title": act.verb.label, "subtitle": record.title, "form": form, "submit_label": "Lưu",
        "again": form.instance.pk is None, "cancel_url": _page(record), "restored": bool(kept),
        "crumbs": [*council_sessions.crumbs(record), {"label": record.title, "url": record.get_absolute_url()}],
        "form_mark": held.mark(request),
    }  # fmt: skip
    return render(request, "pages/form.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def remove(request, pk, item_id):
    return _act(request, pk, services.remove_item, item_id=item_id)


@require_POST
def up(request, pk, item_id):
    return _act(request, pk, services.shift_item, item_id=item_id, step=-1)


@require_POST
def down(request, pk, item_id):
    return _act(request, pk, services.shift_item, item_id=item_id, step=1)


def _act(request, pk, act, **data):
    perform(act, request.actor, pk, **data)
    return redirect(_page(council_sessions.get(request.actor, pk)))


def _page(record):
    return reverse("sessions:session_record", args=[record.pk]) + "#agenda"
