import django_tables2 as tables

from core.tables import ChipColumn, DayColumn, DueColumn, RecordTable, TitleColumn
from voters.models import Meeting, Opinion

NUM = {"td": {"class": "num"}, "th": {"class": "num"}}


class MeetingTable(RecordTable):
    on = DayColumn(verbose_name="Ngày", orderable=True)
    title = TitleColumn(verbose_name="Hội nghị")
    voters = tables.Column(verbose_name="Cử tri", orderable=False, default="", attrs=NUM)
    opinion_count = tables.Column(verbose_name="Kiến nghị", orderable=False, default="", attrs=NUM)

    class Meta(RecordTable.Meta):
        model = Meeting
        fields = ("on", "title", "voters", "opinion_count", "state", "due")
        sequence = fields
        exclude = ("code",)

    def sub(self, record):
        host = f"{record.host.short_name} chủ trì" if record.host else record.owner.short_name
        place = ", ".join(filter(None, (record.hamlet, record.unit.name)))
        return host, record.get_meeting_kind_display(), place

    def render_opinion_count(self, value):
        return value or ""


class OpinionTable(RecordTable):
    on = DayColumn(
        verbose_name="Ngày", orderable=True, visible=False
    )  # on the page it stands in the second line
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
        day = f"{'hội nghị' if record.meeting_id else 'nêu'} {record.on:%d/%m/%Y}"
        repeats = record.repeat_count and f"{record.repeat_count + 1} lần cùng kiến nghị"
        same = record.same_code and f"trùng {record.same_code}"
        result = not record.on_spot and record.outcome_label.lower()
        return record.owner.short_name, day, repeats, same, level, result
