from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from core.text import whole
from council.models import BodyKind, Delegate, Unit
from voters.models import Meeting


class MeetingForm(RecordForm):
    sections_spec = [
        ("Hội nghị", [
            "title", ("meeting_kind", "mode"), ("on", "starts_at"), ("unit", "hamlet"), "hamlets", "place",
            ("council_session", "host"), ("joint_with", "requested_on"),
        ]),
        ("Thành phần dự kiến", ["delegates", "local_leaders"]),
    ]  # fmt: skip

    class Meta:
        model = Meeting
        fields = [
            "title", "meeting_kind", "mode", "on", "starts_at", "unit", "hamlet", "hamlets", "place", "council_session",
            "host", "joint_with", "requested_on", "delegates", "local_leaders",
        ]  # fmt: skip
        widgets = {
            "title": forms.TextInput(attrs={"autofocus": ""}),
            "starts_at": forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00"}),
            "delegates": forms.CheckboxSelectMultiple,
            "hamlets": forms.CheckboxSelectMultiple,
            "local_leaders": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"title": "Tên hội nghị", "on": "Ngày"}
        error_messages = {"starts_at": {"invalid": "Giờ không đọc được. Gõ dạng 08:00 hoặc 14:30."}}

    def limit_choices(self, actor):
        self.fields["unit"].queryset = Unit.objects.filter(councils__in=actor.scope).distinct()
        self._limit_hamlets(actor)
        self.fields["council_session"].queryset = self.fields["council_session"].queryset.filter(
            owner=actor.home_id
        )
        self.fields["host"].queryset = na_delegations(actor)
        self.fields["delegates"].queryset = Delegate.objects.filter(term__council=actor.home_id).by_name()
        upper = Body.objects.filter(children=actor.home_id)
        self.fields["joint_with"].queryset = upper
        if not upper.exists():
            del self.fields["joint_with"]

    def _limit_hamlets(self, actor):
        """Those of the ward that the form speaks of; without one, of the whole area where it is small enough."""
        within = Unit.objects.filter(level=Unit.Level.HAMLET, parent__councils__in=actor.scope)
        ward = self.data.get("unit") or self.initial.get("unit") or self.instance.unit_id
        ward = getattr(ward, "pk", ward)
        found = within.filter(parent=whole(ward)) if whole(ward or "") else within.filter(parent=_only(actor))
        if not found.exists():
            del self.fields["hamlets"]
            return
        self.fields["hamlets"].queryset = found.distinct().order_by("name")
        self.fields["hamlets"].required = False

    def clean_requested_on(self):
        return up_to_today(self.cleaned_data["requested_on"])

    def clean(self):
        data = super().clean()
        chosen, ward = data.get("hamlets"), data.get("unit")
        if chosen and ward and any(unit.parent_id != ward.pk for unit in chosen):
            self.add_error(
                "hamlets", f"Có nơi không thuộc {ward.name}. Bỏ chọn nơi đó hoặc chọn lại xã, phường."
            )
        if chosen and not data.get("hamlet"):
            data["hamlet"] = ", ".join(unit.name for unit in chosen)[:120]
        if data.get("host") and data.get("joint_with"):
            self.add_error(
                "joint_with",
                "Cuộc do cơ quan khác chủ trì không ghi là phối hợp hai cấp HĐND. Bỏ một trong hai.",
            )
        return data


def _only(actor):
    """The own territory of a ward's office; None for a council with wards below it."""
    own = Unit.objects.filter(councils=actor.home_id, level=Unit.Level.COMMUNE).values_list("pk", flat=True)
    return own.first()


def na_delegations(actor):
    """The delegations of the National Assembly that meet voters here."""
    near = Q(home=None) | Q(home=actor.home_id) | Q(home__children=actor.home_id)
    return Body.objects.filter(near, kind=BodyKind.NA_DELEGATION).distinct()


class AnnounceForm(VerbForm):
    notice_no = forms.CharField(label="Số văn bản thông báo", max_length=60, required=False)
    notice_on = DateField(label="Ngày thông báo", initial=localdate)
    sections_spec = [("", [("notice_no", "notice_on")])]

    def clean_notice_on(self):
        return up_to_today(self.cleaned_data["notice_on"])


class AgreeForm(VerbForm):
    """The Standing Body's leave for a meeting that a delegate asked for."""

    decision_no = forms.CharField(label="Số văn bản đồng ý", max_length=60, required=False)
    decided_on = DateField(label="Ngày quyết định", initial=localdate)
    sections_spec = [("", [("decision_no", "decided_on")])]

    def clean_decided_on(self):
        day = up_to_today(self.cleaned_data["decided_on"])
        return not_before(day, self.record.requested_on, "ngày đại biểu đề nghị")


class HoldForm(VerbForm):
    """The result of a meeting; its delegates come ticked as they were planned, the rest with the reason why not."""

    voters = forms.IntegerField(label="Số cử tri dự", min_value=0, max_value=100_000)
    speakers = forms.IntegerField(label="Số lượt phát biểu", min_value=0, max_value=10_000, required=False)
    delegates = forms.ModelMultipleChoiceField(
        Delegate.objects.none(), label="Đại biểu có mặt", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Bỏ đánh dấu đại biểu vắng, rồi ghi lý do ở ô của đại biểu đó.",
    )  # fmt: skip
    absences = forms.CharField(
        label="Người khác vắng và lý do", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi dòng một người, ví dụ: Phạm Văn Lợi, đi công tác.",
    )  # fmt: skip
    local_leaders = forms.CharField(
        label="Lãnh đạo địa phương dự", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def limit_choices(self, actor, record):
        self.fields["delegates"].queryset = Delegate.objects.filter(term__council=record.owner_id).by_name()
        self.planned = list(record.delegates.by_name())
        self.fields["delegates"].initial = [row.pk for row in self.planned]
        for name in ("voters", "speakers", "local_leaders", "absences"):
            self.fields[name].initial = getattr(record, name)
        for row in self.planned:
            self.fields[_reason(row)] = forms.CharField(
                label=f"{row.name}: lý do vắng", max_length=250, required=False
            )
        reasons = [_reason(row) for row in self.planned]
        self.sections_spec = [
            ("", [("voters", "speakers"), "delegates", *reasons, "absences", "local_leaders"])
        ]

    def clean(self):
        data = super().clean()
        if (data.get("speakers") or 0) > data.get("voters", 0) and "voters" in data:
            self.add_error("speakers", "Số lượt phát biểu nhiều hơn số cử tri dự. Kiểm tra lại hai số.")
        present = {row.pk for row in data.get("delegates") or ()}
        data["missing"] = {}
        for row in self.planned:
            reason = data.pop(_reason(row), "")
            if row.pk in present and reason:
                self.add_error(_reason(row), "Đại biểu này được đánh dấu có mặt. Bỏ đánh dấu hoặc xóa lý do.")
            elif row.pk not in present and not reason and "delegates" not in self.errors:
                self.add_error(_reason(row), f"Ghi lý do {row.name} vắng, hoặc đánh dấu có mặt.")
            elif reason:
                data["missing"][row.pk] = reason
        return data


def _reason(delegate):
    return f"reason_{delegate.pk}"


class ReportForm(VerbForm):
    report_no = forms.CharField(label="Số báo cáo tổng hợp", max_length=60, required=False)
    reported_on = DateField(label="Ngày báo cáo", initial=localdate)
    sections_spec = [("", [("report_no", "reported_on")])]

    def clean_reported_on(self):
        day = up_to_today(self.cleaned_data["reported_on"])
        return not_before(day, self.record.on, "ngày hội nghị")


class CancelForm(VerbForm):
    reason = forms.CharField(label="Lý do hủy", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))


def up_to_today(day):
    """A day of something that has happened. Raises ValidationError for one to come."""
    if day and day > localdate():
        raise forms.ValidationError(
            f"Ngày {day:%d/%m/%Y} chưa đến. Ghi ngày đã làm việc này, muộn nhất là hôm nay."
        )
    return day


def not_before(day, first, name):
    """A day that cannot precede `first`. Raises ValidationError naming it."""
    if day and first and day < first:
        raise forms.ValidationError(f"Không thể trước {name} ({first:%d/%m/%Y}). Kiểm tra lại ngày.")
    return day
