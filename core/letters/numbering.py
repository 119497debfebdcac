"""Numbers of documents: one series per council, year and type, proposed and free to be changed."""

import re

from core.letters.blocks import WITHOUT_NAME
from core.models import Sequence

_DIGITS = re.compile(r"0*(\d{1,6})(?!\d)")


def symbol_of(doc_type, head):
    """What follows the number: QĐ-HĐND; a công văn has no type before the issuer's sign."""
    return f"{head.symbol}-VP" if doc_type in WITHOUT_NAME else f"{doc_type}-{head.symbol}"


def is_open(number):
    """Whether a number still lacks its digits: empty, or `/KH-HĐND`."""
    return not _DIGITS.match(number.strip())


def _series(letter, year):
    return {"body_id": letter.owner_id, "series": f"VB-{letter.doc_type}-{year}"}


def proposed(letter, year):
    """The next number of a letter's series, not yet taken: `05/QĐ-HĐND`."""
    last = Sequence.objects.filter(**_series(letter, year)).values_list("last", flat=True).first() or 0
    return f"{last + 1:02d}{letter.number.strip()}"


def settle(letter, symbol):
    """Give an open number the next digits, and let the series go on after it; it is held until the transaction ends.

    A number that was typed with another sign than the series' own (`93/BC-ĐGS` beside `BC-HĐND`) is of another register.
    """
    series = _series(letter, letter.signed_on.year)
    Sequence.objects.get_or_create(**series)
    row = Sequence.objects.select_for_update().get(**series)
    if is_open(letter.number):
        letter.number = f"{row.last + 1:02d}{letter.number.strip()}"
    elif not letter.number.casefold().endswith(f"/{symbol}".casefold()):
        return
    given = int(_DIGITS.match(letter.number)[1])
    Sequence.objects.filter(pk=row.pk, last__lt=given).update(last=given)
