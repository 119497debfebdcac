"""After too many wrong passwords: the page that says so, and who is shut out now."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Sum
from django.utils import timezone

from core.errors import message_page
from core.evidence import Act
from council.services.signins import note_try


def locked_out(request, response=None, credentials=None, *args, **kwargs):
    """The page after too many wrong passwords."""
    note_try(request, Act.LOCKED, (credentials or {}).get("username") or request.POST.get("username", ""))
    text = "Đã nhập sai mật khẩu 5 lần. Hãy thử lại sau 15 phút, hoặc nhờ quản trị viên mở khóa."
    return message_page(request, 429, "Tạm khóa đăng nhập", text, "/dang-nhap/")


def _recent():
    """Wrong tries that still count: after the cool-off axes forgets them."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return AccessAttempt.objects.filter(attempt_time__gte=since)


def _sums(rows):
    """As axes counts them: a user name and an address together, whatever browser was told of."""
    return rows.values("username", "ip_address").annotate(
        n=Sum("failures_since_start"), at=Max("attempt_time")
    )


def is_locked():
    """The condition that an account is shut out after wrong passwords, from one machine at least."""
    tries = _recent().filter(username=OuterRef("username"))
    return Exists(_sums(tries).filter(n__gte=settings.AXES_FAILURE_LIMIT))


def tries_of(user):
    """[{ip, n, at}] of the wrong tries that count."""
    rows = _sums(_recent().filter(username=user.username)).order_by("-at")
    return [{"ip": row["ip_address"], "n": row["n"], "at": row["at"]} for row in rows[:10]]
