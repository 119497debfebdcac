"""Forms of legal rules."""

from django import forms

from core.models import Body, DeadlineRule
from council.forms.base import OfficeModelForm, Period


class RuleForm(Period, OfficeModelForm):
    period = ("valid_from", "valid_to")
    sections_spec = [
        ("Thời hạn", ["owed", ("offset", "unit"), ("extends_by", "extends_times")]),
        ("Căn cứ", ["basis", "article", ("valid_from", "valid_to"), "confidence", "note"]),
    ]

    class Meta:
        model = DeadlineRule
        fields = [
            "owed",
            "offset",
            "unit",
            "extends_by",
            "extends_times",
            "basis",
            "article",
            "valid_from",
            "valid_to",
            "confidence",
            "note",
        ]
        help_texts = {
            "offset": "Số âm là trước mốc tính. Để trống khi luật không định số ngày.",
            "extends_by": "Cùng cách tính với thời hạn. Để trống khi luật không cho gia hạn.",
            "confidence": "Chỉ chọn «đã đối chiếu» khi đã đọc đúng điều khoản trong văn bản.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["extends_times"].required = False

    def clean_extends_times(self):
        return self.cleaned_data["extends_times"] or 1

    def clean(self):
        data = super().clean()
        if data.get("extends_by") and (data.get("offset") is None or data["offset"] < 0):
            self.add_error("extends_by", "Chỉ thời hạn tính về sau mốc mới gia hạn được.")
        return data


class LocalRuleForm(RuleForm):
    scope = forms.ModelChoiceField(Body.objects.none(), label="Chỉ áp dụng cho")
    sections_spec = [("Nơi áp dụng", ["scope"]), *RuleForm.sections_spec]

    class Meta(RuleForm.Meta):
        fields = [*RuleForm.Meta.fields, "scope"]

    def limit_choices(self, actor):
        self.fields["scope"].queryset = Body.objects.filter(pk__in=actor.scope)
        self.fields["scope"].required = True
