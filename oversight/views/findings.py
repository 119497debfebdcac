from django.utils.timezone import localdate

from oversight import faults, services
from oversight.filters import FindingFilter
from oversight.forms import FindingForm
from oversight.lists import with_evidence, with_last_step
from oversight.models import Finding, Visit
from oversight.rows import recommendation_row
from oversight.services.findings import check_visit
from oversight.tables import FindingTable
from oversight.views.base import PartRegister, crumbs_of, day, link


class FindingRegister(PartRegister):
    name, noun, plural = "finding", "phát hiện", "Phát hiện giám sát"
    model, form_class, table_class, filter_class = Finding, FindingForm, FindingTable, FindingFilter
    parameter, parent_model = "don-vi", Visit
    create, amend = staticmethod(services.add_finding), staticmethod(services.amend_finding)
    template, form_template = "oversight/finding.html", "oversight/finding_form.html"
    offers_place = True
    related = (
        "owner", "visit", "visit__target", "visit__round", "visit__round__subject_body", "cause_of", "repeats",
    )  # fmt: skip

    def queryset(self, actor):
        return with_evidence(super().queryset(actor))

    def initial(self, request):
        visit = self.named(request)
        if visit is None:
            return {}
        check_visit(request.actor, visit)
        return {"visit": visit, "finding_kind": "fault"}

    def aside(self, form):
        visit = form.initial.get("visit")
        visit = form.instance.visit if form.instance.pk else visit
        if not isinstance(visit, Visit):
            return {}
        before = faults.earlier(form.actor, visit.target_id, visit.on, form.instance.pk)[:20]
        crumbs = [
            *crumbs_of(visit.round),
            {"label": visit.target.short_name, "url": visit.get_absolute_url()},
        ]
        return {"subtitle": f"{visit.target} · {visit.round.title}", "crumbs": crumbs, "before": list(before)}

    def subtitle(self, record):
        return f"{record.visit.target.short_name} · {record.on:%d/%m/%Y}"

    def facts(self, record, actor):
        return [
            ("Loại", record.get_finding_kind_display()), ("Đơn vị", link(record.visit)),
            ("Cuộc giám sát", link(record.visit.round)), ("Ngày làm việc", day(record.on)),
            ("Văn bản chứng minh", record.paper), ("Căn cứ pháp lý", record.legal_ground),
            ("Nguyên nhân của", record.cause_of and link(record.cause_of)),
            ("Tái diễn của", record.repeats and link(record.repeats)), ("Lý do rút", record.withdraw_reason),
        ]  # fmt: skip

    def context(self, record, actor):
        items = with_last_step(record.recommendations.visible_to(actor))
        fault = record.finding_kind == Finding.FindingKind.FAULT
        return {
            "gaps": gaps(record), "causes": list(record.causes.exclude(state="withdrawn")),
            "before": faults.history(record, actor) if fault else [],
            "recommendations": [recommendation_row(item, localdate()) for item in items],
        }  # fmt: skip


def gaps(finding):
    """What a finding still lacks, in words."""
    wanted = [
        (finding.proven, "bằng chứng (tệp, ảnh hoặc số văn bản)"),
        (finding.legal_ground, "căn cứ pháp lý"),
    ]
    needs = finding.finding_kind != Finding.FindingKind.CAUSE and finding.state != "withdrawn"
    return [label for there, label in wanted if needs and not there]


findings_register = FindingRegister()
