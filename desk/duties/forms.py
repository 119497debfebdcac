from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from desk.duties.catalogue import choices, fault
from desk.duties.models import Duty


class DutyForm(RecordForm):
    sections_spec = [
        ("Việc phải làm", ["rule_code", "title", ("owed_by", "repeat")]),
        ("Thời hạn", [("on", "due_asked"), "note"]),
    ]

    class Meta:
        model = Duty
        fields = ["rule_code", "title", "owed_by", "repeat", "on", "due_asked", "note"]
        labels = {"title": "Tên việc", "on": "Ngày bắt đầu tính"}
        help_texts = {
            "title": "Để trống thì lấy tên việc trong quy định.",
            "owed_by": "Để trống thì là Thường trực HĐND.",
            "due_asked": "Bắt buộc khi luật không định số ngày; ghi vào thì thay số ngày của luật.",
            "repeat": "Xong kỳ này, kỳ sau tự mở.",
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "title": forms.TextInput()}

    def limit_choices(self, actor):
        self.home = Body.objects.get(pk=actor.home_id)
        self.fields["title"].required = self.fields["owed_by"].required = False
        self.fields["rule_code"] = forms.ChoiceField(
            label="Theo quy định", choices=[("", "Chọn…"), *choices()],
            widget=forms.Select(attrs={"autofocus": ""}),
        )  # fmt: skip
        near = self.fields["owed_by"].queryset.filter(
            Q(pk=actor.home_id) | Q(home=actor.home_id), valid_to=None
        )
        self.fields["owed_by"].queryset = near

    def clean(self):
        data = super().clean()
        code, on = data.get("rule_code"), data.get("on")
        if code and on and (wrong := fault(self.home, code, on, data.get("due_asked"))):
            self.add_error(*wrong)
        return data


class FinishForm(VerbForm):
    done_no = forms.CharField(label="Số văn bản", max_length=60, required=False)
    done_on = DateField(label="Xong ngày", initial=localdate)
    sections_spec = [("", [("done_no", "done_on")])]

    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        if day and day > localdate():
            raise forms.ValidationError(f"Ngày {day:%d/%m/%Y} chưa đến.")
        return day


class DropForm(VerbForm):
    reason = forms.CharField(label="Lý do", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
