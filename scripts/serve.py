"""Start the portal (web server, worker, beat) and stop all of it together.

Runs with the .venv's Python from `make run`. A part that dies brings the others down, so that whoever
supervises this process (a person, systemd) sees it. If this process is killed, the kernel ends its children.
"""

import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from environ import Env

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import embedded  # noqa: E402

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP)
GRACE = 15  # seconds for requests and tasks under way
ACCOUNTS = "admin, thuky, chutich, daibieu, truongban, phuong, coquan"

parts: dict[str, subprocess.Popen] = {}


def main() -> None:
    os.chdir(ROOT)
    read_environment()
    port, var = read_port(), ROOT / os.environ.get("EMBEDDED_ROOT", "var")
    catch_signals()
    _kept_open = only_one(var)
    check_port(port)
    embedded.hold(var)
    try:
        serve(port, var)
    finally:
        stop(var)


def read_environment() -> None:
    """The environment, then .env, then DEBUG=on: the portal out of the box is the demonstration."""
    if (ROOT / ".env").exists():
        Env.read_env(ROOT / ".env")
    os.environ.setdefault("DEBUG", "on")
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser privileges")


def serve(port: int, var: Path) -> None:
    started = time.monotonic()
    prepare()
    for name, command in commands(port, var).items():
        start(name, *command)
    wait_for(lambda: answers(port))
    greet(port, time.monotonic() - started)
    wait_for(lambda: False)


def commands(port: int, var: Path) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app", "config"]
    return {
        "web": [*python, "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
                "--worker-class", "gthread", "--workers", "2", "--threads", "4",
                "--graceful-timeout", str(GRACE - 5), "--log-level", "warning"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "warning"],
        "beat": [*celery, "beat", "--schedule", str(var / "beat-schedule"), "--pidfile", "",
                 "--loglevel", "warning"],
    }  # fmt: skip


def prepare() -> None:
    code = start("prepare", sys.executable, "scripts/prepare.py").wait()
    if code:
        sys.exit(f"The database could not be prepared (code {code}); nothing was started.")
    del parts["prepare"]


def start(name: str, *command: str) -> subprocess.Popen:
    """Start a part in a session of its own: Ctrl-C reaches this process only, which stops them in order."""
    parts[name] = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with(os.getpid())
    )
    return parts[name]


def die_with(parent: int) -> Callable[[], None] | None:
    """Linux: have the kernel end the child with this process; SIGQUIT stops gunicorn and Celery quickly."""
    if not hasattr(LIBC, "prctl"):
        return None

    def ask() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def wait_for(true: Callable[[], bool]) -> None:
    """Wait; if a part ends meanwhile, say which and leave with 1."""
    while not true():
        for name, part in parts.items():
            if part.poll() is not None:
                sys.exit(f"{name} ended with code {part.returncode}; stopping the portal.")
        time.sleep(0.2)


def answers(port: int) -> bool:
    """Any HTTP answer will do: what /healthz says is for the watchers of the portal."""
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        link.request("GET", "/healthz")
        link.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    return True


def greet(port: int, seconds: float) -> None:
    print(f"\nNghị Trường: http://127.0.0.1:{port}/ (ready in {seconds:.1f} s; Ctrl-C stops it)")
    if Env().bool("DEBUG"):
        print(f"Demonstration accounts: {ACCOUNTS}; password: demo")
    sys.stdout.flush()


def stop(var: Path) -> None:
    """Ask the parts to finish, insist, then see that the embedded servers are down."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
    for number, seconds in ((signal.SIGTERM, GRACE), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        tell(number)
        if embedded.until(lambda: all(part.poll() is not None for part in parts.values()), seconds):
            break
    tell(signal.SIGKILL, whole_session=True)
    if not embedded.release(var):
        print(f"The database under {var} stays up: another command still uses it.", flush=True)


def tell(number: int, whole_session: bool = False) -> None:
    for part in parts.values():
        try:
            os.killpg(part.pid, number) if whole_session else part.send_signal(number)
        except ProcessLookupError:
            continue


def catch_signals() -> None:
    """Catch also what a shell's `&` made us ignore: children would inherit that and survive us."""
    for number in ENDS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
            signal.signal(number, lambda *_: sys.exit(0))
    if "MAKELEVEL" in os.environ and hasattr(LIBC, "prctl"):
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # a killed make takes the portal along


def only_one(var: Path) -> int:
    """Two portals on the same data would send every reminder twice."""
    try:
        return embedded.lock(var.resolve(), "serve", fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"The portal already runs with the data under {var}.")


def read_port() -> int:
    text = os.environ.get("PORT", "8000")
    if not (text.isdecimal() and 0 < int(text) < 65536):
        sys.exit(f"PORT={text} is not a port number.")
    return int(text)


def check_port(port: int) -> None:
    """The web server of a portal that was killed needs a moment to leave its port."""
    if not embedded.until(lambda: is_free(port), 3):
        sys.exit(
            f"Port {port} is in use: stop what listens there, or choose another: make run PORT={port + 1}"
        )


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    main()
