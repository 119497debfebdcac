"""Forms of people and their roles."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField
from core.models import Body
from council.forms.base import OfficeForm, OfficeModelForm, Period, body_choices
from council.models import Role, User
from council.services.people import bodies


class RoleForm(Period, OfficeForm):
    """A role in a body for a time."""

    body = forms.ModelChoiceField(Body.objects.none(), label="Tại")
    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn…"), *Role.choices])
    from_on = DateField(label="Từ ngày", initial=localdate)
    to_on = DateField(label="Đến ngày", required=False, help_text="Để trống khi chưa biết ngày kết thúc.")
    sections_spec = [("Vai trò", [("body", "role"), ("from_on", "to_on")])]

    def limit_choices(self, actor):
        body_choices(self.fields["body"], bodies(actor))

    def clean_role(self):
        return Role(self.cleaned_data["role"])


class NewPersonForm(RoleForm):
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ thường không dấu, số, dấu chấm hoặc gạch; ví dụ ha.le",
    )
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        help_text="Lời mời đặt mật khẩu được gửi vào đây. Để trống thì mật khẩu tạm hiện một lần để trao tay.",
    )
    sections_spec = [("Tài khoản", ["full_name", ("username", "email")]), *RoleForm.sections_spec]

    def clean_username(self):
        name = self.cleaned_data["username"].strip().lower()
        User._meta.get_field("username").run_validators(name)
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError("Tên đăng nhập này đã có. Hãy thêm tên đệm hoặc số.")
        return name


class PersonForm(OfficeModelForm):
    class Meta:
        model = User
        fields = ["full_name", "email"]


class EndForm(OfficeForm):
    to_on = DateField(label="Ngày cuối cùng", initial=localdate)
