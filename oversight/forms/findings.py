from django import forms

from core.forms import RecordForm, VerbForm
from oversight.faults import earlier, suggested
from oversight.forms.common import reason
from oversight.models import Finding, Round, Visit

_NEWEST = 200


class FindingForm(RecordForm):
    sections_spec = [
        ("Phát hiện", ["visit", "finding_kind", "title", "cause_of"]),
        ("Bằng chứng, căn cứ", ["paper", "legal_ground"]),
    ]

    class Meta:
        model = Finding
        fields = ["visit", "finding_kind", "title", "cause_of", "paper", "legal_ground"]
        labels = {"title": "Nội dung"}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 3}),
            "finding_kind": forms.RadioSelect,
            "legal_ground": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "paper": "Số biên bản, hồ sơ, văn bản. Ảnh, tệp được đính kèm ở trang của phát hiện sau khi lưu.",
            "legal_ground": "Điều, khoản, tên văn bản mà việc làm đúng hoặc trái.",
        }

    def limit_choices(self, actor):
        visit = self.instance.visit if self.instance.pk else self.initial.get("visit")
        if self.instance.pk:
            del self.fields["visit"]
        elif visit:
            self.fields["visit"].queryset = Visit.objects.filter(pk=visit.pk)
            self.fields["visit"].widget = forms.HiddenInput()
        else:
            self.fields["visit"].queryset = _open_visits(actor)
        if visit:
            faults = (
                Finding.objects.of_kind().filter(visit=visit, finding_kind="fault").exclude(state="withdrawn")
            )
            self.fields["cause_of"].queryset = faults.exclude(pk=self.instance.pk)
        else:
            del self.fields["cause_of"]

    def clean(self):
        data = super().clean()
        if "cause_of" in self.fields and data.get("finding_kind") != "cause":
            data["cause_of"] = None
        if self.instance.pk and data.get("finding_kind") != "fault" and self.instance.repeats_id:
            self.add_error("finding_kind", "Đã ghi là tồn tại tái diễn; bỏ ghi tái diễn trước khi đổi loại.")
        return data


def _open_visits(actor):
    """The newest units whose round still takes findings."""
    rounds = Round.objects.of_committee(actor).filter(
        state__in=("decided", "outline_sent", "working", "reported")
    )
    visits = Visit.objects.of_kind().filter(round__in=rounds.values("pk")).exclude(state="cancelled")
    newest = list(visits.order_by("-on", "-pk").values_list("pk", flat=True)[:_NEWEST])
    return Visit.objects.filter(pk__in=newest)


class RepeatForm(VerbForm):
    repeats = forms.ModelChoiceField(
        Finding.objects.none(), label="Tồn tại đã thấy trước đây tại đơn vị này", required=False,
        empty_label="Không phải tái diễn",
    )  # fmt: skip

    def limit_choices(self, actor, record):
        field = self.fields["repeats"]
        field.queryset = earlier(actor, record.visit.target_id, record.on, record.pk)
        field.label_from_instance = lambda row: f"{row.on:%d/%m/%Y} · {row.title}"[:160]
        guess = suggested(actor, record)
        field.initial = record.repeats_id or (guess and guess.pk)
        if guess and not record.repeats_id:
            field.help_text = "Nội dung gần giống nhất đã được chọn sẵn; hãy đọc lại trước khi ghi."


class WithdrawForm(VerbForm):
    withdraw_reason = reason("Lý do rút")
