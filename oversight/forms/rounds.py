from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from council.models import Delegate
from oversight.forms.common import (
    KINDS,
    Subject,
    begin_with,
    check_subject,
    delegates_of,
    not_before,
    paper,
    reason,
    words,
)
from oversight.models import ProgrammeItem, Round

# What acts have set may be corrected in the form once it is there, never entered there first.
_SET_BY_ACTS = [
    "decision_no", "decision_on", "plan_no", "plan_on", "outline_no", "outline_sent_on", "report_no", "reported_on",
    "conclusion_no", "conclusion_on", "conclusion",
]  # fmt: skip
_LAST = ("council_session", "is_secret")
_OPTIONAL = ("outline_no", "report_no")


class RoundForm(RecordForm):
    sections_spec = [
        ("Nội dung", ["programme_item", "title", ("round_kind", "field"), ("subject_kind", "subject_body"), *_LAST]),
        ("Thời gian", [("on", "ends_on"), ("scope_from", "scope_to")]),
        ("Mục đích, nội dung", ["purpose", "scope"]),
        ("Đoàn giám sát", ["head", "members", "invited"]),
        ("Văn bản đã ban hành", [*zip(_SET_BY_ACTS[:-1:2], _SET_BY_ACTS[1::2], strict=True), "conclusion"]),
    ]  # fmt: skip

    programme_item = forms.ModelChoiceField(
        ProgrammeItem.objects.none(),
        label="Theo chương trình năm",
        required=False,
        empty_label="Ngoài chương trình",
    )

    class Meta:
        model = Round
        fields = [
            "title", "round_kind", "field", "subject_kind", "subject_body", *_LAST, "on", "ends_on",
            "scope_from", "scope_to", "purpose", "scope", "head", "members", "invited", *_SET_BY_ACTS,
        ]  # fmt: skip
        labels = {
            "title": "Chuyên đề", "on": "Ngày bắt đầu", "ends_on": "Ngày kết thúc (dự kiến)",
            "scope_from": "Thời kỳ được giám sát: từ", "scope_to": "đến", "is_secret": "Hồ sơ mật",
        }  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "members": forms.CheckboxSelectMultiple,
            "invited": forms.Textarea(attrs={"rows": 3}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "scope": forms.Textarea(attrs={"rows": 3}),
            "conclusion": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {
            "invited": "Mỗi dòng một người: họ tên, chức vụ, cơ quan.",
            "is_secret": "Không hiện cho đơn vị ngoài HĐND. Bí mật nhà nước không nhập vào cổng này.",
        }

    def limit_choices(self, actor):
        organs = Body.objects.filter(
            Q(home=actor.home_id) | Q(pk=actor.home_id), kind__in=set(KINDS.values())
        )
        self.fields["subject_body"].queryset = (
            organs.filter(pk=actor.body_id) if actor.role == "head" else organs
        )
        self.fields["council_session"].queryset = self.fields["council_session"].queryset.filter(
            owner=actor.home_id
        )
        self.fields["head"].queryset = self.fields["members"].queryset = delegates_of(actor)
        if actor.role == "head" and not self.instance.pk:
            self.initial.update(subject_kind=Subject.COMMITTEE, subject_body=actor.body_id)
        self._limit_items(actor)
        self._keep_what_acts_set()

    def _limit_items(self, actor):
        """What decided programmes still wait for; a round that is there keeps its place."""
        if self.instance.pk:
            del self.fields["programme_item"]
            return
        waiting = ProgrammeItem.objects.waiting(actor.home_id)
        if actor.role == "head":
            waiting = waiting.filter(programme__subject_body=actor.body_id)
        self.fields["programme_item"].queryset = waiting
        self.fields["programme_item"].label_from_instance = lambda item: (
            f"{item.programme.year} · {item.programme.subject_body.short_name} · {item.title}"[:160]
        )

    def _keep_what_acts_set(self):
        for name in _SET_BY_ACTS:
            if getattr(self.instance, name) in (None, ""):
                del self.fields[name]
            else:
                self.fields[name].required = name not in _OPTIONAL

    def clean(self):
        data = super().clean()
        not_before(self, data, "ends_on", data.get("on"), "ngày bắt đầu")
        not_before(self, data, "scope_to", data.get("scope_from"), "ngày đầu thời kỳ")
        not_before(self, data, "outline_sent_on", data.get("decision_on"), "ngày quyết định")
        not_before(self, data, "conclusion_on", data.get("reported_on"), "ngày báo cáo")
        check_subject(self, data.get("subject_kind"), data.get("subject_body"))
        return data


class DecideForm(VerbForm):
    decision_no = paper("Số quyết định")
    decision_on = DateField(label="Ngày quyết định", initial=localdate)
    head = forms.ModelChoiceField(Delegate.objects.none(), label="Trưởng đoàn")
    ends_on = DateField(label="Ngày kết thúc giám sát", required=False)
    sections_spec = [("", [("decision_no", "decision_on"), ("head", "ends_on")])]

    def limit_choices(self, actor, record):
        self.fields["head"].queryset = delegates_of(actor)
        begin_with(self, head=record.head_id, ends_on=record.ends_on)

    def clean(self):
        data = super().clean()
        not_before(self, data, "ends_on", self.record.on, "ngày bắt đầu")
        return data


class PlanForm(VerbForm):
    plan_no = paper("Số kế hoạch")
    plan_on = DateField(label="Ngày kế hoạch", initial=localdate)
    purpose = words("Mục đích, yêu cầu")
    scope = words("Nội dung, phạm vi giám sát")
    sections_spec = [("", [("plan_no", "plan_on"), "purpose", "scope"])]

    def limit_choices(self, actor, record):
        begin_with(
            self, plan_no=record.plan_no, plan_on=record.plan_on, purpose=record.purpose, scope=record.scope
        )

    def clean(self):
        data = super().clean()
        not_before(self, data, "plan_on", self.record.decision_on, "ngày quyết định")
        return data


class OutlineForm(VerbForm):
    outline_no = paper("Số công văn")
    outline_sent_on = DateField(label="Ngày gửi", initial=localdate)
    report_due_on = DateField(
        label="Hạn đơn vị nộp báo cáo", required=False, help_text="Áp dụng cho mọi đơn vị chưa có hạn riêng."
    )
    sections_spec = [("", [("outline_no", "outline_sent_on"), "report_due_on"])]

    def clean(self):
        data = super().clean()
        not_before(self, data, "outline_sent_on", self.record.decision_on, "ngày quyết định")
        not_before(self, data, "report_due_on", data.get("outline_sent_on"), "ngày gửi")
        return data


class ReportForm(VerbForm):
    report_no = paper("Số báo cáo")
    reported_on = DateField(label="Ngày báo cáo", initial=localdate)
    ends_on = DateField(label="Ngày kết thúc giám sát", help_text="Hạn báo cáo tính từ ngày này.")
    sections_spec = [("", [("report_no", "reported_on"), "ends_on"])]

    def limit_choices(self, actor, record):
        begin_with(self, ends_on=record.ends_on)

    def clean(self):
        data = super().clean()
        not_before(self, data, "ends_on", self.record.on, "ngày bắt đầu")
        not_before(self, data, "reported_on", data.get("ends_on"), "ngày kết thúc giám sát")
        return data


class ConcludeForm(VerbForm):
    conclusion_no = paper("Số kết luận")
    conclusion_on = DateField(label="Ngày kết luận", initial=localdate)
    conclusion = words("Nội dung kết luận", rows=8)
    sections_spec = [("", [("conclusion_no", "conclusion_on"), "conclusion"])]

    def clean(self):
        data = super().clean()
        not_before(self, data, "conclusion_on", self.record.reported_on, "ngày báo cáo")
        return data


class ReinspectForm(VerbForm):
    title = words("Chuyên đề", rows=2)
    on = DateField(label="Ngày bắt đầu")
    ends_on = DateField(label="Ngày kết thúc (dự kiến)", required=False)
    sections_spec = [("", ["title", ("on", "ends_on")])]

    def limit_choices(self, actor, record):
        begin_with(self, title=f"Giám sát lại: {record.title}")

    def clean(self):
        data = super().clean()
        not_before(self, data, "on", self.record.conclusion_on, "ngày kết luận")
        not_before(self, data, "ends_on", data.get("on"), "ngày bắt đầu")
        return data


class AdjustForm(VerbForm):
    adjust_no = paper("Số văn bản điều chỉnh", required=False)
    adjusted_on = DateField(label="Ngày điều chỉnh", initial=localdate)
    on = DateField(label="Ngày bắt đầu mới")
    ends_on = DateField(label="Ngày kết thúc mới", required=False)
    adjust_reason = reason("Lý do")
    sections_spec = [("", [("adjust_no", "adjusted_on"), ("on", "ends_on"), "adjust_reason"])]

    def limit_choices(self, actor, record):
        begin_with(self, on=record.on, ends_on=record.ends_on)

    def clean(self):
        data = super().clean()
        not_before(self, data, "ends_on", data.get("on"), "ngày bắt đầu")
        return data


class CancelForm(VerbForm):
    cancelled_on = DateField(label="Ngày hủy", initial=localdate)
    cancel_reason = reason("Lý do hủy")
