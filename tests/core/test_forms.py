from datetime import date

import pytest
import time_machine
from django import forms

from core.forms import PlainForm, sign_user, signed_user, typed_day


@pytest.mark.parametrize(
    "text, day",
    [
        ("5/9", date(2026, 9, 5)),
        ("05/09", date(2026, 9, 5)),
        ("05092022", date(2022, 9, 5)),
        ("0509", date(2026, 9, 5)),
        ("5-9-22", date(2022, 9, 5)),
        ("5.9.2022", date(2022, 9, 5)),
        ("2022-09-05", date(2022, 9, 5)),
        (" 29/2/2024 ", date(2024, 2, 29)),
    ],
)
def test_days_are_read_as_people_type_them(text, day):
    with time_machine.travel(date(2026, 11, 24)):
        assert typed_day(text) == day


@pytest.mark.parametrize(
    "text, hint",
    [
        ("31/11/2026", "không có ngày 31"),
        ("1/13", "Tháng"),
        ("hôm qua", "không đọc được"),
        ("99999999", "Tháng"),
        ("00/00/0000", "Tháng"),
        ("1/1/0000", "không có ngày"),
    ],
)
def test_wrong_days_say_how_to_mend(text, hint):
    with pytest.raises(forms.ValidationError, match=hint):
        typed_day(text)


class Sample(PlainForm):
    name = forms.CharField(label="Tên")
    day = forms.DateField(label="Ngày", required=False)
    sections_spec = [("Phần", [("name", "day")])]


def test_text_comes_in_composed_and_without_control_characters():
    form = Sample({"name": "Hoa\u0300 \x00Binh"})
    assert form.is_valid() and form.cleaned_data["name"] == "Hoà  Binh"


def test_a_ten_megabyte_paste_is_refused_with_a_reason():
    form = Sample({"name": "x" * 10_000_000})
    assert not form.is_valid() and "200.000" in form.error_summary[0]["message"]


def test_sections_hold_every_field_once():
    class More(Sample):
        other = forms.CharField(label="Khác")

    names = [field.name for section in More().sections for row in section["rows"] for field in row]
    assert names == ["name", "day", "other"]


def test_a_mark_names_its_author_and_cannot_be_forged():
    assert signed_user(sign_user(7)) == 7
    assert signed_user("7:forged") is None


def test_sections_leave_out_what_is_hidden_or_gone():
    class Sectioned(PlainForm):
        shown = forms.CharField()
        kept = forms.CharField(widget=forms.HiddenInput)
        sections_spec = [("Một", ["kept", ("shown", "kept")]), ("Hai", ["gone", ("kept", "gone")])]

    sections = Sectioned().sections
    assert [section["legend"] for section in sections] == ["Một"]
    assert [[field.name for field in row] for row in sections[0]["rows"]] == [["shown"]]
