"""The form of a wording."""

from django import forms

from core.forms import PlainForm
from core.letters import book


class WordingForm(PlainForm):
    """The wording of a letter; what is wrong with it is told line by line."""

    text = forms.CharField(
        label="Mẫu văn bản", strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "class": "wording"}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, letter=None, **kwargs):
        self.letter = letter
        super().__init__(*args, **kwargs)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if faults := book.faults(self.letter, text):
            raise forms.ValidationError(faults)
        return text
