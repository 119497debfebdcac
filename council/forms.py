"""Forms of signing in and of the administrator's office."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import CleanForm, DateField, PlainForm
from core.letters import book
from core.models import Body, DeadlineRule, SpecialDay
from council.directory import AGENCIES, ORGANS
from council.models import BodyKind, Constituency, Council, Delegate, Post, Role, Term, Unit, User
from council.services.account import change_password
from council.services.daysoff import read_rows
from council.services.people import bodies, people


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
        return change_password(self.user, self.cleaned_data["new_password1"])


class Period:
    """Checks that a period does not end before it starts: `period` names its two fields."""

    period = ("from_on", "to_on")

    def clean(self):
        data = super().clean()
        first, last = (data.get(name) for name in self.period)
        if first and last and last < first:
            self.add_error(self.period[1], f"Phải từ ngày {first:%d/%m/%Y} trở đi.")
        return data


class OfficeForm(PlainForm):
    """A form of the administrator; `actor` limits its choices to the own scope."""

    def __init__(self, *args, actor=None, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.limit_choices(actor)

    def limit_choices(self, actor):
        """For subclasses."""

    def values(self):
        return dict(self.cleaned_data)


class OfficeModelForm(CleanForm, forms.ModelForm):
    def __init__(self, *args, actor=None, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.limit_choices(actor)

    def limit_choices(self, actor):
        """For subclasses."""

    def values(self):
        return {name: self.cleaned_data[name] for name in self.fields}


def _body_choices(field, queryset):
    field.queryset = queryset.select_related("home").order_by("home__name", "name")
    field.label_from_instance = lambda body: (
        f"{body.name} · {body.home.short_name}" if body.home else body.name
    )


class RoleForm(Period, OfficeForm):
    """A role in a body for a time."""

    body = forms.ModelChoiceField(Body.objects.none(), label="Tại")
    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn…"), *Role.choices])
    from_on = DateField(label="Từ ngày", initial=localdate)
    to_on = DateField(label="Đến ngày", required=False, help_text="Để trống khi chưa biết ngày kết thúc.")
    sections_spec = [("Vai trò", [("body", "role"), ("from_on", "to_on")])]

    def limit_choices(self, actor):
        _body_choices(self.fields["body"], bodies(actor))

    def clean_role(self):
        return Role(self.cleaned_data["role"])


class NewPersonForm(RoleForm):
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ thường không dấu, số, dấu chấm hoặc gạch; ví dụ ha.le",
    )
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    email = forms.EmailField(label="Thư điện tử", required=False)
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


class BodyForm(Period, OfficeModelForm):
    """Names and dates of a body; a new one also says what it is and whose."""

    period = ("valid_from", "valid_to")
    sections_spec = [("", ["name", ("short_name", "code"), ("kind", "home"), ("valid_from", "valid_to")])]

    class Meta:
        model = Body
        fields = ["name", "short_name", "code", "kind", "home", "valid_from", "valid_to"]
        help_texts = {"code": "Chữ thường không dấu, gạch nối; có trong địa chỉ trang, ví dụ so-xay-dung."}

    def limit_choices(self, actor):
        if self.instance.pk:
            del self.fields["kind"], self.fields["home"]
            return
        kinds = [kind for kind in BodyKind if kind in ORGANS or kind in AGENCIES]
        self.fields["kind"] = forms.ChoiceField(
            label="Loại", choices=[("", "Chọn…"), *((kind.value, kind.label) for kind in kinds)]
        )
        self.fields["home"].required = True
        self.fields["home"].queryset = Body.objects.filter(pk__in=actor.scope)


class CouncilForm(Period, OfficeModelForm):
    period = ("valid_from", "valid_to")
    sections_spec = [
        (
            "Hội đồng nhân dân",
            ["name", ("short_name", "code"), ("parent", "tier"), "unit", ("valid_from", "valid_to")],
        ),
        ("Ghi trên văn bản", ["superior", ("place", "symbol")]),
    ]
    tier = forms.ChoiceField(
        label="Cấp",
        choices=[
            ("", "Chọn…"),
            ("province", "Tỉnh, thành phố"),
            ("district", "Huyện (đến 30/06/2025)"),
            ("commune", "Xã, phường, đặc khu"),
        ],
    )

    class Meta:
        model = Council
        fields = [
            "name",
            "short_name",
            "code",
            "parent",
            "tier",
            "unit",
            "valid_from",
            "valid_to",
            "superior",
            "place",
            "symbol",
        ]

    def limit_choices(self, actor):
        if self.instance.pk:
            del self.fields["parent"], self.fields["tier"], self.fields["unit"]
            return
        self.fields["parent"].required = True
        self.fields["parent"].queryset = Body.objects.filter(pk__in=actor.scope)
        own = Unit.objects.filter(councils__in=actor.scope).values("pk")
        self.fields["unit"].queryset = Unit.objects.filter(Q(pk__in=own) | Q(parent__in=own))


class TermForm(Period, OfficeModelForm):
    period = ("starts_on", "ends_on")
    sections_spec = [("", ["ordinal", ("starts_on", "ends_on")])]

    class Meta:
        model = Term
        fields = ["ordinal", "starts_on", "ends_on"]
        labels = {"ordinal": "Khóa"}
        help_texts = {"ordinal": "Ví dụ XXI."}


class DelegateForm(Period, OfficeModelForm):
    sections_spec = [
        (
            "Đại biểu",
            [("honorific", "name"), ("term", "constituency"), ("group", "is_full_time"), "work", "user"],
        ),
        ("Thời gian làm đại biểu", [("from_on", "to_on")]),
    ]

    class Meta:
        model = Delegate
        fields = [
            "honorific",
            "name",
            "term",
            "constituency",
            "group",
            "is_full_time",
            "work",
            "user",
            "from_on",
            "to_on",
        ]
        labels = {"user": "Tài khoản đăng nhập"}

    def limit_choices(self, actor):
        terms = Term.objects.filter(council__in=actor.scope).select_related("council")
        self.fields["term"].queryset = terms
        self.fields["term"].label_from_instance = lambda term: f"{term.council.short_name}, {term}"
        places = Constituency.objects.filter(term__council__in=actor.scope).select_related("term__council")
        self.fields["constituency"].queryset = places
        self.fields["constituency"].label_from_instance = lambda item: (
            f"{item}, {item.term.council.short_name}, {item.term}"
        )
        _body_choices(self.fields["group"], bodies(actor).filter(kind=BodyKind.GROUP))
        self.fields["user"].queryset = people(actor).filter(is_active=True)


class PostForm(Period, OfficeForm):
    body = forms.ModelChoiceField(Body.objects.none(), label="Tại")
    title = forms.ChoiceField(label="Chức vụ", choices=[("", "Chọn…"), *Post.Title.choices])
    from_on = DateField(label="Từ ngày", initial=localdate)
    to_on = DateField(label="Đến ngày", required=False)
    sections_spec = [("", [("title", "body"), ("from_on", "to_on")])]

    def limit_choices(self, actor):
        _body_choices(self.fields["body"], bodies(actor).filter(kind__in=[BodyKind.COUNCIL, *ORGANS]))


class RuleForm(Period, OfficeModelForm):
    period = ("valid_from", "valid_to")
    sections_spec = [
        ("Thời hạn", ["owed", ("offset", "unit"), ("extends_by", "extends_times")]),
        ("Căn cứ", ["basis", "article", ("valid_from", "valid_to"), "confidence", "note"]),
    ]

    class Meta:
        model = DeadlineRule
        fields = [
            "owed",
            "offset",
            "unit",
            "extends_by",
            "extends_times",
            "basis",
            "article",
            "valid_from",
            "valid_to",
            "confidence",
            "note",
        ]
        help_texts = {
            "offset": "Số âm là trước mốc tính. Để trống khi luật không định số ngày.",
            "extends_by": "Cùng cách tính với thời hạn. Để trống khi luật không cho gia hạn.",
            "confidence": "Chỉ chọn «đã đối chiếu» khi đã đọc đúng điều khoản trong văn bản.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["extends_times"].required = False

    def clean_extends_times(self):
        return self.cleaned_data["extends_times"] or 1

    def clean(self):
        data = super().clean()
        if data.get("extends_by") and (data.get("offset") is None or data["offset"] < 0):
            self.add_error("extends_by", "Chỉ thời hạn tính về sau mốc mới gia hạn được.")
        return data


class LocalRuleForm(RuleForm):
    scope = forms.ModelChoiceField(Body.objects.none(), label="Chỉ áp dụng cho")
    sections_spec = [("Nơi áp dụng", ["scope"]), *RuleForm.sections_spec]

    class Meta(RuleForm.Meta):
        fields = [*RuleForm.Meta.fields, "scope"]

    def limit_choices(self, actor):
        self.fields["scope"].queryset = Body.objects.filter(pk__in=actor.scope)
        self.fields["scope"].required = True


class DayForm(OfficeModelForm):
    worked = forms.TypedChoiceField(
        label="Ngày này", choices=[("0", "nghỉ"), ("1", "đi làm (làm bù)")], coerce=lambda value: value == "1"
    )
    sections_spec = [("", [("day", "worked"), "name", "basis"])]

    class Meta:
        model = SpecialDay
        fields = ["day", "worked", "name", "basis"]
        error_messages = {"day": {"unique": "Ngày này đã có trong danh sách."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["worked"] = "1" if self.instance.worked else "0"


class DecreeForm(OfficeForm):
    """The days of a decree as a small pasted table."""

    rows = forms.CharField(
        label="Các ngày", widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="Mỗi dòng một ngày: ngày, «nghỉ» hoặc «làm bù», lý do; cách nhau bằng phím Tab. Dán thẳng được từ Excel.",
    )  # fmt: skip
    basis = forms.CharField(label="Số văn bản công bố", max_length=250)
    confirms = forms.BooleanField(label="Văn bản này công bố lịch nghỉ cả năm", required=False)
    sections_spec = [("", ["rows", "basis", "confirms"])]

    def clean_rows(self):
        self.changes, faults = read_rows(self.cleaned_data["rows"])
        if faults:
            raise forms.ValidationError(faults)
        return self.cleaned_data["rows"]

    def clean_basis(self):
        return self.cleaned_data["basis"].strip()


class YearForm(OfficeForm):
    basis = forms.CharField(label="Số văn bản công bố", max_length=250)


class WordingForm(PlainForm):
    """The wording of a letter; what is wrong with it is told line by line."""

    text = forms.CharField(
        label="Mẫu văn bản", strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "class": "wording"}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, letter=None, **kwargs):
        self.letter = letter
        super().__init__(*args, **kwargs)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if faults := book.faults(self.letter, text):
            raise forms.ValidationError(faults)
        return text
