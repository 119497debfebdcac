from datetime import date

from django.http import Http404
from django.urls import path
from django.utils.timezone import localdate

from oversight import board, compare, rules, services
from oversight.filters import RoundFilter
from oversight.forms import RoundForm
from oversight.lists import asked_in, with_counts, with_evidence, with_last_step, with_team
from oversight.models import Finding, ProgrammeItem, Round
from oversight.rows import outline_rows, recommendation_row, score, visit_row
from oversight.tables import RoundTable
from oversight.views.base import OversightRegister, import_link, link, paper, span
from oversight.views.recommendations import recommendations_register
from oversight.views.visits import visits_register


class RoundRegister(OversightRegister):
    name, noun, plural = "round", "cuộc giám sát", "Giám sát"
    model, form_class, table_class, filter_class = Round, RoundForm, RoundTable, RoundFilter
    create, amend = staticmethod(services.propose_round), staticmethod(services.amend_round)
    template = "oversight/round.html"
    related = ("owner", "subject_body", "head", "council_session", "parent", "programme_item__programme")

    def urls(self, prefix=""):
        more = [
            path(f"{prefix}bang/", self.board_view, name="board"),
            path(f"{prefix}<int:pk>/so-sanh/", self.compare_view, name="compare"),
            path(f"{prefix}<int:pk>/so-sanh.xlsx", self.compare_xlsx, name="compare_xlsx"),
        ]
        return [*more, *super().urls(prefix)]

    def board_view(self, request):
        return board.page(self, request)

    def compare_view(self, request, pk):
        return compare.page(request, self.get(request.actor, pk))

    def compare_xlsx(self, request, pk):
        return compare.sheet(self.get(request.actor, pk))

    def empty(self, request):
        empty = super().empty(request)
        if request.actor.sees_shared_only:
            empty["text"] = visits_register.nothing(request.actor)
        return empty

    def list_actions(self, actor):
        return [*super().list_actions(actor), *import_link(services.file_round, "oversight:import", actor)]

    def initial(self, request):
        """A round may begin from an item of a programme, `?muc=<its number>`."""
        begun = super().initial(request)
        chosen = request.GET.get("muc", "")
        waiting = ProgrammeItem.objects.waiting(request.actor.home_id)
        item = (
            waiting.filter(pk=chosen).first()
            if chosen.isascii() and chosen.isdigit() and len(chosen) < 19
            else None
        )
        if item:
            programme = item.programme
            begun |= {
                "programme_item": item.pk, "title": item.title, "field": item.field, "round_kind": item.round_kind,
                "subject_kind": programme.subject_kind, "subject_body": programme.subject_body_id,
            }  # fmt: skip
        return begun

    def get(self, actor, pk):
        record = with_team(self.queryset(actor)).filter(pk=pk).first()
        if record is None:
            raise Http404
        return record

    def filtered(self, params, actor):
        filters, figure = super().filtered(params, actor)
        filters.queryset = with_counts(filters.queryset)
        return filters, figure

    def subtitle(self, record):
        return f"{record.subject_body.short_name} · {span(record.on, record.ends_on)}"

    def facts(self, record, actor):
        item = getattr(record, "programme_item", None)
        return [
            ("Hình thức", record.get_round_kind_display()), ("Chủ thể", record.get_subject_kind_display()),
            ("Lĩnh vực", record.get_field_display()), ("Thời kỳ", span(record.scope_from, record.scope_to)),
            ("Chương trình", link(item.programme, 60) if item else "ngoài chương trình"),
            ("Quyết định", paper(record.decision_no, record.decision_on)),
            ("Kế hoạch", paper(record.plan_no, record.plan_on)),
            ("Đề cương", paper(record.outline_no, record.outline_sent_on)),
            ("Báo cáo", paper(record.report_no, record.reported_on)),
            ("Kết luận", paper(record.conclusion_no, record.conclusion_on)),
            ("Kỳ họp", record.council_session and link(record.council_session)),
            ("Giám sát lại", record.parent and link(record.parent)),
            ("Điều chỉnh", paper(record.adjust_no, record.adjusted_on)), ("Lý do", record.adjust_reason),
            ("Lý do hủy", record.cancel_reason),
        ]  # fmt: skip

    def context(self, record, actor):
        today = localdate()
        visits = list(record.visits.select_related("target", "round").order_by("on", "pk"))
        items = list(with_last_step(record.recommendations.order_by("due_on", "pk")))
        runs = rules.runs(actor, record)
        return {
            "visits": [visit_row(visit, today) for visit in visits],
            "found": self._found(record, visits),
            "recommendations": [recommendation_row(item, today) for item in items],
            "score": score(items, today), "members": record.team,
            "again": [row | {"on": date.fromisoformat(row["on"])} for row in record.again],
            "outline": outline_rows(asked_in(record)),
            "may_outline": runs and record.state in Round.OUTLINING,
            "visit_url": _add(visits_register, record, runs and record.state in Round.BEFORE_REPORT),
            "recommendation_url": _add(recommendations_register, record, runs and record.state in Round.ISSUING),
        }  # fmt: skip

    def _found(self, record, visits):
        """[(visit, its findings)] of the units at which something was found."""
        found = {}
        for row in with_evidence(Finding.objects.filter(visit__round=record)).order_by("pk"):
            found.setdefault(row.visit_id, []).append(row)
        return [(visit, found[visit.pk]) for visit in visits if visit.pk in found]


def _add(register, round, may):
    return f"{register.url('new')}?cuoc={round.pk}" if may else ""


rounds_register = RoundRegister()
