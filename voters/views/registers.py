from django.core.exceptions import BadRequest
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.forms import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from core.forms import typed_day
from core.models import Record
from core.register import Register
from core.text import whole
from council.models import Delegate, Role
from voters import columns, services
from voters.filters import MeetingFilter, OpinionFilter
from voters.forms import MeetingForm, OpinionForm
from voters.models import BELOW_CITY, IN_HAND, Absence, Competence, Field, Meeting, Opinion
from voters.similar import similar
from voters.tables import MeetingTable, OpinionTable

SHOWN_OPINIONS = 100
FOOT_ROWS = 1000


def _who_came(meeting):
    """(delegates who came or are expected, those who did not with their `reason`), by one query."""
    away = Absence.objects.filter(meeting=meeting, delegate=OuterRef("pk")).values("reason")
    concerned = Q(meetings=meeting) | Q(pk__in=Absence.objects.filter(meeting=meeting).values("delegate"))
    rows = list(Delegate.objects.filter(concerned).annotate(reason=Subquery(away)).distinct().by_name())
    return [row for row in rows if row.reason is None], [row for row in rows if row.reason]


def _count(model, column):
    """How many rows of `model` point at the record, for each row of a list."""
    rows = (
        model.objects.filter(**{column: OuterRef("pk")})
        .order_by()
        .values(column)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


class MeetingRegister(Register):
    namespace, name, noun, plural = "voters", "meeting", "hội nghị", "Tiếp xúc cử tri"
    model, form_class, table_class, filter_class = Meeting, MeetingForm, MeetingTable, MeetingFilter
    create, amend = staticmethod(services.plan_meeting), staticmethod(services.amend_meeting)
    template = "voters/meeting.html"
    related = ("owner", "unit", "host", "council_session", "joint_with")

    def queryset(self, actor):
        return (
            super()
            .queryset(actor)
            .filter(kind=Meeting.KIND)
            .annotate(opinion_count=_count(Opinion, "meeting"))
        )

    def subtitle(self, record):
        return ", ".join(filter(None, (record.hamlet, record.unit.name)))

    def facts(self, record, actor):
        leader = record.host or record.joint_with or record.owner
        return [
            ("Loại", record.get_meeting_kind_display()), ("Hình thức", record.get_mode_display()),
            ("Ngày", f"{record.on:%d/%m/%Y}"),
            ("Giờ", record.starts_at and f"{record.starts_at:%H:%M}"), ("Địa điểm", record.place), ("Chủ trì", leader),
            ("Phối hợp", record.joint_with and record.owner), ("Kỳ họp", record.council_session and record.council_session.title),
            ("Cử tri dự", record.voters), ("Lượt phát biểu", record.speakers),
            ("Thông báo", _paper(record.notice_no, record.notice_on)),
            ("Tổng hợp", _paper(record.report_no, record.reported_on)), ("Lý do hủy", record.cancel_reason),
        ]  # fmt: skip

    def context(self, record, actor):
        present, missing = _who_came(record)
        rows = opinions.queryset(actor).filter(meeting=record).order_by("pk")[: SHOWN_OPINIONS + 1]
        may_add = (
            services.record_opinion.verb.permits(actor)
            and record.owner_id == actor.home_id
            and record.takes_opinions
        )
        return {
            "entry_url": reverse("voters:entry", args=[record.pk]) if may_add else "",
            "opinions": rows[:SHOWN_OPINIONS], "delegates": present, "missing": missing,
            "may_see_opinions": not actor.sees_shared_only,
            "add_url": f"{opinions.url('new')}?hoi-nghi={record.pk}" if may_add else "",
            "all_url": f"{opinions.url('list')}?hoi_nghi={record.pk}", "opinion_count": record.opinion_count,
        }  # fmt: skip

    def list_actions(self, actor):
        places = {"label": "Nơi đã tiếp xúc", "url": reverse("voters:places"), "icon": "map"}
        return [*([] if actor.sees_shared_only else [places]), *super().list_actions(actor)]


class OpinionRegister(Register):
    namespace, name, noun, plural = "voters", "opinion", "kiến nghị", "Kiến nghị cử tri"
    model, form_class, table_class, filter_class = Opinion, OpinionForm, OpinionTable, OpinionFilter
    create, amend = staticmethod(services.record_opinion), staticmethod(services.amend_opinion)
    template, form_template, verb_template = (
        "voters/opinion.html",
        "voters/opinion_form.html",
        "voters/opinion_verb.html",
    )
    # The list joins no more than it shows: past eight tables the planner no longer begins at the narrow one.
    related = ("owner", "agency")
    of_one = ("meeting", "same_as", "sent_up_to", "returned_by", "return_points_to")

    def queryset(self, actor):
        first = Record.objects.filter(pk=OuterRef("same_as_id")).values("code")
        counted = super().queryset(actor).annotate(repeat_count=_count(Opinion, "same_as"))
        return counted.annotate(same_code=Subquery(first))

    def get(self, actor, pk):
        return get_object_or_404(self.queryset(actor).select_related(*self.related, *self.of_one), pk=pk)

    def facts(self, record, actor):
        return [
            ("Lĩnh vực", record.get_field_display()), ("Thẩm quyền", record.get_competence_display() or "chưa xác định"),
            ("Ngày nêu", f"{record.on:%d/%m/%Y}"), ("Đơn vị ghi", record.owner),
            ("Cử tri nêu", record.voter if self.keeps(record, actor) else ""),
            ("Gửi cấp trên", _paper(record.sent_up_no, record.sent_up_on)),
            ("Giữ lại từ", record.kept_below_on and f"{record.kept_below_on:%d/%m/%Y}"),
            ("Lý do giữ lại", record.below_reason),
            ("Giải quyết", record.agency), ("Chuyển", _paper(record.letter_no, record.forwarded_on)),
            ("Lần kiến nghị", record.round if record.round > 1 else ""),
        ]  # fmt: skip

    def keeps(self, record, actor):
        """Whether the voter's name may be shown: only to those who keep the register it stands in."""
        return actor.keeps_registers and record.owner_id == actor.home_id

    def context(self, record, actor):
        wanted = record.state in (*IN_HAND, "sent_up")
        repeats = record.repeats.visible_to(actor).select_related("owner").order_by("on")
        return {
            "similar": _similar_to(record, actor) if wanted else [], "earlier": self._earlier(record),
            "repeats": repeats[:20] if record.repeat_count else [],
            "may_see_meeting": not actor.sees_shared_only, "link_url": self._link_url(record, actor),
            "letter_url": self._letter_url(record),
        }  # fmt: skip

    def _earlier(self, record):
        """The answers before this one; only an opinion raised again has any."""
        return record.earlier_answers.select_related("agency") if record.round > 1 else []

    def _letter_url(self, record):
        return reverse("voters:letter", args=[record.pk]) if record.agency_id else ""

    def beside_verb(self, item, record, actor):
        """What the same opinion was answered before, shown once more where an opinion goes on its way."""
        if item.slug not in ("gui-cap-tren", "trung", "chuyen", "gop"):
            return {}
        return {"similar": _similar_to(record, actor), "link_url": self._link_url(record, actor)}

    def _link_url(self, record, actor):
        item = services.link_duplicate.verb
        return (
            self.url("verb", record.pk, item.slug)
            if item.permits(actor, record) and item.possible(record)
            else ""
        )

    def initial(self, request):
        """Fast entry: meeting, day, field and level go on from one opinion to the next."""
        query = request.GET
        meeting = self._asked_meeting(request)
        start = {
            "meeting": meeting and meeting.pk, "on": meeting.on if meeting and meeting.took_place else localdate(),
            "field": query.get("linh-vuc") if query.get("linh-vuc") in Field.values else None,
            "competence": query.get("tham-quyen") if query.get("tham-quyen") in Competence.values else None,
        }  # fmt: skip
        return start | ({"on": _query_day(query["ngay"])} if "ngay" in query else {})

    def _asked_meeting(self, request):
        asked = request.GET.get("hoi-nghi")
        if not asked:
            return None
        if whole(asked) is None:
            raise BadRequest("hoi-nghi")
        return get_object_or_404(
            Meeting.objects.visible_to(request.actor).filter(
                owner=request.actor.home_id, on__lte=localdate()
            ),
            pk=asked,
        )

    def next_form(self, request, record):
        repeated = {
            "hoi-nghi": record.meeting_id,
            "ngay": record.on.isoformat(),
            "linh-vuc": record.field,
            "tham-quyen": record.competence,
        }
        return f"{self.url('new')}?{urlencode({key: value for key, value in repeated.items() if value})}"

    def aside(self, form):
        """Similar opinions to what stands in the form, when it comes back or is edited."""
        text = form["title"].value() or ""
        found = similar(text, form.actor, exclude=form.instance.pk, field=form["field"].value() or "")
        meeting = form["meeting"].value()
        count = Opinion.objects.filter(meeting=meeting).count() if whole(meeting) else None
        return {"similar": found, "typed": bool(text), "of_meeting": count}

    def foot(self, queryset, request):
        """How many of the list stay below; only where it is short enough to count at once."""
        if len(request.actor.scope) < 2:
            return ""
        levels = list(queryset.order_by().values_list("competence", flat=True)[: FOOT_ROWS + 1])
        below = sum(level in BELOW_CITY for level in levels)
        if len(levels) > FOOT_ROWS or not below:
            return ""
        return f"{below} kiến nghị thuộc thẩm quyền phường, xã không tổng hợp lên thành phố"

    def list_actions(self, actor):
        actions = super().list_actions(actor)
        return [*_more(actor, bool(actions)), *actions]

    def sheet(self, params, actor):
        """The columns that the import reads; never who voiced an opinion."""
        return columns.exported(self.capped(params, actor).select_related("meeting", "same_as__owner"))

    def _do(self, request, item, record, data):
        """An agency that sent an opinion back sees it no longer: it is led to its list."""
        response = super()._do(request, item, record, data)
        gone = not Opinion.objects.visible_to(request.actor).filter(pk=record.pk).exists()
        return redirect(self.url("list")) if gone else response


def _more(actor, keeps):
    """The ways from the list of opinions to what is done with many of them."""
    ways = []
    if keeps:
        ways = [
            ("Nhập từ Excel", "import", "arrow-up-tray"),
            ("Chuyển theo cơ quan", "dispatch", "paper-airplane"),
        ]
    if actor.role == Role.WARD:
        sent = {
            "label": "Đã gửi cấp trên",
            "url": f"{reverse('voters:opinion_list')}?phan_cap=gui",
            "icon": "arrow-up-circle",
        }
        return [
            *_ways(ways),
            sent,
            *_ways([("Trả lời hàng loạt", "replies", "table-cells"), ("Tổng hợp", "summary", "chart-bar")]),
        ]
    if keeps or actor.role == Role.AGENCY:
        ways.append(("Trả lời hàng loạt", "replies", "table-cells"))
    if not actor.sees_shared_only:
        ways.append(("Tổng hợp", "summary", "chart-bar"))
    return _ways(ways)


def _ways(ways):
    return [{"label": label, "url": reverse(f"voters:{name}"), "icon": icon} for label, name, icon in ways]


def _paper(number, day):
    """A paper by number and day, as the facts name it."""
    return " · ".join(filter(None, (number, day and f"{day:%d/%m/%Y}")))


def _query_day(text):
    try:
        return typed_day(text)
    except ValidationError:
        raise BadRequest("ngay") from None


def _similar_to(record, actor):
    unit_id = record.meeting.unit_id if record.meeting else None
    return similar(record.title, actor, exclude=record.pk, field=record.field, unit_id=unit_id)


@require_GET
def similar_view(request):
    """The similar opinions to a text that is being typed: `noi-dung` (or the form's own field)."""
    text = request.GET.get("noi-dung") or request.GET.get("title") or ""
    found = similar(text, request.actor, field=request.GET.get("field", ""))
    template = "voters/similar.html" if request.htmx else "voters/similar_page.html"
    return render(request, template, {"similar": found, "typed": bool(text), "title": "Kiến nghị tương tự"})


meetings, opinions = MeetingRegister(), OpinionRegister()
