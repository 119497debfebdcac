"""The forms by which the room's records are entered and corrected."""

from django import forms

from core.forms import RecordForm
from core.models import Body
from council.models import BodyKind, Delegate, Role, Term
from sessions.models import Dossier, Question, Resolution, Session

MOVE_BY_VERB = (
    "Ngày khai mạc chỉ đổi bằng việc «Dời ngày khai mạc» trên trang kỳ họp, "
    "để mọi thời hạn dời theo và người liên quan được báo."
)
SUBMITTERS = (
    BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.PEOPLE_COMMITTEE, BodyKind.DEPARTMENT,
    BodyKind.FRONT, BodyKind.OFFICE, BodyKind.OTHER,
)  # fmt: skip
RESPONDENTS = (BodyKind.PEOPLE_COMMITTEE, BodyKind.DEPARTMENT, BodyKind.OTHER)
TIME = forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00"})


def sessions_of(actor):
    """The sessions that a record can be entered for, the latest first."""
    return Session.objects.filter(owner=actor.home_id).exclude(state="cancelled")


def bodies_of(actor, *kinds):
    return Body.objects.filter(home=actor.home_id, kind__in=kinds)


class SessionForm(RecordForm):
    """A session. What is known only later (convocation, presence, minutes) shows when its time has come."""

    sections_spec = [
        ("Kỳ họp", [("term", "number"), "session_kind", "topic"]),
        ("Thời gian, địa điểm", [("on", "ends_on", "starts_at"), ("place", "mode"), "is_closed"]),
        ("Triệu tập", [("convocation_no", "convocation_on")]),
        ("Chương trình", ["with_template"]),
        ("Kết quả", [("delegates_total", "delegates_present"), ("minutes_total", "minutes_qa")]),
    ]
    LATER = {
        "convocation_no": ("planned",), "convocation_on": ("planned",),
        **dict.fromkeys(("delegates_total", "delegates_present"), ("planned", "convened", "postponed", "cancelled")),
        **dict.fromkeys(("minutes_total", "minutes_qa"), ("planned", "convened", "postponed", "opened", "cancelled")),
    }  # fmt: skip

    with_template = forms.BooleanField(
        label="Lấy chương trình, hồ sơ và việc chuẩn bị theo mẫu của loại kỳ họp", required=False, initial=True,
        help_text="Sửa mẫu ở mục «Mẫu kỳ họp».",
    )  # fmt: skip

    class Meta:
        model = Session
        fields = [
            "term", "number", "session_kind", "on", "ends_on", "starts_at", "place", "mode", "is_closed", "topic",
            "convocation_no", "convocation_on", "delegates_total", "delegates_present", "minutes_total", "minutes_qa",
        ]  # fmt: skip
        widgets = {"starts_at": TIME, "topic": forms.Textarea(attrs={"rows": 3})}
        labels = {"on": "Ngày khai mạc"}
        help_texts = {"number": "Một dãy số cho cả nhiệm kỳ, mọi loại kỳ họp. Để trống thì lấy số tiếp theo."}

    def limit_choices(self, actor):
        self.fields["term"].queryset = Term.objects.filter(council=actor.home_id)
        self.fields["number"].required = False
        if self.instance.pk:
            del self.fields["with_template"]
        state = self.instance.state if self.instance.pk else "planned"
        for name, too_early in self.LATER.items():
            if state in too_early:
                del self.fields[name]

    @property
    def sections(self):
        return [section for section in super().sections if any(section["rows"])]

    def clean_on(self):
        on, stored = self.cleaned_data["on"], self.instance
        if stored.pk and on != stored.on and stored.state not in Session.HELD:
            raise forms.ValidationError(MOVE_BY_VERB)
        return on

    def clean(self):
        data = super().clean()
        if self.instance.pk and data.get("number") is None and "number" not in self.errors:
            data["number"] = self.instance.number
        self._check_number(data)
        _check_order(self, data, "on", "ends_on", "Ngày bế mạc không được trước ngày khai mạc.")
        _check_part(
            self, data, "delegates_present", "delegates_total", "Số có mặt vượt quá tổng số đại biểu."
        )
        _check_part(self, data, "minutes_qa", "minutes_total", "Số phút chất vấn vượt quá tổng số phút họp.")
        self._check_convocation(data)
        return data

    def _check_number(self, data):
        term, number = data.get("term"), data.get("number")
        taken = (
            term and number and Session(pk=self.instance.pk, term=term, number=number).same_number().first()
        )
        if taken:
            free = Session.next_number(term)
            self.add_error("number", f"Số {number} đã dùng cho «{taken.title}». Số tiếp theo là {free}.")

    def _check_convocation(self, data):
        if "convocation_on" in self.fields and bool(data.get("convocation_no")) != bool(
            data.get("convocation_on")
        ):
            self.add_error("convocation_on", "Số và ngày quyết định triệu tập phải nhập cùng nhau.")


def _check_order(form, data, first, second, message):
    if data.get(first) and data.get(second) and data[second] < data[first]:
        form.add_error(second, message)


def _check_part(form, data, part, whole, message):
    if data.get(part) is not None and data.get(whole) is not None and data[part] > data[whole]:
        form.add_error(part, message)


class DossierForm(RecordForm):
    sections_spec = [
        ("Hồ sơ", ["title", ("document_kind", "on"), "council_session"]),
        ("Trách nhiệm", [("submitter", "committee")]),
    ]

    class Meta:
        model = Dossier
        fields = ["title", "document_kind", "on", "council_session", "submitter", "committee"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}
        labels = {"title": "Tên hồ sơ", "on": "Ngày đăng ký"}

    def limit_choices(self, actor):
        self.fields["council_session"].queryset = sessions_of(actor)
        self.fields["submitter"].queryset = bodies_of(actor, *SUBMITTERS)
        self.fields["committee"].queryset = bodies_of(actor, BodyKind.COMMITTEE)
        if self.instance.pk and self.instance.assigned_on:
            self.fields["committee"].required = True


class QuestionForm(RecordForm):
    sections_spec = [
        ("Chất vấn", ["title", ("field", "wish"), ("delegate", "submitted_on"), "council_session"]),
        ("Người bị chất vấn", ["respondent", ("respondent_post", "respondent_name")]),
    ]

    class Meta:
        model = Question
        fields = [
            "title", "field", "wish", "delegate", "submitted_on", "council_session",
            "respondent", "respondent_post", "respondent_name",
        ]  # fmt: skip
        widgets = {"title": forms.Textarea(attrs={"rows": 4})}
        labels = {"title": "Vấn đề chất vấn"}
        help_texts = {"title": "Cụ thể, có căn cứ, thuộc trách nhiệm của người bị chất vấn."}

    def limit_choices(self, actor):
        delegates = Delegate.objects.filter(term__council=actor.home_id).by_name()
        if actor.role == Role.DELEGATE:
            delegates = delegates.filter(user=actor.user_id)
            self.fields["delegate"].initial = delegates.first()
        self.fields["delegate"].queryset = delegates
        self.fields["council_session"].queryset = sessions_of(actor)
        self.fields["respondent"].queryset = bodies_of(actor, *RESPONDENTS)
        if self.instance.pk and self.instance.state not in Question.NOT_ASKED:
            self.fields["respondent"].disabled = True


class ResolutionForm(RecordForm):
    sections_spec = [
        ("Nghị quyết", [("code", "on"), "title", ("field", "effective_on"), "is_normative", "council_session", "dossier"]),
        ("Biểu quyết", [("votes_for", "votes_against"), ("votes_abstain", "delegates_total")]),
    ]  # fmt: skip

    class Meta:
        model = Resolution
        fields = [
            "code", "on", "title", "field", "effective_on", "is_normative", "council_session", "dossier",
            "votes_for", "votes_against", "votes_abstain", "delegates_total",
        ]  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "code": forms.TextInput(attrs={"placeholder": "12/NQ-HĐND"}),
        }
        labels = {"title": "Trích yếu", "on": "Ngày thông qua"}

    def limit_choices(self, actor):
        self.fields["code"].help_text = "Để trống nếu số được cấp khi ban hành."
        self.fields["council_session"].queryset = sessions_of(actor)
        decided = (*Dossier.READY, "sent_to_delegates", "adopted")
        self.fields["dossier"].queryset = Dossier.objects.filter(owner=actor.home_id, state__in=decided)

    def clean(self):
        data = super().clean()
        council_session, dossier = data.get("council_session"), data.get("dossier")
        if dossier and council_session and dossier.council_session_id != council_session.pk:
            self.add_error("dossier", "Hồ sơ này thuộc kỳ họp khác. Chọn lại hồ sơ hoặc kỳ họp.")
        self._check_code(data.get("code"), data.get("on"))
        self._check_votes(data)
        _check_order(self, data, "on", "effective_on", "Ngày có hiệu lực không được trước ngày thông qua.")
        return data

    def _check_code(self, code, on):
        same = Resolution.objects.filter(owner=self.actor.home_id, code=code).exclude(pk=self.instance.pk)
        taken = code and on and same.filter(on__year=on.year).first()
        if taken:
            self.add_error("code", f"Số, ký hiệu này đã dùng cho nghị quyết ngày {taken.on:%d/%m/%Y}.")

    def _check_votes(self, data):
        names = ("votes_for", "votes_against", "votes_abstain", "delegates_total")
        fault = not any(name in self.errors for name in names) and Resolution.vote_fault(
            *map(data.get, names)
        )
        if fault:
            self.add_error("votes_for", fault)
