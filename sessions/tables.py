import django_tables2 as tables

from core.tables import ChipColumn, DayColumn, DueColumn, RecordTable, TitleColumn
from sessions.models import Dossier, Question, Resolution, Session

# Columns that a tablet leaves out.
OPT = {"td": {"class": "opt"}, "th": {"class": "opt"}}
OPT_NUM = {"td": {"class": "num opt"}, "th": {"class": "num opt"}}
NUM = {"td": {"class": "num"}, "th": {"class": "num"}}


class SessionTable(RecordTable):
    on = DayColumn(verbose_name="Khai mạc", orderable=True)
    title = TitleColumn(verbose_name="Kỳ họp")
    place = tables.Column(
        verbose_name="Địa điểm",
        orderable=False,
        default="",
        attrs={"td": {"class": "opt"}, "th": {"class": "opt"}},
    )

    class Meta(RecordTable.Meta):
        model = Session
        fields = ("on", "title", "place", "state", "due")
        sequence = fields
        exclude = ("code",)

    def sub(self, record):
        days = record.ends_on and record.ends_on != record.on and f"đến {record.ends_on:%d/%m/%Y}"
        return record.owner.short_name, days, record.topic[:120]


class DossierTable(RecordTable):
    title = TitleColumn(verbose_name="Hồ sơ", attrs={"td": {"class": "t mid"}})
    submitter = tables.Column(verbose_name="Cơ quan trình", orderable=False, attrs={"td": {"class": "u"}})
    committee = tables.Column(verbose_name="Ban thẩm tra", orderable=False, default="", attrs=OPT)
    received_on = DayColumn(verbose_name="Nhận ngày", orderable=False, default="", attrs=OPT_NUM)
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = Dossier
        fields = ("code", "title", "submitter", "committee", "received_on", "state", "due")
        sequence = fields

    def sub(self, record):
        return record.get_document_kind_display(), record.council_session.title


class QuestionTable(RecordTable):
    on = DayColumn(verbose_name="Ngày", orderable=True)
    title = TitleColumn(verbose_name="Vấn đề chất vấn")
    respondent = tables.Column(verbose_name="Cơ quan trả lời", orderable=False, attrs={"td": {"class": "u"}})
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = Question
        fields = ("code", "on", "title", "respondent", "state", "due")
        sequence = fields

    def sub(self, record):
        of_session = record.council_session and record.council_session.title
        return f"đại biểu {record.delegate}", record.get_field_display(), of_session


class ResolutionTable(RecordTable):
    code = tables.Column(verbose_name="Số, ký hiệu", attrs={"td": {"class": "code"}}, default="")
    on = DayColumn(verbose_name="Thông qua", orderable=True)
    title = TitleColumn(verbose_name="Trích yếu")
    votes_for = tables.Column(verbose_name="Tán thành", orderable=False, default="", attrs=NUM)
    effective_on = DayColumn(verbose_name="Hiệu lực", orderable=False, default="", attrs=OPT_NUM)
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = Resolution
        fields = ("code", "on", "title", "votes_for", "effective_on", "state", "due")
        sequence = fields

    def render_votes_for(self, record):
        return f"{record.votes_for}/{record.delegates_total}"

    def value_votes_for(self, value):
        return value

    def sub(self, record):
        kind = "quy phạm pháp luật" if record.is_normative else "cá biệt"
        return kind, record.get_field_display(), record.council_session.title
