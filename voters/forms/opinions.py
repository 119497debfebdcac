from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from core.text import whole
from council.models import BodyKind
from voters.forms.meetings import not_before, up_to_today
from voters.models import BELOW_CITY, IN_HAND, PROMISED, Competence, Meeting, Opinion, Result
from voters.routing import proposal
from voters.similar import linkable, similar

# As one types, the similar opinions are looked up; without JavaScript they are shown after saving.
LOOKS_UP = {
    "rows": 4, "autofocus": "", "hx-get": reverse_lazy("voters:similar"), "hx-trigger": "input changed delay:500ms",
    "hx-target": "#similar", "hx-include": "[name=field],[name=meeting]", "hx-sync": "this:replace",
}  # fmt: skip


RECENT = 200


class OpinionForm(RecordForm):
    sections_spec = [
        ("Kiến nghị", ["title", ("field", "competence"), ("meeting", "on"), "voter"]),
    ]

    class Meta:
        model = Opinion
        fields = ["title", "field", "competence", "meeting", "on", "voter"]
        widgets = {
            "title": forms.Textarea(attrs=LOOKS_UP),
            "voter": forms.TextInput(attrs={"data-private": "", "autocomplete": "off"}),
        }
        labels = {"title": "Nội dung", "on": "Ngày nêu"}
        help_texts = {
            "voter": "Không bắt buộc. Chỉ người giữ sổ của đơn vị này xem được; không đưa vào danh sách, tệp xuất hay nơi nhận.",
            "competence": "Cấp quyết định được việc này; phải có trước khi chuyển.",
        }

    def limit_choices(self, actor):
        own = Meeting.objects.filter(owner=actor.home_id, kind=Meeting.KIND, on__lte=localdate())
        own = own.exclude(state="cancelled")
        recent = own.order_by("-on", "-id").values("pk")[:RECENT]
        asked = [pk for pk in self._asked_for() if whole(pk)]
        self.fields["meeting"].queryset = own.filter(Q(pk__in=recent) | Q(pk__in=asked)).order_by(
            "-on", "-id"
        )
        self.fields["meeting"].label_from_instance = lambda meeting: (
            f"{meeting.on:%d/%m/%Y} · {meeting.title}"
        )

    def _asked_for(self):
        """The meeting that the form speaks of, however long ago it was."""
        return self.data.get("meeting", ""), self.initial.get("meeting", ""), self.instance.meeting_id

    def clean_on(self):
        return up_to_today(self.cleaned_data["on"])

    def clean(self):
        data = super().clean()
        if self.instance.forwarded_on and not data.get("competence"):
            self.add_error("competence", "Kiến nghị đã chuyển phải giữ thẩm quyền giải quyết.")
        return data


class SpotForm(VerbForm):
    answer = forms.CharField(label="Nội dung trả lời tại hội nghị", widget=forms.Textarea(attrs={"rows": 5}))


class SendUpForm(VerbForm):
    sent_up_no = forms.CharField(label="Số văn bản gửi", max_length=60, required=False)
    sent_up_on = DateField(label="Ngày gửi", initial=localdate)
    sections_spec = [("", [("sent_up_no", "sent_up_on")])]

    def clean_sent_up_on(self):
        day = up_to_today(self.cleaned_data["sent_up_on"])
        return not_before(day, self.record.on, "ngày cử tri nêu")


class KeepBelowForm(VerbForm):
    competence = forms.ChoiceField(
        label="Thẩm quyền giải quyết",
        choices=[(key.value, key.label) for key in BELOW_CITY],
        initial=Competence.COMMUNE,
    )
    reason = forms.CharField(
        label="Lý do giữ lại", max_length=250, required=False,
        help_text="Ghi vào báo cáo tổng hợp, phần kiến nghị không gửi lên cấp trên.",
    )  # fmt: skip

    def limit_choices(self, actor, record):
        if record.competence in BELOW_CITY:
            self.fields["competence"].initial = record.competence


class ForwardForm(VerbForm):
    agency = forms.ModelChoiceField(
        Body.objects.none(), label="Cơ quan giải quyết", empty_label="Chọn cơ quan"
    )
    letter_no = forms.CharField(label="Số công văn", max_length=60, required=False)
    forwarded_on = DateField(label="Ngày chuyển", initial=localdate)
    sections_spec = [("", ["agency", ("letter_no", "forwarded_on")])]

    def limit_choices(self, actor, record):
        self.fields["agency"].queryset = answering_bodies(actor)
        proposed = proposal(actor.home_id, record)
        if proposed:
            self.fields["agency"].initial = proposed.pk
            self.fields["agency"].help_text = f"Đề xuất theo bảng phân công: {proposed.short_name}."

    def clean_forwarded_on(self):
        day = up_to_today(self.cleaned_data["forwarded_on"])
        return not_before(day, self.record.on, "ngày cử tri nêu")


NOT_ANSWERING = [BodyKind.COUNCIL, BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.GROUP, BodyKind.OFFICE]


def answering_bodies(actor):
    """Who can be asked: the council's own agencies, and the People's Committees of the councils below."""
    return answering(actor.home_id, actor.scope)


def answering(home_id, scope=()):
    """The bodies that answer for the council `home_id`; of the councils in `scope` their People's Committees."""
    own = Q(home=home_id) & ~Q(kind__in=NOT_ANSWERING)
    return Body.objects.filter(own | Q(home__in=scope, kind=BodyKind.PEOPLE_COMMITTEE))


class SendBackForm(VerbForm):
    reason = forms.CharField(label="Lý do trả lại", widget=forms.Textarea(attrs={"rows": 3}))
    points_to = forms.ModelChoiceField(
        Body.objects.none(), label="Cơ quan có thẩm quyền", required=False, empty_label="Không rõ",
        help_text="Văn phòng sẽ chuyển tiếp đến cơ quan này.",
    )  # fmt: skip

    def limit_choices(self, actor, record):
        keeper = record.sent_up_to_id or record.owner_id
        self.fields["points_to"].queryset = answering(keeper).exclude(pk=actor.body_id)


class AnsweredOn(VerbForm):
    """What answers have in common: the day is neither to come nor before the opinion was forwarded."""

    answer = forms.CharField(label="Nội dung trả lời", widget=forms.Textarea(attrs={"rows": 6}))
    answer_no = forms.CharField(label="Số văn bản", max_length=60, required=False)
    answered_on = DateField(label="Ngày trả lời", initial=localdate)

    def clean_answered_on(self):
        day = up_to_today(self.cleaned_data["answered_on"])
        return not_before(day, self.record.forwarded_on, "ngày chuyển")


class AnswerForm(AnsweredOn):
    result = forms.ChoiceField(label="Kết quả", choices=Result)
    expected_on = DateField(
        label="Dự kiến xong", required=False, help_text="Bắt buộc khi đang hoặc sẽ giải quyết."
    )
    sections_spec = [("", ["answer", ("result", "expected_on"), ("answer_no", "answered_on")])]

    def clean(self):
        data = super().clean()
        promised, day = data.get("result") in PROMISED, data.get("expected_on")
        if promised and not day and "expected_on" not in self.errors:
            self.add_error("expected_on", "Kết quả này phải kèm ngày dự kiến xong.")
        if promised and day and data.get("answered_on") and day < data["answered_on"]:
            self.add_error("expected_on", "Ngày dự kiến xong không thể trước ngày trả lời.")
        if not promised:
            data["expected_on"] = None
        return data


class SettleForm(AnsweredOn):
    sections_spec = [("", ["answer", ("answer_no", "answered_on")])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label, self.fields["answered_on"].label = (
            "Kết quả thực hiện",
            "Ngày thực hiện xong",
        )

    def clean_answered_on(self):
        return not_before(super().clean_answered_on(), self.record.answered_on, "ngày trả lời")


class MergeForm(VerbForm):
    """Several opinions answered together: which ones, and the wording that speaks for all."""

    others = forms.ModelMultipleChoiceField(
        Opinion.objects.none(), label="Kiến nghị cùng nội dung", widget=forms.CheckboxSelectMultiple,
        help_text="Mỗi kiến nghị vẫn giữ nguyên lời, nơi nêu, ngày nêu; được trả lời chung một lần.",
    )  # fmt: skip
    title = forms.CharField(
        label="Nội dung chung", widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000
    )

    def limit_choices(self, actor, record):
        self.fields["others"].queryset = mergeable(actor, record)
        self.fields["others"].label_from_instance = _voice
        self.fields["title"].initial = record.title


def _voice(opinion):
    return f"{opinion.code} · {opinion.owner.short_name} · {opinion.on:%d/%m/%Y} · {opinion.title}"


MERGEABLE = 60


def mergeable(actor, record):
    """The open opinions handled here that say much the same, or are of the same field and meeting."""
    alike = [
        match.opinion.pk
        for match in similar(record.title, actor, exclude=record.pk, field=record.field, limit=20)
    ]
    near = Q(pk__in=alike)
    if record.meeting_id:
        near |= Q(meeting_id=record.meeting_id)
    handled = Q(owner=actor.home_id, sent_up_to=None) | Q(sent_up_to=actor.home_id)
    found = Opinion.objects.visible_to(actor).filter(near, handled, state__in=[*IN_HAND, "sent_up"])
    first = list(found.exclude(pk=record.pk).order_by("-on").values_list("pk", flat=True)[:MERGEABLE])
    return Opinion.objects.filter(pk__in=first).select_related("owner").order_by("-on", "pk")


class DuplicateForm(VerbForm):
    """The earlier opinion by its number; the similar ones beside the form lead here with it filled in."""

    same_as = forms.CharField(
        label="Số kiến nghị đã có",
        max_length=60,
        help_text="Ví dụ KN-2026-0212. Số nằm ở danh sách bên dưới.",
    )

    def clean_same_as(self):
        code = self.cleaned_data["same_as"].strip()
        seen = linkable(self.actor).exclude(pk=self.record.pk)
        found = list(
            seen.filter(pk=int(code[1:]))
            if code.startswith("#") and whole(code[1:])
            else seen.filter(code=code.upper())[:2]
        )
        if not found:
            raise forms.ValidationError("Không tìm thấy kiến nghị mang số này trong phạm vi được xem.")
        if len(found) > 1:
            raise forms.ValidationError(
                "Nhiều đơn vị cùng có số này. Bấm Liên kết ở kiến nghị cần chọn trong danh sách bên dưới."
            )
        return found[0]


class ConfirmForm(VerbForm):
    confirmed_on = DateField(label="Ngày xác nhận", initial=localdate)

    def clean_confirmed_on(self):
        day = up_to_today(self.cleaned_data["confirmed_on"])
        return not_before(day, self.record.answered_on, "ngày trả lời")


class RaiseAgainForm(VerbForm):
    reason = forms.CharField(label="Cử tri chưa đồng ý ở điểm nào", widget=forms.Textarea(attrs={"rows": 3}))
