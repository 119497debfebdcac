from django import forms

from core.forms import CleanForm, RecordForm, VerbForm
from oversight.forms.common import reason, words
from oversight.models import OutlineItem, Template, TemplateItem

_FIELDS = ["item_kind", "text", "unit", "required", "whole", "adds_up", "hint"]
_LONG = 500
_DASHES = ("-", "–", "+")


class TemplateForm(RecordForm):
    sections_spec = [("", ["title", "field", "note"])]

    class Meta:
        model = Template
        fields = ["title", "field", "note"]
        labels = {"title": "Tên mẫu đề cương"}
        widgets = {
            "title": forms.TextInput(attrs={"maxlength": 300}),
            "note": forms.Textarea(attrs={"rows": 4}),
        }


class _ItemForm(CleanForm, forms.ModelForm):
    """One item of a template or of a round's outline; a part belongs to a figure of the same outline."""

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        figures = self.items_of(record).filter(item_kind="figure")
        self.fields["whole"].queryset = figures.exclude(pk=self.instance.pk)

    @property
    def sections(self):
        self.sections_spec = [("", ["item_kind", "text", ("unit", "whole"), "required", "adds_up", "hint"])]
        return super().sections

    def clean(self):
        data = super().clean()
        figure = data.get("item_kind") == "figure"
        if not figure:
            data |= {"unit": "", "whole": None, "adds_up": False}
        elif data.get("whole") and data["whole"].whole_id:
            self.add_error("whole", "Số liệu này đã là một phần của số liệu khác.")
        return data


class TemplateItemForm(_ItemForm):
    class Meta:
        model = TemplateItem
        fields = _FIELDS
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "item_kind": forms.RadioSelect}

    def items_of(self, record):
        return record.items.all()


class OutlineItemForm(_ItemForm):
    class Meta:
        model = OutlineItem
        fields = _FIELDS
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "item_kind": forms.RadioSelect}

    def items_of(self, record):
        return record.outline.all()


class ManyItemsForm(VerbForm):
    questions = words("Câu hỏi", rows=8, required=False, help_text="Mỗi dòng một câu hỏi. Dán được từ Word.")
    figures = words(
        "Số liệu phải có", rows=6, required=False,
        help_text="Mỗi dòng một số liệu; đơn vị tính viết sau dấu |, ví dụ: Số giấy phép đã cấp | giấy phép. Dòng bắt đầu "
        "bằng dấu - là một phần của số liệu đứng trên.",
    )  # fmt: skip

    def clean_questions(self):
        return [{"item_kind": "question", "text": line} for line in self._lines("questions")]

    def clean_figures(self):
        """[{item_kind, text, unit, part}]; a `part` belongs to the figure above it."""
        lines = self._lines("figures")
        if lines and lines[0].startswith(_DASHES):
            raise forms.ValidationError("Dòng đầu không thể là một phần: chưa có số liệu nào đứng trên.")
        rows = [
            (line.startswith(_DASHES), line.lstrip("".join(_DASHES) + " ").partition("|")) for line in lines
        ]
        if any(len(unit.strip()) > 40 for _, (_, _, unit) in rows):
            raise forms.ValidationError("Đơn vị tính dài quá 40 ký tự.")
        if not all(text.strip() for _, (text, _, _) in rows):
            raise forms.ValidationError("Có dòng chưa có nội dung.")
        return [
            {"item_kind": "figure", "text": text.strip(), "unit": unit.strip(), "part": part}
            for part, (text, _, unit) in rows
        ]

    def _lines(self, name):
        lines = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        if any(len(line) > _LONG for line in lines):
            raise forms.ValidationError(f"Có dòng dài quá {_LONG} ký tự.")
        return lines

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("questions") and not data.get("figures"):
            self.add_error("questions", "Nhập ít nhất một câu hỏi hoặc một số liệu.")
        return data


class UseTemplateForm(VerbForm):
    template = forms.ModelChoiceField(Template.objects.none(), label="Mẫu đề cương")

    def limit_choices(self, actor, record):
        used = Template.objects.of_kind().filter(owner=record.owner_id, state="used")
        self.fields["template"].queryset = used.order_by("title")
        self.fields["template"].initial = used.filter(field=record.field).values_list("pk", flat=True).first()


class _PerItemForm(VerbForm):
    """One field per item of the outline; the cleaned values are {item: value} as `answers`."""

    def limit_choices(self, actor, record):
        self.answers = {row.item_id: row for row in record.answers.all()}
        self.items = {f"item_{item.pk}": item for item in self.shown(record)}
        self.fields = {name: self.field(item) for name, item in self.items.items()} | self.fields

    def clean(self):
        data = super().clean()
        rest = {name: value for name, value in data.items() if name not in self.items}
        return rest | {"answers": {item: data.get(name) for name, item in self.items.items()}}


def number_field(item, label, initial):
    return NumberField(
        label=label, required=False, min_value=0, max_digits=20, decimal_places=3, initial=initial,
        help_text=item.hint,
    )  # fmt: skip


class NumberField(forms.DecimalField):
    """A figure typed as 1.234,5 or 1234.5, shown the Vietnamese way."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        return super().to_python(typed_number(value) if isinstance(value, str) else value)

    def prepare_value(self, value):
        from oversight.answers import plain

        return plain(value) if value is not None and not isinstance(value, str) else value


def typed_number(text):
    """What somebody typed as a number with the comma and dots in their English places."""
    text = text.replace(" ", "").replace("\xa0", "")
    if "," in text:
        return text.replace(".", "").replace(",", ".")
    head, *groups = text.split(".")
    thousands = head and len(head) <= 3 and groups and all(len(group) == 3 for group in groups)
    return "".join([head, *groups]) if thousands else text


class AnswerForm(_PerItemForm):
    final = forms.BooleanField(
        label="Gửi trả lời cho Đoàn giám sát", required=False,
        help_text="Chưa chọn thì nội dung được lưu để làm tiếp.",
    )  # fmt: skip

    def shown(self, record):
        return record.round.outline.all()

    def field(self, item):
        answer = self.answers.get(item.pk)
        label = f"{item.position}. {item.text}" + (f" ({item.unit})" if item.unit else "")
        if item.is_figure:
            return number_field(item, label, answer and answer.number)
        text = words(label, rows=3, required=False, help_text=item.hint)
        text.initial = answer.text if answer else ""
        return text

    def clean(self):
        data = super().clean()
        if data.get("final") and self.actor.sees_shared_only:
            for name, item in self.items.items():
                if item.required and self.cleaned_data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, "Bắt buộc trả lời. Nếu không phát sinh, ghi rõ hoặc nhập số 0.")
        return data


class CheckForm(_PerItemForm):
    """The figures as the team found them itself."""

    def shown(self, record):
        return record.round.outline.filter(item_kind="figure")

    def field(self, item):
        from oversight.answers import plain

        answer = self.answers.get(item.pk)
        field = number_field(item, f"{item.position}. {item.text}", answer and answer.found)
        said = f"{plain(answer.number)} {item.unit}".strip() if answer and answer.number is not None else ""
        field.help_text = f"Đơn vị báo cáo: {said or 'chưa có số liệu'}"
        return field


class ReturnForm(VerbForm):
    return_reason = reason("Nội dung cần bổ sung, sửa")
