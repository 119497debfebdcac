from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localdate

from core.register import Register
from core.text import nfc
from oversight import rules, services
from oversight.filters import RecommendationFilter, RoundFilter, VisitFilter
from oversight.forms import RecommendationForm, RoundForm, VisitForm
from oversight.lists import with_counts, with_last_step
from oversight.models import Recommendation, Round, Visit
from oversight.rows import ladder, recommendation_row, score, visit_row
from oversight.services.common import check_part
from oversight.tables import RecommendationTable, RoundTable, VisitTable

_CONCLUDED = ("concluded", "closed")
_SIBLINGS = {
    "round": "Cuộc giám sát",
    "visit": "Đơn vị chịu giám sát",
    "recommendation": "Kiến nghị giám sát",
}


class _Register(Register):
    """The three registers of this room lead to each other."""

    namespace = "oversight"

    def list_actions(self, actor):
        shown = [(name, label) for name, label in _SIBLINGS.items() if name != self.name]
        if actor.sees_shared_only:
            shown = [(name, label) for name, label in shown if name != "round"]
        links = [{"label": label, "url": REGISTERS[name].url("list")} for name, label in shown]
        return [*links, *self.create_actions(actor)]

    def create_actions(self, actor):
        """A part of a round is added on the round's page."""
        return []

    def nothing(self, actor):
        """Why the list is empty, for those who do not add to it here."""
        if actor.sees_shared_only:
            return "Cơ quan thấy đề cương và kiến nghị được gửi cho mình, không thấy cả cuộc giám sát."
        return f"Chưa có {self.noun} nào trong phạm vi được xem. Thêm từ trang của cuộc giám sát."

    def empty(self, request):
        """The list's empty state, with only what makes a record as its action."""
        empty = super().empty(request)
        if not any(request.GET.values()):
            actions = self.create_actions(request.actor)
            empty["action"] = actions[0] if actions else None
            empty["text"] = empty["text"] if actions else self.nothing(request.actor)
        return empty


class RoundRegister(_Register):
    name, noun, plural = "round", "cuộc giám sát", "Giám sát"
    model, form_class, table_class, filter_class = Round, RoundForm, RoundTable, RoundFilter
    create, amend = staticmethod(services.propose_round), staticmethod(services.amend_round)
    template = "oversight/round.html"
    related = ("owner", "subject_body", "head", "council_session", "parent")

    def create_actions(self, actor):
        return Register.list_actions(self, actor)

    def filtered(self, params, actor):
        filters, figure = super().filtered(params, actor)
        filters.queryset = with_counts(filters.queryset)
        return filters, figure

    def subtitle(self, record):
        span = f"{record.on:%d/%m/%Y}" + (f" – {record.ends_on:%d/%m/%Y}" if record.ends_on else "")
        return " · ".join([record.subject_body.short_name, span])

    def facts(self, record, actor):
        return [
            ("Hình thức", record.get_round_kind_display()), ("Chủ thể", record.get_subject_kind_display()),
            ("Lĩnh vực", record.get_field_display()), ("Thời kỳ", _span(record.scope_from, record.scope_to)),
            ("Quyết định", _paper(record.decision_no, record.decision_on)),
            ("Đề cương", _paper(record.outline_no, record.outline_sent_on)),
            ("Báo cáo", _paper(record.report_no, record.reported_on)),
            ("Kết luận", _paper(record.conclusion_no, record.conclusion_on)),
            ("Kỳ họp", record.council_session and _link(record.council_session)),
            ("Giám sát lại", record.parent and _link(record.parent)),
            ("Điều chỉnh", _paper(record.adjust_no, record.adjusted_on)), ("Lý do", record.adjust_reason),
            ("Lý do hủy", record.cancel_reason),
        ]  # fmt: skip

    def context(self, record, actor):
        today = localdate()
        visits = list(record.visits.select_related("target").order_by("on", "pk"))
        items = list(with_last_step(record.recommendations.order_by("due_on", "pk")))
        runs = rules.runs(actor, record)
        return {
            "visits": [visit_row(visit, today) for visit in visits],
            "found": [visit for visit in visits if visit.good or visit.faults or visit.causes],
            "recommendations": [recommendation_row(item, today) for item in items],
            "score": score(items, today), "members": list(record.members.by_name()),
            "again": list(record.parts.filter(kind=Round.KIND).order_by("pk")),
            "visit_url": _add("visit", record, runs and record.state in Round.BEFORE_REPORT),
            "recommendation_url": _add("recommendation", record, runs and record.state in Round.ISSUING),
        }  # fmt: skip


class _PartRegister(_Register):
    """Visits and recommendations: made from the page of their round, `?cuoc=<its number>`."""

    states: tuple = ()  # of the round, in which a part may be added

    def initial(self, request):
        """The round that the address names. Raises Http404 when it is not in view, else as `check_part`."""
        chosen = nfc(request.GET.get("cuoc", ""))
        if not chosen:
            return super().initial(request)
        if not chosen.isdecimal() or len(chosen) > 18:
            raise Http404
        round = get_object_or_404(Round.objects.visible_to(request.actor), pk=chosen)
        check_part(request.actor, round, self.states, self.noun)
        return {"on": max(round.on, localdate()), "round": round}

    def aside(self, form):
        round = form.initial.get("round")
        if not isinstance(round, Round):
            return {}
        return {"subtitle": f"{round.code} · {round.title}", "crumbs": _crumbs_of(round)}

    def round_fact(self, record, actor):
        """The round as a link, for those who see it."""
        return record.round.title if actor.sees_shared_only else _link(record.round)


class VisitRegister(_PartRegister):
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
        return [
            ("Cuộc giám sát", self.round_fact(record, actor)),
            ("Cơ quan giám sát", record.round.subject_body),
            ("Đề cương gửi", _day(record.outline_sent_on)),
            ("Chương trình", record.notified_on and _paper(record.notice_no, record.notified_on)),
            ("Hạn báo cáo", _day(record.report_due_on)),
            ("Báo cáo", record.report_received_on and _paper(record.report_no, record.report_received_on)),
            ("Địa điểm", record.place), ("Lý do bỏ", record.cancel_reason),
        ]  # fmt: skip

    def context(self, record, actor):
        """What was found is the team's own until the round is concluded."""
        items = with_last_step(record.recommendations.visible_to(actor))
        shown = not actor.sees_shared_only or record.round.state in _CONCLUDED
        return {
            "findings_shown": shown,
            "recommendations": [recommendation_row(item, localdate()) for item in items],
        }


class RecommendationRegister(_PartRegister):
    name, noun, plural = "recommendation", "kiến nghị", "Kiến nghị giám sát"
    model, form_class, table_class, filter_class = (
        Recommendation,
        RecommendationForm,
        RecommendationTable,
        RecommendationFilter,
    )
    states = Round.ISSUING
    create, amend = staticmethod(services.add_recommendation), staticmethod(services.amend_recommendation)
    template = "oversight/recommendation.html"
    related = ("owner", "round", "lead", "visit", "superseded_by", "confirmed_by")

    def subtitle(self, record):
        return f"{record.lead.short_name} · hạn {record.due_on:%d/%m/%Y}"

    def facts(self, record, actor):
        inner = not actor.sees_shared_only
        return [
            ("Cuộc giám sát", self.round_fact(record, actor)),
            ("Kết luận", _paper(record.round.conclusion_no, record.round.conclusion_on)),
            ("Rút ra tại", inner and record.visit and _link(record.visit) or ""),
            ("Cơ quan", record.lead), ("Sản phẩm", record.product), ("Hạn", _day(record.due_on)),
            ("Xong ngày", _day(record.done_on)), ("Xác nhận", record.done_on and record.confirmed_by),
            ("Theo dõi tại", inner and record.superseded_by and _link(record.superseded_by) or ""),
        ]  # fmt: skip

    def context(self, record, actor):
        return {"ladder": ladder(record), "extensions": list(record.extensions.all())}


def _add(name, round, may):
    return f"{REGISTERS[name].url('new')}?cuoc={round.pk}" if may else ""


def _crumbs_of(round):
    return [
        {"label": "Giám sát", "url": rounds_register.url("list")},
        {"label": round.code, "url": round.get_absolute_url()},
    ]


def _link(record):
    label = Truncator(str(record)).chars(90)
    return format_html('<a class="open" href="{}">{}</a>', record.get_absolute_url(), label)


def _day(day):
    return f"{day:%d/%m/%Y}" if day else ""


def _paper(number, day):
    return ", ".join(filter(None, (number, day and f"ngày {day:%d/%m/%Y}")))


def _span(start, end):
    return " – ".join(filter(None, (_day(start), _day(end))))


rounds_register, visits_register, recommendations_register = (
    RoundRegister(),
    VisitRegister(),
    RecommendationRegister(),
)
REGISTERS = {"round": rounds_register, "visit": visits_register, "recommendation": recommendations_register}
