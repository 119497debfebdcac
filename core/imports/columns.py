"""The columns of an import and what a cell may hold."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.utils.timezone import localdate

from core.forms import typed_day
from core.text import fold


@dataclass(frozen=True)
class Column:
    """A column: its heading in the file, the key of its value; `parse(text, known)` gives the value of a filled
    cell or raises ValidationError. `most` bounds the characters. A column without a key is written, not read."""

    heading: str
    key: str = ""
    required: bool = False
    parse: Callable | None = None
    empty: object = ""
    most: int = 0
    example: str = ""
    asked: str = "đang trống. Ghi vào ô này."


@dataclass
class Row:
    """One row of the file: its number there, its cells as shown, its values, what is wrong with it, and what it
    seems to repeat."""

    n: int
    cells: list
    labels: dict
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    similar: str = ""

    def wrong(self, key, text):
        self.errors.append(f"{self.labels[key]}: {text}")

    def fill(self, column, text, known):
        """Note the value of one cell, or what is wrong with it."""
        value = column.empty
        if not text and column.required:
            self.wrong(column.key, column.asked)
        elif column.most and len(text) > column.most:
            self.wrong(column.key, f"dài quá {column.most:,} ký tự.".replace(",", "."))
        elif text:
            value = self._parsed(column, text, known)
        self.values[column.key] = value

    def _parsed(self, column, text, known):
        if column.parse is None:
            return text
        try:
            return column.parse(text, known)
        except forms.ValidationError as error:
            self.wrong(column.key, error.messages[0])
            return column.empty


def past_day(text, known=None):
    """A day that has come."""
    day = typed_day(text)
    if day > localdate():
        raise forms.ValidationError(f"{text} là ngày chưa đến. Sửa lại ngày.")
    return day


def any_day(text, known=None):
    return typed_day(text)


def one_of(choices):
    """A parser: the key of a choice by its label or key, diacritics and case apart."""
    keys = {fold(label): key for key, label in choices.choices} | {key: key for key in choices.values}

    def parse(text, known=None):
        if fold(text) not in keys:
            raise forms.ValidationError(f"«{text[:40]}» không có trong danh mục. {listed(choices)}")
        return keys[fold(text)]

    return parse


def listed(choices):
    """What a column of choices takes, in words."""
    return f"Chọn một trong: {'; '.join(choices.labels)}."


def number(text, known=None):
    """A whole number, points between thousands apart."""
    plain = text.replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise forms.ValidationError(f"«{text[:20]}» không phải số nguyên.")
    return int(plain)
