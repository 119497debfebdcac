from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import CleanForm, DateField, RecordForm, VerbForm
from core.models import Body
from oversight.forms.common import KINDS, begin_with, check_subject, not_before, paper, reason, words
from oversight.models import Field, Programme, ProgrammeChange, ProgrammeItem, Round
from sessions.models import Session

Change = ProgrammeChange.Change
_QUARTERS = ProgrammeItem._meta.get_field("quarter").choices
_SET_BY_ACTS = ("submitted_on", "decision_no", "decision_on")


class ProgrammeForm(RecordForm):
    sections_spec = [
        ("Chương trình", ["year", ("subject_kind", "subject_body"), "council_session"]),
        ("Văn bản", ["submitted_on", ("decision_no", "decision_on")]),
    ]

    class Meta:
        model = Programme
        fields = ["year", "subject_kind", "subject_body", "council_session", *_SET_BY_ACTS]
        help_texts = {
            "council_session": "Của HĐND: kỳ họp giữa năm quyết định chương trình. Của Thường trực HĐND: kỳ họp cuối năm "
            "trước. Thời hạn luật định tính từ ngày kỳ họp này.",
        }

    def limit_choices(self, actor):
        organs = Body.objects.filter(
            Q(home=actor.home_id) | Q(pk=actor.home_id), kind__in={KINDS[kind] for kind in Programme.BODIES}
        )
        self.fields["subject_body"].queryset = (
            organs.filter(pk=actor.body_id) if actor.role == "head" else organs
        )
        self.fields["council_session"].queryset = Session.objects.filter(owner=actor.home_id)
        if not self.instance.pk:
            self.initial.setdefault("year", localdate().year + 1)
            if actor.role == "head":
                self.initial.update(subject_kind=Round.Subject.COMMITTEE, subject_body=actor.body_id)
        for name in _SET_BY_ACTS:
            if getattr(self.instance, name) in (None, ""):
                del self.fields[name]
            else:
                self.fields[name].required = True

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not 2004 <= year <= localdate().year + 5:
            raise forms.ValidationError(f"Năm phải từ 2004 đến {localdate().year + 5}.")
        return year

    def clean(self):
        data = super().clean()
        check_subject(self, data.get("subject_kind"), data.get("subject_body"))
        same = Programme.objects.filter(year=data.get("year"), subject_body=data.get("subject_body"))
        if data.get("subject_body") and same.exclude(pk=self.instance.pk).exists():
            self.add_error("year", f"Đã có chương trình năm {data['year']} của {data['subject_body']}.")
        return data


class ItemForm(CleanForm, forms.ModelForm):
    """A proposal of what is to be overseen."""

    sections_spec = [
        ("", ["title", ("field", "round_kind"), ("quarter", "units"), ("proposed_by", "proposed_on")])
    ]

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)

    class Meta:
        model = ProgrammeItem
        fields = ["title", "field", "round_kind", "quarter", "units", "proposed_by", "proposed_on"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}


class SubmitForm(VerbForm):
    submitted_on = DateField(label="Ngày trình", initial=localdate)


class DecideProgrammeForm(VerbForm):
    decision_no = paper("Số văn bản")
    decision_on = DateField(label="Ngày ban hành", initial=localdate)
    sections_spec = [("", [("decision_no", "decision_on")])]

    def clean(self):
        data = super().clean()
        not_before(self, data, "decision_on", self.record.submitted_on, "ngày trình dự kiến")
        return data


class DeclineForm(VerbForm):
    item = forms.ModelChoiceField(ProgrammeItem.objects.none(), label="Đề nghị")
    reason = reason("Lý do không đưa vào chương trình")

    def limit_choices(self, actor, record):
        self.fields["item"].queryset = record.items.filter(status="proposed")


class AdjustProgrammeForm(VerbForm):
    change = forms.ChoiceField(label="Điều chỉnh", choices=Change, widget=forms.RadioSelect)
    item = forms.ModelChoiceField(
        ProgrammeItem.objects.none(), label="Nội dung", required=False,
        help_text="Khi đổi thời gian hoặc đưa ra khỏi chương trình.",
    )  # fmt: skip
    title = words("Chuyên đề bổ sung", rows=2, required=False)
    field = forms.ChoiceField(label="Lĩnh vực", choices=[("", "Chọn…"), *Field.choices], required=False)
    quarter = forms.TypedChoiceField(
        label="Quý", choices=[("", "Chọn…"), *_QUARTERS], coerce=int, empty_value=None, required=False,
        help_text="Quý mới, hoặc quý của nội dung bổ sung.",
    )  # fmt: skip
    paper_no = paper("Văn bản điều chỉnh", required=False)
    on = DateField(label="Ngày điều chỉnh", initial=localdate)
    reason = reason("Lý do")
    sections_spec = [
        ("Điều chỉnh gì", ["change", "item", "title", ("field", "quarter")]),
        ("Căn cứ", [("paper_no", "on"), "reason"]),
    ]
    NEEDED = {
        Change.ADD: ("title", "field", "quarter"),
        Change.SHIFT: ("item", "quarter"),
        Change.DROP: ("item",),
    }

    def limit_choices(self, actor, record):
        self.fields["item"].queryset = record.items.filter(status="planned")

    def clean(self):
        data = super().clean()
        not_before(self, data, "on", self.record.decision_on, "ngày ban hành chương trình")
        needed = self.NEEDED.get(data.get("change"), ())
        for name in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"Cần có khi {Change(data['change']).label.lower()}.")
        item = data.get("item")
        if data.get("change") == Change.SHIFT and item and item.quarter == data.get("quarter"):
            self.add_error("quarter", f"Nội dung này đang ở quý {item.quarter}.")
        kept = {"change", "on", "reason", "paper_no", *needed}
        return {name: value for name, value in data.items() if name in kept}


class ResultForm(VerbForm):
    result_no = paper("Số báo cáo", required=False)
    result_on = DateField(label="Ngày báo cáo", initial=localdate)
    result = words("Kết quả thực hiện", rows=8)
    sections_spec = [("", [("result_no", "result_on"), "result"])]

    def limit_choices(self, actor, record):
        items = [item for item in record.items.all() if item.status == "planned"]
        held = [item for item in items if item.round_id]
        begin_with(self, result=f"Đã thực hiện {len(held)}/{len(items)} nội dung trong chương trình.")

    def clean(self):
        data = super().clean()
        not_before(self, data, "result_on", self.record.decision_on, "ngày ban hành chương trình")
        return data
