"""The administrator's pages of legal limits and of days off."""

from copy import copy
from functools import lru_cache

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from core.errors import message_page
from core.models import Deadline, DeadlineRule, SpecialDay
from core.rules_file import labels
from core.services import days as working
from council import tables
from council.acts import check_admin
from council.filters import RuleFilter
from council.forms import DayForm, LocalRuleForm, RuleForm
from council.services import rulebook as services
from council.views.pages import form_page, list_page

CRUMBS = [{"label": "Quản trị", "url": "/quan-tri/"}]
FIRST_YEAR, LAST_YEAR = 1990, 2100


@lru_cache(maxsize=1)
def _words():
    return labels(settings.DEADLINE_RULES)


def _rules(actor):
    """National limits and those of the councils in the scope."""
    rows = DeadlineRule.objects.select_related("scope")
    return rows.filter(scope=None) | rows.filter(scope__in=actor.scope)


@require_GET
def rules(request):
    check_admin(request.actor)
    form = RuleFilter(request.GET, registers=_words()["register"])
    form.is_valid()
    rows = [
        rule
        for rule in _rules(request.actor).order_by("register", "code", "-valid_from", "pk")
        if form.passes(rule)
    ]
    context = {
        "title": "Quy định thời hạn", "crumbs": CRUMBS, "filter_form": form,
        "empty": {"title": "Không có quy định nào khớp", "text": "Bỏ bớt điều kiện lọc."},
    }  # fmt: skip
    return list_page(request, tables.RuleTable(rows), context)


def _rule(request, pk):
    check_admin(request.actor)
    found = _rules(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def edit_rule(request, pk):
    """Correct a limit; who may not sees it with the reason."""
    rule = _rule(request, pk)
    may = rule.scope_id is not None or services.keeps_nation(request.actor)
    context = {
        "title": rule.owed, "crumbs": _crumbs(), "rule": rule, "facts": _facts(rule), "may": may,
        "hung": Deadline.objects.filter(rule=rule)[:1000].count(),
        "local_url": reverse("council:new_local_rule", args=[pk]) if rule.scope_id is None else "",
    }  # fmt: skip
    if not may and request.method != "POST":
        return render(request, "council/rule_shown.html", context)
    return form_page(
        request, lambda data: RuleForm(data, instance=rule, actor=request.actor),
        lambda form: services.edit_rule(request.actor, pk, **form.values()), context,
        "Đã lưu quy định.", reverse("council:rules"), template="council/rule.html",
    )  # fmt: skip


def _crumbs():
    return [*CRUMBS, {"label": "Quy định thời hạn", "url": reverse("council:rules")}]


def _facts(rule):
    words = _words()
    return [
        ("Mã", rule.code), ("Sổ", words["register"].get(rule.register, rule.register)),
        ("Bên phải làm", words["owed_by"].get(rule.owed_by, rule.owed_by)),
        ("Mốc tính", words["anchor"].get(rule.anchor, rule.anchor)),
        ("Cấp", words["level"].get(rule.level, "mọi cấp")), ("Phạm vi", rule.scope.short_name if rule.scope else "cả nước"),
        ("Hiện hành", tables.limit_label(rule)), ("Căn cứ", f"{rule.basis}, {rule.article}".strip(", ")),
        ("Độ tin cậy", rule.get_confidence_display()), ("Nguồn", "đã sửa tại đây" if rule.edited else "kèm phần mềm"),
    ]  # fmt: skip


def new_local_rule(request, pk):
    """The council's own limit in place of a national one, beginning with its values."""
    base = _rule(request, pk)
    if base.scope_id is not None:
        raise Http404
    own = copy(base)
    own.pk, own.valid_from, own.valid_to, own.basis, own.article, own.note = (
        None,
        localdate(),
        None,
        "",
        "",
        "",
    )
    context = {
        "title": f"Quy định riêng: {base.owed}",
        "crumbs": _crumbs(),
        "rule": base,
        "facts": _facts(base),
    }
    return form_page(
        request, lambda data: LocalRuleForm(data, instance=own, actor=request.actor, initial={"scope": request.actor.home_id}),
        lambda form: services.add_local_rule(request.actor, pk, **form.values()), context, "Đã thêm quy định riêng.",
        reverse("council:rules"), template="council/rule.html",
    )  # fmt: skip


@require_GET
def days(request):
    """The special days of a year, with a warning while its days off are not decided."""
    check_admin(request.actor)
    text = request.GET.get("nam") or str(localdate().year)
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return message_page(
            request,
            400,
            "Năm không đúng",
            f"Gõ năm từ {FIRST_YEAR} đến {LAST_YEAR}.",
            reverse("council:days"),
        )
    may = services.keeps_nation(request.actor)
    context = {
        "title": f"Ngày nghỉ, ngày làm bù năm {year}", "crumbs": CRUMBS, "year": year, "may": may,
        "prev_url": f"?nam={year - 1}", "next_url": f"?nam={year + 1}", "confirmed": year in working.confirmed_years(),
        "actions": [{"label": "Thêm ngày", "url": reverse("council:new_day"), "primary": True, "icon": "plus"}] if may else [],
        "empty": {"title": "Không có ngày đặc biệt", "text": "Năm này theo đúng lịch nghỉ thông thường của Bộ luật Lao động."},
    }  # fmt: skip
    return list_page(
        request, tables.DayTable(SpecialDay.objects.filter(day__year=year)), context, "council/days.html"
    )


def _back(row):
    return f"{reverse('council:days')}?nam={row.day.year}"


def new_day(request):
    check_admin(request.actor)
    context = {
        "title": "Thêm ngày nghỉ, ngày làm bù",
        "crumbs": _day_crumbs(),
        "cancel_url": reverse("council:days"),
    }
    return form_page(
        request, lambda data: DayForm(data, actor=request.actor), lambda form: services.add_day(request.actor, **form.values()),
        context, "Đã thêm ngày. Hạn mở từ nay tính theo lịch mới; hạn đã lưu giữ nguyên.", _back,
    )  # fmt: skip


def _day_crumbs():
    return [*CRUMBS, {"label": "Ngày nghỉ, ngày làm bù", "url": reverse("council:days")}]


def edit_day(request, pk):
    check_admin(request.actor)
    row = SpecialDay.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    context = {
        "title": f"Sửa ngày {row.day:%d/%m/%Y}",
        "crumbs": _day_crumbs(),
        "cancel_url": _back(row),
        "day": row,
    }
    return form_page(
        request, lambda data: DayForm(data, instance=row, actor=request.actor),
        lambda form: services.edit_day(request.actor, pk, **form.values()), context,
        "Đã lưu. Hạn mở từ nay tính theo lịch mới; hạn đã lưu giữ nguyên.", _back, template="council/day.html",
    )  # fmt: skip


@require_POST
def remove_day(request, pk):
    row = services.remove_day(request.actor, pk)
    messages.success(request, f"Đã bỏ ngày {row.day:%d/%m/%Y} khỏi danh sách.")
    return redirect(_back(row))
