"""What the administrator's forms share."""

from django import forms

from core import held
from core.forms import CleanForm, PlainForm


class Period:
    """Checks that a period does not end before it starts: `period` names its two fields."""

    period = ("from_on", "to_on")

    def clean(self):
        data = super().clean()
        first, last = (data.get(name) for name in self.period)
        if first and last and last < first:
            self.add_error(self.period[1], f"Phải từ ngày {first:%d/%m/%Y} trở đi.")
        return data


class OfficeForm(PlainForm):
    """A form of the administrator; `actor` limits its choices to the own scope."""

    def __init__(self, *args, actor=None, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.limit_choices(actor)

    def limit_choices(self, actor):
        """For subclasses."""

    def values(self):
        return dict(self.cleaned_data)


class OfficeModelForm(CleanForm, forms.ModelForm):
    """A form of one row. `seen` tells what it was shown with, so that nothing is overwritten in silence."""

    def __init__(self, *args, actor=None, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.limit_choices(actor)
        self.stored = held.shown_state(self) if self.instance.pk else ""
        if self.stored:
            self.fields["seen"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=self.stored
            )

    def limit_choices(self, actor):
        """For subclasses."""

    def values(self):
        return {name: self.cleaned_data[name] for name in self.fields if name != "seen"}

    def overtaken(self):
        """Both versions when another saved the row since the form was shown, else None.

        The form is set to what is stored, so that saving again is a choice made knowingly.
        """
        if self.cleaned_data.get("seen", "") in ("", self.stored):
            return None
        self.data = self.data.copy()
        self.data["seen"] = self.stored
        return held.both(self, held.as_stored(self), held.last_change(self.instance))


def body_choices(field, queryset):
    field.queryset = queryset.select_related("home").order_by("home__name", "name")
    field.label_from_instance = lambda body: (
        f"{body.name} · {body.home.short_name}" if body.home else body.name
    )
