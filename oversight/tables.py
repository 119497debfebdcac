import django_tables2 as tables
from django.utils.html import format_html
from django.utils.timezone import localdate

from core.chips import due_chip
from core.tables import ChipColumn, DayColumn, RecordTable, TitleColumn
from oversight.models import Finding, JointRound, Programme, Recommendation, Round, Template, Visit

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


class FindingTable(RecordTable):
    on = DayColumn(verbose_name="Ngày", orderable=True)
    title = TitleColumn(verbose_name="Phát hiện")
    unit = tables.Column(
        accessor="visit__target__short_name",
        verbose_name="Đơn vị",
        orderable=False,
        attrs={"td": {"class": "u"}},
    )
    proven = tables.Column(verbose_name="Bằng chứng", orderable=False, attrs=_OPTIONAL)

    class Meta(RecordTable.Meta):
        model = Finding
        fields = ("on", "title", "unit", "proven", "state")
        sequence = fields
        exclude = ("code", "due")

    def sub(self, record):
        again = "tái diễn" if record.repeats_id else ""
        return record.get_finding_kind_display(), again, record.visit.round.code, record.legal_ground[:80]

    def render_proven(self, record):
        return "có" if record.proven else "thiếu"

    def value_proven(self, record):
        return self.render_proven(record)


class ProgrammeTable(RecordTable):
    year = tables.Column(verbose_name="Năm", orderable=False, attrs=_NUMBER)
    title = TitleColumn(verbose_name="Chương trình")
    progress = tables.Column(
        verbose_name="Đã tiến hành", orderable=False, default="", empty_values=(), attrs=_NUMBER
    )

    class Meta(RecordTable.Meta):
        model = Programme
        fields = ("year", "title", "progress", "state", "due")
        sequence = fields
        exclude = ("code",)

    def sub(self, record):
        return record.subject_body.short_name, record.decision_no

    def render_progress(self, record):
        """Held of planned."""
        return f"{record.held}/{record.planned}" if record.planned else ""

    def value_progress(self, record):
        return self.render_progress(record)


class TemplateTable(RecordTable):
    title = TitleColumn(verbose_name="Mẫu đề cương")
    questions = tables.Column(verbose_name="Câu hỏi", orderable=False, attrs=_NUMBER)
    figures = tables.Column(verbose_name="Số liệu", orderable=False, attrs=_NUMBER)

    class Meta(RecordTable.Meta):
        model = Template
        fields = ("title", "questions", "figures", "state")
        sequence = fields
        exclude = ("code", "due")

    def sub(self, record):
        return (record.get_field_display(),)


class JointTable(RecordTable):
    on = DayColumn(verbose_name="Bắt đầu", orderable=True)
    title = TitleColumn(verbose_name="Chuyên đề")
    host = tables.Column(verbose_name="Cơ quan tổ chức", orderable=False, attrs={"td": {"class": "u"}})

    class Meta(RecordTable.Meta):
        model = JointRound
        fields = ("on", "title", "host", "state")
        sequence = fields
        exclude = ("code", "due")

    def sub(self, record):
        return record.get_level_display(), record.get_field_display()
