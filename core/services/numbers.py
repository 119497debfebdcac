"""Numbers of a series, gapless and never given twice."""

import re

from django.db.models import F

from core.models import Sequence


def take(body_id, series):
    """The next number of `series` at the body; the caller's transaction holds the series until it ends."""
    Sequence.objects.get_or_create(body_id=body_id, series=series)
    Sequence.objects.filter(body_id=body_id, series=series).update(last=F("last") + 1)
    return Sequence.objects.values_list("last", flat=True).get(body_id=body_id, series=series)


def yearly_code(body_id, prefix, year):
    """The next code of a yearly register, as `KN-2026-0431`."""
    return f"{prefix}-{year}-{take(body_id, f'{prefix}-{year}'):04d}"


def note_code(body_id, code):
    """A yearly code that was given elsewhere (an older register) is not given again: its series goes on after it."""
    if not (parts := re.fullmatch(r"([A-ZĐ]+-\d{4})-(\d{1,9})", code)):
        return
    series, number = parts[1], int(parts[2])
    Sequence.objects.get_or_create(body_id=body_id, series=series)
    Sequence.objects.filter(body_id=body_id, series=series, last__lt=number).update(last=number)
