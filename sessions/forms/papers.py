"""Forms of a dossier's parts and documents."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from core import files
from core.forms import DateField, PlainForm, VerbForm
from sessions.forms.acts import FilesField, ReasonForm
from sessions.models import Checklist, Document, Dossier, DossierPart


class FileField(forms.FileField):
    """One file, checked by its content."""

    def __init__(self, **options):
        super().__init__(widget=forms.FileInput(attrs={"accept": files.ACCEPT}), **options)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            files.check(upload)
        return upload


class PartsMixin:
    """A field for each part of the dossier's list; `parts` of the cleaned data is {part id: value}."""

    def part_field(self, part):
        choices = [("", "chưa có"), *DossierPart.Form.choices]
        return forms.ChoiceField(label=_name(part), choices=choices, required=False, initial=part.received_as)

    def add_parts(self, record):
        self.parts = list(record.dossier_parts.all())
        for part in self.parts:
            self.fields[f"part_{part.pk}"] = self.part_field(part)
        rows = [f"part_{part.pk}" for part in self.parts]
        self.sections_spec = [*self.sections_spec, ("Thành phần hồ sơ", rows)] if rows else self.sections_spec

    def gather(self, data):
        data["parts"] = {part.pk: data.pop(f"part_{part.pk}", "") for part in self.parts}
        return data


def _name(part):
    return part.name if part.is_required else f"{part.name} (nếu có)"


class HandInForm(PartsMixin, VerbForm):
    files = FilesField(label="Tệp khác", required=False, help_text="Chọn được nhiều tệp cùng lúc.")

    def limit_choices(self, actor, record):
        self.add_parts(record)
        self.sections_spec = [*self.sections_spec, ("", ["files"])]

    def part_field(self, part):
        came = part.get_received_as_display().lower()
        return FileField(label=_name(part), required=False, help_text=f"Đã nhận: {came}." if came else "")

    def clean(self):
        data = super().clean()
        data = self.gather(data)
        data["parts"] = {pk: upload for pk, upload in data["parts"].items() if upload}
        if not self.errors and not data["parts"] and not data.get("files"):
            raise ValidationError("Chọn ít nhất một tệp.")
        return data


class PartsForm(PartsMixin, VerbForm):
    on = DateField(label="Ngày nhận", initial=localdate)

    def limit_choices(self, actor, record):
        self.sections_spec = [("", ["on"])]
        self.add_parts(record)

    def clean(self):
        return self.gather(super().clean())


class ReceiveForm(PartsMixin, VerbForm):
    received_on = DateField(label="Ngày nhận đủ hồ sơ")
    late_reason = forms.CharField(label="Lý do gửi chậm", max_length=400, required=False)
    late_approved_by = forms.CharField(
        label="Người đồng ý nhận chậm", max_length=120, required=False, help_text="Bắt buộc khi nhận sau hạn."
    )

    def limit_choices(self, actor, record):
        limit = record.receipt_limit
        self.fields["received_on"].initial = record.handed_in_on or localdate()
        self.fields["received_on"].help_text = f"Hạn gửi hồ sơ: {limit:%d/%m/%Y}." if limit else ""
        self.sections_spec = [("", ["received_on"])]
        self.add_parts(record)
        self.sections_spec = [*self.sections_spec, ("Nếu nhận sau hạn", ["late_reason", "late_approved_by"])]

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > localdate():
            raise ValidationError("Ngày này còn ở phía trước. Kiểm tra lại.")
        return day

    def clean(self):
        data = super().clean()
        on, reason, by = data.get("received_on"), data.get("late_reason"), data.get("late_approved_by")
        fault = on and self.record.late_fault(on, reason, by)
        if fault:
            self.add_error("late_approved_by" if reason else "late_reason", fault)
        for part in self.parts:
            if part.is_required and not data.get(f"part_{part.pk}"):
                self.add_error(f"part_{part.pk}", "Thành phần bắt buộc. Nếu chưa có, dùng «Trả lại bổ sung».")
        return self.gather(data)


class PaperForm(VerbForm):
    """A document, or a new version of one: by file or typed."""

    document = forms.ModelChoiceField(
        Document.objects.none(), label="Tài liệu", required=False, empty_label="Tài liệu mới",
        help_text="Chọn tài liệu đã có để đưa lên phiên bản mới; bản cũ được giữ lại.",
    )  # fmt: skip
    title = forms.CharField(label="Tên tài liệu mới", max_length=300, required=False)
    kind = forms.ChoiceField(
        label="Loại tài liệu", choices=Document.Kind.choices, initial=Document.Kind.OTHER
    )
    upload = FileField(label="Tệp", required=False)
    text = forms.CharField(
        label="Hoặc nhập nội dung", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    note = forms.CharField(label="Thay đổi so với bản trước", max_length=400, required=False)
    sections_spec = [("", ["document", ("title", "kind"), "upload", "text", "note"])]

    def limit_choices(self, actor, record):
        rows = record.documents.filter(removed_at=None).exclude(kind=Document.Kind.VERIFICATION)
        self.fields["document"].queryset = rows
        self.fields["kind"].required = False

    def clean(self):
        data = super().clean()
        if not data.get("document") and not data.get("title") and "document" not in self.errors:
            self.add_error("title", "Chọn tài liệu đã có hoặc đặt tên cho tài liệu mới.")
        if bool(data.get("upload")) == bool(data.get("text")) and "upload" not in self.errors:
            self.add_error("upload", "Chọn tệp hoặc nhập nội dung, một trong hai.")
        return data


class DropPaperForm(ReasonForm):
    document = forms.ModelChoiceField(Document.objects.none(), label="Tài liệu")
    sections_spec = [("", ["document", "reason"])]

    def limit_choices(self, actor, record):
        self.fields["document"].queryset = record.documents.filter(removed_at=None)


class ChecklistForm(PlainForm):
    """The parts of a dossier, kind by kind, one per line. An emptied list is the shipped one again."""

    def __init__(self, *args, home_id, **kwargs):
        self.home_id = home_id
        super().__init__(*args, **kwargs)
        for kind, label in Dossier.DocumentKind.choices:
            self.fields[kind] = forms.CharField(
                label=label, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
                initial="\n".join(Checklist.lines_of(home_id, kind)),
            )  # fmt: skip
