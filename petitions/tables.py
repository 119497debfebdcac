import django_tables2 as tables

from core.tables import ChipColumn, DayColumn, DueColumn, RecordTable, TitleColumn
from petitions.models import CitizenVisit, Petition, Reception


class PetitionTable(RecordTable):
    """The register without names: who sent a petition is in no list and no export."""

    code = tables.Column(verbose_name="Số", attrs={"td": {"class": "code"}}, default="")
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


class ReceptionTable(RecordTable):
    on = DayColumn(verbose_name="Ngày tiếp", orderable=True)
    title = TitleColumn(verbose_name="Buổi tiếp công dân")
    place = tables.Column(verbose_name="Địa điểm", orderable=False, default="")
    visits = tables.Column(verbose_name="Lượt / người", orderable=False, empty_values=(), accessor="pk")
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = Reception
        fields = ("on", "title", "place", "visits", "state", "due")
        sequence = fields
        exclude = ("code",)

    def sub(self, record):
        hour = f"{record.starts_at:%H:%M}" if record.starts_at else ""
        return record.owner.short_name, hour, "trực tuyến" if record.is_online else ""

    def render_visits(self, record):
        return f"{record.visits_n} / {record.people_n or 0}"

    def value_visits(self, record):
        return f"{record.visits_n} lượt, {record.people_n or 0} người"


class CitizenVisitTable(RecordTable):
    """The book on the screen, without names; its printed form is that of form 03/TCD (petitions/book.py)."""

    code = tables.Column(verbose_name="Số", attrs={"td": {"class": "code"}}, default="")
    on = DayColumn(verbose_name="Ngày tiếp", orderable=True)
    title = TitleColumn(verbose_name="Nội dung")
    visit_kind = tables.Column(verbose_name="Phân loại", orderable=False)
    people = tables.Column(
        verbose_name="Số người", orderable=False, attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta(RecordTable.Meta):
        model = CitizenVisit
        fields = ("code", "on", "title", "visit_kind", "people", "state", "due")
        sequence = fields

    def sub(self, record):
        mass = "đoàn đông người" if record.is_mass else ""
        petition = f"đơn số {record.petition.code}" if record.petition_id else ""
        return record.get_field_display(), mass, petition
