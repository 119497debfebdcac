import django_tables2 as tables

from core.tables import ChipColumn, DayColumn, DueColumn, RecordTable, TitleColumn
from voters.models import Meeting, Opinion


class MeetingTable(RecordTable):
    on = DayColumn(verbose_name="Ngày", orderable=True)
    title = TitleColumn(verbose_name="Hội nghị")
    voters = tables.Column(
        verbose_name="Cử tri",
        orderable=False,
        default="",
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )

    class Meta(RecordTable.Meta):
        model = Meeting
        fields = ("on", "title", "voters", "state", "due")
        sequence = fields
        exclude = ("code",)

    def sub(self, record):
        return record.get_meeting_kind_display(), ", ".join(filter(None, (record.hamlet, record.unit.name)))


class OpinionTable(RecordTable):
    on = DayColumn(verbose_name="Ngày", orderable=True)
    title = TitleColumn(verbose_name="Nội dung")
    agency = tables.Column(verbose_name="Cơ quan giải quyết", orderable=False, default="")
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = Opinion
        fields = ("code", "on", "title", "agency", "state", "due")
        sequence = fields

    def sub(self, record):
        level = record.competence and f"thẩm quyền {record.get_competence_display().lower()}"
        return record.owner.short_name, record.get_field_display(), level
