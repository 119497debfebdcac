from django import forms
from django.utils.timezone import localdate

from core.forms import RecordForm
from core.models import Body
from core.text import whole
from council.models import Council
from reports import books
from reports.forms.periods import END_BEFORE_START, reporting_bodies
from reports.models import SummaryReport


class ReportForm(RecordForm):
    """A new report asks for its period; an existing one for its text, section by section."""

    PERIOD, HEAD = (
        ["report_kind", "outline", "subject", "start", "end"],
        ["number", "place", "authority", "signer_post", "signer_name"],
    )
    _HEAD_ROWS = [
        "title",
        ("number", "place", "on"),
        ("authority", "signer_post", "signer_name"),
        "recipients",
    ]

    class Meta:
        model = SummaryReport
        fields = [
            "outline", "subject", "report_kind", "start", "end", "title", "number", "place", "on", "authority", "signer_post",
            "signer_name", "recipients",
        ]  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "recipients": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {"title": "Trích yếu", "on": "Ngày ký", "number": "Số, ký hiệu", "place": "Địa danh"}
        help_texts = {
            "number": "Để trống khi chưa vào sổ. Gõ 5 thành 05/BC-HĐND.",
            "recipients": "Mỗi nơi nhận một dòng.",
            "title": "Để trống khi lập để lấy trích yếu của mẫu báo cáo.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = bool(self.instance.pk)
        if self.instance.pk:
            for name in self.PERIOD:
                del self.fields[name]
            self._add_sections()

    def limit_choices(self, actor):
        if "subject" not in self.fields:
            return
        own = reporting_bodies(actor.home_id) if actor else Body.objects.none()
        self.fields["subject"] = forms.ModelChoiceField(
            own, label="Cơ quan báo cáo", required=False, empty_label="Hội đồng nhân dân"
        )
        self.fields["outline"] = forms.ChoiceField(label="Mẫu báo cáo", choices=books.CHOICES, required=False)

    def _add_sections(self):
        for item in self.instance.sections:
            self.fields[f"section_{item['key']}"] = forms.CharField(
                label=item["heading"], required=False, initial=item["text"],
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text="Đã sửa tay; xóa trắng để lấy lại câu mẫu." if item["edited"] else "",
            )  # fmt: skip

    @property
    def sections_spec(self):
        if not self.instance.pk:
            period = [("outline", "subject"), ("report_kind", "start", "end")]
            return [("Kỳ báo cáo", period), ("Thể thức", self._HEAD_ROWS)]
        texts = [name for name in self.fields if name.startswith("section_")]
        return [("Nội dung", texts), ("Thể thức", self._HEAD_ROWS)]

    def clean(self):
        data = super().clean()
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", END_BEFORE_START)
        if data.get("number"):
            self._clean_number(data)
        return data

    def _clean_number(self, data):
        """A bare number becomes a whole symbol; one taken in the same year is refused here."""
        council = Council.objects.get(pk=self.instance.owner_id or self.actor.home_id)
        data["number"] = whole_number(data["number"], council)
        year = (data.get("on") or localdate()).year
        taken = SummaryReport.objects.filter(book=book(council, year), number=data["number"])
        if taken.exclude(pk=self.instance.pk).exists():
            self.add_error(
                "number", f"Số {data['number']} đã dùng cho báo cáo khác của năm {year}. Chọn số khác."
            )


def whole_number(text, council):
    """The number and symbol of a report: below ten with a leading zero ("05/BC-HĐND")."""
    return f"{whole(text):02d}/BC-{council.symbol}" if whole(text) else text


def book(council, year):
    """The yearly book in which numbers are given once; they begin anew each year."""
    return f"{council.code}/{year}"
