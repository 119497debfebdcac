from http import HTTPStatus

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST

from core.errors import NotAllowed
from core.register import Register
from council.letterhead import chair_of
from council.models import Council
from reports import document, facts, page, period, registers, rules, services
from reports.filters import ReportFilter
from reports.forms import DaysForm, PeriodForm, ReportForm, shown
from reports.models import SummaryReport
from reports.tables import ReportTable


def home(request):
    """Figures of a council and a period. Wrong parameters keep what was typed and are named at their field."""
    _may_read(request.actor)
    form = PeriodForm(request.GET if request.GET else None, actor=request.actor)
    if form.is_bound and not form.is_valid():
        return render(
            request, "reports/home.html", _frame(request.actor, form), status=HTTPStatus.BAD_REQUEST
        )
    council, chosen = _asked(form, request.actor)
    found = facts.count(council, chosen.start, chosen.end)
    context = _frame(request.actor, shown(form, council, chosen, request.actor))
    return render(request, "reports/home.html", {**context, **_figures(found, chosen, request.actor)})


def _may_read(actor):
    if actor.role not in rules.READERS:
        raise NotAllowed(f"Vai trò {actor.role_label} không được xem báo cáo của Hội đồng nhân dân.")


def _asked(form, actor):
    """The council and period of a valid form, or of the first look: one's own, the current half-year."""
    if form.is_bound:
        return form.cleaned_data["hd"], form.period
    council = Council.objects.select_related("unit", "parent").get(pk=actor.home_id)
    return council, period.current_half(localdate())


def _frame(actor, form):
    actions = [{"label": "Báo cáo đã lập", "url": reverse("reports:report_list"), "icon": "archive-box"}]
    return {"title": "Báo cáo", "crumbs": [], "form": form, "actions": actions}


def _figures(found, chosen, actor):
    query = f"tu={chosen.start}&den={chosen.end}"
    own = found.council.pk == actor.home_id and services.draft.verb.permits(actor)
    return {
        "found": found, "groups": page.groups(found, actor), "pictures": page.pictures(found.figures),
        "draft_url": f"{reverse('reports:report_new')}?{query}" if own else "", "may_print": rules.prints(actor),
    }  # fmt: skip


@require_POST
def print_period(request):
    """Queue the PDF of the period on the page."""
    services.must_print(request.actor)
    form = PeriodForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return render(
            request, "reports/home.html", _frame(request.actor, form), status=HTTPStatus.BAD_REQUEST
        )
    return redirect(services.print_period(request.actor, form.cleaned_data["hd"], form.period))


class ReportRegister(Register):
    namespace, name, noun, plural = "reports", "report", "báo cáo", "Báo cáo đã lập"
    model, form_class, table_class, filter_class = SummaryReport, ReportForm, ReportTable, ReportFilter
    create, amend = staticmethod(services.draft), staticmethod(services.amend)
    template = "reports/report.html"
    again = False

    def crumbs(self, record=None):
        return [{"label": "Báo cáo", "url": reverse("reports:home")}, *super().crumbs(record)]

    def initial(self, request):
        chosen = _period_of(request.GET)
        council = Council.objects.select_related("unit", "parent").get(pk=request.actor.home_id)
        below = registers.wards(council, chosen.start, chosen.end)
        found = facts.Facts(council, chosen.start, chosen.end, lists={"wards": below})
        return {
            "report_kind": chosen.kind, "start": chosen.start, "end": chosen.end, "on": localdate(), "place": council.place,
            "title": document.abstract(found), "recipients": "\n".join(document.recipients(council)),
            "authority": "TM. HỘI ĐỒNG NHÂN DÂN", "signer_post": "CHỦ TỊCH", "signer_name": chair_of(council.pk),
        }  # fmt: skip

    def facts(self, record, actor):
        return [
            ("Hội đồng", record.owner.name), ("Kỳ", period.named(record.start, record.end).words.capitalize()),
            ("Số, ký hiệu", record.number or "chưa vào sổ"), ("Ngày ký", f"{record.on:%d/%m/%Y}"),
            ("Người ký", record.signer_name), ("Số liệu lúc", f"{localtime(record.counted_at):%H:%M %d/%m/%Y}"),
        ]  # fmt: skip

    def context(self, record, actor):
        return {"doc": document.of_report(record), "groups": page.groups(facts.of_report(record), actor)}

    def _do(self, request, item, record, data):
        """Printing changes nothing in the report: it only queues the job, and twice is once."""
        if item.name != services.print_out.verb.name or request.method != "POST":
            return super()._do(request, item, record, data)
        if not item.permits(request.actor, record):
            raise NotAllowed(f"Vai trò {request.actor.role_label} không được in báo cáo.")
        return redirect(services.print_out(request.actor, record))


def _period_of(params):
    """The period in an address, or the current half-year when it gives none that can be read."""
    form = DaysForm(params)
    if not form.is_valid():
        return period.current_half(localdate())
    return period.named(form.cleaned_data["tu"], form.cleaned_data["den"])


reports = ReportRegister()
