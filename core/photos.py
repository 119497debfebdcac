"""Photos lose what tells where they were taken, before they are kept; the picture itself is not touched.

Phones write the place into Exif, XMP, IPTC or, in PNG, into text chunks. All of these go; what the evidence needs
(which way up, when it was taken) is written anew.
"""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

_KEPT = {0x0112: "Orientation", 0x0132: "DateTime"}
_TAKEN_AT, _DETAILS = 0x9003, 0x8769
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_EXIF = b"Exif\x00\x00"
_TELLING_CHUNKS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}
_TELLING_SEGMENTS = {0xE1, 0xED, 0xFE}  # Exif and XMP, IPTC, comments
_SCAN = 0xDA


def without_place(upload):
    """The upload itself, or a copy of it without the place and other notes when it is a JPEG or PNG photo."""
    upload.seek(0)
    head = upload.read(8)
    upload.seek(0)
    if not head.startswith((_JPEG, _PNG)):
        return upload
    content = upload.read()
    upload.seek(0)
    bare = bare_jpeg(content) if head.startswith(_JPEG) else bare_png(content)
    return upload if bare == content else SimpleUploadedFile(upload.name, bare, upload.content_type)


def bare_jpeg(content):
    """A JPEG whose notes are replaced by a short Exif; as it was when its segments cannot be read."""
    segments, rest = _segments(content)
    if rest is None:
        return content
    kept = [body for marker, body in segments if marker not in _TELLING_SEGMENTS and body[4:8] != b"MPF\x00"]
    told = _own_exif(content)
    if told:
        kept.insert(0, b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told)
    # What phones append after the picture (a second picture, a film) has notes of its own: it goes.
    end = content.find(b"\xff\xd9", rest)
    return _JPEG + b"".join(kept) + (content[rest : end + 2] if end > 0 else content[rest:])


def _segments(content):
    """([(marker, segment)], where the picture begins); None for the second when the file is broken."""
    found, at = [], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == _SCAN:
            return found, at
        if marker == 0xFF:  # padding
            at += 1
            continue
        size = int.from_bytes(content[at + 2 : at + 4], "big") + 2
        found.append((marker, content[at : at + size]))
        at += size
    return found, None


def bare_png(content):
    """A PNG without chunks of text and Exif, but for which way up and when."""
    told, out, at = _own_exif(content), [_PNG], 8
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        if name not in _TELLING_CHUNKS:
            out.append(content[at:end])
        if name == b"IHDR" and told:
            out.append(_chunk(b"eXIf", told.removeprefix(_EXIF)))
        at = end
    return b"".join(out)


def _chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _own_exif(content):
    """The short Exif of a photo: orientation and time, b"" when it told neither."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            old = picture.getexif()
            taken = old.get_ifd(_DETAILS).get(_TAKEN_AT)
    except Exception:  # noqa: BLE001  a photo that Pillow cannot read tells nothing either
        return b""
    new = Image.Exif()
    for tag in _KEPT:
        if tag in old:
            new[tag] = old[tag]
    if taken:
        new.get_ifd(_DETAILS)[_TAKEN_AT] = taken
    return new.tobytes() if len(new) or taken else b""
