from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from core import export, panels
from core.errors import NotAllowed
from core.files import clean_name, neutral_name
from core.models import Attachment
from core.register import Register
from core.templatetags.words import day
from core.verbs import perform
from core.visibility import closed_kinds
from petitions import rules, services
from petitions.course import course
from petitions.filters import PetitionFilter
from petitions.forms import PetitionForm
from petitions.models import Disposal, Petition, Raised, StrippedFile, Test, Urging
from petitions.retention import keeping
from petitions.services import clock, identity
from petitions.similar import similar
from petitions.tables import PetitionTable

LOOK, HAND_OUT = services.look.verb, services.hand_out.verb
_guarded = method_decorator(sensitive_post_parameters())


class PetitionRegister(Register):
    namespace, name, noun, plural = "petitions", "petition", "đơn", "Đơn thư"
    model, form_class, table_class, filter_class = Petition, PetitionForm, PetitionTable, PetitionFilter
    create, amend = staticmethod(services.register), staticmethod(services.amend)
    template, form_template = "petitions/petition.html", "petitions/form.html"
    list_template = "petitions/list.html"
    related = ("owner", "agency", "unit", "duplicate_of", "follows")

    new_view, edit_view = _guarded(Register.new_view), _guarded(Register.edit_view)

    def get(self, actor, pk):
        """The petition, and whether it has what most have none of, so that nothing is asked for in vain."""
        here = OuterRef("pk")
        asked = {
            "is_urged": Exists(Urging.objects.filter(petition=here)),
            "is_raised": Exists(Raised.objects.filter(petition=here)),
            "is_tied": Exists(Petition.objects.filter(Q(follows=here) | Q(duplicate_of=here))),
            "notice_owed": Exists(clock.open_of(here, *clock.NOTICES)),
            "stripped": ArraySubquery(StrippedFile.objects.filter(petition=here).values("attachment")),
            "has_files": Exists(Attachment.objects.filter(record=here, removed_at=None)),
            "is_disposed": Exists(Disposal.objects.filter(petition=here)),
        }
        record = self.queryset(actor).annotate(**asked).filter(pk=pk).first()
        if record is None:
            raise Http404
        return record

    def filtered(self, params, actor):
        if Petition.KIND in closed_kinds(actor.role):
            raise NotAllowed(f"Vai trò {actor.role_label} không được xem sổ đơn thư.")
        return super().filtered(params, actor)

    def list_actions(self, actor):
        actions = super().list_actions(actor)
        if actions:
            actions.append(
                {"label": "Nhập từ Excel", "url": reverse("petitions:import"), "icon": "arrow-up-tray"}
            )
        return actions

    def facts(self, record, actor):
        unit = record.unit.name if record.unit_id else ""
        return [
            ("Loại đơn", kind_label(record)), ("Lĩnh vực", record.get_field_display()),
            ("Nguồn đơn", record.get_source_display()), ("Ngày nhận", day(record.on)), ("Ngày viết", day(record.written_on)),
            ("Số người", people_label(record)), ("Đơn vị", record.owner),
            ("Nơi xảy ra", ", ".join(filter(None, (record.place, unit)))), ("Cơ quan", record.agency),
            ("Phiếu chuyển", record.letter_no),
            ("Lần giải quyết", record.get_instance_display() if record.accepted_on else ""),
            ("Phức tạp", ", ".join(Test(key).label.lower() for key in record.tests)),
            ("Điều kiện đã đối chiếu", f"{len(record.checks)} điều kiện" if record.checks else ""),
        ]  # fmt: skip

    def context(self, record, actor):
        return {
            "sender": identity.card(record, actor), "course": course(record),
            "respondent": "" if record.is_secret else record.respondent,
            "handlers": [] if actor.sees_shared_only else record.assigned,
            "looks": record.identity_views.select_related("user")[:20] if rules.sees_looks(actor, record) else [],
            "shows_looks": rules.sees_looks(actor, record), **self._case(record, actor),
        }  # fmt: skip

    def _case(self, record, actor):
        """What hangs on the petition beside its course, as far as the actor's body is concerned with it."""
        urgings = record.urgings.all() if record.is_urged else []
        if actor.sees_shared_only:
            return {"urgings": urgings}
        tied = Petition.objects.visible_to(actor).filter(Q(follows=record) | Q(duplicate_of=record))
        return {
            "urgings": urgings, "raised": record.raised.select_related("record") if record.is_raised else [],
            "tied": tied.defer("tsv", "words").order_by("pk")[:20] if record.is_tied else [],
            "disposals": record.disposals.select_related("disposed_by") if record.is_disposed else [],
            "keeping": keeping(record) if record.state != "destroyed" else None,
            "receipt_url": reverse("petitions:receipt", args=[record.pk]) if rules.keeps(actor, record) else "",
        }  # fmt: skip

    def may_open_file(self, actor, record):
        return rules.opens_files(actor, record)

    def may_open_attachment(self, actor, record, attachment):
        return rules.opens_files(actor, record) or (
            rules.opens_stripped(actor, record) and _is_stripped(attachment)
        )

    def may_open_letter_file(self, actor, record):
        """A letter never names who is sealed, so that whom it is for may have it (see `may_open_letters`)."""
        return True

    def files(self, record, actor, may_upload):
        """Who may not open the files is not told their names, which senders often wrote themselves."""
        shown = panels.files(record, may_upload, True)
        if rules.opens_files(actor, record):
            return shown
        may = rules.opens_stripped(actor, record)
        open_ = set(record.stripped) if may else set()
        for number, item in enumerate(shown["files"], start=1):
            item["name"] = neutral_name(item["name"], number)
            item["url"] = item["url"] if item["pk"] in open_ else ""
        return shown

    def may_open_letters(self, actor, record, letter):
        """A letter names the sender of what is no denunciation: only who may know it opens one."""
        may = record.is_secret or rules.sees_sender(actor, record)
        return may and super().may_open_letters(actor, record, letter)

    def file_opened(self, actor, record, attachment):
        if record.is_secret and not _is_stripped(attachment):
            identity.note_look(actor, record, f"Mở tệp đính kèm: {attachment.name}")

    def file_name(self, record, name):
        if not record.is_secret:
            return clean_name(name)
        return neutral_name(name, record.attachments.count() + 1)

    @sensitive_variables()
    def _do(self, request, item, record, data):
        """A look is answered with the identity itself, on a page that nothing keeps."""
        if item.name == HAND_OUT.name and request.method == "POST":
            rows = [
                ("Mục", "Dữ liệu đang lưu"),
                *perform(services.hand_out, request.actor, record.pk, **data),
            ]
            return export.file_response("Dữ liệu cá nhân", rows, f"du-lieu-ca-nhan-{record.pk}.xlsx")
        if item.name != LOOK.name or request.method != "POST":
            return super()._do(request, item, record, data)
        parts = perform(services.look, request.actor, record.pk, **data)
        context = {
            "record": record,
            "title": "Danh tính người tố cáo",
            "crumbs": self.crumbs(record),
            "parts": parts,
        }
        response = render(request, "petitions/identity.html", context)
        response["Cache-Control"] = "no-store, private"
        return response


def _is_stripped(attachment):
    return StrippedFile.objects.filter(pk=attachment.pk).exists()


def kind_label(record):
    """The kind in words; a mixed petition says when it holds a denunciation."""
    label = record.get_petition_kind_display()
    return f"{label}, có nội dung tố cáo" if record.with_denunciation else label


def people_label(record):
    """The number of people where it says something."""
    many = ", đông người" if record.is_mass else ""
    return f"{record.people} người{many}" if record.people > 1 or many else ""


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def same_sender(request):
    """Earlier petitions of the sender being typed, as a piece of the form's page. The form asks by POST, so
    that a name never stands in an address; GET serves `?ho-ten=&dien-thoai=&so-giay-to=`."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if not services.register.verb.permits(request.actor):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không được tra người gửi đơn.")
    data = request.POST if request.method == "POST" else request.GET
    names = (("ho-ten", "sender_name"), ("dien-thoai", "sender_phone"), ("so-giay-to", "sender_id_number"))
    name, phone, paper = (data.get(short, data.get(long, ""))[:250] for short, long in names)
    found = services.same_sender(request.actor, name, phone, paper)
    alike = similar(request.actor, data.get("noi-dung", data.get("title", ""))[:2000])
    context = {"found": found, "similar": alike, "asked": any((name, phone, paper))}
    return render(request, "petitions/same_sender.html", context)


petitions = PetitionRegister()
