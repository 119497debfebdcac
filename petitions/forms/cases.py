"""The forms of what goes beyond one petition: splitting, linking, urging, oversight, questions."""

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_variables

from core.forms import DateField, VerbForm
from core.models import Body
from council.models import BodyKind, Delegate
from oversight.models import Round
from petitions.forms.privacy import says_who
from petitions.forms.steps import COMPETENT, StepForm, long_text, other_petition, paper
from petitions.models import Field, Kind, Relation, Sender
from sessions.models import Field as QuestionField
from sessions.models import Session

PARTS = 4
SINGLE = [(key, label) for key, label in Kind.choices if key != Kind.MIXED]


class SplitForm(StepForm):
    """Up to four parts of a mixed letter; a part is a kind, a field and what it asks."""

    split_on = DateField(label="Ngày tách", initial=localdate)
    day = "split_on"
    sections_spec = [
        ("", ["split_on"]),
        *((f"Phần {n}", [(f"kind_{n}", f"field_{n}"), f"title_{n}"]) for n in range(1, PARTS + 1)),
    ]

    def limit_choices(self, actor, record):
        for n in range(1, PARTS + 1):
            must = n <= 2
            kinds = [("", "Chọn loại"), *SINGLE]
            fields = [("", "Chọn lĩnh vực"), *Field.choices]
            self.fields[f"kind_{n}"] = forms.ChoiceField(label="Loại đơn", choices=kinds, required=must)
            self.fields[f"field_{n}"] = forms.ChoiceField(label="Lĩnh vực", choices=fields, required=must)
            self.fields[f"title_{n}"] = long_text("Tóm tắt nội dung", rows=2, required=must)
        super().limit_choices(actor, record)

    def clean(self):
        data = super().clean()
        rows = [
            {key: data.pop(f"{key}_{n}", "") for key in ("kind", "field", "title")}
            for n in range(1, PARTS + 1)
        ]
        for n, row in enumerate(rows, start=1):
            if any(row.values()) and not all(row.values()):
                self.add_error(f"title_{n}", "Ghi đủ loại đơn, lĩnh vực và tóm tắt của phần này.")
        data["parts"] = [row for row in rows if all(row.values())]
        if self.record.denounces and Kind.DENUNCIATION not in {row["kind"] for row in data["parts"]}:
            self.add_error("kind_1", "Đơn có nội dung tố cáo: phải có một phần là tố cáo.")
        return data


class LinkForm(StepForm):
    earlier_code = forms.CharField(
        label="Đơn trước số", max_length=60, help_text="Ví dụ ĐT-2026-0012, của cùng người gửi."
    )
    relation = forms.ChoiceField(
        label="Quan hệ", choices=[pair for pair in Relation.choices if pair[0] != Relation.PART]
    )

    def clean(self):
        data = super().clean()
        code = (data.pop("earlier_code", "") or "").upper()
        found = other_petition(self.actor, self.record, code) if code else None
        if isinstance(found, str):
            self.add_error("earlier_code", found)
            found = None
        data["earlier"] = found
        if data.get("relation") == Relation.SECOND and not self.record.complains:
            self.add_error("relation", "Chỉ đơn khiếu nại mới có lần hai.")
        return data


class UrgeForm(StepForm):
    day, since = "urged_on", ("transferred_on", "on")
    urged_on = DateField(label="Ngày đôn đốc", initial=localdate)
    letter_no = paper("Công văn đôn đốc số")
    content = long_text("Nội dung đôn đốc", required=False)
    sections_spec = [("", [("urged_on", "letter_no"), "content"])]


class ToOversightForm(StepForm):
    """The round is proposed by whoever the law lets oversee the settling of petitions."""

    title = forms.CharField(
        label="Nội dung giám sát", max_length=250, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Không ghi họ tên người gửi: hồ sơ giám sát nhiều người đọc.",
    )  # fmt: skip
    subject_kind = forms.ChoiceField(label="Chủ thể giám sát", choices=Round.Subject)
    subject_body = forms.ModelChoiceField(Body.objects.none(), label="Cơ quan giám sát")
    field = forms.ChoiceField(
        label="Lĩnh vực", choices=[("", "Chọn lĩnh vực"), *Round._meta.get_field("field").choices]
    )
    on = DateField(label="Bắt đầu giám sát từ", initial=localdate)
    sections_spec = [("", ["title", ("subject_kind", "subject_body"), ("field", "on")])]

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        kinds = (BodyKind.COUNCIL, BodyKind.STANDING, BodyKind.COMMITTEE, BodyKind.GROUP)
        own = Q(pk=actor.home_id) | Q(home_id=actor.home_id)
        self.fields["subject_body"].queryset = Body.objects.filter(own, kind__in=kinds).order_by("name")
        self.fields["title"].initial = f"Việc giải quyết đơn số {record.code}" if record else ""


class ToQuestionForm(StepForm):
    """A delegate takes the case up as a question to the head of the agency."""

    title = forms.CharField(
        label="Nội dung chất vấn", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Không ghi họ tên người gửi.",
    )  # fmt: skip
    delegate = forms.ModelChoiceField(Delegate.objects.none(), label="Đại biểu chất vấn")
    council_session = forms.ModelChoiceField(
        Session.objects.none(),
        label="Kỳ họp",
        required=False,
        help_text="Để trống nếu chất vấn giữa hai kỳ họp.",
    )
    respondent = forms.ModelChoiceField(Body.objects.none(), label="Cơ quan của người bị chất vấn")
    respondent_post = forms.CharField(label="Chức vụ người bị chất vấn", max_length=120)
    field = forms.ChoiceField(label="Lĩnh vực", choices=[("", "Chọn lĩnh vực"), *QuestionField.choices])
    sections_spec = [
        ("", ["title", ("delegate", "council_session"), ("respondent", "respondent_post"), "field"]),
    ]

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        self.fields["delegate"].queryset = Delegate.objects.filter(
            term__council=actor.home_id, to_on=None
        ).by_name()
        sessions = Session.objects.visible_to(actor).filter(owner_id=actor.home_id, on__gte=localdate())
        self.fields["council_session"].queryset = sessions.order_by("on")
        bodies = Body.objects.filter(home__in=actor.scope, kind__in=COMPETENT)
        self.fields["respondent"].queryset = bodies.order_by("name")
        if record is not None:
            self.fields["respondent"].initial = record.agency_id


class EraseForm(VerbForm):
    decision_no = forms.CharField(label="Văn bản yêu cầu, cho phép xóa số", max_length=60)


class DestroyForm(VerbForm):
    decision_no = forms.CharField(label="Quyết định tiêu hủy số", max_length=60)
    sure = forms.BooleanField(
        label="Tôi đã kiểm tra: hồ sơ không liên quan vụ việc đang giải quyết, không phải lưu vĩnh viễn.",
        error_messages={"required": "Đánh dấu xác nhận trước khi tiêu hủy."},
    )


class HandOutForm(VerbForm):
    downloads = True
    reason = forms.CharField(
        label="Theo yêu cầu nào",
        max_length=200,
        help_text="Ví dụ: phiếu yêu cầu ngày 20/11/2026, đã đối chiếu giấy tờ.",
    )

    @sensitive_variables()
    def clean_reason(self):
        """The reason stays with the list of looks for ever, longer than the name itself may be kept."""
        sender = Sender.objects.filter(petition_id=self.record.pk).first() or Sender()
        reason = self.cleaned_data["reason"]
        if wrong := says_who(reason, [sender.name], [sender.phone, sender.id_number]):
            raise forms.ValidationError(f"Nội dung {wrong}")
        return reason
