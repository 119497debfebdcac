"""The register of reports: list, record, forms, verbs."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from core.errors import NotAllowed
from core.register import Register
from council.models import Council
from reports import books, document, facts, freezing, page, period, rules, services, shortcomings
from reports.filters import ReportFilter
from reports.forms import DaysForm, ReportForm, reporting_bodies
from reports.models import OPEN, SummaryReport
from reports.people import signer_of
from reports.tables import ReportTable


class ReportRegister(Register):
    namespace, name, noun, plural = "reports", "report", "báo cáo", "Báo cáo đã lập"
    model, form_class, table_class, filter_class = SummaryReport, ReportForm, ReportTable, ReportFilter
    create, amend = staticmethod(services.draft), staticmethod(services.amend)
    template = "reports/report.html"
    again = False

    def crumbs(self, record=None):
        return [{"label": "Báo cáo", "url": reverse("reports:home")}, *super().crumbs(record)]

    def initial(self, request):
        chosen, subject = _period_of(request.GET), _subject_of(request)
        council = Council.objects.select_related("unit", "parent").get(pk=request.actor.home_id)
        outline = request.GET.get("mau", "")
        return {
            "report_kind": chosen.kind, "start": chosen.start, "end": chosen.end, "on": localdate(), "place": council.place,
            "outline": outline if outline in books.BOOKS else "oversight" if subject else books.DEFAULT, "subject": subject,
            "recipients": "\n".join(document.recipients(council)), "signer_name": signer_of(council.pk, subject),
            **document.authority(subject),
        }  # fmt: skip

    related = ("owner", "subject")

    def get(self, actor, pk):
        """The report with its snapshot, but for what only the file is made from."""
        whole = self.queryset(actor).select_related("snapshot").defer("tsv", "words", "snapshot__content")
        record = whole.filter(pk=pk).first()
        if record is None:
            raise Http404
        return record

    def facts(self, record, actor):
        return [
            ("Hội đồng", record.owner.name), ("Cơ quan báo cáo", record.subject.name if record.subject else ""),
            ("Mẫu", record.get_outline_display()),
            ("Kỳ", _capital(facts.of_days(record).words)),
            ("Số, ký hiệu", record.number or "chưa vào sổ"), ("Ngày ký", f"{record.on:%d/%m/%Y}"),
            ("Người ký", record.signer_name), ("Số liệu lúc", f"{localtime(record.counted_at):%H:%M %d/%m/%Y}"),
        ]  # fmt: skip

    def context(self, record, actor):
        found = facts.of_report(record)
        writes = record.state in OPEN and rules.drafts(actor, record)
        return {
            "doc": document.of_report(record, found), "groups": page.groups(found, actor), "found": found, "writes": writes,
            "live": [] if record.document else page.live(record.sections, found, actor),
            "remarks": record.remarks.select_related("said_by", "settled_by"),
            "versions_url": self.url("versions", record.pk), **_frozen(record, found),
            "proposals": shortcomings.proposed(found, actor) if writes else [],
        }  # fmt: skip

    def _do(self, request, item, record, data):
        """Printing changes nothing in the report: it only queues the job, and twice is once."""
        if item.name != services.print_out.verb.name or request.method != "POST":
            return super()._do(request, item, record, data)
        if not item.permits(request.actor, record):
            raise NotAllowed(f"Vai trò {request.actor.role_label} không được in báo cáo.")
        return redirect(services.print_out(request.actor, record))


def _capital(text):
    return text[:1].upper() + text[1:]


def _frozen(record, found):
    """{snapshot, signatures, since} of a finalised report."""
    snapshot = getattr(record, "snapshot", None) if record.document else None
    if snapshot is None:
        return {}
    signed = snapshot.signatures.select_related("signed_by")
    return {"snapshot": snapshot, "signatures": signed, "since": freezing.differences(record, found)}


def _subject_of(request):
    """The body that the address names, of one's own council."""
    return reporting_bodies(request.actor.home_id).filter(code=request.GET.get("cua", "")).first()


def _period_of(params):
    """The period in an address, or the current half-year when it gives none that can be read."""
    form = DaysForm(params)
    if not form.is_valid():
        return period.current_half(localdate())
    return period.named(form.cleaned_data["tu"], form.cleaned_data["den"])


reports = ReportRegister()
