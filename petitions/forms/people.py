from django import forms
from django.contrib.auth import get_user_model

from core.forms import VerbForm
from core.models import Attachment
from council.models import Membership, Role
from petitions.forms.intake import _private


class AssignForm(VerbForm):
    users = forms.ModelMultipleChoiceField(
        get_user_model().objects.none(), label="Người thụ lý", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một người thụ lý."},
    )  # fmt: skip

    def limit_choices(self, actor, record):
        working = Membership.objects.in_force().filter(
            body=record.owner_id, role__in=[Role.STAFF, Role.WARD, Role.CHAIR]
        )
        people = get_user_model().objects.filter(is_active=True, pk__in=working.values("user"))
        self.fields["users"].queryset = people.order_by("full_name")
        self.fields["users"].initial = list(record.handler_ids)


class LookForm(VerbForm):
    reason = forms.CharField(
        label="Lý do xem", max_length=250, min_length=5, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Ghi lý do xem danh tính.", "min_length": "Ghi rõ lý do, ít nhất 5 ký tự."},
    )  # fmt: skip


class StripForm(VerbForm):
    """Which files may be seen by the agency: those from which all that tells who wrote was struck out."""

    files = forms.ModelMultipleChoiceField(
        Attachment.objects.none(), label="Tệp không còn gì làm lộ người gửi", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tải bản đã che lên như một tệp riêng, rồi đánh dấu ở đây. Tệp không đánh dấu chỉ người thụ lý mở được.",
    )  # fmt: skip
    sure = forms.BooleanField(
        label="Tôi đã xem từng trang: không còn họ tên, địa chỉ, chữ ký, bút tích hay chi tiết làm lộ người gửi.",
        error_messages={"required": "Xem từng trang của tệp rồi đánh dấu xác nhận."},
    )

    def limit_choices(self, actor, record):
        rows = Attachment.objects.filter(record_id=record.pk, removed_at=None) if record else None
        if rows is not None:
            self.fields["files"].queryset = rows
            self.fields["files"].initial = list(rows.filter(stripped__isnull=False))


class SealedSenderForm(VerbForm):
    """New parts of a sealed identity; what is stored is not shown, and an empty field leaves it."""

    name = _private("Họ và tên", 250, "Để trống nếu không đổi; danh tính đang lưu không hiện ở đây.")
    address = _private("Địa chỉ", 250)
    phone = _private("Điện thoại", 40)
    id_number = _private("Số giấy tờ tùy thân", 40)
    respondent = _private("Bị tố cáo", 250)
    sections_spec = [("", ["name", "address", ("phone", "id_number"), "respondent"])]

    def clean(self):
        data = super().clean()
        if not any(data.values()):
            raise forms.ValidationError("Chưa ghi gì để sửa.")
        return data
