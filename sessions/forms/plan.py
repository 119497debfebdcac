"""Forms of the agenda: sittings, items, publication, templates."""

from django import forms

from core.forms import CleanForm, PlainForm, VerbForm
from council.models import BodyKind
from sessions.models import (
    AgendaItem,
    Dossier,
    Sitting,
    TemplateDossier,
    TemplateItem,
    TemplateSitting,
    TemplateStep,
)

TIME = forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00"})
SUBMITTING = (
    BodyKind.PEOPLE_COMMITTEE, BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.DEPARTMENT, BodyKind.FRONT,
    BodyKind.OFFICE, BodyKind.OTHER,
)  # fmt: skip


def time_field(**options):
    return forms.TimeField(
        widget=TIME, error_messages={"invalid": "Giờ không đọc được. Gõ dạng 08:00."}, **options
    )


class SittingForm(CleanForm, forms.ModelForm):
    sections_spec = [("", ["label", ("on", "starts_at", "ends_at"), "place", "is_closed"])]
    starts_at = time_field(label="Bắt đầu")
    ends_at = time_field(label="Kết thúc dự kiến", required=False)

    class Meta:
        model = Sitting
        fields = ["label", "on", "starts_at", "ends_at", "place", "is_closed"]
        labels = {"label": "Tên buổi họp"}

    def __init__(self, *args, council_session, **kwargs):
        self.council_session = council_session
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        on, starts_at, ends_at = data.get("on"), data.get("starts_at"), data.get("ends_at")
        if on and on < self.council_session.on:
            day = f"{self.council_session.on:%d/%m/%Y}"
            self.add_error("on", f"Buổi họp không thể trước ngày khai mạc {day}.")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "Giờ kết thúc phải sau giờ bắt đầu.")
        return data


class AgendaItemForm(CleanForm, forms.ModelForm):
    sections_spec = [
        (
            "",
            [
                "title",
                ("kind", "sitting"),
                "presenter",
                ("starts_at", "minutes"),
                "dossier",
                "also",
                "documents",
            ],
        )
    ]
    starts_at = time_field(
        label="Giờ ấn định", required=False, help_text="Để trống thì tính nối tiếp nội dung trước."
    )

    class Meta:
        model = AgendaItem
        fields = [
            "title",
            "kind",
            "sitting",
            "presenter",
            "starts_at",
            "minutes",
            "dossier",
            "also",
            "documents",
        ]
        widgets = {"documents": forms.Textarea(attrs={"rows": 2}), "also": forms.CheckboxSelectMultiple}
        help_texts = {
            "documents": "Mỗi tài liệu một dòng.", "presenter": "Nhiều người trình bày: cách nhau bằng dấu chấm phẩy.",
            "dossier": "Hồ sơ được biểu quyết ở nội dung này.",
        }  # fmt: skip

    def __init__(self, *args, council_session, **kwargs):
        super().__init__(*args, **kwargs)
        dossiers = Dossier.objects.filter(council_session=council_session).defer("tsv", "words")
        self.fields["dossier"].queryset = self.fields["also"].queryset = dossiers
        self.fields["sitting"].queryset = council_session.sittings.all()

    def clean(self):
        """What is voted on is not told twice."""
        data = super().clean()
        if data.get("also") is not None:
            data["also"] = [row for row in data["also"] if row != data.get("dossier")]
        return data


class SplitForm(SittingForm):
    sections_spec = [("", ["label", ("on", "starts_at", "ends_at")])]

    class Meta(SittingForm.Meta):
        fields = ["label", "on", "starts_at", "ends_at"]


class PublishAgendaForm(VerbForm):
    notice = forms.CharField(
        label="Ghi chú gửi đại biểu", max_length=200, required=False,
        help_text="Bản công bố được đánh số và giữ nguyên; lần sửa sau phải công bố bản mới.",
    )  # fmt: skip


class TimesForm(PlainForm):
    """The true hours of an item."""

    sections_spec = [("", [("began", "ended")])]
    began = time_field(label="Bắt đầu thực tế")
    ended = time_field(label="Kết thúc thực tế", required=False)

    def clean(self):
        data = super().clean()
        if data.get("began") and data.get("ended") and data["ended"] < data["began"]:
            self.add_error("ended", "Giờ kết thúc không được trước giờ bắt đầu.")
        return data


# --- templates: rows of a formset each -----------------------------------------------------------------------


class _LineForm(CleanForm, forms.ModelForm):
    pass


class TemplateSittingForm(_LineForm):
    starts_at = time_field(label="Bắt đầu")
    ends_at = time_field(label="Kết thúc", required=False)

    class Meta:
        model = TemplateSitting
        fields = ["label", "day", "starts_at", "ends_at"]


class TemplateItemForm(_LineForm):
    class Meta:
        model = TemplateItem
        fields = ["sitting", "kind", "title", "presenter", "minutes"]
        widgets = {"title": forms.Textarea(attrs={"rows": 1})}


class TemplateDossierForm(_LineForm):
    submitter_kind = forms.ChoiceField(
        label="Cơ quan trình", choices=[(kind.value, kind.label) for kind in SUBMITTING]
    )

    class Meta:
        model = TemplateDossier
        fields = ["document_kind", "title", "submitter_kind"]
        widgets = {"title": forms.Textarea(attrs={"rows": 1})}


class TemplateStepForm(_LineForm):
    owed_by_kind = forms.ChoiceField(
        label="Nơi làm", choices=[(kind.value, kind.label) for kind in SUBMITTING]
    )

    class Meta:
        model = TemplateStep
        fields = ["days_before", "title", "owed_by_kind"]


PARTS = {
    "sittings": ("Buổi họp", TemplateSittingForm, "Thêm buổi họp"),
    "items": ("Nội dung chương trình", TemplateItemForm, "Thêm nội dung"),
    "dossiers": ("Hồ sơ dự kiến", TemplateDossierForm, "Thêm hồ sơ"),
    "steps": ("Việc chuẩn bị", TemplateStepForm, "Thêm việc"),
}


def template_formsets(data, found):
    """{part: formset} of a template's lines; each line may be taken out."""
    made = {}
    for part, (_, form, _) in PARTS.items():
        rows = getattr(found, part)
        factory = forms.formset_factory(
            form, extra=0 if rows else 1, can_delete=True, max_num=200, absolute_max=200
        )
        made[part] = factory(data, prefix=part, initial=rows)
    return made


def template_rows(formsets):
    """What was typed: {part: [rows of named values]}, without the lines taken out or left empty."""
    return {
        part: [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        for part, formset in formsets.items()
    }  # fmt: skip
