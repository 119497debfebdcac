"""Reading the chained log: which lines an administrator may see, and each line in words."""

from django.db.models import Q, QuerySet

from core import changes
from core.evidence import Act, LogEntry
from core.models import HistoryEntry, Record
from core.register import REGISTERS
from council.models import User
from council.services import people
from council.services.rulebook import keeps_nation

_ACCOUNT = {
    "password": "Đổi mật khẩu", "reset": "Đặt lại mật khẩu", "unlock": "Mở khóa đăng nhập",
    "invite": "Gửi lời mời", "invite_used": "Nhận tài khoản, đặt mật khẩu", "forgot": "Quên mật khẩu, xin đường dẫn",
    "reset_used": "Đặt mật khẩu qua đường dẫn", "totp_on": "Bật xác thực hai bước", "factor_off": "Bỏ xác thực hai bước",
    "codes": "Tạo mã dự phòng mới", "code_used": "Đăng nhập bằng mã dự phòng", "end_login": "Kết thúc lần đăng nhập",
    "hand_over": "Bàn giao công việc", "passkey_on": "Thêm khóa bảo mật", "passkey_off": "Bỏ khóa bảo mật",
    "sso_bound": "Nối với nơi đăng nhập một lần",
    "demand": "Bắt buộc xác thực hai bước", "demand_off": "Thôi bắt buộc xác thực hai bước",
}  # fmt: skip
_KINDS = {"xlsx": "Excel", "pdf": "PDF", "json": "JSON", "docx": "Word", "csv": "CSV", "zip": "ZIP"}


def entries(actor):
    """The lines that concern people of the actor's scope; what concerns nobody is seen at the top alone."""
    ours = people.people(actor).values("pk")
    seen = Q(user__in=ours) | Q(subject__in=ours)
    if keeps_nation(actor):
        seen |= Q(user=None, subject=None)
    return LogEntry.objects.filter(seen).select_related("user", "subject")


def narrowed(rows, *, person="", act="", start=None, end=None, record=""):
    """Only those lines that are asked for; `record` is a number of the record or of its row."""
    if person:
        named = User.objects.filter(Q(username=person.strip().lower()) | _named(person)).values("pk")
        rows = rows.filter(Q(user__in=named) | Q(subject__in=named))
    if act:
        rows = rows.filter(act=act)
    if start:
        rows = rows.filter(at__date__gte=start)
    if end:
        rows = rows.filter(at__date__lte=end)
    return rows.filter(record_id__in=_records(record)) if record else rows


def _named(text):
    from core.text import Holds

    return Q(pk__in=User.objects.filter(Holds("full_name", text)).values("pk"))


def _records(text):
    found = Record.objects.filter(code__iexact=text.strip()).order_by().values_list("pk", flat=True)[:200]
    number = text.strip().lstrip("#")
    return [*found, *([int(number)] if number.isascii() and number.isdigit() and len(number) < 19 else [])]


class InWords(QuerySet):
    """Lines that are worded when they are read: two more queries for a page, however long it is."""

    reader = None

    def _clone(self):
        made = super()._clone()
        made.reader = self.reader
        return made

    def _fetch_all(self):
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            _word(self._result_cache, self.reader)


def in_words(rows, actor):
    """The same lines, each with `words` (what was done), `record` (where the actor may see it) and `values_changed`."""
    made = InWords(model=rows.model, query=rows.query)
    made.reader = actor
    return made


def _word(rows, actor):
    seen = Record.objects.visible_to(actor).in_bulk([row.record_id for row in rows if row.record_id])
    changed = _changes([row.detail["history"] for row in rows if "history" in row.detail])
    for row in rows:
        row.record = seen.get(row.record_id)
        row.words = _words(row, changed)
        row.values_changed = changed.get(row.detail.get("history"), {}).get("changes", [])


def _changes(pks):
    """{history id: act} of the changes of rights and rules behind some lines."""
    found = HistoryEntry.objects.filter(pk__in=pks).select_related("actor")
    return changes.one_by_one(list(found))


def _words(row, changed):
    if row.act in (Act.RIGHTS, Act.RULES):
        return changed.get(row.detail.get("history"), {}).get("verb") or row.get_act_display()
    if row.act == Act.ACCOUNT:
        words = _ACCOUNT.get(row.detail.get("what"), row.get_act_display())
        return ": ".join(filter(None, [words, row.detail.get("text")]))
    if row.act == Act.EXPORT:
        return _export(row.detail)
    if row.act == Act.SYSTEM:
        return row.detail.get("text", row.get_act_display())
    if row.detail.get("unknown"):
        return "Tên đăng nhập không có trong danh sách"
    return row.detail.get("how") or ""


def _export(detail):
    """«Kiến nghị cử tri (Excel), lọc: tt=moi»."""
    what = detail.get("label") or _register(detail.get("page", "")) or "Tệp"
    kind = _KINDS.get(detail.get("kind"), "")
    chosen = ", ".join(f"{key}={value}" for key, value in (detail.get("filter") or {}).items())
    return f"{what}{f' ({kind})' if kind else ''}{f', lọc: {chosen}' if chosen else ''}"


def _register(page):
    space, _, name = page.partition(":")
    for register in REGISTERS.values():
        if register.namespace == space and name.startswith(f"{register.name}_"):
            return register.plural
    return _PAGES.get(page, "")


_PAGES = {
    "desk:ranking_xlsx": "Xếp hạng chậm", "voters:import_template": "Mẫu nhập kiến nghị",
    "council:log_xlsx": "Nhật ký", "core:job_file": "Kết quả việc đã yêu cầu",
    "core:letter_file": "Văn bản",
}  # fmt: skip
