"""The small forms of verbs."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from core import files
from core.forms import DateField, VerbForm
from sessions.models import Dossier


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked by its content; a bad one is named."""

    widget = Files(attrs={"accept": files.ACCEPT})

    def clean(self, data, initial=None):
        uploads = [item for item in data or [] if item]
        if self.required and not uploads:
            raise ValidationError("Chọn ít nhất một tệp.")
        for item in uploads:
            _check_file(item)
        return uploads


def _check_file(item):
    try:
        files.check(item)
    except ValidationError as error:
        raise ValidationError(f"{item.name}: {error.messages[0]}") from error


class ReasonForm(VerbForm):
    """A reason that goes to the history beside the act."""

    reason = forms.CharField(label="Lý do", max_length=250, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self):
        data = super().clean()
        data["note"] = data.get("reason", "")
        return data


class ConveneForm(VerbForm):
    convocation_no = forms.CharField(label="Số quyết định", max_length=60)
    convocation_on = DateField(label="Ngày quyết định", initial=localdate)
    sections_spec = [("", [("convocation_no", "convocation_on")])]

    def clean_convocation_on(self):
        return _before(
            self, "convocation_on", self.record.on, "Ngày quyết định triệu tập phải trước ngày khai mạc"
        )


def _before(form, name, limit, message):
    day = form.cleaned_data[name]
    if limit and day > limit:
        raise ValidationError(f"{message} {limit:%d/%m/%Y}.")
    return day


def _not_after_today(form, name):
    day = form.cleaned_data[name]
    if day > localdate():
        raise ValidationError("Ngày này còn ở phía trước. Kiểm tra lại.")
    return day


class MoveForm(ReasonForm):
    on = DateField(label="Ngày khai mạc mới")
    ends_on = DateField(
        label="Ngày bế mạc mới", required=False, help_text="Để trống thì kỳ họp giữ nguyên số ngày."
    )
    sections_spec = [("", [("on", "ends_on"), "reason"])]

    def clean(self):
        data = super().clean()
        on, ends_on, decided = data.get("on"), data.get("ends_on"), self.record.convocation_on
        if on and on == self.record.on and self.record.state != "postponed":
            self.add_error("on", "Ngày mới trùng ngày khai mạc hiện nay. Chọn ngày khác.")
        if on and decided and decided > on:
            self.add_error(
                "on", f"Ngày khai mạc không được trước ngày quyết định triệu tập {decided:%d/%m/%Y}."
            )
        if on and ends_on and ends_on < on:
            self.add_error("ends_on", "Ngày bế mạc không được trước ngày khai mạc.")
        return data


class OpenForm(VerbForm):
    delegates_total = forms.IntegerField(label="Tổng số đại biểu", min_value=1, max_value=1000)
    delegates_present = forms.IntegerField(label="Số đại biểu có mặt", min_value=1, max_value=1000)
    sections_spec = [("", [("delegates_total", "delegates_present")])]

    def limit_choices(self, actor, record):
        for name in ("delegates_total", "delegates_present"):
            self.fields[name].initial = getattr(record, name)

    def clean(self):
        data = super().clean()
        _check_part(self, "delegates_present", "delegates_total", "Số có mặt vượt quá tổng số đại biểu.")
        return data


def _check_part(form, part, whole, message):
    small, large = form.cleaned_data.get(part), form.cleaned_data.get(whole)
    if small is not None and large is not None and small > large:
        form.add_error(part, message)


class CloseForm(OpenForm):
    ends_on = DateField(label="Ngày bế mạc", initial=localdate)
    minutes_total = forms.IntegerField(label="Tổng số phút họp", min_value=1, max_value=20000, required=False)
    minutes_qa = forms.IntegerField(
        label="Số phút chất vấn và trả lời", min_value=0, max_value=20000, required=False
    )
    sections_spec = [
        ("", ["ends_on", ("delegates_total", "delegates_present"), ("minutes_total", "minutes_qa")])
    ]

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        self.fields["ends_on"].initial = record.ends_on or localdate()

    def clean(self):
        data = super().clean()
        _check_part(self, "minutes_qa", "minutes_total", "Số phút chất vấn vượt quá tổng số phút họp.")
        if data.get("ends_on") and data["ends_on"] < self.record.on:
            self.add_error("ends_on", "Ngày bế mạc không được trước ngày khai mạc.")
        return data


class SentForm(VerbForm):
    sent_on = DateField(label="Ngày gửi", initial=localdate)
    letter_no = forms.CharField(label="Số văn bản", max_length=60, required=False)
    sections_spec = [("", [("sent_on", "letter_no")])]


class ReturnForm(VerbForm):
    returned_on = DateField(label="Ngày trả lại", initial=localdate)
    return_reason = forms.CharField(
        label="Còn thiếu gì, lý do", max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class OutcomeForm(VerbForm):
    OUTCOMES = [("adopted", "Thông qua"), ("rejected", "Không thông qua"), ("postponed", "Chuyển kỳ họp sau")]
    outcome = forms.ChoiceField(label="Kết quả", choices=OUTCOMES)
    decided_on = DateField(label="Ngày", initial=localdate)
    outcome_note = forms.CharField(label="Ghi chú", max_length=400, required=False)
    sections_spec = [("", [("outcome", "decided_on"), "outcome_note"])]

    def clean_outcome(self):
        outcome = self.cleaned_data["outcome"]
        if outcome != "postponed" and self.record.state not in (*Dossier.READY, "sent_to_delegates"):
            raise ValidationError("Hồ sơ chưa được thẩm tra nên chưa thể ghi kết quả biểu quyết.")
        return outcome


class AskForm(VerbForm):
    asked_on = DateField(label="Ngày chất vấn", initial=localdate)
    topic_group = forms.CharField(label="Nhóm vấn đề", max_length=200, required=False)


class PromiseForm(VerbForm):
    promise = forms.CharField(label="Lời hứa", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    promise_due_on = DateField(label="Hạn thực hiện")


class _MayPromise(VerbForm):
    """An answer may hold a promise: its words and its day come together."""

    def clean(self):
        data = super().clean()
        if (
            bool(data.get("promise")) != bool(data.get("promise_due_on"))
            and "promise_due_on" not in self.errors
        ):
            missing = "promise_due_on" if data.get("promise") else "promise"
            self.add_error(missing, "Lời hứa phải có cả nội dung và hạn thực hiện.")
        on, due_on = data.get("answered_on"), data.get("promise_due_on")
        if on and due_on and due_on < on:
            self.add_error("promise_due_on", "Hạn thực hiện lời hứa không được trước ngày trả lời.")
        return data


class OralForm(_MayPromise):
    answered_on = DateField(label="Ngày trả lời", initial=localdate)
    answer = forms.CharField(label="Tóm tắt trả lời", widget=forms.Textarea(attrs={"rows": 5}))
    promise = forms.CharField(label="Lời hứa (nếu có)", max_length=2000, required=False)
    promise_due_on = DateField(label="Hạn thực hiện lời hứa", required=False)
    sections_spec = [("", ["answer", "answered_on", ("promise", "promise_due_on")])]

    def clean_answered_on(self):
        return _after_question(self)


def _after_question(form):
    day = form.cleaned_data["answered_on"]
    if day < form.record.on:
        raise ValidationError(f"Ngày trả lời không thể trước ngày chất vấn {form.record.on:%d/%m/%Y}.")
    return _not_after_today(form, "answered_on")


class AnswerForm(OralForm):
    answer = forms.CharField(label="Nội dung trả lời", widget=forms.Textarea(attrs={"rows": 8}))
    answer_no = forms.CharField(label="Số văn bản", max_length=60, required=False)
    files = FilesField(label="Tệp văn bản", required=False)
    sections_spec = [("", ["answer", ("answer_no", "answered_on"), "files", ("promise", "promise_due_on")])]


class KeptForm(VerbForm):
    kept_on = DateField(label="Ngày thực hiện xong", initial=localdate)


class AskAgainForm(ReasonForm):
    asked_on = DateField(label="Ngày chất vấn lại", initial=localdate)
    sections_spec = [("", ["asked_on", "reason"])]


class CertifyForm(VerbForm):
    certified_on = DateField(label="Ngày ký chứng thực", initial=localdate)

    def clean_certified_on(self):
        day = self.cleaned_data["certified_on"]
        if day < self.record.on:
            raise ValidationError(f"Không thể ký chứng thực trước ngày thông qua {self.record.on:%d/%m/%Y}.")
        return day


class PublishForm(VerbForm):
    published_on = DateField(label="Ngày công bố", initial=localdate)
    effective_on = DateField(label="Ngày có hiệu lực", required=False)
    sections_spec = [("", [("published_on", "effective_on")])]

    def limit_choices(self, actor, record):
        self.fields["effective_on"].initial = record.effective_on
