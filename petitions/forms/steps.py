"""The forms of a petition's steps. A day lies neither in the future nor before the step it follows."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, VerbForm
from core.models import Body
from council.models import BodyKind
from petitions.forms.privacy import says_sealed
from petitions.models import Check, Fault, Instance, Outcome, Petition, Test

COMPETENT = (
    BodyKind.PEOPLE_COMMITTEE,
    BodyKind.DEPARTMENT,
    BodyKind.FRONT,
    BodyKind.NA_DELEGATION,
    BodyKind.OTHER,
)
_SEALED_HELP = "Không ghi họ tên, địa chỉ hay chi tiết làm lộ người tố cáo."


def long_text(label, rows=3, **extra):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **extra)


def paper(label="Số văn bản"):
    return forms.CharField(label=label, max_length=60, required=False)


def ticked():
    return forms.MultipleChoiceField(
        label="Tính chất phức tạp", choices=Test, required=False, widget=forms.CheckboxSelectMultiple
    )


def remote():
    return forms.BooleanField(label="Vùng sâu, vùng xa, đi lại khó khăn", required=False)


class StepForm(VerbForm):
    """`day` names the field with the step's day; `since` the petition's days that it may not precede."""

    day = ""
    since: tuple = ("on",)

    def limit_choices(self, actor, record):
        if record is not None and record.is_secret:
            for field in self.fields.values():
                if isinstance(field.widget, forms.Textarea):
                    field.help_text = _SEALED_HELP

    def clean(self):
        data = super().clean()
        for name in filter(None, (self.day, *self.more_days)):
            if data.get(name):
                self._check_day(name, data[name])
        self._check_secrecy(data)
        return data

    def _check_secrecy(self, data):
        """What is typed on a sealed petition names nobody. Only an assigned handler is told so: to anybody
        else the answer itself would tell who it was."""
        from petitions import rules
        from petitions.services import identity

        if self.record is None or not self.record.is_secret or not rules.looks(self.actor, self.record):
            return
        parts = identity.opened(self.record)
        for name, value in list(data.items()):
            if isinstance(value, str) and (wrong := says_sealed(value, parts)):
                self.add_error(name, f"Nội dung {wrong}")

    more_days: tuple = ()

    def _check_day(self, name, day):
        if day > localdate():
            self.add_error(name, "Ngày này không được sau hôm nay.")
        for step in self.since:
            before = getattr(self.record, step)
            if before and day < before:
                label = "nhận đơn" if step == "on" else Petition._meta.get_field(step).verbose_name
                self.add_error(name, f"Ngày này không được trước {before:%d/%m/%Y} ({label}).")
                return


class QualifyForm(StepForm):
    """The legal test: every condition is looked at. A denunciation without a name goes on if it brings evidence."""

    day = "qualified_on"
    qualified_on = DateField(label="Ngày phân loại", initial=localdate)
    checks = forms.MultipleChoiceField(
        label="Điều kiện xử lý đơn (Điều 6 Thông tư 07/2014/TT-TTCP)", choices=Check.choices, required=False,
        widget=forms.CheckboxSelectMultiple, initial=[check for check in Check.values if check != Check.EVIDENCE],
        help_text="Bỏ dấu ở điều kiện mà đơn không có. Thiếu điều kiện thì dùng «Lưu đơn».",
    )  # fmt: skip

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        if record is not None and not record.denounces:
            self.fields["checks"].choices = [pair for pair in Check.choices if pair[0] != Check.EVIDENCE]

    def clean(self):
        data = super().clean()
        missing = self._missing(set(data.get("checks") or ()))
        if missing:
            labels = "; ".join(Check(key).label for key in missing)
            self.add_error("checks", f"Đơn chưa đủ điều kiện: {labels}. Dùng «Lưu đơn» và ghi lý do.")
        return data

    def _missing(self, ticked):
        needed = [check for check in Check.values if check != Check.EVIDENCE]
        if Check.EVIDENCE in ticked:
            needed = [check for check in needed if check not in (Check.SENDER, Check.SIGNATURE)]
        return [check for check in needed if check not in ticked]


class TransferForm(StepForm):
    day, since = "transferred_on", ("qualified_on", "on")
    agency = forms.ModelChoiceField(Body.objects.none(), label="Cơ quan có thẩm quyền")
    transferred_on = DateField(label="Ngày chuyển", initial=localdate)
    letter_no = paper("Phiếu chuyển số")
    asked_on = DateField(
        label="Đề nghị trả lời trước ngày", required=False, help_text="Dùng khi luật không định thời hạn."
    )
    sections_spec = [("", ["agency", ("letter_no", "transferred_on", "asked_on")])]

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        homes = {*actor.scope, record.owner.parent_id} - {None}
        bodies = Body.objects.filter(home__in=homes, kind__in=COMPETENT)
        self.fields["agency"].queryset = bodies.order_by("name")

    def clean(self):
        data = super().clean()
        if data.get("asked_on") and data.get("transferred_on") and data["asked_on"] < data["transferred_on"]:
            self.add_error("asked_on", "Hạn đề nghị trả lời không được trước ngày chuyển.")
        return data


class GuideForm(StepForm):
    day, since = "guided_on", ("qualified_on", "on")
    guided_on = DateField(label="Ngày hướng dẫn", initial=localdate)
    reply_no = paper("Văn bản hướng dẫn số")
    reason = long_text("Nội dung hướng dẫn", required=False)
    sections_spec = [("", [("guided_on", "reply_no"), "reason"])]


class SendBackForm(StepForm):
    day, since = "returned_on", ("qualified_on", "on")
    returned_on = DateField(label="Ngày trả lại", initial=localdate)
    reply_no = paper("Văn bản trả lại số")
    reason = long_text("Lý do trả lại")
    sections_spec = [("", [("returned_on", "reply_no"), "reason"])]


class AnswerHereForm(StepForm):
    """The council answers a recommendation on its own work; it resolves no complaint and no denunciation."""

    day, since = "resolved_on", ("qualified_on", "on")
    resolved_on = DateField(label="Ngày trả lời", initial=localdate)
    resolved_no = paper("Văn bản trả lời số")
    result = long_text("Nội dung trả lời", rows=5)
    sections_spec = [("", [("resolved_on", "resolved_no"), "result"])]


class FileForm(StepForm):
    day = "filed_on"
    fault = forms.ChoiceField(label="Lý do lưu đơn", choices=[("", "Chọn lý do"), *Fault.choices])
    duplicate = forms.CharField(
        label="Trùng với đơn số",
        max_length=60,
        required=False,
        help_text="Ví dụ ĐT-2026-0012; chỉ khi là đơn trùng.",
    )
    filed_on = DateField(label="Ngày lưu", initial=localdate)
    reason = long_text("Ghi rõ thêm", required=False)
    sections_spec = [("", [("fault", "duplicate", "filed_on"), "reason"])]

    def clean(self):
        data = super().clean()
        code, fault = (data.pop("duplicate", "") or "").upper(), data.get("fault")
        data["duplicate_of"] = None
        if fault == Fault.DUPLICATE:
            data["duplicate_of"] = self._found(code)
        if fault == Fault.OTHER and not data.get("reason"):
            self.add_error("reason", "Ghi rõ lý do khi chọn «Lý do khác».")
        return data

    def _found(self, code):
        if not code:
            self.add_error("duplicate", "Ghi số của đơn mà đơn này trùng với.")
            return None
        found = other_petition(self.actor, self.record, code)
        if isinstance(found, str):
            self.add_error("duplicate", found)
            return None
        return found


def other_petition(actor, record, code):
    """The petition `code` of the same register, or what is wrong with tying `record` to it. One whose sender is
    sealed is never tied to one whose sender can be read: that would tell who it is."""
    mine = Petition.objects.visible_to(actor).filter(owner_id=record.owner_id)
    found = mine.filter(code=code).exclude(pk=record.pk).first()
    if found is None:
        return f"Không có đơn số {code} trong sổ, hoặc đó chính là đơn này."
    if found.is_secret != record.is_secret:
        return "Không nối đơn giữ bí mật người gửi với đơn ghi rõ người gửi: nối sẽ làm lộ danh tính."
    return found


class WithdrawForm(StepForm):
    day = "withdrawn_on"
    withdrawn_on = DateField(label="Ngày rút đơn", initial=localdate)
    reason = long_text("Lý do", required=False)


class AcceptForm(StepForm):
    day, since = "accepted_on", ("transferred_on", "on")
    accepted_on = DateField(label="Ngày thụ lý", initial=localdate)
    accepted_no = paper("Thông báo thụ lý số")
    instance = forms.ChoiceField(label="Lần giải quyết", choices=Instance, initial=Instance.FIRST)
    tests, is_remote = ticked(), remote()
    sections_spec = [("", [("accepted_on", "accepted_no", "instance"), "tests", "is_remote"])]


class DeclineForm(StepForm):
    reason = long_text("Lý do không thụ lý")


class AssessForm(StepForm):
    tests, is_remote = ticked(), remote()

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        self.fields["tests"].initial, self.fields["is_remote"].initial = record.tests, record.is_remote


class ExtendForm(StepForm):
    reason = long_text("Lý do, số quyết định gia hạn")


class SuspendForm(StepForm):
    day, since = "suspended_on", ("accepted_on",)
    suspended_on = DateField(label="Ngày quyết định tạm đình chỉ", initial=localdate)
    reason = long_text("Lý do, số quyết định")


class ResumeForm(StepForm):
    day, since = "resumed_on", ("accepted_on",)
    resumed_on = DateField(label="Ngày quyết định giải quyết tiếp", initial=localdate)

    def clean(self):
        data = super().clean()
        stopped = [
            pause.from_on
            for row in self.record.deadlines.prefetch_related("pauses")
            for pause in row.pauses.all()
        ]
        if data.get("resumed_on") and stopped and data["resumed_on"] < max(stopped):
            self.add_error(
                "resumed_on", f"Ngày này không được trước ngày tạm đình chỉ {max(stopped):%d/%m/%Y}."
            )
        return data


class NoticeForm(StepForm):
    day, since = "sent_on", ("accepted_on",)
    sent_on = DateField(label="Ngày gửi thông báo", initial=localdate)
    paper = paper()


class ResolveForm(StepForm):
    day, since, more_days = "resolved_on", ("accepted_on", "transferred_on", "on"), ("reported_on",)
    outcome = forms.ChoiceField(label="Kết luận", choices=[("", "Chọn kết luận"), *Outcome.choices])
    resolved_on = DateField(label="Ngày giải quyết", initial=localdate)
    resolved_no = paper("Quyết định, văn bản số")
    result = long_text("Kết quả giải quyết", rows=5)
    reported_on = DateField(
        label="Ngày nhận báo cáo kết quả", required=False, help_text="Để trống nếu cơ quan chưa báo cáo."
    )
    sections_spec = [("", [("outcome", "resolved_no", "resolved_on"), "result", "reported_on"])]

    def clean(self):
        data = super().clean()
        if data.get("reported_on") and data.get("resolved_on") and data["reported_on"] < data["resolved_on"]:
            self.add_error("reported_on", "Ngày nhận báo cáo không được trước ngày giải quyết.")
        return data


class ReportForm(StepForm):
    day, since = "reported_on", ("resolved_on",)
    reported_on = DateField(label="Ngày nhận báo cáo kết quả", initial=localdate)


class InformForm(StepForm):
    day, since = "informed_on", ("reported_on", "resolved_on")
    informed_on = DateField(label="Ngày thông báo", initial=localdate)
    informed_no = paper("Văn bản thông báo số")


class CloseForm(StepForm):
    day, since = "closed_on", ("informed_on", "guided_on", "returned_on")
    closed_on = DateField(label="Ngày kết thúc", initial=localdate)
