"""Filters of registers, kept in the address. Names are short Vietnamese without diacritics."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, PlainForm
from core.models import Body

DUE = [
    ("qua-han", "Quá hạn"),
    ("hom-nay", "Hôm nay"),
    ("7-ngay", "Trong 7 ngày"),
    ("con-han", "Còn thời hạn mở"),
]


class DayFilter(filters.Filter):
    field_class = DateField


class RecordFilter(filters.FilterSet):
    """Text, period, state, unit and deadline: what every register is filtered by."""

    q = filters.CharFilter(
        method="by_text",
        label="Tìm",
        widget=forms.TextInput(attrs={"placeholder": "Nội dung, số, tên (không cần dấu)", "type": "search"}),
    )
    tu = DayFilter(field_name="on", lookup_expr="gte", label="Từ ngày")
    den = DayFilter(field_name="on", lookup_expr="lte", label="Đến ngày")
    tinh_trang = filters.ChoiceFilter(field_name="state", label="Tình trạng", empty_label="Tất cả")
    don_vi = filters.ModelChoiceFilter(
        field_name="owner", label="Đơn vị", empty_label="Tất cả", queryset=Body.objects.none()
    )
    han = filters.ChoiceFilter(method="by_due", label="Thời hạn", empty_label="Tất cả", choices=DUE)

    class Meta:
        form = PlainForm

    def __init__(self, *args, actor, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        model = self.queryset.model
        self.filters["tinh_trang"].extra["choices"] = [
            (key, label) for key, (label, _) in model.STATES.items()
        ]
        if len(actor.scope) > 1:
            self.filters["don_vi"].queryset = Body.objects.filter(pk__in=actor.scope)
        else:
            del self.filters["don_vi"]

    def by_text(self, queryset, name, value):
        return queryset.found_by(value)

    def by_due(self, queryset, name, value):
        today = localdate()
        bounds = {
            "qua-han": {"next_due__lt": today},
            "hom-nay": {"next_due": today},
            "7-ngay": {"next_due__range": (today, today + timedelta(days=7))},
            "con-han": {"next_due__isnull": False},
        }
        return queryset.filter(**bounds[value])

    def chips(self, url_without):
        """What is filtered by, as [{label, remove_url}]."""
        form = self.form
        return [
            {"label": f"{form[name].label}: {_shown(form, name)}", "remove_url": url_without(name)}
            for name in form.fields if name in form.data and form.data[name] and name != "q"
        ]  # fmt: skip


def _shown(form, name):
    value = form.cleaned_data.get(name, form.data[name])
    choices = dict(getattr(form.fields[name], "choices", ()) or ())
    return choices.get(form.data[name], value) if not isinstance(value, Body) else value.short_name
