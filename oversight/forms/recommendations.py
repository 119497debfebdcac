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
from oversight.models import Escalation, Finding, Recommendation, Round, Visit

Result = [
    ("done", "Đã thực hiện xong"),
    ("partly_done", "Mới thực hiện một phần"),
    ("not_done", "Không thực hiện"),
]


class RecommendationForm(RecordForm):
    sections_spec = [
        ("Kiến nghị", ["round", ("visit", "finding"), "title", ("lead", "due_on"), "product", "partners"])
    ]

    class Meta:
        model = Recommendation
        fields = ["round", "visit", "finding", "title", "lead", "due_on", "product", "partners"]
        labels = {"title": "Nội dung kiến nghị"}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 4}),
            "partners": forms.SelectMultiple(attrs={"size": 6}),
        }
        help_texts = {
            "due_on": "Bắt buộc: luật không định số ngày chung, mỗi kiến nghị có thời hạn riêng.",
            "product": "Văn bản, việc làm, con số phải có khi thực hiện xong.",
        }

    def limit_choices(self, actor):
        self.fields["lead"].queryset = self.fields["partners"].queryset = outer_bodies(actor)
        self.fields["partners"].help_text = "Giữ Ctrl để chọn nhiều cơ quan."
        if self.instance.pk:
            del self.fields["round"]
            if self.instance.state != "draft":
                del self.fields["due_on"]
            self._limit_visits(self.instance.round)
        else:
            self._limit_visits(bind_round(self, actor, Round.ISSUING))

    def _limit_visits(self, round):
        """The units of the round; unknown rounds have none to choose from yet."""
        if round is None:
            del self.fields["visit"], self.fields["finding"]
        else:
            faults = Finding.objects.of_kind().filter(visit__round=round, finding_kind="fault")
            self.fields["finding"].queryset = faults.exclude(state="withdrawn")
            self.fields["finding"].label_from_instance = lambda row: row.title[:120]
            self.fields["visit"].queryset = Visit.objects.filter(round=round).exclude(state="cancelled")

    def clean(self):
        data = super().clean()
        round = data.get("round") or getattr(self.instance, "round_id", None) and self.instance.round
        not_before(
            self,
            data,
            "due_on",
            round and (round.conclusion_on or round.reported_on or round.on),
            "ngày kết luận, báo cáo của cuộc giám sát",
        )
        self._check_parts(data)
        return data

    def _check_parts(self, data):
        """The agency that leads does not stand beside itself; a fault was found at the unit that is named."""
        lead, partners = data.get("lead"), data.get("partners")
        if lead and partners and lead in partners:
            self.add_error("partners", f"{lead} đã là cơ quan thực hiện.")
        finding, visit = data.get("finding"), data.get("visit")
        if finding and visit and finding.visit_id != visit.pk:
            self.add_error(
                "finding", f"Tồn tại này thấy ở {finding.visit.target}, không phải {visit.target}."
            )


class FulfilmentForm(VerbForm):
    report = words("Kết quả thực hiện", rows=6)
    report_no = paper("Số báo cáo", required=False)
    reported_on = DateField(label="Ngày báo cáo", initial=localdate)
    file = UploadField("Tài liệu chứng minh")
    sections_spec = [("", ["report", ("report_no", "reported_on"), "file"])]

    def clean(self):
        data = super().clean()
        not_before(self, data, "reported_on", self.record.on, "ngày kết luận")
        return data


class SendBackForm(VerbForm):
    back_reason = reason("Lý do trả lại")


class ConfirmForm(VerbForm):
    result = forms.ChoiceField(label="Kết quả", choices=Result, widget=forms.RadioSelect, initial="done")
    done_on = DateField(label="Ngày thực hiện xong", required=False)
    evidence = words("Bằng chứng, đánh giá", rows=5)
    file = UploadField("Tài liệu chứng minh")

    def limit_choices(self, actor, record):
        begin_with(self, done_on=record.reported_on or localdate(), evidence=record.report)

    def clean(self):
        data = super().clean()
        not_before(self, data, "done_on", self.record.on, "ngày kết luận")
        if data.get("result") == "done" and not data.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", "Kết quả «đã thực hiện xong» phải có ngày.")
        return data


class ExtendForm(VerbForm):
    due_on = DateField(label="Hạn mới")
    letter_no = paper("Văn bản cho phép")
    on = DateField(label="Ngày văn bản", initial=localdate)
    ground = reason("Căn cứ, lý do")
    sections_spec = [("", ["due_on", ("letter_no", "on"), "ground"])]

    def clean(self):
        data = super().clean()
        if data.get("due_on") and data["due_on"] <= self.record.due_on:
            self.add_error("due_on", f"Hạn mới phải sau hạn hiện nay {self.record.due_on:%d/%m/%Y}.")
        return data


class EscalateForm(VerbForm):
    step = forms.ChoiceField(label="Bước", choices=Escalation.Step)
    letter_no = paper("Số văn bản")
    on = DateField(label="Ngày", initial=localdate)
    sections_spec = [("", ["step", ("letter_no", "on")])]

    def limit_choices(self, actor, record):
        from oversight.services.recommendations import next_step

        wanted = next_step(record)
        begin_with(self, step=wanted)
        self.fields["step"].help_text = (
            f"Bước tiếp theo: {wanted.label}." if wanted else "Đã áp dụng đủ các bước."
        )

    def clean(self):
        data = super().clean()
        last = max((row.on for row in self.record.escalations.all()), default=self.record.on)
        not_before(self, data, "on", last, "bước trước, ngày kết luận")
        return data
