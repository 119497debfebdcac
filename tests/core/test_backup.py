"""Backup and restore: the drill under load, sealing, what is refused, what is kept, when somebody is warned."""

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from environ import Env

from config.embedded import BASE
from core.backup import BackupError, database, runs, streams, write
from core.backup.restore import check_parts, read_manifest, restore
from core.evidence import Act, LogEntry
from core.models import Attachment, Backup
from tests import factories

PASSPHRASE = "bon tu khong lien quan"


@pytest.fixture
def root(tmp_path, settings):
    settings.BACKUP_ROOT = tmp_path / "backup"
    return settings.BACKUP_ROOT


# --- the drill ------------------------------------------------------------------------------------------------


class Load:
    """People at work: each turn stores a file, then its row, then a line of the log, and commits."""

    def __init__(self, record, info):
        self.record, self.info, self.stop, self.turns = record, info, threading.Event(), 0
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join()

    def work(self):
        with psycopg.connect(**database.options(self.info)) as link:
            while not self.stop.is_set():
                self.turn(link)
                self.turns += 1

    def turn(self, link):
        content = os.urandom(2000 + self.turns % 5000)
        name = f"2026/11/24/{uuid.uuid4().hex}.bin"
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        link.execute(
            "INSERT INTO core_attachment (record_id, file, name, content_type, size, sha256, uploaded_at) "
            "VALUES (%s, %s, 'Tệp', 'text/plain', %s, %s, now())",
            [self.record, name, len(content), hashlib.sha256(content).hexdigest()],
        )
        link.execute(
            "INSERT INTO core_logentry (at, act, detail, prev, hash) VALUES (now(), 'file', '{}', '', '')"
        )
        link.execute("UPDATE core_record SET version = version + 1 WHERE id = %s", [self.record])
        link.commit()


@pytest.fixture
def elsewhere(tmp_path):
    """An empty machine: a database of its own, a folder of its own. Gives its environment."""
    name = f"test_restored_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(
        **database.options(connection.settings_dict | {"NAME": "postgres"}), autocommit=True
    ) as link:
        link.execute(f"CREATE DATABASE {name}")
        yield {
            **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "on", "MEDIA_ROOT": str(tmp_path / "there"),
            "DATABASE_URL": settings.DATABASE_URL.rpartition("/")[0] + f"/{name}", "REDIS_URL": settings.REDIS_URL,
            "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(around, *command):
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE,
        env=around,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["plain", "sealed"])
def test_what_is_backed_up_under_load_comes_back_on_an_empty_machine(root, elsewhere, passphrase, tmp_path):
    from tests.voters.make import meeting

    city = factories.city()
    record = meeting(city)
    load, seen = Load(record.pk, connection.settings_dict), []
    with load:
        while load.turns < 20:
            pass
        made = write.make(root, passphrase, seen.append)
        after = load.turns
        while load.turns < after + 5:
            pass
    assert made["faults"] == [] and seen == sorted(seen) and seen[-1] == 99
    rows = made["tables"]["core_attachment"][0]
    assert 20 <= rows < Attachment.objects.count(), "the load went on while the copy was made"
    heads = [path.read_bytes()[:5] for path in Path(made["path"]).iterdir()]
    assert (b"PGDMP" in heads) is not bool(passphrase)
    around = elsewhere | {"BACKUP_PASSPHRASE": passphrase}

    code, said = manage(around, "restore", made["path"])
    assert code == 0 and "khớp hoàn toàn" in said, said
    code, said = manage(around, "verify_log", f"--anchor={made['anchor']}")
    assert code == 0, said
    with database.connect(Env.db_url_config(around["DATABASE_URL"])) as link:
        here = database.sums(link)
        files = dict(link.execute("SELECT file, sha256 FROM core_attachment").fetchall())
        assert link.execute("SELECT full_name FROM council_user WHERE username = 'staff'").fetchone() == (
            "Lê Thu Hà",
        )
    # The run of `migrate` afterwards may touch its own tables only.
    assert {name: value for name, value in made["tables"].items() if here.get(name) != value}.keys() <= {
        "auth_permission", "django_content_type",
    }  # fmt: skip
    there = Path(around["MEDIA_ROOT"])
    assert len(files) == rows
    assert all(
        hashlib.sha256((there / name).read_bytes()).hexdigest() == digest for name, digest in files.items()
    )

    code, said = manage(around, "restore", made["path"])
    assert code == 1 and "Chỉ khôi phục vào cơ sở dữ liệu trống" in said


# --- sealing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, streams.PIECE, streams.PIECE + 1, 3 * streams.PIECE - 7])
def test_what_was_sealed_opens_again(tmp_path, size):
    content = os.urandom(size)
    with streams.Out(tmp_path / "part", PASSPHRASE) as out:
        for start in range(0, size, 300_000):
            out.write(content[start : start + 300_000])
    assert streams.In(tmp_path / "part", PASSPHRASE, sealed=True).readall() == content
    assert streams.digest_of(tmp_path / "part") == out.digest
    assert size < 100 or content[:100] not in (tmp_path / "part").read_bytes()


def cut(data):
    return data[: -streams.PIECE // 2]


def swapped(data):
    head, piece = len(streams.MAGIC) + 16, streams.PIECE + 16
    return (
        data[:head]
        + data[head + piece : head + 2 * piece]
        + data[head : head + piece]
        + data[head + 2 * piece :]
    )


def without_the_last(data):
    return data[: len(streams.MAGIC) + 16 + 2 * (streams.PIECE + 16)]


def changed(data):
    return data[:500_000] + bytes([data[500_000] ^ 1]) + data[500_001:]


@pytest.mark.parametrize("harm", [cut, swapped, without_the_last, changed])
def test_a_sealed_part_that_was_harmed_does_not_open(tmp_path, harm):
    with streams.Out(tmp_path / "part", PASSPHRASE) as out:
        out.write(os.urandom(3 * streams.PIECE - 5))
    (tmp_path / "part").write_bytes(harm((tmp_path / "part").read_bytes()))
    with pytest.raises(BackupError, match="Không giải mã được"):
        streams.In(tmp_path / "part", PASSPHRASE, sealed=True).readall()


def test_a_wrong_passphrase_and_none_are_told(tmp_path):
    with streams.Out(tmp_path / "part", PASSPHRASE) as out:
        out.write(b"abc")
    with pytest.raises(BackupError, match="sai BACKUP_PASSPHRASE"):
        streams.In(tmp_path / "part", "khac", sealed=True).readall()
    with pytest.raises(BackupError, match="đặt BACKUP_PASSPHRASE"):
        streams.In(tmp_path / "part", "", sealed=True)


# --- a copy and its faults ------------------------------------------------------------------------------------


@pytest.fixture
def copy(db, root, monkeypatch):
    """A copy of the committed part of the tests' database, without a dump's time."""
    return Path(write.make(root)["path"])


def test_no_secret_is_in_the_configuration_or_the_manifest(copy, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:mat-khau@db:5432/nghitruong")
    for name in ("SECRET_KEY", "OIDC_CLIENT_SECRET", "SIGNING_PASSWORD"):
        monkeypatch.setenv(name, "bi-mat")
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://ten:mat-khau@mail:587")
    text = (
        json.dumps(write.configuration())
        + (copy / "manifest.json").read_text()
        + (copy / "settings.json").read_text()
    )
    assert "postgres://db:5432/nghitruong" in text and "smtp+tls://mail:587" in text
    for secret in ("mat-khau", "bi-mat", settings.SECRET_KEY, settings.FIELD_KEY, PASSPHRASE):
        assert secret not in text


def test_the_folder_is_for_its_owner_alone(copy):
    assert {oct(path.stat().st_mode)[-3:] for path in copy.iterdir()} == {"600"}
    assert oct(copy.stat().st_mode)[-3:] == "700"


def test_open_logins_are_not_copied(copy):
    assert "django_session" not in read_manifest(copy)["tables"]


@pytest.mark.parametrize("name", ["database.dump", "files.tar", "settings.json"])
def test_a_harmed_part_is_refused_before_anything_is_written(copy, name):
    with (copy / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(BackupError, match=f"{name} không còn nguyên vẹn"):
        check_parts(copy, read_manifest(copy))
    (copy / name).unlink()
    with pytest.raises(BackupError, match=f"thiếu {name}"):
        check_parts(copy, read_manifest(copy))


def test_a_machine_with_data_is_refused(copy):
    with pytest.raises(BackupError, match="cơ sở dữ liệu trống"):
        restore(copy)
    with pytest.raises(CommandError, match="cơ sở dữ liệu trống"):
        call_command("restore", str(copy), stdout=io.StringIO())


def test_something_else_is_no_backup(tmp_path):
    with pytest.raises(BackupError, match="không phải là một bản sao lưu"):
        read_manifest(tmp_path)


@pytest.mark.django_db
def test_two_at_once_are_refused(root):
    root.mkdir()
    with write.alone(root), pytest.raises(BackupError, match="đang chạy"):
        write.make(root)


# --- runs -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_run_is_noted_and_its_log_is_proved(root):
    row = runs.run()
    assert row.state == Backup.State.DONE and row.percent == 100 and row.size > 100_000 and row.error == ""
    assert (root / row.name / "manifest.json").exists()
    entry = LogEntry.objects.filter(act=Act.SYSTEM).last()
    assert entry.detail["backup"] == row.name


@pytest.mark.django_db
def test_a_run_that_cannot_write_says_so(root):
    root.parent.joinpath("backup").write_text("no folder")
    row = runs.run()
    assert row.state == Backup.State.FAILED and row.error
    with pytest.raises(CommandError):
        call_command("backup", stdout=io.StringIO())


def row(hours, state="done"):
    at = timezone.now() - timedelta(hours=hours)
    return Backup.objects.create(name=f"b{hours}{state}", state=state, started_at=at, ended_at=at)


@pytest.mark.django_db
def test_the_administrator_is_warned_of_an_old_backup_and_nobody_else(city, client, settings):
    row(40)
    row(1, "failed")
    for who, warned in (("admin", True), ("staff", False)):
        client.force_login(city.users[who], backend="django.contrib.auth.backends.ModelBackend")
        assert ("Bản sao lưu tốt gần nhất" in client.get("/").content.decode()) is warned
    row(2)
    assert runs.too_old() == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clock", "last", "due"),
    [
        ("2026-11-24T01:50", "2026-11-23T02:10", False),
        ("2026-11-24T02:10", "2026-11-23T02:10", True),
        ("2026-11-24T09:10", "2026-11-23T02:10", True),
        ("2026-11-24T09:10", "2026-11-24T02:10", False),
        ("2026-11-24T01:10", "2026-11-22T02:10", True),
        ("2026-11-24T01:10", None, True),
    ],
)
def test_today_s_backup_is_due_once_its_hour_has_come(clock, last, due):
    zone = timezone.get_current_timezone()
    if last:
        at = datetime.fromisoformat(last).replace(tzinfo=zone)
        Backup.objects.create(name="b", state="done", started_at=at)
    assert runs.is_due(datetime.fromisoformat(clock).replace(tzinfo=zone)) is due


def test_the_last_of_each_day_week_and_month_is_kept(settings, tmp_path):
    settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_WEEKS, settings.BACKUP_KEEP_MONTHS = 3, 2, 2
    start = datetime(2026, 9, 1, 2)
    for day in range(60):
        for hour in (0, 12):
            (tmp_path / f"nghitruong-{start + timedelta(days=day, hours=hour):%Y%m%d-%H%M%S}").mkdir()
    (tmp_path / "nghitruong-khac").mkdir()
    (tmp_path / "cua-nguoi-khac").mkdir()
    runs.clear(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [
        "cua-nguoi-khac", "nghitruong-20260930-140000", "nghitruong-20261025-140000", "nghitruong-20261028-140000",
        "nghitruong-20261029-140000", "nghitruong-20261030-140000", "nghitruong-khac",
    ]  # fmt: skip
