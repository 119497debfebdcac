from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from oversight.forms.common import (
    UploadField,
    begin_with,
    bind_round,
    not_before,
    outer_bodies,
    paper,
    reason,
    words,
)
from oversight.models import Round, Visit

# Days that acts have set, and what stands on the paper of that day.
_SET_BY_ACTS = {"outline_sent_on": (), "notified_on": ("notice_no",), "report_received_on": ("report_no",)}


class VisitForm(RecordForm):
    sections_spec = [
        ("Đơn vị", ["round", "target", ("on", "report_due_on"), ("place", "minutes_no"), "attendees"]),
        (
            "Văn bản đã gửi, đã nhận",
            ["outline_sent_on", ("notice_no", "notified_on"), ("report_no", "report_received_on")],
        ),
    ]

    class Meta:
        model = Visit
        fields = [
            "round", "target", "on", "report_due_on", "place", "attendees", "minutes_no", "outline_sent_on",
            "notice_no", "notified_on", "report_no", "report_received_on",
        ]  # fmt: skip
        labels = {"on": "Ngày làm việc với đơn vị"}
        widgets = {"attendees": forms.Textarea(attrs={"rows": 3})}

    def limit_choices(self, actor):
        self.round = self.instance.round if self.instance.pk else None
        if self.round:
            del self.fields["round"], self.fields["target"]
        else:
            self.round = bind_round(self, actor, Round.BEFORE_REPORT)
            self.fields["target"].queryset = outer_bodies(actor)
        self._keep_what_acts_set()

    def _keep_what_acts_set(self):
        gone = set(() if self.instance.state == "worked" else ("minutes_no",))
        for day, papers in _SET_BY_ACTS.items():
            if getattr(self.instance, day) is None:
                gone |= {day, *papers}
            else:
                self.fields[day].required = True
        for name in gone:
            del self.fields[name]

    def clean(self):
        data = super().clean()
        round = data.get("round") or self.round
        not_before(self, data, "on", getattr(round, "on", None), "ngày bắt đầu cuộc giám sát")
        self._check_once(round, data.get("target"))
        return data

    def _check_once(self, round, target):
        """A unit stands once in a round."""
        if round and target and Visit.objects.filter(round=round, target=target).exists():
            self.add_error("target", f"{target} đã có trong cuộc giám sát này.")


class UnitOutlineForm(VerbForm):
    outline_sent_on = DateField(label="Ngày gửi đề cương", initial=localdate)
    report_due_on = DateField(label="Hạn đơn vị nộp báo cáo", required=False)

    def limit_choices(self, actor, record):
        begin_with(self, report_due_on=record.report_due_on)

    def clean(self):
        data = super().clean()
        not_before(self, data, "report_due_on", data.get("outline_sent_on"), "ngày gửi")
        return data


class NoticeForm(VerbForm):
    notice_no = paper("Số công văn", required=False)
    notified_on = DateField(label="Ngày gửi", initial=localdate)
    sections_spec = [("", [("notice_no", "notified_on")])]


class UnitReportForm(VerbForm):
    report_no = paper("Số báo cáo", required=False)
    report_received_on = DateField(label="Ngày nộp báo cáo", initial=localdate)
    file = UploadField("Tệp báo cáo")
    sections_spec = [("", [("report_no", "report_received_on"), "file"])]

    def clean(self):
        data = super().clean()
        not_before(self, data, "report_received_on", self.record.outline_sent_on, "ngày gửi đề cương")
        return data


class WorkForm(VerbForm):
    on = DateField(label="Ngày làm việc")
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    attendees = words("Thành phần dự", rows=3, required=False)
    minutes_no = paper("Số biên bản", required=False)
    good = words("Kết quả đạt được", required=False, help_text="Mỗi dòng một kết quả.")
    faults = words("Tồn tại, hạn chế", required=False, help_text="Mỗi dòng một tồn tại.")
    causes = words(
        "Nguyên nhân", required=False, help_text="Mỗi dòng một nguyên nhân, theo thứ tự các tồn tại."
    )
    file = UploadField("Biên bản làm việc")
    sections_spec = [
        ("Buổi làm việc", [("on", "place"), "attendees", ("minutes_no", "file")]),
        ("Phát hiện, đánh giá", ["good", "faults", "causes"]),
    ]

    def limit_choices(self, actor, record):
        begin_with(self, on=record.on, place=record.place, attendees=record.attendees)
        self.has_findings = record.findings.exists()

    def clean(self):
        data = super().clean()
        not_before(self, data, "on", self.record.round.on, "ngày bắt đầu cuộc giám sát")
        if not self.has_findings and not any(data.get(name) for name in ("good", "faults")):
            self.add_error("good", "Ghi ít nhất kết quả đạt được hoặc tồn tại, hạn chế.")
        return data


class LeaveOutForm(VerbForm):
    cancel_reason = reason("Lý do không làm việc với đơn vị")
