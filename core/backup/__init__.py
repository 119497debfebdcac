"""Copies of the whole portal: database, files, configuration without its secrets; and the way back.

A copy is a folder: `database.dump` (pg_dump's own form), `files.tar`, `files.sha256`, `settings.json` and
`manifest.json`, which names the checksum of each part and the rows of each table. With a passphrase every part
but the manifest is sealed. See docs/running.md.
"""

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, FILES, SUMS, CONFIG = "database.dump", "files.tar", "files.sha256", "settings.json"
SEALED = ".sealed"
PREFIX = "nghitruong-"


class BackupError(Exception):
    """A copy could not be made or read back; says why, in Vietnamese."""
