"""Forms as every register uses them: Vietnamese dates, NFC text, sections, an error summary."""

import re
from datetime import date

from django import forms
from django.core import signing
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone

from core.text import nfc

TOO_LONG = 200_000


class DateField(forms.DateField):
    """A day typed as 5/9, 5/9/2022, 05092022 or 2022-09-05; a day without a year is of this year."""

    widget = forms.DateInput(
        format="%d/%m/%Y",
        attrs={"data-date": "", "inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"},
    )

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return typed_day(str(value))


def typed_day(text):
    """The day that was typed. Raises ValidationError with a hint in Vietnamese."""
    parts = _day_parts(text.strip())
    if parts is None:
        raise forms.ValidationError("Ngày không đọc được. Gõ dạng 30/11/2026, 30/11 hoặc 30112026.")
    day, month, year = parts
    try:
        return date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise forms.ValidationError("Tháng phải từ 1 đến 12.") from None
        raise forms.ValidationError(
            f"Tháng {month}/{year} không có ngày {day}. Gõ lại, ví dụ 28/{month:02d}."
        ) from None


def _day_parts(text):
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = map(int, iso.groups())
        return day, month, year
    match = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?", text) or re.fullmatch(
        r"(\d{2})(\d{2})(\d{2}|\d{4})?", text
    )
    if not match:
        return None
    day, month, year = match.groups()
    if not year:
        return int(day), int(month), timezone.localdate().year
    return int(day), int(month), int(year) + 2000 if len(year) == 2 else int(year)


class CleanForm:
    """What all forms share: NFC text without control characters, a bound on length, sections, error summary."""

    sections_spec: list = []
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                _allow_control_characters(field)
            if isinstance(field, forms.DateField) and not isinstance(field, DateField):
                self.fields[name] = _as_typed_day(field)
            _name_the_blank(field)

    def clean(self):
        data = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, str):
                data[name] = self._clean_text(name, value)
        return data

    def _clean_text(self, name, value):
        if len(value) > TOO_LONG:
            self.add_error(name, "Nội dung dài quá 200.000 ký tự. Hãy rút gọn hoặc đính kèm thành tệp.")
        return nfc(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", value.replace("\r\n", "\n")))

    @property
    def sections(self):
        """The fields as [{legend, rows}], each row one to three bound fields; what no section names comes last."""
        named = {name for _, rows in self.sections_spec for row in rows for name in _row(row)}
        spec = list(self.sections_spec)
        rest = [name for name in self.fields if name not in named and not self[name].is_hidden]
        if rest:
            spec.append(("", rest))
        bound = [(legend, [self._bound(row) for row in rows]) for legend, rows in spec]
        return [
            {"legend": legend, "rows": [row for row in rows if row]} for legend, rows in bound if any(rows)
        ]

    def _bound(self, row):
        return [self[name] for name in _row(row) if name in self.fields and not self[name].is_hidden]

    @property
    def error_summary(self):
        fields = [
            {"id": self[name].id_for_label, "label": self[name].label, "message": message}
            for name, messages in self.errors.items() if name in self.fields for message in messages
        ]  # fmt: skip
        return [{"id": "", "label": "", "message": text} for text in self.non_field_errors()] + fields


def _allow_control_characters(field):
    """Text pasted from Word may carry them: `clean` takes them out, so they are no error."""
    field.validators = [
        check for check in field.validators if not isinstance(check, ProhibitNullCharactersValidator)
    ]


def _name_the_blank(field):
    """The empty choice of a list says what to do."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        field.empty_label = "Chọn…" if field.empty_label.startswith("---") else field.empty_label
    elif (
        isinstance(field, forms.ChoiceField)
        and not hasattr(field, "empty_label")
        and not isinstance(field, forms.MultipleChoiceField)
    ):
        blank = "Chọn…" if field.required else "Chưa chọn"
        field.choices = [
            (key, blank if key == "" and str(label).startswith("---") else label)
            for key, label in field.choices
        ]


def _row(row):
    return (row,) if isinstance(row, str) else row


def _as_typed_day(field):
    return DateField(
        required=field.required, label=field.label, help_text=field.help_text, initial=field.initial
    )


class PlainForm(CleanForm, forms.Form):
    """A form of a verb or a filter."""


class VerbForm(PlainForm):
    """The form of a verb on a record. `downloads` where the answer is a file: the page stays, and so does its button."""

    downloads = False

    def __init__(self, *args, actor=None, record=None, **kwargs):
        self.actor, self.record = actor, record
        super().__init__(*args, **kwargs)
        self.limit_choices(actor, record)

    def limit_choices(self, actor, record):
        """Narrow the choices to what `actor` may use on `record`; for subclasses."""


class RecordForm(CleanForm, forms.ModelForm):
    """The form of a register entry. `actor` limits the choices to what is in view.

    Hidden: `version` (optimistic locking) and `once` (a double click makes one record).
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor=None, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        made = self.instance.pk
        self.fields["version"].initial = self.instance.version if made else None
        self.fields["once"].initial = None if made else self.instance.once
        self.limit_choices(actor)

    def limit_choices(self, actor):
        """Narrow the choices of related fields to what `actor` may use; for subclasses."""

    def values(self):
        """The cleaned values without the form's own fields, as the service takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}


_SALT = "held-form"


def sign_user(user_id):
    """A mark of who a form was shown to, so that only that person gets back what was typed into it."""
    return signing.dumps(user_id, salt=_SALT)


def signed_user(mark):
    try:
        return signing.loads(mark, salt=_SALT)
    except signing.BadSignature:
        return None
