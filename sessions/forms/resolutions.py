"""Forms of issuing, of effect between resolutions, and of the tasks a resolution gives."""

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from council.models import BodyKind
from sessions.forms.acts import FilesField, ReasonForm
from sessions.models import Resolution, ResolutionLink, ResolutionTask, TaskReport

DOERS = (
    BodyKind.PEOPLE_COMMITTEE, BodyKind.DEPARTMENT, BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.OFFICE,
    BodyKind.FRONT, BodyKind.OTHER,
)  # fmt: skip


class IssueForm(VerbForm):
    code = forms.CharField(label="Số, ký hiệu", max_length=60)
    issued_on = DateField(label="Ngày ban hành", initial=localdate)
    effective_on = DateField(label="Ngày có hiệu lực", required=False)
    expires_on = DateField(
        label="Ngày hết hiệu lực", required=False, help_text="Chỉ khi nghị quyết tự định thời hạn."
    )
    sections_spec = [("", [("code", "issued_on"), ("effective_on", "expires_on")])]

    def limit_choices(self, actor, record):
        for name in ("code", "effective_on", "expires_on"):
            self.fields[name].initial = getattr(record, name)

    def clean(self):
        data = super().clean()
        code, on = data.get("code"), data.get("issued_on")
        if on and on < self.record.certified_on:
            self.add_error(
                "issued_on",
                f"Không thể ban hành trước ngày ký chứng thực {self.record.certified_on:%d/%m/%Y}.",
            )
        taken = Resolution.objects.filter(owner=self.record.owner_id, code=code, on__year=self.record.on.year)
        if code and taken.exclude(pk=self.record.pk).exists():
            self.add_error("code", "Số, ký hiệu này đã dùng cho nghị quyết khác trong năm.")
        start, end = data.get("effective_on"), data.get("expires_on")
        if start and start < self.record.on:
            self.add_error("effective_on", "Ngày có hiệu lực không được trước ngày thông qua.")
        if start and end and end <= start:
            self.add_error("expires_on", "Ngày hết hiệu lực phải sau ngày có hiệu lực.")
        return data


class LinkForm(VerbForm):
    kind = forms.ChoiceField(label="Quan hệ", choices=ResolutionLink.Kind.choices)
    code = forms.CharField(
        label="Số, ký hiệu nghị quyết được sửa đổi, bãi bỏ", max_length=60, required=False,
        help_text="Nghị quyết có trong sổ, ví dụ 12/NQ-HĐND. Nếu cùng số nhiều năm, ghi thêm năm ở ô bên.",
    )  # fmt: skip
    year = forms.IntegerField(label="Năm thông qua", min_value=1945, max_value=2100, required=False)
    target_text = forms.CharField(label="Hoặc nghị quyết không có trong sổ", max_length=300, required=False)
    articles = forms.CharField(label="Điều, khoản", max_length=200, required=False)
    from_on = DateField(label="Có hiệu lực từ")
    sections_spec = [("", ["kind", ("code", "year"), "target_text", ("articles", "from_on")])]

    def limit_choices(self, actor, record):
        self.fields["from_on"].initial = record.effective_on

    def clean(self):
        data = super().clean()
        code, text = data.get("code"), data.get("target_text")
        if bool(code) == bool(text):
            self.add_error("code", "Ghi số nghị quyết trong sổ, hoặc tên nghị quyết ngoài sổ, một trong hai.")
        data["target"] = self._target(code, data.get("year")) if code and not text else None
        return data

    def _target(self, code, year):
        rows = Resolution.objects.filter(owner=self.record.owner_id, code__iexact=code).exclude(
            pk=self.record.pk
        )
        found = list(rows.filter(on__year=year)[:2] if year else rows[:2])
        if len(found) != 1:
            many = (
                "Nhiều nghị quyết cùng số này; ghi thêm năm."
                if found
                else "Không có nghị quyết số này trong sổ."
            )
            self.add_error("code", many)
            return None
        if found[0].on > self.record.on:
            self.add_error("code", "Nghị quyết đó được thông qua sau nghị quyết này.")
        return found[0]


class UnlinkForm(ReasonForm):
    link = forms.ModelChoiceField(ResolutionLink.objects.none(), label="Quan hệ")
    sections_spec = [("", ["link", "reason"])]

    def limit_choices(self, actor, record):
        rows = record.links.select_related("target")
        self.fields["link"].queryset = rows
        self.fields["link"].label_from_instance = lambda row: (
            f"{row.get_kind_display()} {row.target.code if row.target else row.target_text}"
        )


class TaskForm(RecordForm):
    sections_spec = [
        ("Nhiệm vụ", ["resolution", "title", "product"]),
        ("Trách nhiệm", [("lead", "partners"), ("on", "due_on")]),
    ]

    class Meta:
        model = ResolutionTask
        fields = ["resolution", "title", "product", "lead", "partners", "on", "due_on"]
        widgets = {"title": forms.Textarea(attrs={"rows": 3})}
        labels = {"title": "Nội dung nhiệm vụ", "on": "Ngày giao"}

    def limit_choices(self, actor):
        rows = Resolution.objects.filter(owner=actor.home_id).defer("tsv", "words")
        self.fields["resolution"].queryset = rows
        lead = Q(home=actor.home_id, kind__in=DOERS) | Q(
            home__parent=actor.home_id, kind=BodyKind.PEOPLE_COMMITTEE
        )
        self.fields["lead"].queryset = Body.objects.filter(lead)

    def clean(self):
        data = super().clean()
        if data.get("on") and data.get("due_on") and data["due_on"] < data["on"]:
            self.add_error("due_on", "Hạn hoàn thành không được trước ngày giao.")
        return data


def half_of(day):
    return 1 if day.month <= 6 else 2


class TaskReportForm(VerbForm):
    year = forms.IntegerField(label="Năm", min_value=2000, max_value=2100)
    half = forms.TypedChoiceField(
        label="Kỳ báo cáo", choices=[(1, "6 tháng đầu năm"), (2, "6 tháng cuối năm")], coerce=int
    )
    state = forms.ChoiceField(label="Tình trạng thực hiện", choices=TaskReport.State.choices)
    text = forms.CharField(label="Kết quả, khó khăn, kiến nghị", widget=forms.Textarea(attrs={"rows": 5}))
    reported_on = DateField(label="Ngày báo cáo", initial=localdate)
    files = FilesField(label="Tệp minh chứng", required=False)
    sections_spec = [("", [("year", "half"), ("state", "reported_on"), "text", "files"])]

    def limit_choices(self, actor, record):
        today = localdate()
        self.fields["year"].initial, self.fields["half"].initial = today.year, half_of(today)


class TaskClosingForm(VerbForm):
    done_on = DateField(label="Ngày", initial=localdate)
    closing_note = forms.CharField(
        label="Kết quả, căn cứ", max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
