"""The operator's page and what machines ask: readiness, Prometheus' figures."""

import hmac
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core import jobs
from core.backup import runs
from core.evidence import Act, chain, note
from core.models import Backup, Job
from core.tasks import back_up
from core.watch import metrics as figures_of_requests
from core.watch import queue
from council.acts import check_admin
from council.services.rulebook import check_nation
from desk import health
from desk.operations import figures
from desk.words import decimal

CRUMBS = [{"label": "Quản trị", "url": "/quan-tri/"}]
_PARTS = {
    "database": "Cơ sở dữ liệu",
    "redis": "Hàng đợi (Redis)",
    "worker": "Tiến trình nền (Celery)",
    "disk": "Chỗ trống trên đĩa",
    "files": "Kho tệp (S3)",
}
_QUEUES = {
    "celery": "chung",
    "reminders": "nhắc việc",
    "reports": "in và báo cáo",
    "imports": "nhập và đọc tệp",
}
SHOWN = 15


def _check(actor):
    """The machine is the concern of the administrator at the top, not of a ward's."""
    check_admin(actor)
    check_nation(actor)


@require_GET
def operations(request):
    _check(request.actor)
    state, broker = health.state(), queue.state()
    work, mails, disk = figures.waiting(), figures.digests(), figures.disk()
    size, version = figures.database_size()
    context = {
        "title": "Vận hành", "crumbs": CRUMBS, "warning": runs.too_old(),
        "parts": [{"label": _PARTS[name], "good": good} for name, good in state.items()],
        "tiles": _tiles(work, mails, broker, disk), "backups": Backup.objects.select_related("asked_by")[:SHOWN],
        "running": Backup.objects.filter(state=Backup.State.RUNNING).exists(),
        "failed": Job.objects.filter(state=Job.State.FAILED, ended_at__gte=timezone.now() - timedelta(days=7))[:SHOWN],
        "facts": [
            ("PostgreSQL", version), ("Cơ sở dữ liệu", filesizeformat(size)), ("Đĩa còn trống", filesizeformat(disk["free"])),
            ("Dòng nhật ký", figures.log_lines()), ("Quét hạn gần nhất", _moment(figures.swept_at())),
            ("Thư nhắc chờ gửi", mails["waiting"]), ("Chờ trong hàng đợi", _depths(broker)), ("Sao lưu tự động", _hour()),
            ("Mã hóa bản sao lưu", "có" if settings.BACKUP_PASSPHRASE else "không, đặt BACKUP_PASSPHRASE để mã hóa"),
            ("Báo lỗi ra ngoài", "có" if settings.SENTRY_DSN else "không"),
        ],
    }  # fmt: skip
    return render(request, "desk/operations.html", context)


def _hour():
    if settings.BACKUP_HOUR < 0:
        return "đã tắt"
    return f"từ {settings.BACKUP_HOUR} giờ mỗi ngày, giữ {settings.BACKUP_KEEP_DAYS} ngày"


def _moment(at):
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else "chưa lần nào"


def _tiles(work, mails, broker, disk):
    depth, age = (
        (sum(n for n, _ in broker.values()), max(age for _, age in broker.values())) if broker else (None, 0)
    )
    oldest = max(age, work["oldest"])
    free = 100 * disk["free"] / disk["total"]
    return [
        {"value": "?" if depth is None else depth, "label": "tác vụ trong hàng đợi",
         "delta": f"lâu nhất {_span(oldest)}" if oldest else "không có gì chờ"},
        {"value": work["waiting"] + work["running"], "label": "việc dài đang chờ hoặc đang làm",
         "delta": f"{work['failed']} việc không xong trong 24 giờ"},
        {"value": mails["overdue"], "label": "thư nhắc quá giờ chưa gửi", "tone": "late" if mails["overdue"] else "",
         "delta": f"{mails['failed']} thư không gửi được trong 24 giờ"},
        {"value": decimal(free), "unit": "%", "label": "đĩa còn trống", "delta": filesizeformat(disk["free"])},
    ]  # fmt: skip


def _depths(broker):
    """How much waits in each queue, and for how long."""
    if broker is None:
        return "không hỏi được Redis"
    waiting = [f"{_QUEUES[name]} {n} (lâu nhất {_span(age)})" for name, (n, age) in broker.items() if n]
    return ", ".join(waiting) or "không có gì"


def _span(seconds):
    if seconds < 90:
        return f"{round(seconds)} giây"
    return f"{round(seconds / 60)} phút" if seconds < 5400 else f"{round(seconds / 3600)} giờ"


@require_POST
def ask_backup(request):
    _check(request.actor)
    if Backup.objects.filter(
        state=Backup.State.RUNNING, started_at__gte=timezone.now() - timedelta(hours=6)
    ).exists():
        messages.warning(request, "Một lần sao lưu đang chạy. Tải lại trang để xem tiến độ.")
    else:
        back_up.delay(request.actor.user_id)
        messages.success(request, "Đã yêu cầu sao lưu. Tiến độ hiện ở bảng bên dưới khi tải lại trang.")
    return redirect("desk:operations")


@require_POST
def ask_verify(request):
    _check(request.actor)
    return redirect(jobs.ask(request.actor, "verify_log", "Kiểm tra nhật ký còn nguyên vẹn", {}))


@jobs.handles("verify_log")
def verify_log(job, progress):
    """Walk the chain with every anchor that the backups noted; what was found is told as a text file."""
    anchors = Backup.objects.exclude(anchor="").values_list("anchor", flat=True)[:400]
    found = chain.verify(anchors, progress)
    said = "Nhật ký toàn vẹn." if found.whole else "Nhật ký KHÔNG toàn vẹn:"
    lines = [
        said,
        *found.faults,
        f"Số dòng: {found.lines}",
        f"Dấu cuối: {found.anchor}",
        f"Đối chiếu với {len(anchors)} bản sao lưu.",
    ]
    note(
        Act.SYSTEM,
        user_id=job.user_id,
        text=f"Kiểm tra nhật ký: {said.rstrip('.:').lower()}, {found.lines} dòng",
    )
    return "kiem-tra-nhat-ky.txt", "\n".join(lines).encode()


# --- for machines --------------------------------------------------------------------------------------------


@login_not_required
def readyz(request):
    """Whether requests may be sent here: database and Redis answer, every migration is in."""
    parts = {"database": health.database_answers(), "redis": health.redis_answers()}
    parts["migrations"] = parts["database"] and _is_migrated()
    response = JsonResponse(
        {name: "ok" if good else "not ok" for name, good in parts.items()},
        status=200 if all(parts.values()) else 503,
    )
    response["Cache-Control"] = "no-store"
    return response


def _is_migrated():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@login_not_required
def metrics(request):
    """Prometheus' figures: with METRICS_TOKEN as bearer, or without one from this machine itself."""
    if not _may_measure(request):
        return HttpResponseForbidden("forbidden\n", content_type="text/plain")
    response = HttpResponse(
        figures_of_requests.text(figures.gauges()), content_type="text/plain; version=0.0.4; charset=utf-8"
    )
    response["Cache-Control"] = "no-store"
    return response


def _may_measure(request):
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    # A proxy on this machine has its address too; what comes through one is not from here.
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not request.proxied
