"""The register of the Standing Body's meetings, with the contents and conclusions of each."""

import django_tables2 as tables
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from core import held
from core.filters import RecordFilter
from core.register import Register
from core.tables import DayColumn, RecordTable, TitleColumn
from core.verbs import must_be_open, perform
from council.models import Term
from sessions.forms.standing import StandingMeetingForm, TopicFormSet
from sessions.models import StandingMeeting
from sessions.services import standing as acts
from sessions.views import council_sessions, day


class StandingMeetingTable(RecordTable):
    on = DayColumn(verbose_name="Ngày họp", orderable=True)
    title = TitleColumn(verbose_name="Phiên họp")
    code = tables.Column(verbose_name="Thông báo kết luận", attrs={"td": {"class": "code"}}, default="")

    class Meta(RecordTable.Meta):
        model = StandingMeeting
        fields = ("on", "title", "code", "state")
        sequence = fields
        exclude = ("due",)

    def sub(self, record):
        topics = [row.title for row in record.topics.all()]
        return record.owner.short_name, f"{len(topics)} nội dung" if topics else "", "; ".join(topics)[:140]


class StandingMeetingFilter(RecordFilter):
    class Meta(RecordFilter.Meta):
        model = StandingMeeting
        fields: list = []


class StandingMeetingRegister(Register):
    namespace, name, noun, plural = "sessions", "standing", "phiên họp", "Phiên họp Thường trực"
    model, form_class = StandingMeeting, StandingMeetingForm
    table_class, filter_class = StandingMeetingTable, StandingMeetingFilter
    create, amend = staticmethod(acts.plan_meeting), staticmethod(acts.amend_meeting)
    template, list_template = "sessions/standing.html", "sessions/list.html"
    related = ("owner", "term")

    def queryset(self, actor):
        return super().queryset(actor).prefetch_related("topics")

    def crumbs(self, record=None):
        return [{"label": "Kỳ họp", "url": council_sessions.url("list")}, *super().crumbs(record)]

    def initial(self, request):
        term = Term.objects.filter(council=request.actor.home_id).first()
        return {
            "term": term,
            "number": StandingMeeting.next_number(term) if term else None,
            "on": localdate(),
        }

    def subtitle(self, record):
        return " · ".join(filter(None, (day(record.on), record.place)))

    def facts(self, record, actor):
        hour = f"{record.starts_at:%H:%M} " if record.starts_at else ""
        return [
            ("Đơn vị", record.owner.short_name), ("Số thứ tự", f"{record.number}, {record.term}"),
            ("Ngày họp", f"{hour}{day(record.on)}"), ("Thông báo", record.code),
            ("Ngày thông báo", day(record.noticed_on)),
        ]  # fmt: skip

    def context(self, record, actor):
        return {"topics": list(record.topics.all())}

    def foot(self, queryset, request):
        """Which months of this year have had their meeting: one a month is owed."""
        return months_line(request.actor.home_id, localdate())

    def verb_view(self, request, pk, slug):
        """The contents have a page of their own."""
        if slug != "noi-dung":
            return super().verb_view(request, pk, slug)
        return _topics(request, self.get(request.actor, pk), self)


def months_line(owner_id, today):
    """`Năm 2026: đã họp 9/11 tháng; chưa họp tháng 5, 9.` Empty before the first meeting of a term."""
    rows = StandingMeeting.objects.filter(owner=owner_id, on__year=today.year, state__in=StandingMeeting.HELD)
    held_in = {on.month for on in rows.values_list("on", flat=True)}
    first = StandingMeeting.objects.filter(owner=owner_id).order_by("on").values_list("on", flat=True).first()
    if first is None or first > today:
        return ""
    begun = 1 if first.year < today.year else first.month
    owed = list(range(begun, today.month + 1))
    missing = [month for month in owed if month not in held_in]
    line = f"Năm {today.year}: đã họp {len(owed) - len(missing)}/{len(owed)} tháng"
    if missing:
        line += f"; chưa họp tháng {', '.join(map(str, missing))}"
    return f"{line}. Thường trực HĐND họp mỗi tháng ít nhất một lần (căn cứ cần kiểm chứng)."


def _topics(request, record, register):
    must_be_open(acts.write_topics.verb, request.actor, record)
    kept = held.take(request)
    initial = [
        {"topic_id": row.pk, "title": row.title, "presenter": row.presenter, "conclusion": row.conclusion,
         "task_owner": row.task_owner, "due_on": row.due_on}
        for row in record.topics.all()
    ]  # fmt: skip
    formset = TopicFormSet(
        request.POST if request.method == "POST" else kept, prefix="noi-dung", initial=initial
    )
    if request.method == "POST" and formset.is_valid():
        perform(acts.write_topics, request.actor, record.pk, rows=_rows(formset))
        messages.success(request, "Đã lưu nội dung phiên họp.")
        return redirect(record)
    context = {
        "title": acts.write_topics.verb.label, "record": record, "restored": bool(kept), "form_mark": held.mark(request),
        "groups": [{"title": "Nội dung và kết luận", "formset": formset, "add_label": "Thêm nội dung"}],
        "crumbs": [*register.crumbs(record), {"label": record.title, "url": record.get_absolute_url()}],
        "cancel_url": record.get_absolute_url(), "form": None,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "sessions/lines.html", context, status=status)


def _rows(formset):
    return [
        {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
        for form in formset.forms if form.cleaned_data.get("title") and not form.cleaned_data.get("DELETE")
    ]  # fmt: skip


standing_meetings = StandingMeetingRegister()
