"""The forms of a letter: its draft, its withdrawal."""

from django import forms

from core.forms import CleanForm, DateField, PlainForm
from core.letters import blocks, services
from core.models import Letter

_HINTS = {
    "text": "Mỗi dòng là một đoạn. «## » đầu dòng: đề mục; «> »: căn cứ; «Điều 1.»: điều; «| a | b»: dòng của bảng; "
            "«=== Phụ lục I | Tên»: phụ lục, thêm «ngang |» để in khổ ngang; **đậm**, *nghiêng*.",
    "addressees": "Mỗi dòng một nơi.", "recipients": "Mỗi dòng một nơi, dòng cuối là «Lưu: VT, …».",
}  # fmt: skip


class LetterForm(CleanForm, forms.ModelForm):
    """A draft's head and text. `version` is what optimistic locking compares."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    signed_on = DateField(label="Ngày ký", required=False)
    sections_spec = [
        ("", [("number", "signed_on", "place"), "abstract", "addressees", "text"]),
        ("Chữ ký và nơi nhận", ["authority", ("signer_post", "signer_name"), ("second_post", "second_name"), "recipients"]),
    ]  # fmt: skip

    class Meta:
        model = Letter
        fields = services.EDITABLE
        help_texts = _HINTS
        widgets = {
            "abstract": forms.Textarea(attrs={"rows": 2}), "addressees": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "wording"}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
        }  # fmt: skip

    def __init__(self, *args, actor=None, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def clean_text(self):
        text = self.cleaned_data["text"]
        for name in blocks.unknown_tables(text, self.instance.tables):
            known = ", ".join(f"{{bang:{name}}}" for name in self.instance.tables) or "chưa có bảng nào"
            self.add_error("text", f"Không có bảng {{bang:{name}}}. Bảng của văn bản này: {known}.")
        return text

    def _post_clean(self):
        """The stored letter stays as it is; the service writes."""


class WithdrawForm(PlainForm):
    reason = forms.CharField(
        label="Lý do thu hồi", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Văn bản vẫn được giữ và hiện là đã thu hồi.",
    )  # fmt: skip
