"""Fields and choices that the forms of this room share."""

from django import forms
from django.db.models import Q

from core.files import ACCEPT, check
from core.models import Body
from council.models import BodyKind, Delegate
from oversight.models import Round

Subject = Round.Subject
KINDS = {
    Subject.COUNCIL: BodyKind.COUNCIL,
    Subject.STANDING: BodyKind.STANDING,
    Subject.COMMITTEE: BodyKind.COMMITTEE,
    Subject.GROUP: BodyKind.GROUP,
}

_INNER = (BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.GROUP, BodyKind.OFFICE)
_NEWEST = 200


class UploadField(forms.FileField):
    """An optional file, checked by its content."""

    widget = forms.ClearableFileInput(attrs={"accept": ACCEPT})

    def __init__(self, label, **kwargs):
        super().__init__(
            label=label, required=False, help_text="PDF, Word, Excel, PowerPoint, ảnh hoặc văn bản.", **kwargs
        )

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file:
            check(file)
        return file


def paper(label, required=True):
    """A document's number and symbol."""
    return forms.CharField(label=label, max_length=60, required=required)


def words(label, rows=4, required=True, **kwargs):
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def reason(label):
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def outer_bodies(actor):
    """Whoever can be overseen: agencies and councils in view, not the council's own organs."""
    seen = Body.objects.filter(Q(home__in=actor.scope) | Q(pk__in=actor.scope))
    return seen.exclude(pk=actor.home_id).exclude(kind__in=_INNER).order_by("name")


def delegates_of(actor):
    return Delegate.objects.filter(term__council=actor.home_id).by_name()


def check_subject(form, kind, body):
    """Refuse a body that is not of the kind chosen."""
    wanted = KINDS.get(kind)
    if body and wanted and body.kind != wanted:
        form.add_error(
            "subject_body", f"Chủ thể là {Subject(kind).label} thì chọn {wanted.label}, không phải {body}."
        )


def not_before(form, data, name, floor, floor_label):
    """Refuse, at the field `name`, a day before `floor`."""
    day = data.get(name)
    if day and floor and day < floor:
        form.add_error(name, f"Không thể trước {floor_label} {floor:%d/%m/%Y}.")


def begin_with(form, **values):
    """What a verb's form shows first, where the record knows it already."""
    for name, value in values.items():
        if value not in (None, ""):
            form.fields[name].initial = value


def bind_round(form, actor, states):
    """The round of a new part: fixed when the address names it, else one of the newest open ones."""
    field = form.fields["round"]
    rounds = Round.objects.of_committee(actor).filter(state__in=states)
    chosen = form.initial.get("round")
    if chosen:
        field.queryset, field.widget = rounds, forms.HiddenInput()
        return chosen
    field.queryset = rounds.filter(
        pk__in=list(rounds.order_by("-on", "-pk").values_list("pk", flat=True)[:_NEWEST])
    )
    return None
