"""Half a year, as pages ask for it."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.timezone import localdate

from core.forms import PlainForm

HALVES = [(1, "6 tháng đầu năm"), (2, "6 tháng cuối năm")]


@dataclass(frozen=True)
class Half:
    year: int
    half: int

    @property
    def start(self):
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def end(self):
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def words(self):
        return f"{dict(HALVES)[self.half]} {self.year}"


class HalfForm(PlainForm):
    nam = forms.IntegerField(label="Năm", min_value=1990, max_value=2100)
    ky = forms.TypedChoiceField(label="Kỳ", choices=HALVES, coerce=int)


def asked(params, halves=HALVES, until=6):
    """(Half, form): the half-year asked for, the current one where none, or a wrong one, is. The first half is
    taken to last until the month `until`."""
    today = localdate()
    now = Half(today.year, 1 if today.month <= until else 2)
    form = HalfForm({"nam": params.get("nam") or now.year, "ky": params.get("ky") or now.half})
    form.fields["ky"].choices = halves
    return (Half(form.cleaned_data["nam"], form.cleaned_data["ky"]) if form.is_valid() else now), form
