"""Pages of deadlines: one with how it was computed, all that are open, and what is done to them by hand."""

from datetime import date
from functools import lru_cache
from http import HTTPStatus

import django_tables2 as tables
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django_tables2 import RequestConfig

from core.actor import DECIDERS
from core.changes import label_of
from core.chips import deadline_chip, due_chip
from core.deadline_forms import ACTS, OpenFilter, act_on
from core.errors import NotAllowed, Refused
from core.models import Deadline, HistoryEntry, Record
from core.paging import CappedPaginator
from core.register import REGISTERS
from core.rules_file import labels
from core.services import days, deadlines
from core.visibility import closed_kinds

MOVES_SHOWN, PER_PAGE = 50, 50


# --- who may -----------------------------------------------------------------------------------------------


def _may_mend(actor, record_id):
    """The full record if this person may act on its deadlines: who amends it, and who decides for its owner.
    None if not; raises Http404 when the record is not in view."""
    found = get_object_or_404(Record.objects.visible_to(actor), pk=record_id)
    register = REGISTERS[found.kind]
    full = register.get(actor, record_id)
    decides = actor.role in DECIDERS and found.owner_id == actor.home_id
    return full if decides or (register.amend and register.amend.verb.permits(actor, full)) else None


def _mendable(actor, record_id):
    full = _may_mend(actor, record_id)
    if not full:
        raise NotAllowed("Tài khoản đang dùng không được thay đổi thời hạn của hồ sơ này.")
    return full


# --- one deadline ------------------------------------------------------------------------------------------


def deadline(request, pk):
    """How a due date was computed: rule and version, article, anchor, each day skipped, each pause, each move."""
    found = _deadline(request, pk)
    counted = deadlines.counted(found)
    acts = deadlines.is_open(found) and _may_mend(request.actor, found.record_id)
    context = {
        "title": found.owed, "deadline": found, "rule": found.rule, "record": found.record, "counted": counted,
        "chip": deadline_chip(found), "pauses": found.pauses.all(), "moves": _moves(found),
        "sentences": deadlines.explain(found, counted) if counted else [],
        "anchor": _anchors().get(found.anchor, ""), "skipped": counted.skipped if counted else (),
        "differs": counted and deadlines.is_open(found) and counted.running_due != found.due_on,
        "unconfirmed": days.calendar().unconfirmed(found.anchor_on, found.due_on) if found.due_on else [],
        "acts": _buttons(found) if acts else [],
        "crumbs": [{"label": str(found.record), "url": found.record.get_absolute_url()}],
    }  # fmt: skip
    return render(request, "core/deadline.html", context)


@lru_cache(maxsize=1)
def _anchors():
    """The words of the rules file for what limits are counted from."""
    return labels(settings.DEADLINE_RULES)["anchor"]


def _deadline(request, pk):
    rows = Deadline.objects.visible_to(request.actor).select_related("rule__scope", "record", "owed_by")
    return get_object_or_404(rows, pk=pk)


def _buttons(found):
    """The acts that may be taken now; an extension only where the rule knows one."""
    extendable = found.rule and found.rule.extends_by
    slugs = [slug for slug in ACTS if slug != "gia-han" or extendable]
    return [
        {"label": ACTS[slug].label, "url": reverse("core:deadline_act", args=[found.pk, slug]), "primary": slug == "xong"}
        for slug in slugs
    ]  # fmt: skip


def _moves(found):
    """Each change of the due date: when, who, by which act, from what to what, why."""
    rows = HistoryEntry.objects.filter(
        record_id=found.record_id, table_name="core_deadline", row_id=found.pk, op="UPDATE", after__has_key="due_on"
    )  # fmt: skip
    return [_move(row) for row in rows.select_related("actor").order_by("-id")[:MOVES_SHOWN]]


def _move(entry):
    return {
        "at": entry.at, "who": entry.actor or "Hệ thống", "verb": label_of(entry), "note": entry.note,
        "old": _day(entry.before["due_on"]), "new": _day(entry.after["due_on"]),
    }  # fmt: skip


def _day(text):
    return date.fromisoformat(text) if text else None


def act(request, pk, slug):
    """Mark a deadline as met, waive it, extend it or give it another date: a small form, the reason kept."""
    found = _deadline(request, pk)
    item = ACTS.get(slug)
    if item is None:
        raise Http404
    full = _mendable(request.actor, found.record_id)
    if slug == "gia-han":
        _check_extension(found, full)
    form = item.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act_on(found.pk, slug, request.actor.user_id, form.cleaned_data)
        messages.success(request, f"Đã thực hiện: {item.label}.")
        return redirect(full)
    context = {
        "record": full, "title": f"{item.label}: {found.owed}", "form": form, "submit_label": item.label,
        "crumbs": [{"label": str(full), "url": full.get_absolute_url()}], "cancel_url": full.get_absolute_url(),
        "warning": _allowance(found) if slug == "gia-han" else "",
    }  # fmt: skip
    return render(request, "pages/verb.html", context, status=422 if request.method == "POST" else 200)


def _check_extension(found, full):
    """Raises Refused, leading back to the record, where no extension is allowed now."""
    try:
        deadlines.extension(found)
    except Refused as refusal:
        raise Refused(refusal.message, full.get_absolute_url()) from None


def _allowance(found):
    rule = found.rule
    left = rule.extends_times - found.extensions
    ground = ", ".join(filter(None, (rule.article, rule.basis)))
    return (
        f"Quy định cho gia hạn thêm {rule.extends_by} {rule.get_unit_display()}, còn {left} lần ({ground})."
    )


# --- all that are open -------------------------------------------------------------------------------------


class OpenTable(tables.Table):
    title_is_link = True

    pick = tables.Column(empty_values=(), verbose_name="Chọn", orderable=False)
    owed = tables.Column(verbose_name="Việc phải làm", attrs={"td": {"class": "t"}}, orderable=False)
    owed_by = tables.Column(verbose_name="Bên phải làm", default="", orderable=False)
    due_on = tables.Column(
        verbose_name="Hạn", attrs={"td": {"class": "num"}, "th": {"class": "num"}}, orderable=False
    )
    chip = tables.Column(empty_values=(), verbose_name="Còn", orderable=False)

    class Meta:
        template_name = "tables/table.html"
        empty_text = ""

    def render_pick(self, record):
        label = f"Chọn: {record.owed}, {record.record}"
        return format_html('<input type="checkbox" name="han" value="{}" aria-label="{}">', record.pk, label)

    def render_owed(self, record):
        return format_html(
            '<a class="open" href="{}">{}</a><span class="sub">{}</span>',
            reverse("core:deadline", args=[record.pk]), record.owed, f"{record.record} · {record.holder}",
        )  # fmt: skip

    def render_due_on(self, value):
        return f"{value:%d/%m/%Y}"

    def render_chip(self, record):
        chip = due_chip(record.due_on)
        return format_html('<span class="chip due {}">{}</span>', chip.tone, chip.text)


def listing(request):
    """The open deadlines in view, the nearest first, to be ticked and settled together."""
    kinds = [
        (kind, item.plural)
        for kind, item in REGISTERS.items()
        if kind not in closed_kinds(request.actor.role)
    ]
    form = OpenFilter(request.GET or None, actor=request.actor, kinds=kinds)
    rows = Deadline.objects.visible_to(request.actor).open().select_related("record", "owed_by", "holder")
    table = OpenTable(form.narrowed(rows).order_by("due_on", "pk"))
    paginate = {"paginator_class": CappedPaginator, "per_page": PER_PAGE}
    RequestConfig(request, paginate=paginate).configure(table)
    context = {
        "title": "Thời hạn đang mở", "crumbs": [], "table": table, "page_obj": table.page, "filter_form": form,
        "total": table.paginator.total_label,
        "bulk": [] if request.actor.sees_shared_only else [(slug, item.label) for slug, item in ACTS.items() if item.bulk],
        "empty": {"title": "Không có thời hạn nào", "text": "Bỏ bớt điều kiện lọc, hoặc mọi việc đã xong."},
    }  # fmt: skip
    bad = form.is_bound and not form.is_valid()
    return render(
        request, "core/deadlines.html", context, status=HTTPStatus.BAD_REQUEST if bad else HTTPStatus.OK
    )


def bulk(request):
    """One act on all ticked deadlines: a form for the common paper or reason, then each by its own act. What is
    refused is named with its reason, the rest is done."""
    item = ACTS.get(request.POST.get("viec", ""))
    picked = _picked(request)
    if request.method != "POST" or item is None or not item.bulk or not picked:
        if request.method == "POST":
            messages.error(request, "Chưa chọn thời hạn nào. Đánh dấu vào ô đầu dòng rồi bấm lại.")
        return redirect("core:deadlines")
    form = item.form(request.POST if "_do" in request.POST else None)
    if "_do" in request.POST and form.is_valid():
        return _done(request, item, picked, form.cleaned_data)
    context = {
        "title": f"{item.label}: {len(picked)} thời hạn", "form": form, "picked": picked, "slug": request.POST["viec"],
        "submit_label": item.label, "crumbs": _list_crumbs(), "cancel_url": reverse("core:deadlines"),
    }  # fmt: skip
    return render(request, "core/bulk.html", context, status=422 if "_do" in request.POST else 200)


def _list_crumbs():
    return [{"label": "Thời hạn đang mở", "url": reverse("core:deadlines")}]


def _picked(request):
    pks = [
        int(pk)
        for pk in request.POST.getlist("han")[:PER_PAGE]
        if pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    rows = Deadline.objects.visible_to(request.actor).filter(pk__in=pks)
    return list(rows.select_related("record", "owed_by").order_by("due_on", "pk"))


def _done(request, item, picked, data):
    refused = [(row, why) for row in picked if (why := _try(request.actor, row, request.POST["viec"], data))]
    done = len(picked) - len(refused)
    if done:
        messages.success(request, f"{item.label}: {done} thời hạn.")
    if not refused:
        return redirect("core:deadlines")
    context = {
        "title": f"{len(refused)} thời hạn không thực hiện được",
        "refused": refused,
        "crumbs": _list_crumbs(),
    }
    return render(request, "core/bulk_refused.html", context, status=200 if done else 409)


def _try(actor, row, slug, data):
    """Do the act on one deadline. Returns why it was refused, empty when it was done."""
    try:
        _mendable(actor, row.record_id)
        act_on(row.pk, slug, actor.user_id, data)
    except (Refused, NotAllowed) as refusal:
        return str(refusal)
    return ""
