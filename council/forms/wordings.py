"""The form of a wording."""

from django import forms

from core import held
from core.forms import PlainForm
from core.letters import book


class WordingForm(PlainForm):
    """The wording of a letter; what is wrong with it is told line by line."""

    text = forms.CharField(
        label="Mẫu văn bản", strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "class": "wording"}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, letter=None, last=None, **kwargs):
        self.letter, self.last = letter, last
        super().__init__(*args, **kwargs)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if faults := book.faults(self.letter, text):
            raise forms.ValidationError(faults)
        return text

    def overtaken(self):
        """Both versions when another was saved since the form was shown, else None."""
        if self.cleaned_data.get("version") in (None, self.initial["version"]):
            return None
        self.data = self.data.copy()
        self.data["version"] = self.initial["version"]
        return held.both(self, held.as_stored(self), None) | {
            "who": str(self.last.saved_by),
            "at": self.last.saved_at,
        }
