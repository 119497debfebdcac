"""Forms of the hall: the roll, speakers, votes."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, PlainForm
from sessions import hall, majorities
from sessions.models import Attendance, Ballot, BallotVote, ItemAbsence, Resolution


class RollForm(PlainForm):
    """The whole roll of a sitting: per delegate a status and a reason."""

    def __init__(self, *args, delegates, stored, **kwargs):
        super().__init__(*args, **kwargs)
        self.delegates = list(delegates)
        for person in self.delegates:
            row = stored.get(person.pk)
            self.fields[f"s{person.pk}"] = forms.ChoiceField(
                label=person.name, choices=Attendance.Status.choices, widget=forms.RadioSelect,
                initial=row.status if row else Attendance.Status.PRESENT,
            )  # fmt: skip
            self.fields[f"r{person.pk}"] = forms.CharField(
                label=f"Lý do của {person.name}",
                max_length=200,
                required=False,
                initial=row.reason if row else "",
            )

    def rows(self):
        """[(delegate, status field, reason field)] for the page."""
        return [(person, self[f"s{person.pk}"], self[f"r{person.pk}"]) for person in self.delegates]

    def clean(self):
        data = super().clean()
        for person in self.delegates:
            if data.get(f"s{person.pk}") == Attendance.Status.EXCUSED and not data.get(f"r{person.pk}"):
                self.add_error(f"r{person.pk}", "Vắng có lý do thì ghi lý do.")
        return data

    def values(self):
        """{delegate id: (status, reason)}; a reason beside "có mặt" is left out."""
        data, here = self.cleaned_data, Attendance.Status.PRESENT
        return {
            person.pk: (data[f"s{person.pk}"], "" if data[f"s{person.pk}"] == here else data[f"r{person.pk}"])
            for person in self.delegates
        }


class CountForm(PlainForm):
    present_count = forms.IntegerField(label="Số đại biểu có mặt", min_value=0, max_value=1000)


class ItemRollForm(PlainForm):
    """Who of those present takes no part in one item."""

    def __init__(self, *args, delegates, stored, **kwargs):
        super().__init__(*args, **kwargs)
        self.delegates = list(delegates)
        choices = [("", "Tham gia"), *ItemAbsence.Kind.choices]
        for person in self.delegates:
            row = stored.get(person.pk)
            self.fields[f"s{person.pk}"] = forms.ChoiceField(
                label=person.name, choices=choices, required=False, widget=forms.RadioSelect,
                initial=row.absence_kind if row else "",
            )  # fmt: skip
            self.fields[f"r{person.pk}"] = forms.CharField(
                label=f"Lý do của {person.name}",
                max_length=200,
                required=False,
                initial=row.reason if row else "",
            )

    def rows(self):
        return [(person, self[f"s{person.pk}"], self[f"r{person.pk}"]) for person in self.delegates]

    def values(self):
        """{delegate id: (kind, reason)} of those who take no part."""
        data = self.cleaned_data
        return {
            person.pk: (data[f"s{person.pk}"], data[f"r{person.pk}"])
            for person in self.delegates if data[f"s{person.pk}"]
        }  # fmt: skip


class _ActForm(PlainForm):
    """The form of an act in the hall, bound to the session."""

    def __init__(self, *args, council_session, **kwargs):
        self.council_session = council_session
        super().__init__(*args, **kwargs)
        if "delegate" in self.fields:
            self.fields["delegate"].queryset = hall.delegates(council_session)


class NothingForm(_ActForm):
    pass


class SittingIdForm(_ActForm):
    sitting_id = forms.IntegerField()


class ItemIdForm(_ActForm):
    item_id = forms.IntegerField()


class SpeakerIdForm(_ActForm):
    speaker_id = forms.IntegerField()


class NextSpeakerForm(_ActForm):
    speaker_id = forms.IntegerField(required=False)


class SpeakerForm(_ActForm):
    delegate = forms.ModelChoiceField(None, label="Đại biểu", required=False)
    name = forms.CharField(label="Khách mời, cơ quan", max_length=160, required=False)
    quota_minutes = forms.IntegerField(label="Số phút", min_value=1, max_value=120, initial=7)

    def clean(self):
        data = super().clean()
        if not data.get("delegate") and not data.get("name"):
            self.add_error("delegate", "Chọn đại biểu hoặc ghi tên người phát biểu.")
        return data


class OpenBallotForm(_ActForm):
    subject = forms.CharField(label="Biểu quyết về", max_length=400)
    method = forms.ChoiceField(label="Cách biểu quyết", choices=Ballot.Method.choices)
    majority = forms.ChoiceField(label="Tỷ lệ phải đạt", choices=Ballot.Majority.choices)


def _count(label):
    return forms.IntegerField(label=label, min_value=0, max_value=1000, required=False)


class CountsForm(_ActForm):
    votes_for = _count("Tán thành")
    votes_against = _count("Không tán thành")
    votes_abstain = _count("Không biểu quyết")


class CastForm(_ActForm):
    choice = forms.ChoiceField(label="Ý kiến", choices=BallotVote.Choice.choices)


class CastForForm(CastForm):
    delegate = forms.ModelChoiceField(None, label="Đại biểu")


class CorrectBallotForm(PlainForm):
    sections_spec = [("", ["present", ("votes_for", "votes_against", "votes_abstain"), "reason"])]
    present = forms.IntegerField(label="Số đại biểu có mặt", min_value=0, max_value=1000)
    votes_for = forms.IntegerField(label="Tán thành", min_value=0, max_value=1000)
    votes_against = forms.IntegerField(label="Không tán thành", min_value=0, max_value=1000)
    votes_abstain = forms.IntegerField(label="Không biểu quyết", min_value=0, max_value=1000)
    reason = forms.CharField(label="Lý do sửa", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self):
        data = super().clean()
        counts = [data.get(name) for name in ("votes_for", "votes_against", "votes_abstain", "present")]
        fault = None not in counts and majorities.sum_fault(*counts)
        if fault:
            self.add_error("present", fault)
        return data


class EnterBallotForm(PlainForm):
    """A vote taken on paper."""

    sections_spec = [
        (
            "",
            [
                "item",
                "subject",
                ("method", "majority"),
                "present",
                ("votes_for", "votes_against", "votes_abstain"),
            ],
        )
    ]
    item = forms.ModelChoiceField(None, label="Nội dung chương trình")
    subject = forms.CharField(label="Biểu quyết về", max_length=400)
    method = forms.ChoiceField(
        label="Cách biểu quyết",
        choices=[row for row in Ballot.Method.choices if row[0] != Ballot.Method.NAMED],
    )
    majority = forms.ChoiceField(label="Tỷ lệ phải đạt", choices=Ballot.Majority.choices)
    present = forms.IntegerField(label="Số đại biểu có mặt", min_value=0, max_value=1000)
    votes_for = forms.IntegerField(label="Tán thành", min_value=0, max_value=1000)
    votes_against = forms.IntegerField(label="Không tán thành", min_value=0, max_value=1000)
    votes_abstain = forms.IntegerField(label="Không biểu quyết", min_value=0, max_value=1000)

    def __init__(self, *args, council_session, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = council_session.agenda.all()

    def clean(self):
        data = super().clean()
        counts = [data.get(name) for name in ("votes_for", "votes_against", "votes_abstain", "present")]
        fault = None not in counts and majorities.sum_fault(*counts)
        if fault:
            self.add_error("present", fault)
        return data


class BallotResolutionForm(PlainForm):
    """What a resolution needs beside the figures of its vote."""

    sections_spec = [("", ["code", "title", "field", "is_normative"])]
    code = forms.CharField(
        label="Số, ký hiệu", max_length=60, widget=forms.TextInput(attrs={"placeholder": "12/NQ-HĐND"})
    )
    title = forms.CharField(label="Trích yếu", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field = forms.ChoiceField(
        label="Lĩnh vực", choices=[("", "---------"), *Resolution._meta.get_field("field").choices]
    )
    is_normative = forms.BooleanField(label="Là văn bản quy phạm pháp luật", required=False)


class SignMinutesForm(PlainForm):
    sections_spec = [("", [("chair_name", "secretary_name"), "signed_on"])]
    chair_name = forms.CharField(label="Chủ tọa kỳ họp", max_length=120)
    secretary_name = forms.CharField(label="Thư ký kỳ họp", max_length=120)
    signed_on = DateField(label="Ngày ký", initial=localdate)

    def __init__(self, *args, council_session, **kwargs):
        self.council_session = council_session
        super().__init__(*args, **kwargs)

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day < self.council_session.on:
            raise forms.ValidationError(
                f"Không thể ký trước ngày khai mạc {self.council_session.on:%d/%m/%Y}."
            )
        if day > localdate():
            raise forms.ValidationError("Ngày này còn ở phía trước. Kiểm tra lại.")
        return day


class MinutesSectionForm(PlainForm):
    heading = forms.CharField(label="Tên mục", max_length=400)
    text = forms.CharField(
        label="Nội dung", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
