from django import forms
from django.urls import reverse_lazy
from django.utils.timezone import localdate

from core.forms import RecordForm
from council.models import Unit
from petitions.forms.privacy import says_sealed, says_who
from petitions.models import Kind, Petition, Sender, SenderKind

MASS = 5  # people, from which a petition counts as one of many (Law 42/2013, article 29)
REPRESENTATIVES = 5

# While the sender or the content is typed, earlier petitions are looked up; by POST, so that no name ever
# stands in an address or in an access log. `data-private` keeps the field out of the browser's drafts.
_LOOKUP = {
    "hx-post": reverse_lazy("petitions:same_sender"), "hx-trigger": "input changed delay:500ms",
    "hx-target": "#same-sender", "hx-sync": "#same-sender:replace",
    "hx-params": "sender_name,sender_phone,sender_id_number,title",
}  # fmt: skip
_PRIVATE = {"data-private": "", "autocomplete": "off"}


def _private(label, length, help_text="", **attrs):
    widget = forms.TextInput(attrs=_PRIVATE | attrs)
    return forms.CharField(label=label, max_length=length, required=False, widget=widget, help_text=help_text)


class PetitionForm(RecordForm):
    """Intake by keyboard, the sender first. Nothing about the sender is compulsory: people come with nothing,
    and a letter without a name is registered too, then sorted."""

    sender_name = _private("Họ và tên, tên tổ chức", 250, **_LOOKUP)
    sender_address = _private("Địa chỉ", 250)
    sender_phone = _private("Điện thoại", 40, **_LOOKUP)
    sender_id_number = _private("Số giấy tờ tùy thân", 40, **_LOOKUP)
    sender_representatives = forms.CharField(
        label="Người đại diện của nhóm", required=False, max_length=1500,
        help_text="Mỗi người một dòng: họ tên, địa chỉ, điện thoại. Tối đa 5 người.",
        widget=forms.Textarea(attrs=_PRIVATE | {"rows": 2}),
    )  # fmt: skip
    respondent = _private("Cơ quan, người bị khiếu nại, tố cáo, phản ánh", 250)
    people = forms.IntegerField(label="Số người", min_value=1, initial=1)
    sections_spec = [
        (
            "Người gửi",
            [
                "sender_name",
                "sender_address",
                ("sender_phone", "sender_id_number"),
                ("sender_kind", "people"),
                "is_mass",
                "sender_representatives",
            ],
        ),
        ("Đơn", [("petition_kind", "field"), "with_denunciation", ("on", "written_on", "source"), "title"]),
        ("Vụ việc", ["respondent", ("unit", "place")]),
    ]

    class Meta:
        model = Petition
        fields = [
            "sender_kind", "people", "is_mass", "petition_kind", "field", "with_denunciation", "on", "written_on",
            "source", "title", "unit", "place",
        ]  # fmt: skip
        widgets = {"title": forms.Textarea(attrs={"rows": 4, **_LOOKUP})}
        labels = {"title": "Tóm tắt nội dung", "on": "Ngày nhận"}
        help_texts = {
            "title": "Không ghi tên người gửi ở đây: mọi người xem được sổ đều đọc được phần này.",
            "with_denunciation": "Chỉ với đơn nhiều nội dung: người gửi khi đó được giữ bí mật như người tố cáo.",
        }

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.order_fields(
            [
                name
                for _, rows in self.sections_spec
                for row in rows
                for name in ([row] if isinstance(row, str) else row)
            ]
        )
        if self.instance.pk:
            self._show_stored()

    def _show_stored(self):
        """The stored sender, as far as this person sees it; of a denunciation no field is left."""
        from petitions import rules

        if self.instance.is_secret:
            for name in (*self._sender_names(), "respondent"):
                del self.fields[name]
            return
        stored = Sender.objects.filter(petition_id=self.instance.pk).first() or Sender()
        for name in self._sender_names():
            self.fields[name].initial = getattr(stored, name.removeprefix("sender_"))
        self.fields["respondent"].initial = self.instance.respondent
        if not rules.sees_whole_paper(self.actor, self.instance):
            self.fields["sender_id_number"].initial = ""
            self.fields["sender_id_number"].help_text = "Để trống nếu không đổi số đã ghi."
            self.paper_hidden = True

    paper_hidden = False

    def _sender_names(self):
        return [name for name in self.fields if name.startswith("sender_") and name != "sender_kind"]

    def limit_choices(self, actor):
        self.fields["unit"].queryset = Unit.objects.filter(councils__in=actor.scope)

    def clean(self):
        data = super().clean()
        self._check_days(data)
        if data.get("petition_kind") != Kind.MIXED:
            data["with_denunciation"] = False
        if (data.get("people") or 1) >= MASS:
            data["is_mass"] = True
        if self.paper_hidden:
            data["sender_id_number"] = data.get("sender_id_number") or None
        self._check_people(data)
        self._check_title(data)
        return data

    def _check_days(self, data):
        on, written = data.get("on"), data.get("written_on")
        if on and on > localdate():
            self.add_error("on", "Ngày nhận không được sau hôm nay.")
        if on and written and written > on:
            self.add_error("written_on", "Ngày viết đơn không được sau ngày nhận.")
        if on and self.instance.pk and on.year != self._year:
            self.add_error(
                "on", f"Số đơn đã cấp theo năm {self._year} nên không chuyển ngày nhận sang năm khác được."
            )

    @property
    def _year(self):
        return int(self.instance.code.split("-")[1])

    def _check_people(self, data):
        """Who speaks for a group (Law 42/2013, article 29): one or two for up to ten people, five at most."""
        lines = [line for line in (data.get("sender_representatives") or "").splitlines() if line.strip()]
        if len(lines) > REPRESENTATIVES:
            self.add_error(
                "sender_representatives",
                f"Luật Tiếp công dân cho cử tối đa {REPRESENTATIVES} người đại diện (đến 10 người: 1 hoặc 2 người).",
            )

    def _check_title(self, data):
        """The summary is read by many, searched and printed: it must not say who sent the petition."""
        secret = data.get("petition_kind") == Kind.DENUNCIATION or data.get("with_denunciation")
        named = secret or data.get("sender_kind") == SenderKind.PERSON
        numbers = (data.get("sender_phone"), data.get("sender_id_number"))
        wrong = says_who(data.get("title") or "", [data.get("sender_name")] if named else [], numbers)
        if not wrong and self.instance.pk and self.instance.is_secret:
            wrong = self._says_sealed(data.get("title") or "")
        if wrong:
            self.add_error("title", f"Tóm tắt {wrong}")

    def _says_sealed(self, text):
        from petitions import rules
        from petitions.services.identity import opened

        return says_sealed(text, opened(self.instance)) if rules.looks(self.actor, self.instance) else ""
