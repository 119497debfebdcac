"""What is written is counted, summed and, with a passphrase, sealed on the way; nothing plain touches the disk.

A sealed part: magic, salt, then pieces of 1 MiB, each AES-256-GCM under a key of its own salt (scrypt), numbered and
the last one marked, so that pieces cannot be swapped, left out or cut off unseen.
"""

import hashlib
import io
import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.backup import BackupError

MAGIC = b"NTSEAL1\n"
PIECE = 1024 * 1024
_TAG = 16


def key_of(passphrase, salt):
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def _nonce(number, last):
    return struct.pack(">QI", number, 1 if last else 0)


class Out:
    """A file to write one part into. `digest` and `size` are of what lies on the disk."""

    def __init__(self, path, passphrase=""):
        self.raw = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self.sum, self.size, self.number, self.rest, self.box = hashlib.sha256(), 0, 0, bytearray(), None
        if passphrase:
            salt = os.urandom(16)
            self.box = AESGCM(key_of(passphrase, salt))
            self._put(MAGIC + salt)

    def write(self, data):
        if self.box is None:
            self._put(data)
            return len(data)
        self.rest += data
        while len(self.rest) > PIECE:
            self._seal(bytes(self.rest[:PIECE]), last=False)
            del self.rest[:PIECE]
        return len(data)

    def _seal(self, piece, last):
        self._put(self.box.encrypt(_nonce(self.number, last), piece, None))
        self.number += 1

    def _put(self, data):
        self.raw.write(data)
        self.sum.update(data)
        self.size += len(data)

    @property
    def digest(self):
        return self.sum.hexdigest()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None and self.box is not None:
            self._seal(bytes(self.rest), last=True)
        self.raw.flush()
        os.fsync(self.raw.fileno())
        self.raw.close()


class In(io.RawIOBase):
    """A part read back, opened with the passphrase if it is sealed. Raises BackupError when that fails."""

    def __init__(self, path, passphrase="", sealed=False):
        self.raw, self.left, self.number, self.box, self.ended = path.open("rb"), b"", 0, None, False
        if sealed:
            if not passphrase:
                raise BackupError("Bản sao lưu này đã mã hóa: đặt BACKUP_PASSPHRASE rồi chạy lại.")
            head = self.raw.read(len(MAGIC) + 16)
            if head[: len(MAGIC)] != MAGIC:
                raise BackupError(f"Tệp {path.name} không phải là phần đã mã hóa của bản sao lưu.")
            self.box = AESGCM(key_of(passphrase, head[len(MAGIC) :]))
            self.ahead = self.raw.read(PIECE + _TAG)

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self.left:
            self.left = self._next()
        taken = self.left[: len(buffer)]
        buffer[: len(taken)] = taken
        self.left = self.left[len(taken) :]
        return len(taken)

    def _next(self):
        if self.box is None:
            return self.raw.read(PIECE)
        if self.ended:
            return b""
        piece, self.ahead = self.ahead, self.raw.read(PIECE + _TAG)
        self.ended = not self.ahead
        try:
            plain = self.box.decrypt(_nonce(self.number, self.ended), piece, None)
        except InvalidTag:
            raise BackupError(
                "Không giải mã được: sai BACKUP_PASSPHRASE, hoặc tệp đã bị sửa hay bị cắt."
            ) from None
        self.number += 1
        return plain

    def close(self):
        self.raw.close()
        super().close()


def digest_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
