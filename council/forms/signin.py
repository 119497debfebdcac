"""Forms of signing in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm

from core.forms import CleanForm, PlainForm
from council.factors import step_of
from council.forms.base import OfficeForm
from council.models import Role
from council.services.account import change_password


class SignInForm(CleanForm, AuthenticationForm):
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Mật khẩu phân biệt chữ hoa và chữ thường.",
        "inactive": "Tài khoản này đã ngừng sử dụng.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"

    def clean_username(self):
        """User names are kept in small letters; a tablet writes the first one large."""
        return self.cleaned_data["username"].strip().lower()


class PasswordForm(CleanForm, PasswordChangeForm):
    session_key = None
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Mật khẩu hiện tại không đúng.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": "Mật khẩu hiện tại",
            "new_password1": "Mật khẩu mới",
            "new_password2": "Gõ lại mật khẩu mới",
        }
        for name, label in labels.items():
            self.fields[name].label = label

    def save(self, commit=True):
        return change_password(self.user, self.cleaned_data["new_password1"], self.session_key)


class NewPasswordForm(CleanForm, SetPasswordForm):
    """The password of somebody who came by a link; the service sets it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password2"].label = "Gõ lại mật khẩu mới"


class ForgottenForm(PlainForm):
    account = forms.CharField(
        label="Tên đăng nhập hoặc thư điện tử",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


_CODE = {"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True, "spellcheck": "false"}


class SecondStepForm(PlainForm):
    """A code, or in its place what a security key answers."""

    answer = forms.JSONField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label="Mã xác thực",
        max_length=40,
        required=False,
        help_text="6 số trong ứng dụng mã xác thực, hoặc một mã dự phòng chưa dùng.",
        widget=forms.TextInput(attrs=_CODE),
    )


class OwnPasswordForm(PlainForm):
    """Asks for the own password before what guards the account is changed; who has none is not asked."""

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]

    password = forms.CharField(
        label="Mật khẩu hiện tại",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("Mật khẩu hiện tại không đúng.")
        return ""


class EnrolForm(OwnPasswordForm):
    code = forms.CharField(
        label="Mã 6 số trong ứng dụng",
        max_length=12,
        widget=forms.TextInput(attrs=_CODE | {"inputmode": "numeric"}),
    )
    field_order = ["code", "password"]

    def __init__(self, *args, seed, **kwargs):
        self.seed, self.step = seed, None
        super().__init__(*args, **kwargs)

    def clean_code(self):
        self.step = step_of(self.seed, self.cleaned_data["code"])
        if self.step is None:
            raise forms.ValidationError(
                "Mã không đúng. Xem giờ của điện thoại có đúng không rồi gõ mã đang hiện."
            )
        return self.cleaned_data["code"]


class PasskeyForm(OwnPasswordForm):
    """A new security key: its name, and what the browser's script brings from it."""

    label = forms.CharField(
        label="Tên của khóa", max_length=60, help_text="Ví dụ: khóa USB ở bàn, điện thoại riêng."
    )
    answer = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": "Khóa chưa trả lời. Bấm nút rồi chạm vào khóa."}
    )
    field_order = ["label", "password", "answer"]


class DemandForm(OfficeForm):
    roles = forms.MultipleChoiceField(
        label="Bắt buộc với", required=False, choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
