from django import forms

from core.forms import DateField, RecordForm, VerbForm
from council.models import Delegate
from oversight.forms.common import begin_with, delegates_of, not_before, reason, words
from oversight.models import JointRound


class JointForm(RecordForm):
    sections_spec = [
        ("Đoàn giám sát của cấp trên", ["title", ("level", "field"), "host", "paper"]),
        ("Thời gian, địa điểm", [("on", "ends_on"), "place"]),
        ("Đại biểu tham gia", ["members", "result"]),
    ]

    class Meta:
        model = JointRound
        fields = ["title", "level", "field", "host", "paper", "on", "ends_on", "place", "members", "result"]
        labels = {"title": "Chuyên đề", "on": "Ngày bắt đầu"}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}), "members": forms.CheckboxSelectMultiple,
            "result": forms.Textarea(attrs={"rows": 4}),
        }  # fmt: skip

    def limit_choices(self, actor):
        self.fields["members"].queryset = delegates_of(actor)

    def clean(self):
        data = super().clean()
        not_before(self, data, "ends_on", data.get("on"), "ngày bắt đầu")
        return data


class TakePartForm(VerbForm):
    ends_on = DateField(label="Ngày kết thúc", required=False)
    members = forms.ModelMultipleChoiceField(
        Delegate.objects.none(), label="Đại biểu tham gia", widget=forms.CheckboxSelectMultiple
    )
    result = words("Nội dung, kết quả tham gia", required=False)

    def limit_choices(self, actor, record):
        self.fields["members"].queryset = delegates_of(actor)
        begin_with(self, ends_on=record.ends_on, members=list(record.members.all()), result=record.result)

    def clean(self):
        data = super().clean()
        not_before(self, data, "ends_on", self.record.on, "ngày bắt đầu")
        return data


class StayAwayForm(VerbForm):
    cancel_reason = reason("Lý do không tham gia")
