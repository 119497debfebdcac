"""What can be done to deadlines by hand: forms, labels, and the one function that does it."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.utils.timezone import localdate

from core.filters import DUE
from core.forms import DateField, PlainForm
from core.history import acting
from core.models import Body, Deadline
from core.services import deadlines, moves


class MeetForm(PlainForm):
    met_on = DateField(label="Ngày xong", initial=localdate)
    paper = forms.CharField(label="Số văn bản", max_length=60, required=False)

    def clean_met_on(self):
        day = self.cleaned_data["met_on"]
        if day > localdate():
            raise forms.ValidationError("Ngày xong không được sau hôm nay.")
        return day


class WaiveForm(PlainForm):
    reason = forms.CharField(label="Lý do miễn", max_length=250)


class ExtendForm(PlainForm):
    paper = forms.CharField(label="Số văn bản gia hạn", max_length=60)
    reason = forms.CharField(label="Căn cứ, lý do", max_length=180)


class MoveForm(PlainForm):
    due_on = DateField(label="Thời hạn mới")
    reason = forms.CharField(label="Căn cứ, lý do", max_length=250)


@dataclass(frozen=True)
class Act:
    """`name` stands in the history; `do(deadline, user id, form's values)` does it and may raise Refused."""

    name: str
    label: str
    form: type
    do: object
    bulk: bool = False


ACTS = {
    "xong": Act(
        "core.meet", "Đánh dấu đã xong", MeetForm,
        lambda row, user, data: deadlines.settle(row, user, data["met_on"], data["paper"]), bulk=True,
    ),
    "mien": Act(
        "core.waive", "Miễn thời hạn", WaiveForm,
        lambda row, user, data: deadlines.waive(row, user, data["reason"]), bulk=True,
    ),
    "gia-han": Act("core.extend", "Gia hạn", ExtendForm, lambda row, user, data: deadlines.extend(row)),
    "doi": Act("core.move", "Đổi thời hạn", MoveForm, lambda row, user, data: deadlines.put(row, data["due_on"])),
}  # fmt: skip


def act_on(pk, slug, user_id, data):
    """Do the act `slug` on one deadline, in one transaction; who is concerned by a new date is told."""
    act = ACTS[slug]
    note = " · ".join(data[name] for name in ("paper", "reason") if data.get(name))
    with acting(user_id, act.name, note):
        row = Deadline.objects.select_for_update(of=["self"]).select_related("rule").get(pk=pk)
        old, opened = row.due_on, row.waived_on is None
        act.do(row, user_id, data)
        if act.name in ("core.extend", "core.move") and opened:
            text = f"{act.label}: {data['reason']}."[:200]
            key = f"put:{pk}:{old}:{row.due_on}"
            moves.tell_moved([(row, old, row.due_on)], text, key=key, but=user_id)


class OpenFilter(PlainForm):
    """What the list of open deadlines is narrowed by: register, council, whose turn, how near."""

    so = forms.ChoiceField(label="Sổ", required=False)
    don_vi = forms.ModelChoiceField(Body.objects.none(), label="Đơn vị", required=False, empty_label="Tất cả")
    ben = forms.ModelChoiceField(
        Body.objects.none(), label="Bên phải làm", required=False, empty_label="Tất cả"
    )
    han = forms.ChoiceField(
        label="Mức hạn", required=False, choices=[("", "Tất cả"), *DUE[:3], ("sau", "Sau 7 ngày")]
    )

    def __init__(self, *args, actor, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["so"].choices = [("", "Tất cả"), *kinds]
        if len(actor.scope) > 1:
            self.fields["don_vi"].queryset = Body.objects.filter(pk__in=actor.scope)
        else:
            del self.fields["don_vi"]
        if actor.sees_shared_only:
            del self.fields["ben"]
        else:
            self.fields["ben"].queryset = Body.objects.filter(home=actor.home_id)

    def narrowed(self, rows):
        """The deadlines that pass; a condition that is wrong is not applied."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        wanted = {"so": "record__kind", "don_vi": "holder", "ben": "owed_by"}
        rows = rows.filter(**{column: data[name] for name, column in wanted.items() if data.get(name)})
        return rows.filter(**_BOUNDS[data["han"]](localdate())) if data.get("han") else rows


_BOUNDS = {
    "qua-han": lambda today: {"due_on__lt": today},
    "hom-nay": lambda today: {"due_on": today},
    "7-ngay": lambda today: {"due_on__range": (today, today + timedelta(7))},
    "sau": lambda today: {"due_on__gt": today + timedelta(7)},
}
