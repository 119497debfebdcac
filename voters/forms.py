from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from council.models import BodyKind, Delegate, Unit
from voters.models import Meeting, Opinion


class MeetingForm(RecordForm):
    sections_spec = [
        (
            "Hội nghị",
            [
                "title",
                ("meeting_kind", "on", "starts_at"),
                ("unit", "hamlet"),
                "place",
                ("council_session", "host"),
            ],
        ),
        ("Thành phần", ["delegates", ("voters", "speakers")]),
    ]

    class Meta:
        model = Meeting
        fields = [
            "title", "meeting_kind", "on", "starts_at", "unit", "hamlet", "place", "council_session", "host",
            "delegates", "voters", "speakers",
        ]  # fmt: skip
        widgets = {"title": forms.TextInput(), "starts_at": forms.TimeInput(format="%H:%M")}
        labels = {"title": "Tên hội nghị", "on": "Ngày"}

    def limit_choices(self, actor):
        self.fields["unit"].queryset = Unit.objects.filter(councils__in=actor.scope)
        self.fields["council_session"].queryset = self.fields["council_session"].queryset.filter(
            owner=actor.home_id
        )
        self.fields["host"].queryset = Body.objects.filter(kind=BodyKind.NA_DELEGATION)
        self.fields["delegates"].queryset = Delegate.objects.filter(term__council=actor.home_id).by_name()


class OpinionForm(RecordForm):
    sections_spec = [
        ("Kiến nghị", ["title", ("field", "competence"), ("meeting", "on"), "voter"]),
    ]

    class Meta:
        model = Opinion
        fields = ["title", "field", "competence", "meeting", "on", "voter"]
        widgets = {"title": forms.Textarea(attrs={"rows": 4})}
        labels = {"title": "Nội dung", "on": "Ngày nêu"}

    def limit_choices(self, actor):
        meetings = Meeting.objects.filter(owner=actor.home_id).order_by("-on")
        self.fields["meeting"].queryset = meetings


class ForwardForm(VerbForm):
    agency = forms.ModelChoiceField(Body.objects.none(), label="Cơ quan giải quyết")
    letter_no = forms.CharField(label="Số công văn", max_length=60, required=False)
    forwarded_on = DateField(label="Ngày chuyển", initial=localdate)

    def limit_choices(self, actor, record):
        self.fields["agency"].queryset = Body.objects.filter(home=actor.home_id).exclude(
            kind__in=[BodyKind.COUNCIL, BodyKind.GROUP]
        )


class AnswerForm(VerbForm):
    answer = forms.CharField(label="Nội dung trả lời", widget=forms.Textarea(attrs={"rows": 6}))
    result = forms.ChoiceField(label="Kết quả", choices=Opinion.Result)
    answer_no = forms.CharField(label="Số văn bản", max_length=60, required=False)
    answered_on = DateField(label="Ngày trả lời", initial=localdate)
    expected_on = DateField(label="Dự kiến xong", required=False)
    sections_spec = [("", ["answer", ("result", "expected_on"), ("answer_no", "answered_on")])]

    def clean(self):
        data = super().clean()
        if data.get("result") in (
            Opinion.Result.BEING_RESOLVED,
            Opinion.Result.WILL_BE_RESOLVED,
        ) and not data.get("expected_on"):
            self.add_error("expected_on", "Kết quả này phải kèm ngày dự kiến xong.")
        return data
