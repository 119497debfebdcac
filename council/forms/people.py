"""Forms of people and their roles."""

from django import forms
from django.utils.timezone import localdate

from core.forms import DateField
from core.models import Body
from core.text import NameKey
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


class HandOverForm(OfficeForm):
    """To whom a person's roles and work go, from which day."""

    to = forms.ModelChoiceField(
        User.objects.none(), label="Người nhận", required=False,
        help_text="Để trống khi chưa có người nhận: các vai trò chỉ kết thúc.",
    )  # fmt: skip
    last_on = DateField(
        label="Ngày làm việc cuối cùng", initial=localdate, help_text="Người nhận có vai trò từ ngày hôm sau."
    )
    seats = forms.MultipleChoiceField(
        label="Vai trò bàn giao", required=False, widget=forms.CheckboxSelectMultiple
    )
    works = forms.MultipleChoiceField(
        label="Việc chuyển ngay", required=False, widget=forms.CheckboxSelectMultiple
    )
    close = forms.BooleanField(label="Ngừng tài khoản ngay", required=False)
    sections_spec = [("Bàn giao", [("to", "last_on"), "seats", "works", "close"])]

    def __init__(self, *args, found, choices, **kwargs):
        self.found, self.choices = found, choices
        super().__init__(*args, **kwargs)

    def limit_choices(self, actor):
        self.fields["to"].queryset = self.choices.order_by(NameKey("full_name"))
        self.fields["to"].label_from_instance = lambda user: f"{user.full_name} ({user.username})"
        self._offer(
            "seats",
            [(seat.pk, f"{seat.get_role_display()}, {seat.body.short_name}") for seat in self.found.seats],
        )
        works = [(work.key, f"{work.label} ({n})") for work, n in self.found.works if n and work.move]
        self._offer("works", works)

    def _offer(self, name, choices):
        if not choices:
            del self.fields[name]
            return
        self.fields[name].choices = choices
        self.fields[name].initial = [key for key, _ in choices]

    def values(self):
        data = {"seats": [], "works": [], **self.cleaned_data}
        return data | {"seats": [int(pk) for pk in data["seats"]]}


class EndTermForm(OfficeForm):
    """To whom the roles and work of everybody go whose term ends: a field for each who has something to give."""

    last_on = DateField(
        label="Ngày cuối của nhiệm kỳ", initial=localdate, help_text="Người nhận có vai trò từ ngày hôm sau."
    )

    def __init__(self, *args, leaving, people, **kwargs):
        self.leaving, self.people = [item for item in leaving if item.has_heir], people
        super().__init__(*args, **kwargs)

    def limit_choices(self, actor):
        known = [(user.pk, f"{user.full_name} ({user.username})") for user in self.people]
        for item in self.leaving:
            names = "; ".join(f"{seat.get_role_display()}, {seat.body.short_name}" for seat in item.seats)
            self.fields[f"to_{item.user.pk}"] = forms.TypedChoiceField(
                label=f"Người nhận việc của {item.user.full_name}", required=False, coerce=int, empty_value=None,
                choices=[("", "Chưa có: chỉ kết thúc"), *[pair for pair in known if pair[0] != item.user.pk]],
                help_text=f"{names}{f'; {item.n} đơn thư đang thụ lý' if item.n else ''}",
            )  # fmt: skip

    def values(self):
        by_id = {user.pk: user for user in self.people}
        chosen = {item.user.pk: by_id.get(self.cleaned_data[f"to_{item.user.pk}"]) for item in self.leaving}
        return {"last_on": self.cleaned_data["last_on"], "heirs": chosen}
