"""Numbers and dates as official Vietnamese writes them."""

from django import template
from django.utils.safestring import mark_safe

from core.chips import due_chip

register = template.Library()


@register.filter
def thousands(value):
    """1204 -> 1.204"""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


@register.filter
def day(value):
    """dd/mm/yyyy, or nothing."""
    return f"{value:%d/%m/%Y}" if value else ""


@register.filter
def millimetres(value):
    """A width in mm as CSS pixels, which the attribute of a column takes: 25 -> 94"""
    return round(int(value) * 96 / 25.4)


@register.filter
def chip_of(value):
    """The chip of an open due date."""
    return due_chip(value)


@register.simple_tag
def svg(markup):
    """A chart made by the portal itself (never by a user)."""
    return mark_safe(markup)  # noqa: S308
