"""Forms of the Standing Body's meetings."""

from django import forms
from django.utils.timezone import localdate

from core.forms import CleanForm, DateField, RecordForm, VerbForm
from council.models import Term
from sessions.forms.acts import FilesField, ReasonForm
from sessions.forms.plan import time_field
from sessions.models import StandingMeeting, StandingTopic


class StandingMeetingForm(RecordForm):
    sections_spec = [("Phiên họp", [("term", "number"), ("on", "starts_at"), "place"])]
    starts_at = time_field(label="Giờ họp", required=False)

    class Meta:
        model = StandingMeeting
        fields = ["term", "number", "on", "starts_at", "place"]
        labels = {"on": "Ngày họp"}
        help_texts = {"number": "Một dãy số cho cả nhiệm kỳ. Để trống thì lấy số tiếp theo."}

    def limit_choices(self, actor):
        self.fields["term"].queryset = Term.objects.filter(council=actor.home_id)
        self.fields["number"].required = False

    def clean(self):
        data = super().clean()
        if self.instance.pk and data.get("number") is None and "number" not in self.errors:
            data["number"] = self.instance.number
        term, number = data.get("term"), data.get("number")
        same = (
            term
            and number
            and StandingMeeting(pk=self.instance.pk, term=term, number=number).same_number().first()
        )
        if same:
            free = StandingMeeting.next_number(term)
            self.add_error("number", f"Số {number} đã dùng cho «{same.title}». Số tiếp theo là {free}.")
        return data


class TopicForm(CleanForm, forms.ModelForm):
    topic_id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = StandingTopic
        fields = ["title", "presenter", "conclusion", "task_owner", "due_on"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "conclusion": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self):
        data = super().clean()
        if data.get("due_on") and not data.get("task_owner"):
            self.add_error("task_owner", "Có thời hạn thì ghi giao cho ai.")
        return data


TopicFormSet = forms.formset_factory(TopicForm, extra=1, can_delete=True, max_num=100, absolute_max=100)


class WriteLink(VerbForm):
    """The contents are written on a page of their own (`sessions.pages.standing`)."""


class HoldForm(VerbForm):
    on = DateField(label="Ngày họp", initial=localdate)
    present = forms.CharField(
        label="Thành phần dự họp", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def limit_choices(self, actor, record):
        self.fields["on"].initial = record.on

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > localdate():
            raise forms.ValidationError("Ngày này còn ở phía trước. Kiểm tra lại.")
        return day


class NoticeForm(VerbForm):
    sections_spec = [("", [("code", "noticed_on"), "files"])]
    code = forms.CharField(
        label="Số thông báo kết luận",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "12/TB-TTHĐND"}),
    )
    noticed_on = DateField(label="Ngày thông báo", initial=localdate)
    files = FilesField(label="Tệp thông báo", required=False)

    def clean_noticed_on(self):
        day = self.cleaned_data["noticed_on"]
        if day < self.record.on:
            raise forms.ValidationError(f"Ngày thông báo không thể trước ngày họp {self.record.on:%d/%m/%Y}.")
        return day

    def clean_code(self):
        code, year = self.cleaned_data["code"], self.record.on.year
        same = StandingMeeting.objects.filter(owner=self.record.owner_id, code=code, on__year=year)
        if same.exclude(pk=self.record.pk).exists():
            raise forms.ValidationError("Số thông báo này đã dùng cho phiên họp khác trong năm.")
        return code


class CancelForm(ReasonForm):
    pass
