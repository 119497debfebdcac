"""What waits for the administrator."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from core.models import DeadlineRule
from core.paging import capped_counts, count_label
from core.services import days
from council.models import Membership
from council.services.people import memberships, people

CAP, SOON, AHEAD = 1000, 30, 90

# name -> tone, what there is, what to do, address, its query
_CHORES = {
    "locked": ("soon", "Tài khoản đang bị khóa do nhập sai mật khẩu", "Mở khóa ở trang của từng người", "council:people", ""),
    "seatless": ("soon", "Tài khoản đang dùng mà không còn vai trò", "Giao vai trò hoặc ngừng tài khoản", "council:people", ""),
    "ending": ("doing", "Vai trò hết hạn trong 30 ngày", "Giao tiếp nếu người đó còn làm việc", "council:people", ""),
    "unverified": (
        "soon", "Quy định thời hạn cần kiểm chứng với văn bản gốc", "Đọc điều khoản rồi ghi là đã đối chiếu",
        "council:rules", "?tin=verify&hl=con",
    ),
}  # fmt: skip


def chores(actor):
    """The administrator's block of the desk: only what there is to do."""
    counts = capped_counts(_rows(actor, localdate()), CAP)
    items = [_item(count_label(n, CAP), *_CHORES[name]) for name, n in counts.items() if n] + _unconfirmed()
    return {
        "title": "Việc quản trị", "groups": [{"items": items}] if items else [], "more_url": reverse("council:office"),
        "more_label": "Mở phần Quản trị", "empty": "Không có tài khoản bị khóa, thiếu vai trò hoặc quy định cần rà lại.",
    }  # fmt: skip


def _rows(actor, today):
    wrong = AccessAttempt.objects.filter(
        username=OuterRef("username"), failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    live = Membership.objects.in_force().filter(user=OuterRef("pk"))
    ending = memberships(actor).filter(to_on__range=(today, today + timedelta(SOON)), user__is_active=True)
    return {
        "locked": people(actor).filter(Exists(wrong)),
        "seatless": people(actor).filter(is_active=True).exclude(Exists(live)),
        "ending": ending,
        "unverified": DeadlineRule.objects.filter(confidence="verify", valid_to=None),
    }


def _item(count, tone, title, sub, name, query=""):
    return {"tone": tone, "chip": count, "title": title, "sub": sub, "url": reverse(name) + query}


def _unconfirmed():
    """A year within reach whose days off are not decided yet."""
    today = localdate()
    years = days.calendar().unconfirmed(today, today + timedelta(AHEAD))
    text = f"Lịch nghỉ năm {', '.join(map(str, years))} chưa công bố"
    advice = "Khi có thông báo, nhập các ngày hoán đổi"
    return [_item(str(len(years)), "soon", text, advice, "council:days")] if years else []
