"""Filters of the directory and of the administrator's lists, kept in the address."""

from django import forms
from django.utils.timezone import localdate

from core.forms import PlainForm
from core.models import DeadlineRule
from core.text import fold

_SEARCH = forms.TextInput(attrs={"placeholder": "Tên (không cần dấu)", "type": "search"})


class NameFilter(PlainForm):
    q = forms.CharField(label="Tìm", required=False, max_length=200, widget=_SEARCH)


class PeopleFilter(NameFilter):
    tt = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), ("dang-dung", "Đang dùng"), ("ngung", "Đã ngừng"), ("khoa", "Đang bị khóa")],
    )


class RuleFilter(NameFilter):
    so = forms.ChoiceField(label="Sổ", required=False)
    tin = forms.ChoiceField(
        label="Độ tin cậy", required=False, choices=[("", "Tất cả"), *DeadlineRule.Confidence.choices]
    )
    hl = forms.ChoiceField(
        label="Hiệu lực",
        required=False,
        choices=[("", "Tất cả"), ("con", "Đang có hiệu lực"), ("het", "Không còn hoặc chưa có")],
    )

    def __init__(self, *args, registers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["so"].choices = [("", "Tất cả"), *registers.items()]

    def passes(self, rule):
        """Whether a rule is asked for; the rules are few, so they are filtered as they are read."""
        data = self.cleaned_data
        today = localdate()
        in_force = rule.valid_from <= today and (rule.valid_to is None or rule.valid_to >= today)
        text = fold(f"{rule.code} {rule.owed} {rule.basis} {rule.article}")
        return (
            data.get("so") in ("", None, rule.register)
            and data.get("tin") in ("", None, rule.confidence)
            and data.get("hl") in ("", None, "con" if in_force else "het")
            and all(word in text for word in fold(data.get("q", "")).split())
        )
