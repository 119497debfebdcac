"""Backups as the portal runs them: noted in the database, at night or on request, the old ones cleared away."""

import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from core.backup import PREFIX, BackupError, write
from core.evidence import Act, chain, note
from core.models import Backup

log = logging.getLogger(__name__)


def run(asked_by=None, root=None, passphrase=None):
    """Make a copy and note how it went. Returns its row; a failed one says why in `error`."""
    root = Path(root or settings.BACKUP_ROOT)
    passphrase = settings.BACKUP_PASSPHRASE if passphrase is None else passphrase
    row = Backup.objects.create(
        name=write.new_name(), started_at=timezone.now(), asked_by_id=asked_by, encrypted=bool(passphrase)
    )
    rows = Backup.objects.filter(pk=row.pk)
    try:
        made = write.make(root, passphrase, lambda percent: rows.update(percent=percent), row.name)
        _verify_log(made)
    except BackupError as error:
        log.error("backup failed: %s", error)
        _end(rows, Backup.State.FAILED, error=str(error))
    except Exception:
        log.exception("backup failed")
        _end(rows, Backup.State.FAILED, error="Có lỗi ngoài dự kiến, xem nhật ký của máy chủ.")
    else:
        size = sum(part["bytes"] for part in made["parts"].values())
        text = "; ".join(made["faults"][:20])
        _end(rows, Backup.State.DONE, size=size, files=made["files"], anchor=made["anchor"], error=text)
        clear(root)
    row.refresh_from_db()
    note(Act.SYSTEM, user_id=asked_by, text=f"Sao lưu {row.name}: {row.get_state_display()}", backup=row.name)
    return row


def _verify_log(made):
    """Each backup walks the log with the anchor of the one before: what was cut off or written anew since is found."""
    before = (
        Backup.objects.filter(state=Backup.State.DONE)
        .exclude(anchor="")
        .values_list("anchor", flat=True)
        .first()
    )
    made["faults"] += chain.verify([before] if before else []).faults


def _end(rows, state, **values):
    rows.update(state=state, ended_at=timezone.now(), percent=100, **values)


def last_good():
    return Backup.objects.filter(state=Backup.State.DONE).first()


def is_due(now=None):
    """Whether today's backup is still to be made; a missed hour is made up for in the next ones."""
    now = timezone.localtime(now)
    wanted = now.replace(hour=settings.BACKUP_HOUR, minute=0, second=0, microsecond=0)
    if now < wanted:
        wanted -= timedelta(days=1)
    good = last_good()
    return settings.BACKUP_HOUR >= 0 and (good is None or good.started_at < wanted)


def too_old():
    """What to tell the administrator about the last good backup; empty when it is fresh enough."""
    limit, good = timedelta(hours=settings.BACKUP_MAX_AGE_HOURS), last_good()
    since = (
        good.started_at
        if good
        else MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    )
    if since and timezone.now() - since <= limit:
        return ""
    if good is None:
        return "Chưa có bản sao lưu nào. Xem mục Vận hành trong Quản trị."
    at = timezone.localtime(good.started_at)
    return f"Bản sao lưu tốt gần nhất là ngày {at:%d/%m/%Y %H:%M}. Xem mục Vận hành trong Quản trị."


def abandon():
    """Say of runs that were cut off (the machine went down) that they failed."""
    old = timezone.now() - timedelta(hours=12)
    rows = Backup.objects.filter(state=Backup.State.RUNNING, started_at__lt=old)
    return _end(rows, Backup.State.FAILED, error="Bị ngắt giữa chừng.")


# --- what is kept --------------------------------------------------------------------------------------------


def clear(root):
    """Remove the copies that need not be kept; only folders that bear a copy's name. Returns the removed names."""
    copies = {
        path.name: path for path in Path(root).glob(f"{PREFIX}*") if path.is_dir() and _moment(path.name)
    }
    gone = sorted(copies.keys() - kept(copies))
    for name in gone:
        shutil.rmtree(copies[name])
    return gone


def kept(names):
    """Of copies' names those to keep: the last of each of the latest days, weeks and months that have one."""
    newest = sorted(names, reverse=True)
    keys = [
        (settings.BACKUP_KEEP_DAYS, "%Y-%m-%d"), (settings.BACKUP_KEEP_WEEKS, "%G-%V"),
        (settings.BACKUP_KEEP_MONTHS, "%Y-%m"),
    ]  # fmt: skip
    found = set(newest[:1])
    for count, form in keys:
        firsts = {}
        for name in newest:
            firsts.setdefault(f"{_moment(name):{form}}", name)
        found |= set(list(firsts.values())[:count])
    return found


def _moment(name):
    try:
        return datetime.strptime(name.removeprefix(PREFIX)[:15], "%Y%m%d-%H%M%S")  # noqa: DTZ007  (local, as named)
    except ValueError:
        return None
