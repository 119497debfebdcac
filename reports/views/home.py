"""The figures of a council and a period; the chair's page; the charts."""

from http import HTTPStatus

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from core.errors import NotAllowed
from council.models import Council
from reports import facts, overview, page, period, registers, rules, services
from reports.forms import PeriodForm, shown


def home(request):
    """Figures of a council and a period. Wrong parameters keep what was typed and are named at their field."""
    form, asked = _read(request)
    if asked is None:
        return _wrong(request, form)
    council, chosen, subject = asked
    found = facts.compare(council, chosen.start, chosen.end, subject)
    context = _frame(request.actor, shown(form, council, chosen, request.actor, subject))
    return render(request, "reports/home.html", {**context, **_figures(found, chosen, request.actor)})


def _read(request):
    """(the form, what it asks for) of a page; nothing is asked for by a wrong form."""
    may_read(request.actor)
    form = PeriodForm(request.GET if request.GET else None, actor=request.actor)
    if form.is_bound and not form.is_valid():
        return form, None
    return form, _asked(form, request.actor)


def may_read(actor):
    if actor.role not in rules.READERS:
        raise NotAllowed(f"Vai trò {actor.role_label} không được xem báo cáo của Hội đồng nhân dân.")


def _wrong(request, form):
    return render(request, "reports/home.html", _frame(request.actor, form), status=HTTPStatus.BAD_REQUEST)


def _asked(form, actor):
    """The council, period and body of a valid form, or of the first look: one's own, the current half-year."""
    if form.is_bound:
        return form.cleaned_data["hd"], form.period, form.cleaned_data["cua"]
    council = Council.objects.select_related("unit", "parent").get(pk=actor.home_id)
    return council, period.current_half(localdate()), None


def _frame(actor, form):
    actions = [{"label": "Báo cáo đã lập", "url": reverse("reports:report_list"), "icon": "archive-box"}]
    if rules.words(actor):
        actions.append({"label": "Câu mẫu", "url": reverse("reports:wordings"), "icon": "document-text"})
    return {"title": "Báo cáo", "crumbs": [], "form": form, "actions": actions}


def _figures(found, chosen, actor):
    days = f"tu={chosen.start}&den={chosen.end}"
    body = f"&cua={found.subject.code}" if found.subject else ""
    own = found.council.pk == actor.home_id and services.draft.verb.permits(actor)
    query = f"hd={found.council.code}&{days}{body}"
    return {
        "found": found, "groups": page.groups(found, actor), "pictures": page.pictures(found), "chosen": chosen,
        "draft_url": f"{reverse('reports:report_new')}?{days}{body}" if own else "", "may_print": rules.prints(actor),
        "overview_url": f"{reverse('reports:overview')}?{query}", "charts_url": f"{reverse('reports:charts')}?{query}",
        "compared": found.compared,
    }  # fmt: skip


@require_POST
def print_period(request):
    """Queue the PDF of the period on the page."""
    services.must_print(request.actor)
    form = PeriodForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _wrong(request, form)
    return redirect(services.print_period(request.actor, form.cleaned_data["hd"], form.period))


def at_a_glance(request):
    """The chair's page: the period with its changes, what is late and who owes it, what waits for signature."""
    form, asked = _read(request)
    if asked is None:
        return _wrong(request, form)
    council, chosen, subject = asked
    found = facts.compare(council, chosen.start, chosen.end, subject)
    context = {"title": "Tổng quan", "found": found, **overview.of(found, request.actor), "crumbs": _crumbs()}
    return render(request, "reports/overview.html", context)


def charts(request):
    """The charts of a period, each with its table."""
    form, asked = _read(request)
    if asked is None:
        return _wrong(request, form)
    council, chosen, subject = asked
    found = facts.compare(council, chosen.start, chosen.end, subject)
    found.lists.update(registers.pictured(council, chosen.start, chosen.end))
    context = {"title": "Biểu đồ", "found": found, "pictures": page.pictures(found), "crumbs": _crumbs()}
    return render(request, "reports/charts.html", context)


def _crumbs():
    return [{"label": "Báo cáo", "url": reverse("reports:home")}]
