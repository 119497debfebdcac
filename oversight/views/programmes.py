from django.urls import reverse
from django.utils.timezone import localdate

from oversight import services
from oversight.filters import ProgrammeFilter
from oversight.forms import ItemForm, ProgrammeForm
from oversight.lists import outside, with_progress
from oversight.models import Programme
from oversight.rows import programme_items, programme_score
from oversight.tables import ProgrammeTable
from oversight.views.base import OversightRegister, day, link, paper
from oversight.views.items import ItemPages


class ProgrammeRegister(OversightRegister):
    name, noun, plural = "programme", "chương trình", "Chương trình giám sát năm"
    model, form_class, table_class, filter_class = Programme, ProgrammeForm, ProgrammeTable, ProgrammeFilter
    create, amend = staticmethod(services.propose_programme), staticmethod(services.amend_programme)
    template = "oversight/programme.html"
    related = ("owner", "subject_body", "council_session")
    again = False

    def initial(self, request):
        return {}

    def filtered(self, params, actor):
        filters, figure = super().filtered(params, actor)
        filters.queryset = with_progress(filters.queryset)
        return filters, figure

    def subtitle(self, record):
        return record.subject_body.short_name

    def facts(self, record, actor):
        return [
            ("Năm", str(record.year)), ("Của", record.get_subject_kind_display()),
            ("Kỳ họp", record.council_session and link(record.council_session)),
            ("Trình dự kiến", day(record.submitted_on)),
            ("Ban hành", paper(record.decision_no, record.decision_on)),
            ("Báo cáo kết quả", paper(record.result_no, record.result_on)),
        ]  # fmt: skip

    def context(self, record, actor):
        items = list(record.items.select_related("round"))
        runs = services.edit_item.verb
        return {
            "items": programme_items(items, localdate(), record.year),
            "progress": programme_score(items, localdate(), record.year), "extra": outside(record).count(),
            "changes": list(record.changes.select_related("item")),
            "may_edit": runs.permits(actor, record) and runs.possible(record),
            "may_start": services.propose_round.verb.permits(actor) and record.owner_id == actor.home_id
            and record.state == "decided",
            "item_url": _new_item(record, actor),
        }  # fmt: skip


def _new_item(record, actor):
    item = services.add_item.verb
    open_ = item.permits(actor, record) and item.possible(record)
    return reverse("oversight:programme_item_new", args=[record.pk]) if open_ else ""


class ProposalPages(ItemPages):
    """Proposals of a programme; who enters one is named as the proposer."""

    def initial(self, request, record):
        actor = request.actor
        who = "" if actor.keeps_registers else f"{actor.role_label} {actor.name}"
        return {"proposed_by": who, "proposed_on": localdate(), "quarter": 1}


programmes_register = ProgrammeRegister()
programme_items_pages = ProposalPages(
    programmes_register, "programme_item", "noi-dung", "items", ItemForm, services.add_item, services.edit_item,
    services.remove_item,
)  # fmt: skip
