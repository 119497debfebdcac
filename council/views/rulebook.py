"""The administrator's pages of legal limits."""

from copy import copy
from functools import lru_cache

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.models import Deadline, DeadlineRule
from core.rules_file import labels
from council import tables
from council.acts import check_admin
from council.filters import RuleFilter
from council.forms import LocalRuleForm, RuleForm
from council.services import rulebook as services
from council.services.daysoff import AT_ONCE
from council.views.pages import CRUMBS, crumbs, form_page, list_page
from council.views.previews import CONFIRM, rule_preview


@lru_cache(maxsize=1)
def _words():
    return labels(settings.DEADLINE_RULES)


def _rules(actor):
    """National limits and those of the councils in the scope."""
    rows = DeadlineRule.objects.filter(retired=False).select_related("scope")
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
        lambda form: _kept(request, pk, form), context,
        _said("Đã lưu quy định."), _after, template="council/rule.html", ask=lambda form: _asked(request, pk, form),
    )  # fmt: skip


def _asked(request, pk, form):
    """The page that shows which open deadlines a new number of days would move; None when there are none."""
    stored = _rule(request, pk)
    values = form.values()
    if stored.scope_id is None:
        services.check_nation(request.actor)
    return rule_preview(request, form, services.of_edit(stored, values), stored.owed)


def _kept(request, pk, form):
    values, reach = form.values(), _reach(request)
    if reach == services.ALL and len(services.of_edit(_rule(request, pk), values)) > AT_ONCE:
        return services.ask_rule(request.actor, pk, values)
    services.edit_rule(request.actor, pk, reach=reach, **values)
    return None


def _reach(request):
    """Whether open deadlines follow: only when asked for on the page that named them."""
    return (
        services.ALL
        if CONFIRM in request.POST and request.POST.get("reach") == services.ALL
        else services.LATER
    )


def _said(done):
    return lambda job: "Đã nhận. Máy đang đổi các hạn; xong sẽ báo." if job else done


def _after(job):
    return job.get_absolute_url() if job else reverse("council:rules")


def _crumbs():
    return crumbs("Quy định thời hạn", "council:rules")


def _facts(rule):
    words = _words()
    return [
        ("Mã", rule.code), ("Sổ", words["register"].get(rule.register, rule.register)),
        ("Bên phải làm", words["owed_by"].get(rule.owed_by, rule.owed_by)),
        ("Mốc tính", words["anchor"].get(rule.anchor, rule.anchor)),
        ("Cấp", words["level"].get(rule.level, "mọi cấp")), ("Phạm vi", rule.scope.short_name if rule.scope else "cả nước"),
        ("Hiện hành", tables.limit_label(rule)), ("Gia hạn", _extension(rule)), ("Bản", rule.version),
        ("Căn cứ", f"{rule.basis}, {rule.article}".strip(", ")),
        ("Độ tin cậy", rule.get_confidence_display()), ("Nguồn", "đã sửa tại đây" if rule.edited else "kèm phần mềm"),
    ]  # fmt: skip


def _extension(rule):
    if not rule.extends_by:
        return "không"
    return f"thêm {rule.extends_by} {rule.get_unit_display()}, {rule.extends_times} lần"


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
        lambda form: _kept_local(request, pk, form), context, _said("Đã thêm quy định riêng."), _after,
        template="council/rule.html", ask=lambda form: _asked_local(request, pk, form),
    )  # fmt: skip


def _asked_local(request, pk, form):
    return rule_preview(
        request, form, _moved_by_local(request.actor, pk, form.values()), form.cleaned_data["owed"]
    )


def _moved_by_local(actor, pk, values):
    scope = values.pop("scope")
    return services.of_local(services.local_rule(actor, pk, scope), values)


def _kept_local(request, pk, form):
    values, reach = form.values(), _reach(request)
    if reach == services.ALL and len(_moved_by_local(request.actor, pk, form.values())) > AT_ONCE:
        return services.ask_rule(request.actor, pk, values, values["scope"])
    services.add_local_rule(request.actor, pk, reach=reach, **values)
    return None
