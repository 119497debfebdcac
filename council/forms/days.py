"""Forms of days off and of decided years."""

from django import forms

from core.models import SpecialDay
from council.forms.base import OfficeForm, OfficeModelForm
from council.services.daysoff import read_rows


class DayForm(OfficeModelForm):
    worked = forms.TypedChoiceField(
        label="Ngày này", choices=[("0", "nghỉ"), ("1", "đi làm (làm bù)")], coerce=lambda value: value == "1"
    )
    sections_spec = [("", [("day", "worked"), "name", "basis"])]

    class Meta:
        model = SpecialDay
        fields = ["day", "worked", "name", "basis"]
        error_messages = {"day": {"unique": "Ngày này đã có trong danh sách."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["worked"] = "1" if self.instance.worked else "0"


class DecreeForm(OfficeForm):
    """The days of a decree as a small pasted table."""

    rows = forms.CharField(
        label="Các ngày", widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="Mỗi dòng một ngày: ngày, «nghỉ» hoặc «làm bù», lý do; cách nhau bằng phím Tab. Dán thẳng được từ Excel.",
    )  # fmt: skip
    basis = forms.CharField(label="Số văn bản công bố", max_length=250)
    confirms = forms.BooleanField(label="Văn bản này công bố lịch nghỉ cả năm", required=False)
    sections_spec = [("", ["rows", "basis", "confirms"])]

    def clean_rows(self):
        self.changes, faults = read_rows(self.cleaned_data["rows"])
        if faults:
            raise forms.ValidationError(faults)
        return self.cleaned_data["rows"]

    def clean_basis(self):
        return self.cleaned_data["basis"].strip()


class YearForm(OfficeForm):
    basis = forms.CharField(label="Số văn bản công bố", max_length=250)
