"""Forms of councils, bodies, delegates and posts."""

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate

from core.forms import DateField
from core.models import Body
from council.directory import AGENCIES, ORGANS
from council.forms.base import OfficeForm, OfficeModelForm, Period, body_choices
from council.models import BodyKind, Constituency, Council, Delegate, Post, Term, Unit
from council.services.people import bodies, people


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
        body_choices(self.fields["group"], bodies(actor).filter(kind=BodyKind.GROUP))
        self.fields["user"].queryset = people(actor).filter(is_active=True)


class PostForm(Period, OfficeForm):
    body = forms.ModelChoiceField(Body.objects.none(), label="Tại")
    title = forms.ChoiceField(label="Chức vụ", choices=[("", "Chọn…"), *Post.Title.choices])
    from_on = DateField(label="Từ ngày", initial=localdate)
    to_on = DateField(label="Đến ngày", required=False)
    sections_spec = [("", [("title", "body"), ("from_on", "to_on")])]

    def limit_choices(self, actor):
        body_choices(self.fields["body"], bodies(actor).filter(kind__in=[BodyKind.COUNCIL, *ORGANS]))
