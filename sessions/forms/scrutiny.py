"""Forms of verification, of the Standing Body's view and of revision."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from core.forms import DateField, VerbForm
from core.models import Body
from council.models import BodyKind, Role
from sessions.forms.acts import FilesField
from sessions.forms.papers import FileField
from sessions.models import Document, StandingView


def _committees(record):
    return Body.objects.filter(home=record.owner_id, kind=BodyKind.COMMITTEE)


class ReassignForm(VerbForm):
    committee = forms.ModelChoiceField(Body.objects.none(), label="Ban chủ trì thẩm tra")
    assigned_on = DateField(label="Ngày phân công", initial=localdate)
    sections_spec = [("", [("committee", "assigned_on")])]

    def limit_choices(self, actor, record):
        self.fields["committee"].queryset = _committees(record)
        self.fields["committee"].initial = record.committee_id


class AssignForm(ReassignForm):
    others = forms.ModelMultipleChoiceField(
        Body.objects.none(), label="Các Ban cùng thẩm tra", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Mỗi Ban có báo cáo và thời hạn riêng.",
    )  # fmt: skip
    sections_spec = [("", [("committee", "assigned_on"), "others"])]

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        self.fields["others"].queryset = _committees(record)


class AddCommitteeForm(ReassignForm):
    def limit_choices(self, actor, record):
        self.fields["committee"].label = "Ban cùng thẩm tra"
        self.fields["committee"].queryset = _committees(record).exclude(pk__in=record.committees())


class OfCommittee(VerbForm):
    """An act of one committee; the office says which where several still work."""

    committee = forms.ModelChoiceField(Body.objects.none(), label="Ban", empty_label=None)

    def limit_choices(self, actor, record):
        waiting = record.verifications.filter(given_on=None).values("committee")
        rows = _committees(record).filter(pk__in=waiting)
        if actor.role == Role.HEAD:
            rows = rows.filter(pk=actor.body_id)
        self.fields["committee"].queryset = rows
        self.fields["committee"].required = False
        if rows.count() < 2:
            self.fields["committee"].widget = forms.HiddenInput()


class MeetingForm(OfCommittee):
    meeting_on = DateField(label="Ngày Ban họp", initial=localdate)
    meeting_place = forms.CharField(label="Nơi họp", max_length=200, required=False)
    sections_spec = [("", ["committee", ("meeting_on", "meeting_place")])]


class DraftForm(VerbForm):
    draft = forms.CharField(
        label="Dự thảo ý kiến thẩm tra", required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Chỉ Ban của Anh/Chị đọc được cho đến khi nhập báo cáo thẩm tra.",
    )  # fmt: skip

    def limit_choices(self, actor, record):
        row = record.verified_by(actor.body_id)
        self.fields["draft"].initial = row.draft if row else ""


class VerifyForm(OfCommittee):
    opinion = forms.CharField(label="Ý kiến thẩm tra", widget=forms.Textarea(attrs={"rows": 8}))
    report_no = forms.CharField(label="Số báo cáo", max_length=60, required=False)
    verified_on = DateField(label="Ngày báo cáo", initial=localdate)
    files = FilesField(label="Tệp báo cáo", required=False)
    sections_spec = [("", ["committee", ("report_no", "verified_on"), "opinion", "files"])]

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        own = record.verified_by(actor.body_id)
        self.fields["opinion"].initial = own.draft if own else ""

    def clean_verified_on(self):
        day = self.cleaned_data["verified_on"]
        if self.record.received_on and day < self.record.received_on:
            raise ValidationError(
                f"Báo cáo thẩm tra không thể trước ngày nhận hồ sơ {self.record.received_on:%d/%m/%Y}."
            )
        return day


class StandingViewForm(VerbForm):
    decision = forms.ChoiceField(label="Kết luận", choices=StandingView.Decision.choices)
    on = DateField(label="Ngày cho ý kiến", initial=localdate)
    paper_no = forms.CharField(label="Số thông báo kết luận", max_length=60, required=False)
    text = forms.CharField(label="Nội dung ý kiến", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    due_on = DateField(label="Hạn chỉnh lý", required=False)
    sections_spec = [("", ["decision", ("on", "paper_no"), "text", "due_on"])]

    def clean(self):
        data = super().clean()
        if data.get("decision") == StandingView.Decision.REVISE and not data.get("text"):
            self.add_error("text", "Ghi rõ nội dung cần chỉnh lý.")
        _after(self, data, "on", "due_on")
        return data


def _after(form, data, first, second):
    if data.get(first) and data.get(second) and data[second] < data[first]:
        form.add_error(second, "Hạn chỉnh lý không được trước ngày yêu cầu.")


class ReviseForm(VerbForm):
    request = forms.CharField(label="Nội dung yêu cầu chỉnh lý", widget=forms.Textarea(attrs={"rows": 5}))
    asked_on = DateField(label="Ngày yêu cầu", initial=localdate)
    due_on = DateField(label="Hạn chỉnh lý", required=False)
    sections_spec = [("", ["request", ("asked_on", "due_on")])]

    def clean(self):
        data = super().clean()
        _after(self, data, "asked_on", "due_on")
        return data


class AnswerRevisionForm(VerbForm):
    answer = forms.CharField(label="Nội dung tiếp thu, giải trình", widget=forms.Textarea(attrs={"rows": 6}))
    answered_on = DateField(label="Ngày nộp", initial=localdate)
    document = forms.ModelChoiceField(
        Document.objects.none(), label="Tài liệu được chỉnh lý", required=False, empty_label="Tài liệu mới"
    )
    upload = FileField(label="Tệp bản chỉnh lý", required=False)
    note = forms.CharField(label="Thay đổi so với bản trước", max_length=400, required=False)
    sections_spec = [("", ["answer", "answered_on", ("document", "note"), "upload"])]

    def limit_choices(self, actor, record):
        rows = record.documents.filter(removed_at=None).exclude(kind=Document.Kind.VERIFICATION)
        self.fields["document"].queryset = rows


class FinishRevisionForm(VerbForm):
    closed_on = DateField(label="Ngày kết thúc", initial=localdate)
