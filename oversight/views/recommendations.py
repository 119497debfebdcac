from oversight import services
from oversight.filters import RecommendationFilter
from oversight.forms import RecommendationForm
from oversight.models import Recommendation, Round
from oversight.rows import ladder
from oversight.tables import RecommendationTable
from oversight.views.base import PartRegister, day, import_link, link, paper


class RecommendationRegister(PartRegister):
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
    offers_place = True
    related = ("owner", "round", "lead", "visit", "finding", "superseded_by", "confirmed_by")

    def list_actions(self, actor):
        return import_link(services.file_recommendation, "oversight:import_items", actor)

    def subtitle(self, record):
        return f"{record.lead.short_name} · hạn {record.due_on:%d/%m/%Y}"

    def facts(self, record, actor):
        inner = not actor.sees_shared_only
        return [
            ("Cuộc giám sát", self.round_fact(record.round, actor)),
            ("Kết luận", paper(record.round.conclusion_no, record.round.conclusion_on)),
            ("Rút ra tại", inner and record.visit and link(record.visit) or ""),
            ("Khắc phục", inner and record.finding and link(record.finding) or ""),
            ("Cơ quan", record.lead),
            ("Phối hợp", ", ".join(body.short_name for body in record.partners.all())),
            ("Sản phẩm", record.product), ("Hạn", day(record.due_on)),
            ("Xong ngày", day(record.done_on)), ("Xác nhận", record.done_on and record.confirmed_by),
            ("Theo dõi tại", inner and record.superseded_by and link(record.superseded_by) or ""),
        ]  # fmt: skip

    def context(self, record, actor):
        return {"ladder": ladder(record), "extensions": list(record.extensions.all())}


recommendations_register = RecommendationRegister()
