"""The forms of receptions of citizens and of the visits in them."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField, RecordForm, VerbForm
from core.models import Body
from council.models import Delegate
from petitions.forms.intake import _LOOKUP, MASS, _private
from petitions.forms.privacy import says_who
from petitions.forms.steps import COMPETENT, long_text, paper
from petitions.models import CitizenVisit, Kind, Reception, Refusal

MONTHS_AHEAD = 11


class ReceptionForm(RecordForm):
    repeats = forms.IntegerField(
        label="Lập thêm cho các tháng sau", min_value=0, max_value=MONTHS_AHEAD, required=False, initial=0,
        help_text="Số tháng tiếp theo; cùng ngày trong tháng, gặp ngày nghỉ thì lùi sang ngày làm việc kế tiếp.",
    )  # fmt: skip
    sections_spec = [
        ("Buổi tiếp", [("reception_kind", "on", "starts_at"), "place", "is_online", "repeats"]),
        ("Người tiếp", ["host", "host_name"]),
    ]

    class Meta:
        model = Reception
        fields = ["reception_kind", "on", "starts_at", "place", "is_online", "host", "host_name"]
        labels = {"on": "Ngày tiếp"}
        widgets = {"starts_at": forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00"})}
        help_texts = {"host_name": "Khi người tiếp không phải đại biểu HĐND: họ tên, chức vụ."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["repeats"]

    def limit_choices(self, actor):
        self.fields["host"].queryset = Delegate.objects.filter(
            term__council=actor.home_id, to_on=None
        ).by_name()

    def clean(self):
        data = super().clean()
        if not data.get("host") and not data.get("host_name"):
            self.add_error("host", "Chọn đại biểu tiếp công dân, hoặc ghi người tiếp khác.")
        if "repeats" in self.fields:
            data["repeats"] = data.get("repeats") or 0
        return data


class OnDay(VerbForm):
    """A form with the day of the act; `day` names it. Not in the future."""

    day = ""

    def clean(self):
        data = super().clean()
        if data.get(self.day) and data[self.day] > localdate():
            self.add_error(self.day, "Ngày này không được sau hôm nay.")
        return data


class AnnounceForm(OnDay):
    day = "announced_on"
    announced_on = DateField(label="Ngày niêm yết, công bố lịch", initial=localdate)


class TestLinkForm(OnDay):
    day = "tested_on"
    tested_on = DateField(label="Ngày kiểm tra kỹ thuật", initial=localdate)


class HoldForm(OnDay):
    day = "held_on"
    held_on = DateField(label="Ngày đã tiếp", initial=localdate)
    conclusion = long_text("Kết luận, chỉ đạo của người tiếp", required=False)

    def limit_choices(self, actor, record):
        if record is not None and record.on <= localdate():
            self.fields["held_on"].initial = record.on


class CancelForm(VerbForm):
    reason = forms.CharField(label="Lý do", max_length=250)


class CitizenVisitForm(RecordForm):
    """A line of the book. Nothing about the person is compulsory; a denouncer's identity goes under seal."""

    sender_name = _private("Họ và tên", 250, **_LOOKUP)
    sender_address = _private("Địa chỉ", 250)
    sender_phone = _private("Điện thoại", 40, **_LOOKUP)
    sender_id_number = _private("Số CCCD, hộ chiếu", 40, **_LOOKUP)
    respondent = _private("Cơ quan, người bị khiếu nại, tố cáo, phản ánh", 250)
    people = forms.IntegerField(label="Số người", min_value=1, initial=1)
    takes = forms.BooleanField(
        label="Nhận đơn kèm theo", required=False,
        help_text="Vào sổ đơn thư với số riêng. Lượt tố cáo luôn được vào sổ để giữ kín danh tính.",
    )  # fmt: skip
    sections_spec = [
        ("Người được tiếp", ["sender_name", "sender_address", ("sender_phone", "sender_id_number"), ("people", "is_mass")]),
        ("Vụ việc", [("on", "reception"), ("visit_kind", "field"), "title", "respondent", "settled_by", "takes"]),
        ("Ghi chú", ["remark"]),
    ]  # fmt: skip

    class Meta:
        model = CitizenVisit
        fields = [
            "people",
            "is_mass",
            "on",
            "reception",
            "visit_kind",
            "field",
            "title",
            "settled_by",
            "remark",
        ]
        labels = {"title": "Nội dung vụ việc", "on": "Ngày tiếp"}
        widgets = {"title": forms.Textarea(attrs={"rows": 3, **_LOOKUP})}
        help_texts = {
            "title": "Không ghi tên người được tiếp ở đây.",
            "visit_kind": "Có nội dung tố cáo thì chọn «Tố cáo»: danh tính được niêm phong.",
            "is_mass": "Từ 5 người trở lên tự đánh dấu.",
        }

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        if self.instance.pk:
            self._show_stored()

    def _show_stored(self):
        """What is stored of the person, when it may be read here; the paper's number only to be replaced."""
        del self.fields["takes"], self.fields["respondent"]
        names = [name for name in self.fields if name.startswith("sender_")]
        if self.instance.is_secret:
            for name in names:
                del self.fields[name]
            return
        for name in names:
            self.fields[name].initial = getattr(self.instance, name.removeprefix("sender_"))
        self.fields["sender_id_number"].initial = ""
        self.fields["sender_id_number"].help_text = "Để trống nếu không đổi số đã ghi."

    def limit_choices(self, actor):
        own = Reception.objects.visible_to(actor).filter(owner_id=actor.home_id).exclude(state="cancelled")
        self.fields["reception"].queryset = own.order_by("-on", "-pk")
        self.fields["reception"].label_from_instance = lambda row: f"{row.on:%d/%m/%Y} {row.title}"

    def clean(self):
        data = super().clean()
        self._check_day(data)
        if (data.get("people") or 1) >= MASS:
            data["is_mass"] = True
        if self.instance.pk and "sender_id_number" in self.fields:
            data["sender_id_number"] = data.get("sender_id_number") or None
        numbers = (data.get("sender_phone"), data.get("sender_id_number"))
        for name in ("title", "remark"):
            if wrong := says_who(data.get(name) or "", [data.get("sender_name")], numbers):
                self.add_error(name, f"Nội dung {wrong}")
        return data

    def _check_day(self, data):
        on = data.get("on")
        if on and on > localdate():
            self.add_error("on", "Ngày tiếp không được sau hôm nay.")
        if on and self.instance.pk and on.year != int(self.instance.code.split("-")[1]):
            self.add_error("on", "Số trong sổ đã cấp theo năm nên không chuyển ngày sang năm khác được.")
        was = (
            self._meta.model.objects.filter(pk=self.instance.pk).values_list("visit_kind", flat=True).first()
        )
        if was == Kind.DENUNCIATION and data.get("visit_kind") not in (None, "", was):
            self.add_error("visit_kind", "Danh tính đã niêm phong: đổi loại ở đơn tố cáo đã vào sổ.")


class VisitStep(OnDay):
    """A step of a visit; on a denunciation nothing that is typed may name anybody."""

    def limit_choices(self, actor, record):
        if record is not None and record.is_secret:
            for field in self.fields.values():
                if isinstance(field.widget, forms.Textarea):
                    field.help_text = "Không ghi họ tên, địa chỉ hay chi tiết làm lộ người tố cáo."


class GuideVisitForm(VisitStep):
    day = "guided_on"
    guided_to = forms.CharField(label="Hướng dẫn đến cơ quan", max_length=250)
    guided_no = paper("Văn bản hướng dẫn số")
    guided_on = DateField(label="Ngày hướng dẫn", initial=localdate)
    sections_spec = [("", ["guided_to", ("guided_no", "guided_on")])]


class ForwardVisitForm(VisitStep):
    agency = forms.ModelChoiceField(Body.objects.none(), label="Cơ quan tiếp nhận, giải quyết")
    transfer_no = paper("Văn bản chuyển số")
    in_competence = forms.BooleanField(label="Thuộc thẩm quyền của HĐND", required=False)
    sections_spec = [("", [("agency", "transfer_no"), "in_competence"])]

    def limit_choices(self, actor, record):
        super().limit_choices(actor, record)
        homes = {*actor.scope, record.owner.parent_id if record else None} - {None}
        bodies = Body.objects.filter(home__in=homes, kind__in=COMPETENT)
        self.fields["agency"].queryset = bodies.order_by("name")


class AnswerVisitForm(VisitStep):
    day = "answered_on"
    answered_on = DateField(label="Ngày trả lời", initial=localdate)
    answer_no = paper("Văn bản trả lời số")
    result = long_text("Kết quả giải quyết, trả lời")
    sections_spec = [("", [("answered_on", "answer_no"), "result"])]


class RefuseVisitForm(VisitStep):
    day = "refused_on"
    refusal = forms.ChoiceField(
        label="Trường hợp từ chối (Điều 9 Luật Tiếp công dân)",
        choices=[("", "Chọn trường hợp"), *Refusal.choices],
    )
    refused_on = DateField(label="Ngày có đủ căn cứ từ chối", initial=localdate)
    remark = forms.CharField(label="Căn cứ cụ thể", max_length=250)
    sections_spec = [("", ["refusal", "refused_on", "remark"])]


class NotifyRefusalForm(VisitStep):
    day = "notified_on"
    notified_on = DateField(label="Ngày thông báo", initial=localdate)
    refusal_no = forms.CharField(label="Thông báo từ chối số (Mẫu 01/TCD)", max_length=60)
    sections_spec = [("", [("notified_on", "refusal_no")])]
