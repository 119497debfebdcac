"""What waits for the administrator."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from core.models import DeadlineRule
from core.services import days
from council.models import Membership
from council.services.people import memberships, people


def chores(actor):
    """The administrator's block of the desk: only what there is to do."""
    items = [
        item
        for item in (_locked(actor), _seatless(actor), _ending(actor), _unverified(), _unconfirmed())
        if item
    ]
    return {
        "title": "Việc quản trị", "groups": [{"items": items}] if items else [], "more_url": reverse("council:office"),
        "more_label": "Mở phần Quản trị", "empty": "Không có tài khoản bị khóa, thiếu vai trò hoặc quy định cần rà lại.",
    }  # fmt: skip


def _item(n, tone, text, sub, url):
    return {"tone": tone, "chip": str(n), "title": text, "sub": sub, "url": url} if n else None


def _locked(actor):
    tries = AccessAttempt.objects.filter(
        username=OuterRef("username"), failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    n = people(actor).filter(Exists(tries)).count()
    return _item(
        n,
        "soon",
        "tài khoản đang bị khóa do nhập sai mật khẩu",
        "Mở khóa ở trang của từng người",
        reverse("council:people"),
    )


def _seatless(actor):
    live = Membership.objects.in_force().filter(user=OuterRef("pk"))
    n = people(actor).filter(is_active=True).exclude(Exists(live)).count()
    return _item(
        n,
        "soon",
        "tài khoản đang dùng nhưng không còn vai trò",
        "Giao vai trò mới hoặc ngừng tài khoản",
        reverse("council:people"),
    )


def _ending(actor):
    today = localdate()
    n = memberships(actor).filter(to_on__range=(today, today + timedelta(30)), user__is_active=True).count()
    return _item(
        n,
        "doing",
        "vai trò hết hạn trong 30 ngày",
        "Giao tiếp nếu người đó còn làm việc",
        reverse("council:people"),
    )


def _unverified():
    n = DeadlineRule.objects.filter(confidence="verify", valid_to=None).count()
    url = f"{reverse('council:rules')}?tin=verify&hl=con"
    return _item(
        n,
        "soon",
        "quy định thời hạn cần kiểm chứng với văn bản gốc",
        "Mở từng dòng, đọc điều khoản rồi ghi đã đối chiếu",
        url,
    )


def _unconfirmed():
    today = localdate()
    years = days.calendar().unconfirmed(today, today + timedelta(90))
    text = f"lịch nghỉ năm {', '.join(map(str, years))} chưa công bố"
    return _item(
        len(years),
        "soon",
        text,
        "Khi có thông báo, nhập ngày hoán đổi ở Ngày nghỉ, ngày làm bù",
        reverse("council:days"),
    )
