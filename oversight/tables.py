import django_tables2 as tables
from django.utils.html import format_html
from django.utils.timezone import localdate

from core.chips import due_chip
from core.tables import ChipColumn, DayColumn, RecordTable, TitleColumn
from oversight.models import Recommendation, Round, Visit

_OPTIONAL = {"td": {"class": "num opt"}, "th": {"class": "num opt"}}
_NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class RoundTable(RecordTable):
    on = DayColumn(verbose_name="Bắt đầu", orderable=True)
    title = TitleColumn(verbose_name="Chuyên đề")
    units = tables.Column(verbose_name="Đơn vị", orderable=False, default="", attrs=_OPTIONAL)
    fulfilled = tables.Column(
        verbose_name="Kiến nghị", orderable=False, default="", attrs=_NUMBER, empty_values=()
    )

    class Meta(RecordTable.Meta):
        model = Round
        fields = ("code", "on", "title", "units", "fulfilled", "state", "due")
        sequence = fields

    def sub(self, record):
        return record.subject_body.short_name, record.get_round_kind_display(), record.get_field_display()

    def render_fulfilled(self, record):
        """Done of issued."""
        return f"{record.done}/{record.issued}" if record.issued else ""

    def value_fulfilled(self, record):
        return self.render_fulfilled(record)


class VisitTable(RecordTable):
    on = DayColumn(verbose_name="Làm việc", orderable=True)
    title = TitleColumn(verbose_name="Đơn vị")
    received = DayColumn(
        accessor="report_received_on", verbose_name="Nộp báo cáo", orderable=False, default=""
    )

    class Meta(RecordTable.Meta):
        model = Visit
        fields = ("on", "title", "received", "state", "due")
        sequence = fields
        exclude = ("code",)

    def sub(self, record):
        return record.round.code, record.round.title


class OwnDueColumn(tables.Column):
    """The due date that a recommendation carries, with its chip while it is owed; sorted by what is owed."""

    def __init__(self, **kwargs):
        super().__init__(accessor="due_on", verbose_name="Hạn", attrs=_NUMBER, **kwargs)

    def render(self, record, value):
        day = f"{value:%d/%m/%Y}"
        chip = due_chip(record.next_due, localdate())
        if chip is None:
            return day
        return format_html(
            '{}<span class="sub"><span class="chip due {}">{}</span></span>', day, chip.tone, chip.text
        )

    def value(self, value):
        return value


class RecommendationTable(RecordTable):
    on = DayColumn(verbose_name="Kết luận", orderable=True, attrs=_OPTIONAL)
    title = TitleColumn(verbose_name="Kiến nghị")
    lead = tables.Column(verbose_name="Cơ quan thực hiện", orderable=False, attrs={"td": {"class": "u"}})
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = OwnDueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = Recommendation
        fields = ("code", "on", "title", "lead", "due", "state")
        sequence = fields

    def sub(self, record):
        return record.round.code, record.round.title
