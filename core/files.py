"""Files in: size and type are checked by content, never by what the sender says. Files out: never inline
unless the type cannot carry script."""

import codecs
import errno
import hashlib
import logging
import unicodedata
import zipfile
import zlib
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from core.models import Attachment
from core.photos import without_place

log = logging.getLogger(__name__)

# ending -> (type by content, type it is sent out as)
_OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": _OOXML + "wordprocessingml.document",
    ".xlsx": _OOXML + "spreadsheetml.sheet",
    ".pptx": _OOXML + "presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".txt": "text/plain",
}
INLINE = {"application/pdf", "image/jpeg", "image/png"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML_PART = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
ACCEPT = ",".join(TYPES)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
FULL = "Máy chủ đã hết chỗ chứa tệp nên chưa lưu được tệp này. Hãy báo quản trị viên rồi làm lại sau; dữ liệu đã lưu vẫn còn."
_ZIP = b"PK\x03\x04"
_UNPACKED, _MOST_PARTS = 10, 5000  # times the size of the largest upload; parts of one archive
# What reading an archive made by others may raise.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
MOST_PIXELS = 90_000_000  # an A3 sheet at 600 dots an inch has 70 million


def check(upload):
    """The content type of an upload that may be kept. Raises ValidationError saying what is wrong."""
    ending = PurePath(upload.name).suffix.lower()
    if upload.size == 0:
        raise ValidationError("Tệp rỗng.")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise ValidationError(f"Tệp lớn quá {limit} MB. Hãy quét ở độ phân giải thấp hơn hoặc tách tệp.")
    if ending not in TYPES:
        raise ValidationError(
            "Loại tệp này không nhận. Dùng PDF, Word, Excel, PowerPoint, JPG, PNG hoặc TXT."
        )
    if not _is(upload, ending):
        raise ValidationError(
            f"Nội dung tệp không phải {ending[1:].upper()} như tên tệp. Hãy kiểm tra lại tệp."
        )
    if TYPES[ending].startswith("image/") and _pixels(upload) > MOST_PIXELS:
        raise ValidationError("Ảnh quá lớn để mở. Hãy quét ở độ phân giải thấp hơn.")
    return TYPES[ending]


def _pixels(upload):
    """How many points a picture says it has; 0 when it cannot be read. Nothing is unpacked."""
    try:
        with Image.open(upload) as picture:
            return picture.width * picture.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return MOST_PIXELS + 1
    except Exception:  # noqa: BLE001  a picture that Pillow cannot read opens nowhere else either
        return 0
    finally:
        upload.seek(0)


def _is(upload, ending):
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    if ending in _OOXML_PART:
        return head.startswith(_ZIP) and _is_ooxml(upload, _OOXML_PART[ending])
    if ending in (".doc", ".xls"):
        return head.startswith(_OLE)
    if ending == ".txt":
        return b"\0" not in head and not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")
    kind = filetype.guess(head)
    return kind is not None and kind.mime == TYPES[ending]


def _is_ooxml(upload, part):
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
            right = "[Content_Types].xml" in names and any(name.startswith(part) for name in names)
            return right and unpacks_small(archive)
    except BROKEN:
        return False
    finally:
        upload.seek(0)


def unpacks_small(archive):
    """Whether an archive has few enough parts and, unpacked, is of a sane size. What its list of parts says of sizes is
    not believed: each part is unpacked and counted, until it is too much. Raises one of BROKEN."""
    parts, left = archive.infolist(), _UNPACKED * settings.UPLOAD_MAX_BYTES
    if len(parts) > _MOST_PARTS:
        return False
    for info in parts:
        told, info.file_size = info.file_size, left + 1
        with archive.open(info) as part:
            size = sum(len(piece) for piece in iter(lambda part=part: part.read(1024 * 1024), b""))
        info.file_size, left = told, left - size
        if left < 0:
            return False
    return True


def keep(record, upload, user_id, name="", *, with_place=False):
    """Store a checked upload as an attachment of `record`, under `name` if given; a photo loses the place where it
    was taken unless `with_place`. Raises ValidationError."""
    content_type = check(upload)
    upload = upload if with_place else without_place(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    try:
        return Attachment.objects.create(
            record_id=record.pk, file=upload, name=name or clean_name(upload.name), content_type=content_type,
            size=upload.size, sha256=digest.hexdigest(), uploaded_by_id=user_id,
        )  # fmt: skip
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        log.exception("no room for an upload of %s bytes", upload.size)  # the administrator's to see
        raise ValidationError(FULL) from error


def clean_name(name):
    """A file name to show and to send: NFC, without paths and control characters."""
    name = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    return "".join(char for char in name if char.isprintable())[-200:] or "tep"


def neutral_name(name, number):
    """A file name that says nothing of the content: `Tệp 2.pdf`."""
    ending = PurePath(name).suffix.lower()
    return f"Tệp {number}{ending if ending in TYPES else ''}"
