import django_tables2 as tables

from core.tables import ChipColumn, DayColumn, DueColumn, RecordTable, TitleColumn
from petitions.models import Petition


class PetitionTable(RecordTable):
    """The register without names: who sent a petition is in no list and no export."""

    code = tables.Column(verbose_name="Số", attrs={"td": {"class": "code num"}}, default="")
    on = DayColumn(verbose_name="Ngày nhận", orderable=True)
    title = TitleColumn(verbose_name="Nội dung")
    petition_kind = tables.Column(verbose_name="Loại đơn", orderable=False)
    agency = tables.Column(
        verbose_name="Cơ quan",
        orderable=False,
        default="",
        attrs={"td": {"class": "opt"}, "th": {"class": "opt"}},
    )
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = Petition
        fields = ("code", "on", "title", "petition_kind", "agency", "state", "due")
        sequence = fields

    def sub(self, record):
        mass = f"đông người ({record.people})" if record.is_mass else ""
        return record.owner.short_name, record.get_field_display(), mass

    def value_petition_kind(self, record):
        return record.get_petition_kind_display()
