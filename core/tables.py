"""Tables of registers; the same table makes the page, the XLSX and the PDF."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate

from core.chips import due_chip


class ChipColumn(tables.Column):
    """The state of a record as a chip; its label in exports."""

    def render(self, record):
        status = record.status
        return format_html('<span class="chip {}">{}</span>', status["tone"], status["label"])

    def value(self, record):
        return record.status["label"]


class DueColumn(tables.Column):
    """The earliest open due date as a chip; the date in exports."""

    def __init__(self, **kwargs):
        super().__init__(accessor="next_due", verbose_name="Thời hạn", default="", **kwargs)

    def render(self, value):
        chip = due_chip(value, localdate())
        return format_html(
            '<span class="chip due {}" title="{}">{}</span>', chip.tone, f"{value:%d/%m/%Y}", chip.text
        )

    def value(self, value):
        return value


class TitleColumn(tables.Column):
    """The title as a link, with a second line of facts below it (`sub` names the table's method)."""

    def __init__(self, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "t"}})
        super().__init__(accessor="title", orderable=False, **kwargs)

    def render(self, record, value, table):
        facts = [fact for fact in table.sub(record) if fact]
        sub = format_html_join(" · ", "{}", ((fact,) for fact in facts))
        return format_html(
            '<a class="open" href="{}">{}</a><span class="sub">{}</span>',
            record.get_absolute_url(),
            value,
            sub,
        )

    def value(self, value):
        return value


class DayColumn(tables.Column):
    def __init__(self, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        super().__init__(**kwargs)

    def render(self, value):
        return f"{value:%d/%m/%Y}"

    def value(self, value):
        return value


class RecordTable(tables.Table):
    """Base of the registers' tables. Only columns with an index of their own can be sorted by."""

    title_is_link = True

    code = tables.Column(verbose_name="Số", attrs={"td": {"class": "code"}}, default="")
    title = TitleColumn(verbose_name="Nội dung")
    state = ChipColumn(verbose_name="Tình trạng", orderable=False)
    due = DueColumn(orderable=True)

    class Meta:
        template_name = "tables/table.html"
        orderable = False
        order_by = ()
        empty_text = ""

    def sub(self, record):
        """The facts of the second line; for subclasses."""
        return ()

    def order_due(self, queryset, is_descending):
        key = "-next_due" if is_descending else "next_due"
        return queryset.filter(next_due__isnull=False).order_by(key, "-pk"), True
