"""The inspector's page: the chained log, filtered and exported. Only for administrators."""

import django_tables2 as tables
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_GET

from core import export
from core.errors import Refused
from core.evidence import Act
from core.forms import DateField, PlainForm
from core.paging import CAP
from council.acts import check_admin
from council.services import evidence
from council.tables import Plain
from council.views.pages import list_page

CRUMBS = [{"label": "Quản trị", "url": "/quan-tri/"}]
_SEARCH = forms.TextInput(attrs={"placeholder": "Tên hoặc tên đăng nhập", "type": "search"})


class LogFilter(PlainForm):
    q = forms.CharField(label="Người", required=False, max_length=200, widget=_SEARCH)
    viec = forms.ChoiceField(label="Việc", required=False, choices=[("", "Tất cả"), *Act.choices])
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)
    hs = forms.CharField(
        label="Hồ sơ",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "mã hoặc #số"}),
    )

    def asked(self):
        data = getattr(self, "cleaned_data", {})
        return {
            "person": data.get("q", ""), "act": data.get("viec", ""), "start": data.get("tu"),
            "end": data.get("den"), "record": data.get("hs", ""),
        }  # fmt: skip


class LogTable(Plain):
    """Rows come worded by `evidence.in_words`, a page at a time."""

    at = tables.Column(verbose_name="Lúc")
    user = tables.Column(verbose_name="Người làm", default="", empty_values=())
    act = tables.Column(verbose_name="Việc")
    words = tables.Column(verbose_name="Nội dung", empty_values=())
    record = tables.Column(verbose_name="Hồ sơ", empty_values=())
    ip = tables.Column(verbose_name="Địa chỉ máy", default="")
    seq = tables.Column(verbose_name="Số", default="")

    def render_at(self, record):
        return f"{localtime(record.at):%d/%m/%Y %H:%M:%S}"

    def render_user(self, record):
        return who(record)

    def render_act(self, record):
        tone = {"sign_in_failed": "soon", "locked": "late", "secret": "soon"}.get(record.act, "idle")
        return format_html('<span class="chip {}">{}</span>', tone, record.get_act_display())

    def render_words(self, record):
        about = (
            f" · {record.subject}"
            if record.subject_id and record.subject_id != record.user_id and record.subject
            else ""
        )
        rows = [
            (row["label"], row["old"], " → " if row["old"] else "", row["new"] or "(trống)")
            for row in record.values_changed
        ]
        lines = format_html_join("", '<span class="sub">{}: {}{}{}</span>', rows)
        return format_html("{}{}{}", record.words, about, lines)

    def render_record(self, record):
        if record.record is None:
            return f"#{record.record_id}" if record.record_id else ""
        found = record.record
        return format_html('<a href="{}">{}</a>', found.get_absolute_url(), found.code or f"#{found.pk}")


def who(row):
    """Whose act a line tells; of a failed sign-in whose account was tried."""
    person = row.user or (row.subject if row.act in (Act.SIGN_IN_FAILED, Act.LOCKED) else None)
    return str(person) if person else ("Người lạ" if row.detail.get("unknown") else "Hệ thống")


def _asked(request):
    form = LogFilter(request.GET)
    form.is_valid()
    return form, evidence.narrowed(evidence.entries(request.actor), **form.asked())


@require_GET
def log(request):
    check_admin(request.actor)
    form, rows = _asked(request)
    context = {
        "title": "Nhật ký", "crumbs": CRUMBS, "filter_form": form,
        "exports": [{"label": "Excel (XLSX)", "url": f"/quan-tri/nhat-ky/xuat.xlsx?{request.GET.urlencode()}"}],
        "empty": {"title": "Không có dòng nào khớp", "text": "Bỏ bớt điều kiện lọc."},
    }  # fmt: skip
    return list_page(request, LogTable(evidence.in_words(rows, request.actor)), context)


@require_GET
def log_xlsx(request):
    """The filtered lines as a file; the file itself is noted in the log."""
    check_admin(request.actor)
    _, rows = _asked(request)
    if rows.order_by().values("pk")[: CAP + 1].count() > CAP:
        raise Refused("Nhật ký dài quá 10.000 dòng. Hãy lọc theo thời gian hoặc người rồi xuất từng phần.")
    head = ["Số", "Lúc", "Người làm", "Việc", "Nội dung", "Người liên quan", "Hồ sơ", "Địa chỉ máy", "Dấu"]
    lines = [_line(row) for row in evidence.in_words(rows, request.actor)]
    return export.file_response("Nhật ký", [head, *lines], f"nhat-ky-{localdate():%Y%m%d}.xlsx")


def _line(row):
    changed = "; ".join(f"{item['label']}: {item['old']} → {item['new']}" for item in row.values_changed)
    number = (row.record.code if row.record else "") or (row.record_id and f"#{row.record_id}") or ""
    return [
        row.seq, f"{localtime(row.at):%d/%m/%Y %H:%M:%S}", who(row), row.get_act_display(),
        "; ".join(filter(None, [row.words, changed])), str(row.subject or ""), number, row.ip or "", row.hash,
    ]  # fmt: skip
