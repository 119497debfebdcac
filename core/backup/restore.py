"""The way back: onto an empty machine only, checked part by part before and row by row after."""

import json
import tarfile
from pathlib import Path

from django.conf import settings

from core.backup import DATABASE, FILES, FORMAT, MANIFEST, SEALED, SUMS, BackupError, database, store
from core.backup.streams import In, digest_of
from core.backup.write import key_mark
from core.evidence import chain


def restore(folder, passphrase="", say=lambda text: None):
    """Bring back what lies in `folder`. Returns the manifest and what to look at ([text]).

    Raises BackupError, before anything is written, for a machine that is not empty and for a copy that is not whole.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    must_be_empty()
    say("Kiểm tra bản sao lưu")
    check_parts(folder, manifest)
    say("Nạp cơ sở dữ liệu")
    with (
        _open(folder, DATABASE, manifest, passphrase) as source,
        database.connect(database.default()) as link,
    ):
        database.load(database.default(), source, link.info.server_version // 10000)
    say("Nạp tệp")
    _files(folder, manifest, passphrase)
    say("Đối chiếu")
    return manifest, compare(folder, manifest, passphrase)


def read_manifest(folder):
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{folder} không phải là một bản sao lưu: thiếu hoặc hỏng {MANIFEST}.") from None
    if manifest.get("format") != FORMAT:
        raise BackupError(f"Bản sao lưu có dạng {manifest.get('format')}, phần mềm này đọc dạng {FORMAT}.")
    return manifest


def must_be_empty():
    with database.connect(database.default()) as link:
        if not database.is_empty(link):
            raise BackupError(
                "Cơ sở dữ liệu đã có bảng. Chỉ khôi phục vào cơ sở dữ liệu trống: tạo cơ sở dữ liệu mới, "
                "hoặc đổi EMBEDDED_ROOT sang một thư mục mới."
            )
    if not store.is_empty():
        where = settings.S3_BUCKET or settings.MEDIA_ROOT
        raise BackupError(f"Kho tệp {where} không trống. Chuyển nó đi nơi khác trước khi khôi phục.")


def check_parts(folder, manifest):
    for name, told in manifest["parts"].items():
        path = folder / name
        if not path.is_file():
            raise BackupError(f"Bản sao lưu thiếu {name}.")
        if path.stat().st_size != told["bytes"] or digest_of(path) != told["sha256"]:
            raise BackupError(f"{name} không còn nguyên vẹn: mã kiểm tra khác với bản kê.")


def _open(folder, name, manifest, passphrase):
    stored = name + (SEALED if manifest["sealed"] else "")
    return In(folder / stored, passphrase, manifest["sealed"])


def _files(folder, manifest, passphrase):
    with (
        _open(folder, FILES, manifest, passphrase) as source,
        tarfile.open(fileobj=source, mode="r|") as archive,
    ):
        store.unpack(archive)


def compare(folder, manifest, passphrase=""):
    """[what differs] between the machine and the copy: every table, every file, the log, the key."""
    with database.connect(database.default()) as link:
        here = database.sums(link)
    told = manifest["tables"]
    found = [
        _table(name, told.get(name), here.get(name))
        for name in sorted({*told, *here})
        if told.get(name) != here.get(name)
    ]
    found += _compare_files(folder, manifest, passphrase)
    found += chain.verify([manifest["anchor"]] if manifest["anchor"] else []).faults
    if manifest["field_key"] != key_mark():
        found.append(
            "FIELD_KEY khác với máy đã sao lưu: danh tính được giữ kín sẽ không mở được cho đến khi đặt đúng khóa."
        )
    return found


def _table(name, told, here):
    return f"Bảng {name}: bản sao lưu {told and told[0]} dòng, ở đây {here and here[0]} dòng, nội dung khác nhau."


def _compare_files(folder, manifest, passphrase):
    with _open(folder, SUMS, manifest, passphrase) as source:
        lines = source.readall().decode().splitlines()
    told = dict(reversed(line.split("  ", 1)) for line in lines)
    here = set(store.names())
    wrong = [name for name, digest in told.items() if name not in here or store.digest(name) != digest]
    return [f"Tệp {name} thiếu hoặc khác." for name in wrong] + [
        f"Tệp {name} thừa." for name in sorted(here - told.keys())
    ]
