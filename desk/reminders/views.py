"""Pages: the own way of being reminded, and the administrator's ladder."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from core.chips import deadline_chip
from core.paging import CappedPaginator
from council.acts import check_admin
from council.models import Role, User
from council.views.pages import form_page
from desk.models import Digest, Reminder, ReminderChoice, Sweep
from desk.reminders import digest, editing, ladder
from desk.reminders.forms import ChoiceForm, StepForm

PER_PAGE = 30
OFFICE = [{"label": "Quản trị", "url": "/quan-tri/"}]


def own(request):
    """How the person wants to be reminded, beside the reminders that came lately."""
    actor = request.actor
    choice = ReminderChoice.objects.filter(user=actor.user_id).first() or ReminderChoice(
        user_id=actor.user_id
    )
    page = CappedPaginator(_latest(actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Nhắc việc", "crumbs": [{"label": "Thông báo", "url": reverse("desk:notices")}], "page_obj": page,
        "items": _items(page.object_list, actor), "email": User.objects.values_list("email", flat=True).get(pk=actor.user_id),
        "ladder_url": reverse("desk:ladder") if actor.role == Role.ADMIN else "", "cancel_url": "",
    }  # fmt: skip
    return form_page(
        request, lambda data: ChoiceForm(data, instance=choice),
        lambda form: editing.choose(actor, **form.cleaned_data), context, "Đã lưu cách nhận nhắc việc.",
        reverse("desk:reminders"), template="desk/reminders.html",
    )  # fmt: skip


def _latest(actor):
    rows = Reminder.objects.filter(person=actor.user_id).order_by("-id")
    return rows.select_related("deadline__record", "deadline__rule", "deadline__owed_by", "deadline__holder")


def _items(rows, actor):
    """Reminders as lines: what the deadline is now, and what was told when."""
    rows = list(rows)
    mails = dict(
        Digest.objects.filter(
            person=actor.user_id, day__in={row.mail_on for row in rows if row.mail_on}
        ).values_list("day", "state")
    )
    return [_item(row, mails.get(row.mail_on)) for row in rows]


def _item(row, mail):
    chip, deadline = deadline_chip(row.deadline), row.deadline
    debtor = (deadline.owed_by or deadline.holder).short_name
    told = f"nhắc ngày {row.told_on:%d/%m/%Y}: {ladder.step_label(row.step)}"
    mailed = f"thư {Digest.State(mail).label}" if mail else ""
    return {
        "tone": chip.tone, "chip": chip.text, "title": deadline.owed, "url": deadline.record.get_absolute_url(),
        "sub": " · ".join(filter(None, [deadline.record.code, debtor, told, mailed])), "right": f"hạn {row.due_on:%d/%m/%Y}",
    }  # fmt: skip


@require_GET
def steps(request):
    """The ladder that the council climbs, and how the mails of the last week fared."""
    check_admin(request.actor)
    owner, found = ladder.ladder_of(request.actor.home_id)
    counts, uncertain = digest.figures(localdate() - timedelta(7))
    context = {
        "title": "Nhắc hạn", "crumbs": OFFICE, "steps": found, "shared": editing.shares(owner, request.actor),
        "from_above": owner != ladder.SHARED, "sweep": Sweep.objects.first(), "uncertain": uncertain,
        "mails": [(state.label.capitalize(), counts.get(state, 0)) for state in Digest.State],
        "actions": [{"label": "Thêm bậc nhắc", "url": reverse("desk:new_step"), "primary": True, "icon": "plus"}],
    }  # fmt: skip
    return render(request, "desk/ladder.html", context)


def new_step(request):
    check_admin(request.actor)
    return _step_page(
        request, "Thêm bậc nhắc", None, lambda form: editing.add_step(request.actor, **form.values())
    )


def edit_step(request, pk):
    check_admin(request.actor)
    step = editing.step_of(request.actor, pk)
    return _step_page(
        request, f"Sửa: {step}", step, lambda form: editing.edit_step(request.actor, pk, **form.values())
    )


def _step_page(request, title, step, act):
    crumbs = [*OFFICE, {"label": "Nhắc hạn", "url": reverse("desk:ladder")}]
    return form_page(
        request, lambda data: StepForm(data, instance=step, actor=request.actor), act,
        {"title": title, "crumbs": crumbs}, "Đã lưu bậc nhắc; áp dụng từ lần rà hạn tới.", reverse("desk:ladder"),
    )  # fmt: skip


@require_POST
def remove_step(request, pk):
    step = editing.remove_step(request.actor, pk)
    messages.success(request, f"Đã bỏ bậc nhắc: {step}.")
    return redirect("desk:ladder")


@require_POST
def share_ladder(request):
    editing.share_ladder(request.actor)
    messages.success(request, "Đã trở về các bậc nhắc dùng chung.")
    return redirect("desk:ladder")
