from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import localdate

from core.forms import DateField, PlainForm, RecordForm
from core.text import whole
from council.models import Council
from reports import period
from reports.models import SummaryReport

END_BEFORE_START = "Ngày kết thúc phải từ ngày bắt đầu trở đi."
LONGEST_YEARS = 10


class PeriodForm(PlainForm):
    """Council and period of the figures, kept in the address.

    A usual period fills in the two days; days typed over it win. `cu` is the usual period that the page was
    shown with: when another one was chosen since, its days replace the old ones.
    """

    hd = forms.ModelChoiceField(
        Council.objects.none(),
        to_field_name="code",
        label="Hội đồng nhân dân",
        empty_label=None,
        required=False,
    )
    ky = forms.ChoiceField(label="Kỳ báo cáo", choices=period.CHOICES, required=False)
    nam = forms.IntegerField(
        label="Năm", required=False, validators=[MinValueValidator(1946), MaxValueValidator(2200)],
        error_messages={"invalid": "Năm phải là số, ví dụ 2026."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )  # fmt: skip
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)
    cu = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor, **kwargs):
        self.home_id = actor.home_id
        super().__init__(*args, **kwargs)
        self.fields["hd"].queryset = Council.objects.filter(pk__in=actor.scope).select_related(
            "unit", "parent"
        )
        self.fields["hd"].error_messages.update(
            invalid_choice="Không có Hội đồng nhân dân này trong phạm vi được xem.",
        )
        self.fields["nam"].validators[-1].message = self.fields["nam"].validators[-2].message = (
            "Năm từ 1946 đến 2200."
        )
        self.fields["ky"].error_messages["invalid_choice"] = "Không có kỳ báo cáo này."

    def clean_hd(self):
        """The council; one's own when the address names none."""
        return self.cleaned_data["hd"] or self.fields["hd"].queryset.get(pk=self.home_id)

    def clean(self):
        data = super().clean()
        if self._chosen_anew(data):
            self._fill(data)
        for name, label in (("tu", "bắt đầu"), ("den", "kết thúc")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"Nhập ngày {label}.")
        self._in_order(data)
        return data

    def _chosen_anew(self, data):
        """Whether the usual period was chosen on the page, or is all that the address gives."""
        ky, nam = data.get("ky"), data.get("nam")
        if ky not in period.USUAL or "nam" in self.errors:
            return False
        typed = self.data.get("tu") and self.data.get("den")
        return not typed or (data.get("cu") and data["cu"] != f"{ky}-{nam}")

    def _fill(self, data):
        chosen = period.usual(data["ky"], data.get("nam") or localdate().year)
        for name, day in (("tu", chosen.start), ("den", chosen.end)):
            data[name] = day
            self.errors.pop(name, None)

    def _in_order(self, data):
        start, end = data.get("tu"), data.get("den")
        if start and end and end < start:
            self.add_error("den", END_BEFORE_START)
        elif start and end and end.year - start.year > LONGEST_YEARS:
            self.add_error("den", f"Kỳ báo cáo dài quá {LONGEST_YEARS} năm.")

    @property
    def period(self):
        """The period that was asked for; only of a valid form."""
        return period.named(self.cleaned_data["tu"], self.cleaned_data["den"])


class DaysForm(PlainForm):
    """Two days in the address."""

    tu, den = DateField(), DateField()

    def clean(self):
        data = super().clean()
        if data.get("tu") and data.get("den") and data["den"] < data["tu"]:
            self.add_error("den", END_BEFORE_START)
        return data


def shown(form, council, chosen, actor):
    """The form as the page shows it: with the days of the period that the figures are of."""
    year = chosen.start.year
    values = {
        "hd": council.code, "ky": chosen.choice, "nam": year, "tu": f"{chosen.start:%d/%m/%Y}",
        "den": f"{chosen.end:%d/%m/%Y}", "cu": f"{chosen.choice}-{year}",
    }  # fmt: skip
    return PeriodForm(values, actor=actor)


class ReportForm(RecordForm):
    """A new report asks for its period; an existing one for its text, section by section."""

    PERIOD, HEAD = (
        ["report_kind", "start", "end"],
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
            "report_kind", "start", "end", "title", "number", "place", "on", "authority", "signer_post",
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
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in self.PERIOD:
                del self.fields[name]
            self._add_sections()

    def _add_sections(self):
        for item in self.instance.sections:
            self.fields[f"section_{item['key']}"] = forms.CharField(
                label=item["heading"], required=False, initial=item["text"],
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text="Đã sửa tay; xóa trắng để lấy lại câu sinh từ số liệu." if item["edited"] else "",
            )  # fmt: skip

    @property
    def sections_spec(self):
        if not self.instance.pk:
            return [("Kỳ báo cáo", [("report_kind", "start", "end")]), ("Thể thức", self._HEAD_ROWS)]
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
