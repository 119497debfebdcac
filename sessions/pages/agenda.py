"""Pages and buttons of a session's agenda; each act is a verb of the session."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core import held
from core.errors import Refused
from core.verbs import perform
from sessions import plan, services
from sessions.forms import AgendaItemForm, SittingForm, SplitForm, TimesForm
from sessions.pages.common import at, crumbs, form_page, must, one_of, session_of


def add(request, pk):
    """A new item at the end; "Lưu và nhập tiếp" opens the next one."""
    return _form(request, pk, services.add_item, None, "Đã thêm vào chương trình.")


def edit(request, pk, item_id):
    record = session_of(request, pk)
    item = one_of(record.agenda, item_id)
    return _form(request, pk, services.edit_item, item, "Đã lưu nội dung chương trình.")


def _form(request, pk, act, item, message):
    record = session_of(request, pk)
    must(request, act, record)
    kept = held.take(request)
    data = request.POST if request.method == "POST" else kept
    initial = {} if item else {"sitting": record.sittings.last()}
    form = AgendaItemForm(data, instance=item, council_session=record, initial=initial)
    if request.method == "POST" and form.is_valid():
        also = {"item_id": item.pk} if item else {}
        perform(act, request.actor, pk, **also, **form.cleaned_data)
        messages.success(request, message)
        return redirect(request.path if "_again" in request.POST else at(record, "agenda"))
    return form_page(request, record, act.verb.label, form, again=item is None, restored=bool(kept))


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
    session_of(request, pk)
    perform(act, request.actor, pk, **data)
    return redirect(at(session_of(request, pk), "agenda"))


@require_POST
def arrange(request, pk):
    """The whole order after a drag: `order` is [[sitting id or null, [item ids]]]. Answers the agenda's new hours."""
    record = session_of(request, pk)
    must(request, services.arrange, record)
    perform(services.arrange, request.actor, pk, places=_places(request.POST.get("order", "")))
    if not request.headers.get("X-Live"):
        return redirect(at(record, "agenda"))
    return HttpResponse(status=204)


def _places(text):
    """Raises Refused when it is no order."""
    try:
        found = [(sitting, [int(key) for key in keys]) for sitting, keys in json.loads(text)]
    except (ValueError, TypeError):
        raise Refused("Thứ tự gửi lên không đọc được. Hãy tải lại trang rồi sắp xếp lại.") from None
    if not all(sitting is None or type(sitting) is int for sitting, _ in found):
        raise Refused("Thứ tự gửi lên không đọc được. Hãy tải lại trang rồi sắp xếp lại.")
    return found


def split(request, pk, item_id):
    """Put an item and what follows it into a new sitting."""
    record = session_of(request, pk)
    must(request, services.split_sitting, record)
    item = one_of(record.agenda, item_id)
    day = item.sitting.on if item.sitting else record.on
    form = SplitForm(request.POST or None, council_session=record, initial={"on": day, "label": "Buổi chiều"})
    if request.method == "POST" and form.is_valid():
        perform(services.split_sitting, request.actor, pk, item_id=item.pk, **form.cleaned_data)
        messages.success(request, "Đã tách sang buổi họp mới.")
        return redirect(at(record, "agenda"))
    return form_page(request, record, f"Tách từ «{item.title[:80]}» sang buổi mới", form)


def times(request, pk, item_id):
    """The true hours of an item."""
    record = session_of(request, pk)
    must(request, services.correct_times, record)
    item = one_of(record.agenda, item_id)
    day = item.sitting.on if item.sitting else record.on
    return _times(request, record, services.correct_times, item, day, item.title, item_id=item.pk)


def sitting_times(request, pk, sitting_id):
    """The true hours of a sitting."""
    record = session_of(request, pk)
    must(request, services.correct_sitting, record)
    row = one_of(record.sittings, sitting_id)
    return _times(request, record, services.correct_sitting, row, row.on, row.label, sitting_id=row.pk)


def _times(request, record, act, row, day, name, **key):
    begun, ended = (timezone.localtime(at) if at else None for at in (row.began_at, row.ended_at))
    form = TimesForm(request.POST or None, initial={"began": begun, "ended": ended})
    if request.method == "POST" and form.is_valid():
        typed = (form.cleaned_data["began"], form.cleaned_data["ended"])
        began_at, ended_at = (hour and plan.moment(begun.date() if begun else day, hour) for hour in typed)
        perform(act, request.actor, record.pk, began_at=began_at, ended_at=ended_at, **key)
        messages.success(request, "Đã sửa giờ thực tế.")
        return redirect(at(record, "agenda"))
    return form_page(request, record, f"Giờ thực tế: {name[:80]}", form)


# --- sittings -------------------------------------------------------------------------------------------------


def add_sitting(request, pk):
    record = session_of(request, pk)
    last = record.sittings.last()
    initial = {"on": last.on if last else record.on, "place": record.place}
    return _sitting_form(request, record, services.add_sitting, None, initial)


def edit_sitting(request, pk, sitting_id):
    record = session_of(request, pk)
    row = one_of(record.sittings, sitting_id)
    return _sitting_form(request, record, services.edit_sitting, row, {})


def _sitting_form(request, record, act, row, initial):
    must(request, act, record)
    kept = held.take(request)
    data = request.POST if request.method == "POST" else kept
    form = SittingForm(data, instance=row, council_session=record, initial=initial)
    if request.method == "POST" and form.is_valid():
        also = {"sitting_id": row.pk} if row else {}
        perform(act, request.actor, record.pk, **also, **form.cleaned_data)
        messages.success(request, "Đã lưu buổi họp.")
        return redirect(request.path if "_again" in request.POST else at(record, "agenda"))
    return form_page(request, record, act.verb.label, form, again=row is None, restored=bool(kept))


@require_POST
def remove_sitting(request, pk, sitting_id):
    return _act(request, pk, services.remove_sitting, sitting_id=sitting_id)


# --- what was published ---------------------------------------------------------------------------------------


def version(request, pk, number):
    """A published version as it was frozen, with what it changed."""
    record = session_of(request, pk)
    found = one_of(
        record.agenda_versions.filter(number=number).select_related("published_by"), _key(record, number)
    )
    numbers = list(record.agenda_versions.values_list("number", flat=True))
    context = {
        "title": f"Chương trình bản số {number}", "record": record, "version": found, "numbers": numbers,
        "crumbs": crumbs(record), "is_latest": number == max(numbers),
    }  # fmt: skip
    return render(request, "sessions/agenda_version.html", context)


def _key(record, number):
    return record.agenda_versions.filter(number=number).values_list("pk", flat=True).first()
