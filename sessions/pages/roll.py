"""The roll of a sitting, and who takes no part in one item."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from core import held
from core.verbs import perform
from sessions import hall, services
from sessions.forms.hall import CountForm, ItemRollForm, RollForm
from sessions.models import Attendance
from sessions.pages.common import at, form_page, must, one_of, session_of


def sitting(request, pk, sitting_id):
    """Call the roll; a council without a list of delegates gives the number only."""
    record = session_of(request, pk)
    must(request, services.call_roll, record)
    row = one_of(record.sittings, sitting_id)
    people = list(hall.delegates(record, row.on))
    return _roll(request, record, row, people) if people else _count(request, record, row)


def _roll(request, record, row, people):
    stored = {item.delegate_id: item for item in row.attendance.all()}
    kept = held.take(request)
    data = request.POST if request.method == "POST" else kept
    form = RollForm(data, delegates=people, stored=stored)
    if request.method == "POST" and form.is_valid():
        perform(services.call_roll, request.actor, record.pk, sitting_id=row.pk, rows=form.values())
        found = hall.presence(record, row)
        messages.success(request, f"Đã điểm danh: {found.present}/{found.total} đại biểu có mặt.")
        return redirect(_back(request, record))
    title = f"Điểm danh: {row.label}, {row.on:%d/%m/%Y}"
    return form_page(request, record, title, form, mark="hall", template="sessions/roll.html", called=bool(stored),
                     restored=bool(kept), people=people)  # fmt: skip


def _count(request, record, row):
    form = CountForm(request.POST or None, initial={"present_count": row.present_count})
    if request.method == "POST" and form.is_valid():
        perform(services.count_present, request.actor, record.pk, sitting_id=row.pk, **form.cleaned_data)
        messages.success(request, "Đã ghi số đại biểu có mặt.")
        return redirect(_back(request, record))
    return form_page(request, record, f"Số đại biểu có mặt: {row.label}", form, mark="hall")


def item(request, pk, item_id):
    """Who of those present is late for an item, has left, or stands aside."""
    record = session_of(request, pk)
    must(request, services.note_item_absences, record)
    row = one_of(record.agenda.select_related("sitting"), item_id)
    here = Attendance.objects.filter(sitting=row.sitting_id, status__in=Attendance.HERE).values("delegate_id")
    people = list(hall.delegates(record, row.sitting.on if row.sitting else None).filter(pk__in=here))
    form = ItemRollForm(request.POST or None, delegates=people, stored=hall.away_from(row))
    if request.method == "POST" and form.is_valid():
        perform(services.note_item_absences, request.actor, pk, item_id=row.pk, rows=form.values())
        messages.success(request, "Đã ghi đại biểu vắng ở nội dung.")
        return redirect(_back(request, record))
    title = f"Vắng ở nội dung: {row.title[:100]}"
    return form_page(request, record, title, form, mark="hall", template="sessions/roll.html", called=True, people=people,
                     one_item=True)  # fmt: skip


def _back(request, record):
    """To the chair's screen when the roll was called from there."""
    if record.state == "opened":
        return reverse("sessions:chair", args=[record.pk])
    return at(record, "hall")
