"""The slips of one session, grouped by issue and chosen by the Standing Body."""

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from core.errors import NotAllowed
from core.verbs import perform
from sessions import rules, services
from sessions.forms import GroupSlipsForm
from sessions.models import Question
from sessions.views import council_sessions

UNGROUPED = "Chưa xếp nhóm"


def _session(request, pk):
    record = council_sessions.get(request.actor, pk)
    if not rules.selects(request.actor, record):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không tổng hợp chất vấn của kỳ họp này.")
    return record


def _slips(record, actor):
    rows = Question.objects.visible_to(actor).filter(council_session=record)
    return (
        rows.select_related("delegate", "respondent", "owner")
        .defer("tsv", "words")
        .order_by("topic_group", "pk")
    )


def groups(request, pk):
    """Every slip under its group; those not grouped come first."""
    return _page(request, _session(request, pk), None)


def _page(request, record, form):
    rows, found = list(_slips(record, request.actor)), {}
    for row in rows:
        found.setdefault(row.topic_group, []).append(row)
    context = {
        "record": record, "title": "Tổng hợp chất vấn", "subtitle": record.title, "form": form,
        "crumbs": [*council_sessions.crumbs(record), {"label": record.title, "url": record.get_absolute_url()}],
        "groups": [_group(name, members) for name, members in sorted(found.items())], "total": len(rows),
        "names": [name for name in sorted(found) if name], "may_group": rules.keeps(request.actor, record),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None else HTTPStatus.OK
    return render(request, "sessions/groups.html", context, status=status)


def _group(name, rows):
    waiting = [row for row in rows if row.state == "submitted"]
    bodies = sorted({row.respondent.short_name for row in rows})
    return {
        "name": name, "title": name or UNGROUPED, "rows": rows, "waiting": len(waiting), "bodies": ", ".join(bodies),
        "delegates": len({row.delegate_id for row in rows}),
        "chosen": sum(row.state not in ("submitted", "not_selected", "withdrawn") for row in rows),
    }  # fmt: skip


@require_POST
def group(request, pk):
    """Put the ticked slips into one group."""
    record = _session(request, pk)
    if not rules.keeps(request.actor, record):
        raise NotAllowed("Chỉ thư ký xếp nhóm chất vấn.")
    slips = _slips(record, request.actor).filter(state__in=Question.SLIPS)
    form = GroupSlipsForm(request.POST, slips=slips)
    if not form.is_valid():
        return _page(request, record, form)
    name, chosen = form.cleaned_data["topic_group"], list(form.cleaned_data["slips"])
    with transaction.atomic():
        for slip in chosen:
            perform(services.group_question, request.actor, slip.pk, topic_group=name)
    messages.success(request, f"Đã xếp {len(chosen)} phiếu vào nhóm «{name}».")
    return redirect("sessions:groups", pk=pk)


@require_POST
def choose(request, pk):
    """The Standing Body chooses a whole group, or leaves it out with a reason."""
    record, name = _session(request, pk), request.POST.get("group", "")
    rows = list(_slips(record, request.actor).filter(topic_group=name, state="submitted"))
    if not rows:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:250]
    leave = "leave" in request.POST
    if leave and not reason:
        messages.error(request, "Ghi lý do không lựa chọn nhóm vấn đề.")
        return redirect("sessions:groups", pk=pk)
    with transaction.atomic():
        for row in rows:
            if leave:
                perform(services.not_select, request.actor, row.pk, reason=reason, note=reason)
            else:
                perform(services.select_question, request.actor, row.pk, selected_on=localdate())
    messages.success(
        request, f"Đã {'bỏ' if leave else 'lựa chọn'} {len(rows)} phiếu của nhóm «{name or UNGROUPED}»."
    )
    return redirect("sessions:groups", pk=pk)
