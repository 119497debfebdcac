"""The routing table's rows, and the letter by which many opinions go to one agency."""

from django import forms
from django.utils.timezone import localdate

from core.forms import CleanForm, DateField, PlainForm
from core.models import Body
from council.models import Unit
from voters.forms.meetings import up_to_today
from voters.forms.opinions import answering_bodies
from voters.models import Opinion, Route


class RouteForm(CleanForm, forms.ModelForm):
    sections_spec = [("", [("field", "competence"), "unit", "body", "note"])]

    class Meta:
        model = Route
        fields = ["field", "competence", "unit", "body", "note"]
        help_texts = {
            "competence": "Để trống khi áp dụng cho mọi cấp thẩm quyền.",
            "unit": "Để trống khi áp dụng cho mọi địa bàn.",
        }

    def __init__(self, *args, actor=None, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(councils__in=actor.scope).distinct()
        self.fields["body"].queryset = answering_bodies(actor)

    def clean(self):
        data = super().clean()
        same = Route.objects.filter(
            home=self.actor.home_id, field=data.get("field"), competence=data.get("competence", ""), unit=data.get("unit")
        ).exclude(pk=self.instance.pk)  # fmt: skip
        if not self.errors and same.exists():
            self.add_error(
                "field", "Lĩnh vực, thẩm quyền và địa bàn này đã có dòng phân công. Hãy sửa dòng đó."
            )
        return data


class DispatchForm(PlainForm):
    """Which opinions go to which agency by which letter."""

    kn = forms.ModelMultipleChoiceField(Opinion.objects.none(), label="Kiến nghị")
    agency = forms.ModelChoiceField(
        Body.objects.none(), label="Cơ quan giải quyết", empty_label="Chọn cơ quan"
    )
    letter_no = forms.CharField(label="Số công văn", max_length=60, required=False)
    forwarded_on = DateField(label="Ngày chuyển", initial=localdate)

    def __init__(self, *args, actor, opinions, choices=None, **kwargs):
        """`choices` of the agency are those looked up once, where a page has many of these forms."""
        super().__init__(*args, auto_id=False, **kwargs)
        self.fields["kn"].queryset = opinions
        self.fields["kn"].error_messages["required"] = "Chưa chọn kiến nghị nào."
        self.fields["agency"].queryset = answering_bodies(actor)
        if choices is not None:
            self.fields["agency"].widget.choices = choices

    def said(self):
        """What the letter says, beside the opinions ticked."""
        return [self[name] for name in ("agency", "letter_no", "forwarded_on")]

    def clean_forwarded_on(self):
        return up_to_today(self.cleaned_data["forwarded_on"])

    def clean(self):
        data = super().clean()
        day = data.get("forwarded_on")
        early = [row for row in data.get("kn") or () if day and row.on > day]
        if early:
            self.add_error(
                "forwarded_on", f"{early[0].code} nêu ngày {early[0].on:%d/%m/%Y}, sau ngày chuyển."
            )
        return data
