from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from core.forms import CleanForm


class SignInForm(CleanForm, AuthenticationForm):
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Chữ hoa và chữ thường là khác nhau.",
        "inactive": "Tài khoản này đã ngừng sử dụng.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"


class PasswordForm(CleanForm, PasswordChangeForm):
    pass
