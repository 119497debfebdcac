import django_tables2 as tables

from core.tables import ChipColumn, DayColumn, RecordTable, TitleColumn
from reports.models import SummaryReport


class ReportTable(RecordTable):
    number = tables.Column(
        verbose_name="Số", orderable=False, default="", attrs={"td": {"class": "code num"}}
    )
    on = DayColumn(verbose_name="Ngày ký", orderable=True)
    title = TitleColumn(verbose_name="Trích yếu")
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)

    class Meta(RecordTable.Meta):
        model = SummaryReport
        fields = ("number", "on", "title", "state")
        sequence = fields
        exclude = ("code", "due")

    def sub(self, record):
        return record.owner.short_name, f"{record.start:%d/%m/%Y} – {record.end:%d/%m/%Y}", record.code
