"""Tables of the directory and of the administrator's office."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from council import directory

OPEN = {"a": {"class": "open"}, "td": {"class": "t"}}
TITLE = {"td": {"class": "t"}}


def _link(name, key="pk"):
    """A link of the first column to the page `name` of the row."""
    return {"linkify": lambda record: reverse(name, args=[getattr(record, key)]), "attrs": OPEN}


def span(first, last):
    """A period in words; nothing when neither end is known."""
    if first and last:
        return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
    if last:
        return f"đến {last:%d/%m/%Y}"
    return f"từ {first:%d/%m/%Y}" if first else ""


def chip(tone, text):
    return format_html('<span class="chip {}">{}</span>', tone, text)


class Plain(tables.Table):
    """No column can be sorted by: the order is the one in which such lists are kept."""

    class Meta:
        template_name = "tables/table.html"
        orderable = False


class BodyTable(Plain):
    name = tables.Column(verbose_name="Tên", **_link("council:body", "code"))
    kind = tables.Column(verbose_name="Loại")
    home = tables.Column(verbose_name="Thuộc", default="")
    validity = tables.Column(verbose_name="Hoạt động", empty_values=())

    def render_kind(self, record):
        return directory.kind_label(record)

    def render_validity(self, record):
        return span(record.valid_from, record.valid_to)


class OfficeUnitTable(Plain):
    name = tables.Column(verbose_name="Tên", **_link("council:edit_unit"))
    kind = tables.Column(verbose_name="Loại")
    code = tables.Column(verbose_name="Mã")
    parent = tables.Column(verbose_name="Thuộc", default="")
    validity = tables.Column(verbose_name="Hiệu lực", empty_values=())
    followers = tables.Column(verbose_name="Đơn vị tiếp nối", empty_values=())

    def render_validity(self, record):
        return span(record.valid_from, record.valid_to)

    def render_followers(self, record):
        return ", ".join(item.name for item in record.successors.all())


class CouncilTable(Plain):
    name = tables.Column(verbose_name="Tên", **_link("council:body", "code"))
    tier = tables.Column(verbose_name="Cấp")
    unit = tables.Column(verbose_name="Địa bàn")
    term = tables.Column(verbose_name="Nhiệm kỳ", empty_values=())
    seats = tables.Column(verbose_name="Đại biểu", attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    validity = tables.Column(verbose_name="Hoạt động", empty_values=())

    def render_tier(self, record):
        return directory.tier_label(record)

    def render_term(self, record):
        return str(record.known_terms[0]) if record.known_terms else "chưa nhập"

    def render_validity(self, record):
        return span(record.valid_from, record.valid_to)


class DelegateTable(Plain):
    name = tables.Column(verbose_name="Họ và tên", attrs=TITLE)
    term = tables.Column(verbose_name="Hội đồng, nhiệm kỳ")
    constituency = tables.Column(verbose_name="Đơn vị bầu cử", default="")
    group = tables.Column(verbose_name="Tổ", default="")
    work = tables.Column(verbose_name="Chức vụ, nơi công tác", default="")

    def render_name(self, record):
        url = reverse("council:body", args=[record.term.council.code])
        facts = [span(record.from_on, record.to_on), "chuyên trách" if record.is_full_time else ""]
        name, sub = f"{record.honorific.capitalize()} {record.name}", " · ".join(filter(None, facts))
        return format_html('<a class="open" href="{}">{}</a><span class="sub">{}</span>', url, name, sub)

    def render_term(self, record):
        return f"{record.term.council.short_name}, {record.term}"


class PostTable(Plain):
    delegate = tables.Column(
        verbose_name="Họ và tên",
        linkify=lambda record: reverse("council:body", args=[record.body.code]),
        attrs=OPEN,
    )
    title = tables.Column(verbose_name="Chức vụ")
    body = tables.Column(verbose_name="Tại")
    period = tables.Column(verbose_name="Thời gian", empty_values=())
    state = tables.Column(verbose_name="", empty_values=())

    def render_period(self, record):
        return span(record.from_on, record.to_on)

    def render_state(self, record):
        ended = record.to_on is not None and record.to_on < localdate()
        return chip("idle", "đã thôi") if ended else chip("doing", "đương nhiệm")


class UnitTable(Plain):
    name = tables.Column(verbose_name="Tên", attrs=TITLE)
    kind = tables.Column(verbose_name="Loại")
    parent = tables.Column(verbose_name="Thuộc", default="")
    validity = tables.Column(verbose_name="Tồn tại", empty_values=())
    followed = tables.Column(verbose_name="Thay bằng", empty_values=())

    def render_validity(self, record):
        ended = record.valid_to is not None and record.valid_to < localdate()
        period = span(record.valid_from, record.valid_to)
        return format_html("{} {}", period, chip("idle", "đã kết thúc")) if ended else period

    def render_followed(self, record):
        return ", ".join(unit.name for unit in record.successors.all())


class PeopleTable(Plain):
    full_name = tables.Column(verbose_name="Họ và tên", **_link("council:person"))
    username = tables.Column(verbose_name="Tên đăng nhập")
    seats = tables.Column(verbose_name="Vai trò", empty_values=())
    last_login = tables.DateTimeColumn(
        verbose_name="Đăng nhập gần nhất", format="d/m/Y H:i", default="chưa lần nào"
    )
    state = tables.Column(verbose_name="Tình trạng", empty_values=())

    def render_seats(self, record):
        names = [f"{seat.get_role_display()}, {seat.body.short_name}" for seat in record.live_seats]
        return "; ".join(names) or "không có"

    def render_state(self, record):
        if not record.is_active:
            return chip("idle", "đã ngừng")
        return chip("soon", "đang bị khóa") if record.locked else chip("done", "đang dùng")


class OfficeBodyTable(BodyTable):
    name = tables.Column(verbose_name="Tên", **_link("council:edit_body"))


class OfficeCouncilTable(Plain):
    name = tables.Column(verbose_name="Tên", **_link("council:edit_council"))
    code = tables.Column(verbose_name="Mã")
    tier = tables.Column(verbose_name="Cấp")

    def render_tier(self, record):
        return directory.tier_label(record)


class OfficeDelegateTable(DelegateTable):
    def render_name(self, record):
        url = reverse("council:delegate", args=[record.pk])
        return format_html('<a class="open" href="{}">{}</a>', url, record.name)


class RuleTable(Plain):
    owed = tables.Column(verbose_name="Việc phải làm", attrs=TITLE)
    limit = tables.Column(verbose_name="Thời hạn", empty_values=())
    basis = tables.Column(verbose_name="Căn cứ")
    validity = tables.Column(verbose_name="Hiệu lực", empty_values=())
    confidence = tables.Column(verbose_name="Độ tin cậy")

    def render_owed(self, record):
        url = reverse("council:edit_rule", args=[record.pk])
        facts = [
            record.code,
            record.scope and f"chỉ {record.scope.short_name}",
            "đã sửa tại đây" if record.edited else "",
        ]
        return format_html(
            '<a class="open" href="{}">{}</a><span class="sub">{}</span>',
            url,
            record.owed,
            " · ".join(filter(None, facts)),
        )

    def render_limit(self, record):
        return limit_label(record)

    def render_basis(self, record):
        return format_html('{}<span class="sub">{}</span>', record.basis, record.article)

    def render_validity(self, record):
        return span(record.valid_from, record.valid_to)

    def render_confidence(self, record):
        tone = "done" if record.confidence == "verified" else "soon"
        return chip(tone, record.get_confidence_display())


def limit_label(rule):
    """20 ngày làm việc sau mốc, in words."""
    if rule.offset is None:
        return "luật không định số ngày"
    side = "trước mốc" if rule.offset < 0 else "sau mốc"
    return f"{abs(rule.offset)} {rule.get_unit_display()} {side}"


class DayTable(Plain):
    day = tables.DateColumn(verbose_name="Ngày", format="d/m/Y", **_link("council:edit_day"))
    worked = tables.Column(verbose_name="Ngày này")
    name = tables.Column(verbose_name="Lý do")
    basis = tables.Column(verbose_name="Căn cứ", default="")
    edited = tables.Column(verbose_name="Nguồn")

    def render_worked(self, value):
        return chip("doing", "đi làm") if value else chip("idle", "nghỉ")

    def render_edited(self, value):
        return "nhập tại đây" if value else "kèm phần mềm"
