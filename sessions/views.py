"""The registers of the room. One page of a session holds all that belongs to it."""

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from core.errors import NotAllowed
from core.register import Register
from core.text import whole
from council.models import Term
from sessions import agenda_panel, hall_panel, panels, rules, services
from sessions.filters import DossierFilter, QuestionFilter, ResolutionFilter, SessionFilter
from sessions.forms import DossierForm, QuestionForm, ResolutionForm, SessionForm
from sessions.models import (
    AgendaDossier,
    AgendaItem,
    AgendaVersion,
    Dossier,
    MinutesSection,
    Question,
    Resolution,
    Session,
    Sitting,
)
from sessions.pages import dossier as dossier_page
from sessions.pages import question as question_page
from sessions.pages import resolution as resolution_page
from sessions.papers import shelf
from sessions.services import documents
from sessions.tables import DossierTable, QuestionTable, ResolutionTable, SessionTable

# Tables whose changes only those read who prepare and chair the session.
HALL_TABLES = tuple(model._meta.db_table for model in (AgendaItem, AgendaDossier, Sitting, MinutesSection))


def day(value):
    return f"{value:%d/%m/%Y}" if value else ""


def span(first, last):
    """One day, or from the first to the last."""
    return f"{day(first)} – {day(last)}" if last and last != first else day(first)


class OnePage(Register):
    """A register whose record's page holds much: what its cards show is read with the record itself."""

    def page(self, rows):
        """The queryset of the record's page."""
        return rows

    def record_view(self, request, pk):
        record = self.page(self.queryset(request.actor)).filter(pk=pk).first()
        if record is None:
            raise Http404
        return render(request, self.template, self.record_context(record, request))


class SessionRegister(OnePage):
    namespace, name, noun, plural = "sessions", "session", "kỳ họp", "Kỳ họp"
    model, form_class, table_class, filter_class = Session, SessionForm, SessionTable, SessionFilter
    create, amend = staticmethod(services.plan_session), staticmethod(services.amend_session)
    template, list_template = "sessions/session.html", "sessions/list.html"
    related = ("owner", "term", "minutes")

    def queryset(self, actor):
        items = AgendaItem.objects.filter(council_session=OuterRef("pk"))
        versions = AgendaVersion.objects.filter(council_session=OuterRef("pk"))
        return super().queryset(actor).annotate(has_agenda=Exists(items), has_version=Exists(versions))

    def page(self, rows):
        return hall_panel.with_votes(agenda_panel.with_version(rows))

    def initial(self, request):
        term = Term.objects.filter(council=request.actor.home_id).first()
        return {"term": term, "number": Session.next_number(term) if term else None}

    def subtitle(self, record):
        return " · ".join(filter(None, (span(record.on, record.ends_on), record.place)))

    def list_actions(self, actor):
        return [*super().list_actions(actor), *_import(actor, "sessions:import_sessions")]

    def facts(self, record, actor):
        share = record.question_share
        return [
            ("Đơn vị", record.owner.short_name), ("Loại", record.get_session_kind_display()),
            ("Số thứ tự", f"{record.number}, {record.term}"), ("Khai mạc", _opening(record)),
            ("Bế mạc", day(record.ends_on)), ("Hình thức", _mode(record)), ("Triệu tập", _decision(record)),
            ("Gửi chương trình", day(record.agenda_sent_on)), ("Gửi tài liệu", day(record.documents_sent_on)),
            ("Đại biểu", _presence(record)),
            ("Chất vấn", "" if share is None else f"{record.minutes_qa} trên {record.minutes_total} phút ({share}%)"),
        ]  # fmt: skip

    def file_kept(self, actor, record, attachment):
        documents.adopt(attachment, actor.user_id)

    def may_open_file(self, actor, record):
        return shelf.may_open(actor, record)

    def context(self, record, actor):
        hall_panel.fetch(record)
        return {
            **panels.dossiers(record, actor), **panels.questions(record, actor),
            **panels.resolutions(record, actor), **agenda_panel.agenda(record, actor), **hall_panel.hall(record, actor),
            "own": record.owner_id == actor.home_id,
        }  # fmt: skip

    def hidden_history(self, record, actor):
        """While the agenda is drafted, and in the hall, the changes are for those who prepare and chair."""
        return () if rules.runs.test(actor, record) else HALL_TABLES


def _import(actor, name):
    """The button that leads to the reading of a spreadsheet, for those who enter records."""
    if not actor.keeps_registers:
        return []
    return [{"label": "Nhập từ Excel", "url": reverse(name), "primary": False, "icon": "arrow-up-tray"}]


def _opening(record):
    time = f"{record.starts_at:%H:%M} " if record.starts_at else ""
    return f"{time}{day(record.on)}"


def _mode(record):
    return f"{record.get_mode_display()}, họp kín" if record.is_closed else record.get_mode_display()


def _decision(record):
    return f"{record.convocation_no} ngày {day(record.convocation_on)}" if record.convocation_on else ""


def _presence(record):
    if record.delegates_present is None or record.delegates_total is None:
        return record.delegates_total
    return f"{record.delegates_present}/{record.delegates_total} có mặt"


def session_link(record, actor):
    """The session's name, as a link for those who see sessions."""
    found = record.council_session
    if found is None:
        return "giữa hai kỳ họp"
    if actor.sees_shared_only:
        return found.title
    return format_html('<a href="{}">{}</a>', found.get_absolute_url(), found.title)


class OfSession(OnePage):
    """A register whose records belong to a session; a new one may be prefilled with it."""

    list_template = "sessions/list.html"
    # A new record is most often for the next session of these states.
    likely_states, likely_first = Session.COMING, "on"

    def initial(self, request):
        pk = whole(request.GET.get("ky-hop", ""))
        rows = Session.objects.visible_to(request.actor).filter(owner=request.actor.home_id)
        found = rows.filter(pk=pk).first() if pk else None
        likely = rows.filter(state__in=self.likely_states).order_by(self.likely_first, "pk")
        return {"on": localdate(), "council_session": found or likely.first()}

    def crumbs(self, record=None):
        return [{"label": "Kỳ họp", "url": council_sessions.url("list")}, *super().crumbs(record)]


class DossierRegister(OfSession):
    namespace, name, noun, plural = "sessions", "dossier", "hồ sơ", "Hồ sơ trình kỳ họp"
    model, form_class, table_class, filter_class = Dossier, DossierForm, DossierTable, DossierFilter
    create, amend = staticmethod(services.register_dossier), staticmethod(services.amend_dossier)
    template = "sessions/dossier.html"
    related = ("owner", "submitter", "committee", "council_session")

    def page(self, rows):
        return dossier_page.with_views(rows)

    def facts(self, record, actor):
        return [
            ("Loại", record.get_document_kind_display()), ("Kỳ họp", session_link(record, actor)),
            ("Khai mạc", day(record.council_session.on)), ("Cơ quan trình", record.submitter),
            ("Ban thẩm tra", record.committee), ("Đăng ký", day(record.on)),
            ("Phân công", day(record.assigned_on)), ("Nộp", day(record.handed_in_on)),
            ("Nhận đủ", day(record.received_on)), ("Ban họp", day(record.meeting_on)),
            ("Thẩm tra", day(record.verified_on)), ("Gửi đại biểu", day(record.sent_on)),
            ("Quyết định", day(record.decided_on)),
        ]  # fmt: skip

    def context(self, record, actor):
        found = Resolution.objects.visible_to(actor).filter(dossier=record).select_related("owner")
        return {"resolutions": list(found), **dossier_page.context(record, actor)}

    def file_kept(self, actor, record, attachment):
        documents.adopt(attachment, actor.user_id)

    def may_open_file(self, actor, record):
        return shelf.may_open(actor, record)

    def file_opened(self, actor, record, attachment):
        if not shelf.may_open_version(actor, attachment):
            raise NotAllowed("Phiên bản này chưa gửi đại biểu.")

    def record_context(self, record, request):
        context = super().record_context(record, request)
        return context | {"files": dossier_page.other_files(context["files"], context["papers"])}

    def list_actions(self, actor):
        lists = {
            "label": "Thành phần hồ sơ",
            "url": reverse("sessions:checklists"),
            "primary": False,
            "icon": "list-bullet",
        }
        return [*super().list_actions(actor), *([lists] if actor.keeps_registers else [])]


class QuestionRegister(OfSession):
    namespace, name, noun, plural = "sessions", "question", "chất vấn", "Chất vấn"
    model, form_class, table_class, filter_class = Question, QuestionForm, QuestionTable, QuestionFilter
    create, amend = staticmethod(services.submit_question), staticmethod(services.amend_question)
    template = "sessions/question.html"
    likely_states = ("planned", "convened", "opened")
    related = ("owner", "delegate", "respondent", "council_session", "brought_to")

    def page(self, rows):
        return rows.prefetch_related("promises", "promise_reports")

    def get(self, actor, pk):
        record = super().get(actor, pk)
        prefetch_related_objects([record], "promises")
        return record

    def initial(self, request):
        return {**super().initial(request), "submitted_on": localdate()}

    def facts(self, record, actor):
        asked = record.state not in Question.NOT_ASKED
        return [
            ("Đại biểu", record.delegate), ("Kỳ họp", session_link(record, actor)),
            ("Cơ quan trả lời", record.respondent), ("Người trả lời", _respondent(record)),
            ("Lĩnh vực", record.get_field_display()), ("Nhóm vấn đề", record.topic_group),
            ("Đề nghị", record.get_wish_display()), ("Gửi phiếu", day(record.submitted_on)),
            ("Chất vấn", day(record.on) if asked else ""), ("Trả lời", day(record.answered_on)),
            ("Đánh giá", record.get_verdict_display()),
        ]  # fmt: skip

    def context(self, record, actor):
        waits = record.state in ("asked", "written_pending")
        limits = {row.code: row for row in record.deadlines.open()} if waits else {}
        promises = list(record.promises.all())
        return {
            "steps": question_page.steps(record, limits), "promises": promises,
            "promises_kept": sum(row.kept_on is not None for row in promises),
            "promise_reports": list(record.promise_reports.all()),
        }  # fmt: skip


def _respondent(record):
    return ", ".join(filter(None, (record.respondent_name, record.respondent_post)))


class ResolutionRegister(OfSession):
    namespace, name, noun, plural = "sessions", "resolution", "nghị quyết", "Nghị quyết"
    model, form_class, table_class, filter_class = (
        Resolution,
        ResolutionForm,
        ResolutionTable,
        ResolutionFilter,
    )
    create, amend = staticmethod(services.record_resolution), staticmethod(services.amend_resolution)
    template = "sessions/resolution.html"
    related = ("owner", "council_session", "dossier")
    likely_states, likely_first = Session.HELD, "-on"

    def list_actions(self, actor):
        return [*super().list_actions(actor), *_import(actor, "sessions:import_resolutions")]

    def initial(self, request):
        begun = super().initial(request)
        found = begun["council_session"]
        if found:
            begun |= {"on": found.ends_on or found.on, "delegates_total": found.delegates_total}
        return begun

    def facts(self, record, actor):
        return [
            ("Loại", "Quy phạm pháp luật" if record.is_normative else "Cá biệt"),
            ("Lĩnh vực", record.get_field_display()), ("Kỳ họp", session_link(record, actor)),
            ("Hồ sơ trình", record.dossier), ("Thông qua", day(record.on)),
            ("Chứng thực", day(record.certified_on)), ("Gửi cấp trên", day(record.sent_up_on)),
            ("Ban hành", day(record.issued_on)),
            ("Công bố", day(record.published_on)), ("Hiệu lực", day(record.effective_on)),
            ("Hết hiệu lực", day(record.expires_on)),
        ]  # fmt: skip

    def file_kept(self, actor, record, attachment):
        documents.adopt(attachment, actor.user_id)

    def context(self, record, actor):
        papers = shelf.documents_of([record], actor).get(record.pk, [])
        return {"papers": papers, **resolution_page.context(record, actor)}

    def record_context(self, record, request):
        context = super().record_context(record, request)
        return context | {"files": dossier_page.other_files(context["files"], context["papers"])}


council_sessions, dossiers = SessionRegister(), DossierRegister()
questions, resolutions = QuestionRegister(), ResolutionRegister()
