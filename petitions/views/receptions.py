"""The registers of receptions and of the book of visits."""

from django.db.models import Count, Q, Sum
from django.utils.decorators import method_decorator
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters

from core import panels
from core.errors import NotAllowed
from core.files import clean_name, neutral_name
from core.register import Register
from core.templatetags.words import day
from core.text import whole
from core.visibility import closed_kinds
from petitions import book, rules, services
from petitions.filters import CitizenVisitFilter, ReceptionFilter
from petitions.forms import CitizenVisitForm, ReceptionForm
from petitions.models import CitizenVisit, Reception
from petitions.services.identity import note_look
from petitions.tables import CitizenVisitTable, ReceptionTable

_guarded = method_decorator(sensitive_post_parameters())


class Closed(Register):
    """A register that some roles may not even open."""

    def filtered(self, params, actor):
        if self.model.KIND in closed_kinds(actor.role):
            raise NotAllowed(f"Vai trò {actor.role_label} không được xem sổ này.")
        return super().filtered(params, actor)


class ReceptionRegister(Closed):
    namespace, name, noun, plural = "petitions", "reception", "buổi tiếp công dân", "Lịch tiếp công dân"
    model, form_class, table_class, filter_class = Reception, ReceptionForm, ReceptionTable, ReceptionFilter
    create, amend = staticmethod(services.plan_reception), staticmethod(services.amend_reception)
    template = "petitions/reception.html"
    list_template = "petitions/list.html"
    related = ("owner", "host")

    def queryset(self, actor):
        came = ~Q(visits__state="refused")
        return super().queryset(actor).annotate(
            visits_n=Count("visits", filter=came), people_n=Sum("visits__people", filter=came)
        )  # fmt: skip

    def facts(self, record, actor):
        return [
            ("Hình thức", record.get_reception_kind_display()), ("Ngày tiếp", day(record.on)),
            ("Giờ", f"{record.starts_at:%H:%M}" if record.starts_at else ""), ("Địa điểm", record.place),
            ("Trực tuyến", "có" if record.is_online else ""), ("Người tiếp", record.host_label),
            ("Niêm yết lịch", day(record.announced_on)), ("Đã tiếp ngày", day(record.held_on)),
            ("Lý do không tổ chức", record.reason), ("Đơn vị", record.owner),
        ]  # fmt: skip

    def context(self, record, actor):
        if CitizenVisit.KIND in closed_kinds(actor.role):
            return {"visits": None}
        rows = (
            CitizenVisit.objects.visible_to(actor).filter(reception_id=record.pk).select_related("petition")
        )
        visits = list(rows.defer("tsv", "words").order_by("pk"))
        may = services.record_visit.verb.permits(actor, record) and record.state != "cancelled"
        counted = [visit for visit in visits if visit.state != "refused"]
        return {
            "visits": [(visit, services.receptions.person_of(visit, actor)[0]) for visit in visits],
            "groups": sum(visit.is_mass for visit in counted),
            "people": sum(visit.people for visit in counted),
            "counted": len(counted),
            "new_url": f"{citizen_visits.url('new')}?buoi={record.pk}" if may else "",
            "book_url": f"{citizen_visits.url('xlsx')}?buoi={record.pk}" if visits else "",
        }


class CitizenVisitRegister(Closed):
    namespace, name, noun, plural = (
        "petitions",
        "citizen_visit",
        "lượt tiếp công dân",
        "Sổ tiếp công dân (Mẫu 03/TCD)",
    )
    model, form_class, table_class, filter_class = (
        CitizenVisit,
        CitizenVisitForm,
        CitizenVisitTable,
        CitizenVisitFilter,
    )
    create, amend = staticmethod(services.record_visit), staticmethod(services.amend_visit)
    template, form_template = "petitions/citizen_visit.html", "petitions/form.html"
    list_template = "petitions/list.html"
    related = ("owner", "reception", "petition", "agency")

    new_view, edit_view = _guarded(Register.new_view), _guarded(Register.edit_view)

    def initial(self, request):
        first = super().initial(request)
        own = Reception.objects.visible_to(request.actor).filter(owner_id=request.actor.home_id)
        chosen = own.filter(pk=whole(request.GET.get("buoi", ""))).first()
        if chosen is None:
            chosen = own.filter(on=localdate()).exclude(state="cancelled").first()
        return first | ({"reception": chosen.pk, "on": min(chosen.on, localdate())} if chosen else {})

    def rows(self, params, actor):
        """The list goes out as the book itself; the printed list numbers its lines of its own."""
        return [line[1:] for line in book.rows(self.capped(params, actor), actor)]

    def sheet(self, params, actor):
        return book.rows(self.capped(params, actor), actor)

    def facts(self, record, actor):
        return [
            ("Phân loại", record.get_visit_kind_display()), ("Lĩnh vực", record.get_field_display()),
            ("Ngày tiếp", day(record.on)), ("Buổi tiếp", record.reception.title if record.reception_id else ""),
            ("Số người", f"{record.people}{', đoàn đông người' if record.is_mass else ''}"),
            ("Cơ quan đã giải quyết", record.settled_by), ("Thuộc thẩm quyền", "x" if record.in_competence else ""),
            ("Hướng dẫn đến", ", ".join(filter(None, (record.guided_to, record.guided_no)))),
            ("Cơ quan thụ lý", record.agency), ("Văn bản chuyển", record.transfer_no),
            ("Văn bản trả lời", record.answer_no), ("Từ chối tiếp", record.get_refusal_display() if record.refusal else ""),
            ("Thông báo từ chối", record.refusal_no), ("Ghi chú", record.remark), ("Đơn vị", record.owner),
        ]  # fmt: skip

    def context(self, record, actor):
        person, paper = services.receptions.person_of(record, actor)
        shown = not record.is_secret and rules.sees_visitor(actor, record)
        phone = record.phone if shown else ""
        why = ""
        if record.is_secret:
            why = "Danh tính người tố cáo chỉ giữ niêm phong trong đơn tố cáo đã vào sổ (Điều 8 Luật Tố cáo)."
        elif not shown:
            why = "Chỉ cơ quan giữ sổ xem được người được tiếp."
        facts = [("Họ tên, địa chỉ", person or "không ghi tên"), ("Số giấy tờ", paper), ("Điện thoại", phone)]
        return {"person": [fact for fact in facts if fact[1]], "why": why, "petition": record.petition}

    def may_open_file(self, actor, record):
        return rules.opens_visit_files(actor, record)

    def may_open_letter_file(self, actor, record):
        return rules.sees_visitor(actor, record)

    def files(self, record, actor, may_upload):
        shown = panels.files(record, may_upload, may := self.may_open_file(actor, record))
        for number, item in enumerate([] if may else shown["files"], start=1):
            item["name"] = neutral_name(item["name"], number)
        return shown

    def file_opened(self, actor, record, attachment):
        if record.is_secret:
            note_look(actor, record.petition, f"Mở tệp của lượt tiếp {record.code}: {attachment.name}")

    def may_open_letters(self, actor, record, letter):
        return rules.sees_visitor(actor, record)

    def file_name(self, record, name):
        if not record.is_secret:
            return clean_name(name)
        return neutral_name(name, record.attachments.count() + 1)


receptions, citizen_visits = ReceptionRegister(), CitizenVisitRegister()
