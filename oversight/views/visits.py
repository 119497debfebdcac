from django.utils.timezone import localdate

from oversight import rules, services
from oversight.filters import VisitFilter
from oversight.forms import VisitForm
from oversight.lists import with_evidence, with_last_step
from oversight.models import Finding, Round, Visit
from oversight.rows import answer_rows, recommendation_row
from oversight.services.findings import OPEN
from oversight.tables import VisitTable
from oversight.views.base import CONCLUDED, PartRegister, day, paper
from oversight.views.findings import findings_register


class VisitRegister(PartRegister):
    name, noun, plural = "visit", "đơn vị", "Đơn vị chịu giám sát"
    model, form_class, table_class, filter_class = Visit, VisitForm, VisitTable, VisitFilter
    states = Round.BEFORE_REPORT
    create, amend = staticmethod(services.add_visit), staticmethod(services.amend_visit)
    template = "oversight/visit.html"
    offers_place = True  # a photo taken on the spot may have to prove where
    related = ("owner", "round", "round__subject_body", "target")

    def subtitle(self, record):
        return f"làm việc ngày {record.on:%d/%m/%Y}" + (f" · {record.place}" if record.place else "")

    def facts(self, record, actor):
        received, answered = record.report_received_on, record.answered_on
        return [
            ("Cuộc giám sát", self.round_fact(record.round, actor)),
            ("Cơ quan giám sát", record.round.subject_body),
            ("Đề cương gửi", day(record.outline_sent_on)),
            ("Chương trình", record.notified_on and paper(record.notice_no, record.notified_on)),
            ("Hạn báo cáo", day(record.report_due_on)),
            ("Báo cáo", received and paper(record.report_no, received)),
            ("Trả lời đề cương", answered and f"đã gửi {day(answered)}"),
            ("Địa điểm", record.place), ("Biên bản", record.minutes_no), ("Lý do bỏ", record.cancel_reason),
        ]  # fmt: skip

    def context(self, record, actor):
        """What was found is the team's own until the round is concluded."""
        items = with_last_step(record.recommendations.visible_to(actor))
        inner = not actor.sees_shared_only
        shown = inner or record.round.state in CONCLUDED
        findings = with_evidence(Finding.objects.filter(visit=record)).order_by("pk")
        may_find = rules.runs(actor, record) and record.round.state in OPEN and record.state != "cancelled"
        return {
            "findings_shown": shown, "inner": inner,
            "findings": list(findings if inner else findings.exclude(state="withdrawn")) if shown else [],
            "finding_url": f"{findings_register.url('new')}?don-vi={record.pk}" if may_find else "",
            "answers": answer_rows(record, found=shown),
            "recommendations": [recommendation_row(item, localdate()) for item in items],
        }  # fmt: skip


visits_register = VisitRegister()
