"""Making a copy: one snapshot of the database, then the files, then the manifest; a folder that is whole or not there."""

import fcntl
import hashlib
import hmac
import json
import os
import shutil
import tarfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from core.backup import (
    CONFIG,
    DATABASE,
    FILES,
    FORMAT,
    MANIFEST,
    PREFIX,
    SEALED,
    SUMS,
    BackupError,
    database,
    store,
)
from core.backup.streams import Out

# Keys whose value is a secret or holds one: never written, not even sealed.
SECRET = (
    "SECRET_KEY",
    "FIELD_KEY",
    "BACKUP_PASSPHRASE",
    "METRICS_TOKEN",
    "SENTRY_DSN",
    "S3_SECRET_KEY",
    "OIDC_CLIENT_SECRET",
    "SIGNING_PASSWORD",
)
_ADDRESSES = ("DATABASE_URL", "DATABASE_DIRECT_URL", "REPLICA_URL", "REDIS_URL", "EMAIL_URL")


class Progress:
    """Percent of the whole: the database is the first 60, the files the rest."""

    def __init__(self, tell):
        self.tell, self.last, self.start, self.span = tell, -1, 0, 60

    def stage(self, start, span):
        self.start, self.span = start, span

    def aim(self, share):
        percent = min(int(self.start + self.span * share), 99)
        if percent != self.last:
            self.last = percent
            self.tell(percent)


def make(root, passphrase="", tell=lambda percent: None, name=""):
    """Make a copy under `root` and give its manifest. Raises BackupError, also when another one is under way."""
    root, name = Path(root), name or new_name()
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(root):
            manifest = _whole(root, name, passphrase, Progress(tell))
    except OSError as error:
        raise BackupError(f"Không ghi được bản sao lưu: {error.strerror or error}.") from error
    return manifest | {"name": name, "path": str(root / name)}


def _whole(root, name, passphrase, progress):
    """The folder under its name once all of it is there."""
    part = root / f".{name}.partial"
    part.mkdir(mode=0o700)
    try:
        manifest = _write(part, passphrase, progress)
        part.rename(root / name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def new_name():
    """By the moment; the end keeps two of one second apart."""
    return f"{PREFIX}{timezone.localtime():%Y%m%d-%H%M%S}-{os.urandom(2).hex()}"


@contextmanager
def alone(root):
    """One backup at a time under `root`; what a killed one left is cleared away."""
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("Một lần sao lưu khác đang chạy.") from None
        for left in root.glob(f".{PREFIX}*.partial"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _write(part, passphrase, progress):
    manifest = {
        "format": FORMAT, "made_at": timezone.now().isoformat(), "sealed": bool(passphrase), "parts": {},
        "field_key": key_mark(), "media": Path(settings.MEDIA_ROOT).name,
    }  # fmt: skip

    def out(name):
        return _part(part, name, passphrase, manifest)

    kept = _database(out, manifest, progress)
    progress.stage(60, 39)
    _files(out, manifest, kept, progress)
    with out(CONFIG) as file:
        file.write(json.dumps(configuration(), indent=1, ensure_ascii=False).encode())
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    with Out(part / MANIFEST) as file:
        file.write(text.encode())
    return manifest


@contextmanager
def _part(folder, name, passphrase, manifest):
    stored = name + (SEALED if passphrase else "")
    with Out(folder / stored, passphrase) as file:
        yield file
    manifest["parts"][stored] = {"sha256": file.digest, "bytes": file.size}


def _database(out, manifest, progress):
    """Dump and sums from one and the same snapshot. Gives {stored file: its sum} that this snapshot speaks of."""
    with database.connect(database.default()) as link:
        link.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = link.execute("SELECT pg_export_snapshot()").fetchone()[0]
        version = link.info.server_version // 10000
        names = database.tables(link)
        with out(DATABASE) as file:
            database.dump(database.default(), snapshot, version, file, progress, len(names))
        manifest |= {
            "postgres": version, "tables": database.sums(link), "anchor": _anchor(link),
            "migrations": [list(row) for row in link.execute("SELECT app, name FROM django_migrations ORDER BY id")],
        }  # fmt: skip
        return dict(link.execute("SELECT file, sha256 FROM core_attachment").fetchall())


def _anchor(link):
    row = link.execute(
        "SELECT seq, hash FROM core_logentry WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return f"{row[0]}:{row[1]}" if row else ""


def _files(out, manifest, kept, progress):
    """Every stored file. Files are written before the rows that name them and never changed, so that those of the
    snapshot are all there; one that is missing or differs from its row is named in the manifest."""
    names, sums = sorted(store.names()), {}
    with out(FILES) as file, tarfile.open(fileobj=file, mode="w|") as archive:
        for number, name in enumerate(names, 1):
            if digest := store.pack(archive, name):
                sums[name] = digest
            progress.aim(number / len(names))
    with out(SUMS) as file:
        for name, digest in sums.items():
            file.write(f"{digest}  {name}\n".encode())
    manifest["files"] = len(sums)
    manifest["faults"] = [f"{name}: {'thiếu' if name not in sums else 'khác với sổ'}"
                          for name, digest in kept.items() if sums.get(name) != digest]  # fmt: skip


def key_mark():
    """A mark of FIELD_KEY's first key by which another machine knows whether it has the same one."""
    return hmac.new(
        settings.FIELD_KEY.split(",")[0].strip().encode(), b"nghitruong", hashlib.sha256
    ).hexdigest()[:16]


def configuration():
    """What the portal was told by its environment, secrets left out, addresses without their passwords."""
    keys = [
        line.split("=")[0].lstrip("# ")
        for line in (settings.BASE_DIR / ".env.example").read_text().splitlines()
    ]
    given = {key: os.environ[key] for key in keys if key in os.environ and key not in SECRET}
    return {key: _bare(value) if key in _ADDRESSES else value for key, value in given.items()}


def _bare(address):
    """The address without user and password."""
    parts = urlsplit(address)
    host = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    return f"{parts.scheme}://{host}{parts.path}"
