"""Forms of what happens to a question beside asking and answering."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, PlainForm, VerbForm
from sessions.forms.acts import FilesField, KeptForm, ReasonForm
from sessions.models import Promise, Question, Session


class GroupForm(VerbForm):
    topic_group = forms.CharField(label="Nhóm vấn đề", max_length=200)

    def limit_choices(self, actor, record):
        self.fields["topic_group"].initial = record.topic_group


class SelectForm(VerbForm):
    selected_on = DateField(label="Ngày Thường trực lựa chọn", initial=localdate)


class DeferForm(VerbForm):
    ground = forms.ChoiceField(label="Lý do trả lời bằng văn bản", choices=Question.Ground.choices)


class KeptWithProofForm(KeptForm):
    promise = forms.ModelChoiceField(
        Promise.objects.none(), label="Lời hứa", required=False, empty_label="Chọn lời hứa"
    )
    proof = forms.CharField(
        label="Minh chứng", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Văn bản, công trình, kết quả cho thấy lời hứa đã được thực hiện.",
    )  # fmt: skip
    files = FilesField(label="Tệp minh chứng", required=False)
    sections_spec = [("", ["promise", "kept_on", "proof", "files"])]

    def limit_choices(self, actor, record):
        still_open = record.promises.filter(kept_on=None)
        field = self.fields["promise"]
        field.queryset, field.required = still_open, len(still_open) > 1
        if len(still_open) == 1:
            field.initial, field.empty_label = still_open[0], None

    def clean(self):
        data = super().clean()
        if not data.get("proof") and not data.get("files") and not self.errors:
            self.add_error("proof", "Ghi minh chứng hoặc đính kèm tệp.")
        return data


class PromiseReportForm(VerbForm):
    text = forms.CharField(
        label="Kết quả thực hiện lời hứa", max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Việc đã làm, việc còn lại, thời gian hoàn thành của từng lời hứa.",
    )  # fmt: skip
    paper_no = forms.CharField(label="Số báo cáo", max_length=60, required=False)
    reported_on = DateField(label="Ngày báo cáo", initial=localdate)
    files = FilesField(label="Tệp báo cáo, minh chứng", required=False)
    sections_spec = [("", ["text", ("paper_no", "reported_on"), "files"])]

    def clean_reported_on(self):
        day = self.cleaned_data["reported_on"]
        if day > localdate():
            raise forms.ValidationError("Ngày này còn ở phía trước. Kiểm tra lại.")
        if self.record.answered_on and day < self.record.answered_on:
            raise forms.ValidationError(
                f"Ngày báo cáo không được trước ngày trả lời {self.record.answered_on:%d/%m/%Y}."
            )
        return day


class BringForm(ReasonForm):
    brought_on = DateField(label="Ngày đề nghị", initial=localdate)
    council_session = forms.ModelChoiceField(
        Session.objects.none(), label="Kỳ họp xem xét", required=False, empty_label="Kỳ họp tới, chưa ấn định"
    )
    sections_spec = [("", [("brought_on", "council_session"), "reason"])]

    def limit_choices(self, actor, record):
        self.fields["council_session"].queryset = Session.objects.filter(
            owner=record.owner_id, state__in=[*Session.COMING, "opened"]
        )


class ConsiderForm(VerbForm):
    considered_on = DateField(label="Ngày HĐND xem xét", initial=localdate)
    consideration = forms.CharField(
        label="Kết quả xem xét trách nhiệm", max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class GroupSlipsForm(PlainForm):
    """Several slips of one session into one group."""

    topic_group = forms.CharField(label="Nhóm vấn đề", max_length=200)
    slips = forms.ModelMultipleChoiceField(Question.objects.none(), label="Phiếu")

    def __init__(self, *args, slips, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slips"].queryset = slips
