"""Vietnamese text: NFC on the way in, found without diacritics, sorted in the alphabet's order.

The database does the work (`vn_fold`, `vn_words`, `vn_key`, `vn_name_key`); here are their names for Django.
"""

import re
import unicodedata

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Cast, Concat


def nfc(text):
    """The composed form in which every text is stored; spaces at the ends go."""
    return unicodedata.normalize("NFC", text).strip()


def whole(text):
    """The number that ASCII digits spell, small enough for a key; None for anything else ("²" is a digit too)."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def fold(text):
    """Lower case without diacritics, đ as d: the form in which texts are compared and found."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def query_words(text):
    """The tsquery for what somebody typed: every word must be there, the last may be a beginning.

    >>> query_words("Hoà Bình 12")
    'hoa & binh & 12:*'
    """
    words = [word[:40] for word in re.findall(r"[a-z0-9]+", fold(text[:400]))[:12]]
    return " & ".join(words) + ":*" if words else ""


class Words(Func):
    """The search vector of several columns joined (immutable, so that it can be a generated column)."""

    function = "vn_words"
    output_field = SearchVectorField()

    def __init__(self, *names, **extra):
        if len(names) > 1:
            parts = [part for name in names for part in (name, Value(" "))]
            names = [Concat(*parts, output_field=models.TextField())]
        super().__init__(*names, **extra)


class Holds(Func):
    """Whether every word that somebody typed is in a column, diacritics and case apart.

    `filter(Holds("name", "ha"))`. Made for the small tables of names; records have an indexed column (`found_by`).
    """

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = models.BooleanField()

    def __init__(self, name, text, **extra):
        super().__init__(Words(name), Cast(Value(query_words(text)), SearchQueryField()), **extra)


class NameKey(Func):
    """Sort key of a person's full name: given name, family name, middle name, in the alphabet's order."""

    function = "vn_name_key"
    output_field = models.TextField(db_collation="C")
