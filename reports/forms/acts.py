"""The forms of a report's verbs."""

from django import forms
from django.conf import settings

from core.forms import VerbForm
from reports import annexes, books, wording
from reports.models import Remark

KEY_MAX_BYTES = 100_000
FORMATS = [
    ("docx", "Word, để sửa tiếp"),
    ("xlsx", "Excel (số liệu, phụ lục)"),
    ("pdf", "PDF"),
    ("json", "JSON, để máy khác đọc"),
]


class RemarkForm(VerbForm):
    """What somebody says of a report, or of one of its sections."""

    section = forms.ChoiceField(label="Về mục", required=False)
    text = forms.CharField(label="Ý kiến", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)

    def limit_choices(self, actor, record):
        named = [(item["key"], item["heading"]) for item in record.sections] if record else []
        self.fields["section"].choices = [("", "Toàn báo cáo"), *named]


class ReturnForm(RemarkForm):
    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        self.fields["text"].label = "Nội dung cần sửa"


class SettleForm(VerbForm):
    remarks = forms.ModelMultipleChoiceField(
        Remark.objects.none(), label="Góp ý đã xử lý", widget=forms.CheckboxSelectMultiple
    )

    def limit_choices(self, actor, record):
        self.fields["remarks"].queryset = Remark.objects.filter(report=record, settled_at=None)


class ComposeForm(VerbForm):
    """Which blocks, in which order, and which annexes. Every block of every book may be taken in."""

    def limit_choices(self, actor, record):
        present = {item["key"]: no for no, item in enumerate(record.sections, 1)}
        names = {item["key"]: item["heading"] for item in record.sections}
        usual = books.known(record).blocks
        others = [key for key in books.shipped() if key not in usual]
        for key in dict.fromkeys([*present, *usual, *others]):
            self.fields[f"order_{key}"] = forms.IntegerField(
                label=names.get(key) or books.shipped().get(key, {}).get("heading", key), required=False, min_value=1,
                max_value=99, initial=present.get(key), error_messages={"invalid": "Số thứ tự phải là số."},
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
            )  # fmt: skip
        chosen = annexes.chosen(record.outline, record.annexes)
        for key, title in annexes.TITLES.items():
            self.fields[f"annex_{key}"] = forms.BooleanField(
                label=title, required=False, initial=key in chosen
            )

    @property
    def sections_spec(self):
        orders = [name for name in self.fields if name.startswith("order_")]
        rows = [tuple(orders[at : at + 3]) for at in range(0, len(orders), 3)]
        return [
            ("Các mục và thứ tự", rows),
            ("Phụ lục", [name for name in self.fields if name.startswith("annex_")]),
        ]


class PrintForm(VerbForm):
    format = forms.ChoiceField(label="Định dạng", choices=FORMATS)


class SignForm(VerbForm):
    """The signer's key, used for this one signature."""

    key = forms.FileField(
        label="Tệp khóa PKCS#12", required=False, help_text="Tệp .p12 hoặc .pfx của người ký; để trống nếu máy chủ đã cài khóa.",
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Mật khẩu của khóa", required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_key(self):
        key = self.cleaned_data["key"]
        if key and key.size > KEY_MAX_BYTES:
            raise forms.ValidationError("Tệp quá lớn, không phải tệp khóa.")
        return key

    def clean(self):
        data = super().clean()
        if not data.get("key") and not settings.SIGNING_KEY and "key" not in self.errors:
            self.add_error("key", "Chọn tệp khóa của người ký.")
        return data


class SectionForm(VerbForm):
    """One section's text, with the mark of what the writer began from."""

    text = forms.CharField(
        label="Nội dung", required=False, widget=forms.Textarea(attrs={"rows": 14, "data-tokens": ""})
    )
    base = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_text(self):
        return checked(self.cleaned_data["text"])


class WordingForm(VerbForm):
    """The office's wording of a block."""

    heading = forms.CharField(label="Tiêu đề mục", max_length=200)
    text = forms.CharField(
        label="Câu mẫu", required=False, widget=forms.Textarea(attrs={"rows": 12, "data-tokens": ""}),
        help_text="Để trống nếu mục này do người lập báo cáo tự viết.",
    )  # fmt: skip

    def clean_text(self):
        return checked(self.cleaned_data["text"])


def checked(text):
    """A text with tokens that can be read. Raises ValidationError naming what cannot."""
    from reports.narrative import known_keys

    try:
        wording.check(text, known_keys())
    except wording.WordingError as error:
        raise forms.ValidationError(str(error)) from error
    return text
