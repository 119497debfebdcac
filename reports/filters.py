import django_filters as filters

from core.filters import RecordFilter
from reports.models import SummaryReport


class ReportFilter(RecordFilter):
    loai = filters.ChoiceFilter(
        field_name="report_kind", label="Loại", empty_label="Tất cả", choices=SummaryReport.ReportKind.choices
    )

    class Meta(RecordFilter.Meta):
        model = SummaryReport
        fields: list = []
