"""The stored files, wherever the portal keeps them: a folder of this machine or an S3-compatible store."""

import hashlib
import tarfile
import tempfile

from django.core.files import File
from django.core.files.storage import default_storage

IN_MEMORY = 8 * 1024 * 1024  # a file larger than this is put on the disk while it is brought back


def names(folder=""):
    """The names of all stored files."""
    try:
        folders, files = default_storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in files if name)
    for name in folders:
        yield from names(prefix + name)


def is_empty():
    return next(names(), None) is None


def digest(name):
    """The file's SHA-256, None when it is not there."""
    try:
        with default_storage.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def pack(archive, name):
    """Put a file into the archive; its sum, or None when it went away meanwhile."""
    try:
        with default_storage.open(name) as file:
            info = tarfile.TarInfo(name)
            info.size, info.mode = file.size, 0o640
            info.mtime = int(default_storage.get_modified_time(name).timestamp())
            reader = _Summing(file)
            archive.addfile(info, reader)
    except FileNotFoundError:
        return None
    return reader.sum.hexdigest()


def unpack(archive):
    """Store every file of the archive under its own name. Raises SuspiciousFileOperation for one outside the store."""
    for info in archive:
        if info.isfile():
            _keep(info.name, archive.extractfile(info))


def _keep(name, source):
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as whole:  # the store reads it more than once
        while piece := source.read(1024 * 1024):
            whole.write(piece)
        whole.seek(0)
        default_storage.save(name, File(whole))


class _Summing:
    def __init__(self, file):
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size=-1):
        data = self.file.read(size)
        self.sum.update(data)
        return data
