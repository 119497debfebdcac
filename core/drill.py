"""A list as the drill-down of a figure: `?so-lieu=opinions.received&hd=phu-ly&tu-ngay=...&den-ngay=...`."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404

from core.figures import FIGURES, countable, of_body
from core.forms import DateField
from core.models import Body

FIGURE, COUNCIL, START, END, BODY = "so-lieu", "hd", "so-lieu-tu", "so-lieu-den", "cua"


@dataclass(frozen=True)
class Drill:
    label: str
    definition: str
    remove_url: str
    records: Any


def figure_of(params, kind, actor):
    """The figure whose records a list is asked for, None when it is asked for none.

    Raises Http404 for a figure, body or period that does not exist or is not in view.
    """
    if FIGURE not in params:
        return None
    item, council = FIGURES.get(params[FIGURE]), _council(params, actor)
    if item is None or item.kind != kind:
        raise Http404
    start, end = _day(params, START), _day(params, END)
    body = _body(params, item, council)
    label = f"{item.label} · {(body or council).name} · {start:%d/%m/%Y} – {end:%d/%m/%Y}"
    return Drill(label, item.definition, "?", of_body(item, council, start, end, body))


def _body(params, item, council):
    """The body of the council that the figure is narrowed to, None for the whole council."""
    if not params.get(BODY):
        return None
    found = Body.objects.filter(code=params[BODY], home=council).first()
    if found is None or item not in countable(found):
        raise Http404
    return found


def _council(params, actor):
    council = Body.objects.filter(code=params.get(COUNCIL, ""), pk__in=actor.scope).first()
    if council is None:
        raise Http404
    return council


def _day(params, name):
    try:
        return DateField().clean(params.get(name))
    except forms.ValidationError:
        raise Http404 from None


def drill_query(key, council, start, end, body=None):
    """The query string that opens exactly the records of a figure."""
    days = {START: start.isoformat(), END: end.isoformat()}
    return urlencode({FIGURE: key, COUNCIL: council.code, **days, **({BODY: body.code} if body else {})})
