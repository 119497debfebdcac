"""The rows of the grid under a meeting, and what is pasted into it."""

from django import forms

from core.forms import PlainForm
from voters.entry import MAX_CHARS, suggest_field
from voters.models import Competence, Field


class EntryForm(PlainForm):
    """One row: what a voter said. Without a field the words suggest one."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    same_as = forms.IntegerField(
        label="Kiến nghị trùng", min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput
    )
    title = forms.CharField(label="Nội dung", max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}))
    field = forms.ChoiceField(
        label="Lĩnh vực", choices=[("", "Theo nội dung"), *Field.choices], required=False
    )
    competence = forms.ChoiceField(
        label="Thẩm quyền", choices=[("", "Chưa xác định"), *Competence.choices], required=False
    )
    answer = forms.CharField(
        label="Trả lời tại hội nghị", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    voter = forms.CharField(
        label="Cử tri", max_length=120, required=False,
        widget=forms.TextInput(attrs={"data-private": "", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=False, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        for name in ("title", "answer", "voter"):
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label

    def clean(self):
        data = super().clean()
        if data.get("title") and not data.get("field"):
            data["field"] = suggest_field(data["title"])
            if not data["field"]:
                self.add_error("field", "Nội dung chưa cho biết lĩnh vực. Chọn một lĩnh vực.")
        if data.get("same_as") and data.get("answer"):
            self.add_error(
                "answer",
                "Dòng này lấy trả lời của kiến nghị trùng. Xóa ô trả lời, hoặc Alt+L để bỏ liên kết.",
            )
        return data


class PasteForm(PlainForm):
    pasted = forms.CharField(
        label="Dán nhiều kiến nghị từ Word hoặc Excel", max_length=MAX_CHARS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng, mỗi đoạn hoặc mỗi mục đánh số thành một kiến nghị; nhiều nhất 200.",
    )  # fmt: skip
