from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from core.services.deadlines import choose_rule
from desk.duties.catalogue import choices
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
        code, start, due = (data.get(name) for name in ("rule_code", "on", "due_asked"))
        if code and start:
            self._check_limit(choose_rule(code, start, Body.objects.get(pk=self.actor.home_id)), start, due)
        return data

    def _check_limit(self, rule, start, due):
        """The law must give the number of days, or a paper the date."""
        if due is None and rule is None:
            self.add_error(
                "on", f"Ngày {start:%d/%m/%Y} chưa có quy định này. Chọn ngày khác hoặc ghi hạn theo văn bản."
            )
        elif due is None and rule.offset is None:
            self.add_error("due_asked", "Luật không định số ngày cho việc này. Ghi hạn do văn bản ấn định.")
        elif due and due < start and not (rule and rule.offset is not None and rule.offset < 0):
            self.add_error("due_asked", f"Hạn không thể trước ngày bắt đầu tính ({start:%d/%m/%Y}).")


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
