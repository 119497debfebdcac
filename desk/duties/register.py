"""The pages of duties."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import F
from django.urls import reverse

from core.filters import RecordFilter
from core.register import Register
from core.services.deadlines import choose_rule
from core.tables import ChipColumn, DueColumn, RecordTable, TitleColumn
from desk.duties import services
from desk.duties.catalogue import choices
from desk.duties.forms import DutyForm
from desk.duties.models import Duty


class DutyFilter(RecordFilter):
    viec = filters.ChoiceFilter(
        field_name="rule_code", label="Quy định", empty_label="Tất cả", choices=choices
    )

    class Meta(RecordFilter.Meta):
        model = Duty
        fields: list = []


class DutyTable(RecordTable):
    title = TitleColumn(verbose_name="Việc phải làm")
    owed_by = tables.Column(verbose_name="Đơn vị phải làm", orderable=False, accessor="owed_by__short_name")
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        fields = ("code", "title", "owed_by", "state", "due")

    def sub(self, record):
        yield f"tính từ {record.on:%d/%m/%Y}"
        if record.repeat:
            yield record.get_repeat_display().lower()
        if record.done_on:
            yield f"xong {record.done_on:%d/%m/%Y}"


class DutyRegister(Register):
    namespace, name, noun, plural = "desk", "duty", "việc theo luật", "Việc theo luật"
    model, form_class, table_class, filter_class = Duty, DutyForm, DutyTable, DutyFilter
    create, amend = staticmethod(services.open_duty), staticmethod(services.amend_duty)
    related = ("owner", "owed_by")
    template = "desk/duty.html"
    again = False

    def queryset(self, actor):
        """What is still owed comes first, the most pressing before the rest."""
        return super().queryset(actor).order_by(F("next_due").asc(nulls_last=True), "-on", "-pk")

    def crumbs(self, record=None):
        return [{"label": "Lịch và thời hạn", "url": reverse("desk:calendar")}, *super().crumbs(record)]

    def facts(self, record, actor):
        return [
            ("Đơn vị phải làm", record.owed_by.name), ("Ngày bắt đầu tính", f"{record.on:%d/%m/%Y}"),
            ("Hạn do văn bản ấn định", record.due_asked and f"{record.due_asked:%d/%m/%Y}"),
            ("Lặp lại", record.get_repeat_display() if record.repeat else ""),
        ]  # fmt: skip

    def context(self, record, actor):
        return {"rule": choose_rule(record.rule_code, record.on, record.owner)}


duties = DutyRegister()
