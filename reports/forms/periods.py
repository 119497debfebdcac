from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import localdate

from core.forms import DateField, PlainForm
from core.models import Body
from council.models import BodyKind, Council
from reports import facts, period

END_BEFORE_START = "Ngày kết thúc phải từ ngày bắt đầu trở đi."
LONGEST_YEARS = 10
REPORTING = (BodyKind.STANDING, BodyKind.COMMITTEE)


def reporting_bodies(home_id):
    """The bodies of a council that report on their own work: its standing body and its committees."""
    return Body.objects.filter(home=home_id, kind__in=REPORTING).order_by("name")


class PeriodForm(PlainForm):
    """Council and period of the figures, kept in the address.

    A usual period fills in the two days; days typed over it win. `cu` is the usual period that the page was
    shown with: when another one was chosen since, its days replace the old ones.
    """

    hd = forms.ModelChoiceField(
        Council.objects.none(),
        to_field_name="code",
        label="Hội đồng nhân dân",
        empty_label=None,
        required=False,
    )
    cua = forms.ModelChoiceField(
        Body.objects.none(), to_field_name="code", label="Cơ quan báo cáo", empty_label="Hội đồng nhân dân", required=False
    )  # fmt: skip
    ky = forms.ChoiceField(label="Kỳ báo cáo", choices=period.CHOICES, required=False)
    nam = forms.IntegerField(
        label="Năm", required=False, validators=[MinValueValidator(1946), MaxValueValidator(2200)],
        error_messages={"invalid": "Năm phải là số, ví dụ 2026."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )  # fmt: skip
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)
    cu = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor, **kwargs):
        self.home_id = actor.home_id
        super().__init__(*args, **kwargs)
        self.fields["hd"].queryset = Council.objects.filter(pk__in=actor.scope).select_related(
            "unit", "parent"
        )
        self.fields["cua"].queryset = Body.objects.filter(home__in=actor.scope, kind__in=REPORTING).order_by(
            "name"
        )
        self.fields["cua"].error_messages["invalid_choice"] = "Không có cơ quan này trong phạm vi được xem."
        self.fields["hd"].error_messages.update(
            invalid_choice="Không có Hội đồng nhân dân này trong phạm vi được xem.",
        )
        self.fields["nam"].validators[-1].message = self.fields["nam"].validators[-2].message = (
            "Năm từ 1946 đến 2200."
        )
        self.fields["ky"].error_messages["invalid_choice"] = "Không có kỳ báo cáo này."

    def clean_hd(self):
        """The council; one's own when the address names none."""
        return self.cleaned_data["hd"] or self.fields["hd"].queryset.get(pk=self.home_id)

    def clean(self):
        data = super().clean()
        if self._chosen_anew(data):
            self._fill(data)
        if data.get("cua") and data.get("hd") and data["cua"].home_id != data["hd"].pk:
            self.add_error("cua", "Cơ quan này không thuộc Hội đồng nhân dân đã chọn.")
        for name, label in (("tu", "bắt đầu"), ("den", "kết thúc")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"Nhập ngày {label}.")
        self._in_order(data)
        return data

    def _chosen_anew(self, data):
        """Whether the usual period was chosen on the page, or is all that the address gives."""
        ky, nam = data.get("ky"), data.get("nam")
        if ky not in (*period.USUAL, period.TERM) or "nam" in self.errors:
            return False
        typed = self.data.get("tu") and self.data.get("den")
        return not typed or (data.get("cu") and data["cu"] != f"{ky}-{nam}")

    def _fill(self, data):
        chosen = self._chosen(data)
        if chosen is None:
            return
        for name, day in (("tu", chosen.start), ("den", chosen.end)):
            data[name] = day
            self.errors.pop(name, None)

    def _chosen(self, data):
        """The usual period; of the term its days until now, None where no term is entered."""
        if data["ky"] != period.TERM:
            return period.usual(data["ky"], data.get("nam") or localdate().year)
        term = data.get("hd") and facts.term_at(data["hd"], localdate())
        if not term:
            self.add_error("ky", "Chưa nhập nhiệm kỳ của Hội đồng nhân dân này.")
            return None
        return period.Period(term.starts_on, min(term.ends_on or localdate(), localdate()), period.TERM)

    def _in_order(self, data):
        start, end = data.get("tu"), data.get("den")
        if start and end and end < start:
            self.add_error("den", END_BEFORE_START)
        elif start and end and end.year - start.year > LONGEST_YEARS:
            self.add_error("den", f"Kỳ báo cáo dài quá {LONGEST_YEARS} năm.")

    @property
    def period(self):
        """The period that was asked for; only of a valid form."""
        return period.named(self.cleaned_data["tu"], self.cleaned_data["den"])


class DaysForm(PlainForm):
    """Two days in the address."""

    tu, den = DateField(), DateField()

    def clean(self):
        data = super().clean()
        if data.get("tu") and data.get("den") and data["den"] < data["tu"]:
            self.add_error("den", END_BEFORE_START)
        return data


def shown(form, council, chosen, actor, subject=None):
    """The form as the page shows it: with the days of the period that the figures are of."""
    year = chosen.start.year
    values = {
        "hd": council.code, "cua": subject.code if subject else "", "ky": chosen.choice,
        "nam": year, "tu": f"{chosen.start:%d/%m/%Y}",
        "den": f"{chosen.end:%d/%m/%Y}", "cu": f"{chosen.choice}-{year}",
    }  # fmt: skip
    made = PeriodForm(values, actor=actor)
    # Read once: a list of records is asked for anew each time that it is looked at.
    made.fields["hd"].choices = [(row.code, f"{row}") for row in made.fields["hd"].queryset]
    return made
