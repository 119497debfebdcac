"""What the ranking is asked for: a period, a register, one body's list; in the address."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate

from core.forms import DateField, PlainForm
from core.register import REGISTERS

LONGEST = 10  # years


@dataclass(frozen=True)
class Asked:
    """From `start` to `end`, both included; `kind` is empty for all registers."""

    start: date
    end: date
    kind: str = ""

    @property
    def query(self):
        values = {"tu": self.start.isoformat(), "den": self.end.isoformat(), "so": self.kind}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def words(self):
        """The period and the register as a title says them."""
        named = next(
            (label for label, first, last in quick(localdate()) if (first, last) == (self.start, self.end)),
            "",
        )
        span = f"{self.start:%d/%m/%Y} – {self.end:%d/%m/%Y}"
        register = register_name(self.kind).lower() if self.kind else ""
        return " · ".join(filter(None, (f"{named} ({span})" if named else span, register)))

    def url(self, page="ranking", **more):
        return f"{reverse(f'desk:{page}')}?{self.query}{'&' if more else ''}{urlencode(more)}"


def register_name(kind):
    return REGISTERS[kind].plural or REGISTERS[kind].noun.capitalize()


def months(first, n):
    """(first day, last day) of the `n` months that begin on the first of a month, `first`."""
    end = first.year * 12 + first.month - 1 + n - 1
    year, month = divmod(end, 12)
    return first, date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def quarter_of(day):
    return months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def year_before(day):
    """The same day of the year before; the last of February for its 29th."""
    return (
        day.replace(year=day.year - 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )


def quick(today):
    """The usual periods as [(label, first day, last day)]."""
    quarter = quarter_of(today)
    half = date(today.year, 1 if today.month <= 6 else 7, 1)
    half_name = "6 tháng đầu năm" if today.month <= 6 else "6 tháng cuối năm"
    return [
        ("Tháng này", *months(today.replace(day=1), 1)),
        ("Quý này", *quarter),
        ("Quý trước", *quarter_of(quarter[0] - timedelta(1))),
        (half_name, *months(half, 6)),
        (f"Năm {today.year}", *months(date(today.year, 1, 1), 12)),
        (f"Năm {today.year - 1}", *months(date(today.year - 1, 1, 1), 12)),
    ]


class AskedForm(PlainForm):
    """Two days and a register; without days the current quarter."""

    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)
    so = forms.ChoiceField(label="Sổ", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind, register_name(kind)) for kind in REGISTERS]
        self.fields["so"].choices = [("", "Tất cả"), *kinds]
        self.fields["so"].error_messages["invalid_choice"] = "Không có sổ này. Chọn lại trong danh sách."

    def clean(self):
        data = super().clean()
        start, end = data.get("tu"), data.get("den")
        if bool(self.data.get("tu")) != bool(self.data.get("den")):
            missing = "den" if self.data.get("tu") else "tu"
            self.add_error(missing, "Nhập cả ngày đầu và ngày cuối của kỳ, hoặc bỏ trống cả hai.")
        elif start and end and end < start:
            self.add_error("den", "Ngày cuối phải từ ngày đầu trở đi.")
        elif start and end and end.year - start.year > LONGEST:
            self.add_error("den", f"Kỳ xem dài quá {LONGEST} năm.")
        return data

    @property
    def asked(self):
        """What is asked for; only of a valid form."""
        data = self.cleaned_data
        start, end = (data["tu"], data["den"]) if data.get("tu") else quarter_of(localdate())
        return Asked(start, end, data.get("so") or "")
