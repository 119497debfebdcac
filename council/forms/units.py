"""Forms of territories and constituencies, for the administrator."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField
from council.forms.base import OfficeForm, OfficeModelForm, Period
from council.models import Constituency, Unit
from council.services.units import read_units, units


class UnitForm(Period, OfficeModelForm):
    """A territory; a new one also says where it lies."""

    period = ("valid_from", "valid_to")
    sections_spec = [("", ["name", ("kind", "code"), ("level", "parent"), ("valid_from", "valid_to")])]

    class Meta:
        model = Unit
        fields = ["name", "kind", "code", "level", "parent", "valid_from", "valid_to"]
        help_texts = {
            "kind": "Ví dụ phường, xã, đặc khu, tổ dân phố, thôn.",
            "code": "Mã đơn vị hành chính theo danh mục; thôn, tổ dân phố tự đặt.",
            "valid_to": "Để trống khi đơn vị còn hoạt động.",
        }
        error_messages = {"code": {"unique": "Mã này đã có ở đơn vị khác."}}

    def limit_choices(self, actor):
        if self.instance.pk:
            del self.fields["level"], self.fields["parent"]
            return
        self.fields["parent"].required = True
        self.fields["parent"].queryset = units(actor).filter(valid_to=None)


class UnitsForm(OfficeForm):
    """Many territories at once, as a table pasted from a spreadsheet."""

    parent = forms.ModelChoiceField(Unit.objects.none(), label="Thuộc")
    rows = forms.CharField(
        label="Các đơn vị", widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Mỗi dòng một đơn vị: mã, loại, tên; cách nhau bằng phím Tab. Dán thẳng được từ Excel.",
    )  # fmt: skip
    councils = forms.BooleanField(
        label="Lập luôn Hội đồng nhân dân cho mỗi xã, phường, đặc khu", required=False, initial=True
    )
    sections_spec = [("", ["parent", "rows", "councils"])]

    def limit_choices(self, actor):
        self.fields["parent"].queryset = units(actor).filter(valid_to=None)

    def clean_rows(self):
        found, faults = read_units(self.cleaned_data["rows"])
        if faults:
            raise forms.ValidationError(faults)
        return found


class EndUnitForm(OfficeForm):
    """A territory ends, and which take its place."""

    on = DateField(label="Thay thế từ ngày", initial=localdate)
    successors = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Đơn vị tiếp nối", required=False, widget=forms.CheckboxSelectMultiple
    )
    decree = forms.CharField(label="Số văn bản sắp xếp", max_length=200)
    sections_spec = [("", ["on", "successors", "decree"])]

    def __init__(self, *args, unit, **kwargs):
        self.unit = unit
        super().__init__(*args, **kwargs)

    def limit_choices(self, actor):
        same = units(actor).filter(level=self.unit.level, valid_to=None).exclude(pk=self.unit.pk)
        self.fields["successors"].queryset = same


class ConstituencyForm(OfficeModelForm):
    """A constituency of a term and the territories it is made of."""

    sections_spec = [("", ["number", "units"])]

    class Meta:
        model = Constituency
        fields = ["number", "units"]
        widgets = {"units": forms.CheckboxSelectMultiple}

    def __init__(self, *args, land, **kwargs):
        self.land = land
        super().__init__(*args, **kwargs)

    def limit_choices(self, actor):
        self.fields["units"].queryset = Unit.objects.filter(parent=self.land)
        self.fields["units"].required = True
