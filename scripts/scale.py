"""`make scale`: throughput of 1 and 2 web machines and of 2, 4, 8 workers, each in a network namespace of its own.

    scripts/scale.py [--records N] [--seconds S] [--jobs J] [--workers 2,4,8]

Database (behind PgBouncer) and queue stand on the bridge 10.77.0.1; every web and every worker reaches them over a link of its
own. Needs root, iproute2 and pgbouncer. All share this machine's cores: read the figures with the printed load beside them.
"""

import argparse
import contextlib
import http.client
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {"DEBUG": "on", "EMBEDDED_ROOT": "var/scale", "DJANGO_SETTINGS_MODULE": "config.settings"}

from config import embedded  # noqa: E402

HOST, NET, BRIDGE, POOLER = "10.77.0.1", "10.77.0.", "nt-bridge", 6432
PAGES = ("/kien-nghi/", "/viec-den-han/", "/don-thu/", "/", "/kien-nghi/?q=duong", "/bao-cao/")
PRODUCTION = {
    "PGBOUNCER": "on",
    "DEBUG": "off",
    "HTTPS": "off",
    "DATABASE_POOL": "4",
    "PYTHONWARNINGS": "ignore",
}
started: list[subprocess.Popen] = []


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=40)
    parser.add_argument("--workers", default="2,4,8")
    given = parser.parse_args()
    fill(given.records)
    with network(10), pooler() as url:
        print(
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; {given.records} opinions and as many petitions"
        )
        for count in (1, 2):
            web(count, url, given.seconds)
        for count in map(int, given.workers.split(",")):
            work(count, url, given.jobs)
        print(f"load {os.getloadavg()[0]:.1f} after")


def fill(records: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from voters.models import Opinion

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_rules", verbosity=0)
    keys = {"SECRET_KEY": settings.SECRET_KEY, "FIELD_KEY": settings.FIELD_KEY, "ALLOWED_HOSTS": HOST}
    gather = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(gather, check=True, cwd=ROOT, env={**os.environ, **PRODUCTION, **keys})
    call_command("demo", "--if-empty")
    if (missing := records - Opinion.objects.count()) > 0:
        call_command("populate", records=missing, council="song-chau")


@contextlib.contextmanager
def network(count: int):
    """A bridge and `count` namespaces nt1, nt2 … on it, reachable at 10.77.0.11, .12 …"""
    clear(count)
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("addr", "add", f"{HOST}/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    for n in range(1, count + 1):
        ip("netns", "add", f"nt{n}")
        ip("link", "add", f"nt-v{n}", "type", "veth", "peer", "name", "eth0", "netns", f"nt{n}")
        ip("link", "set", f"nt-v{n}", "master", BRIDGE, "up")
        ip("-n", f"nt{n}", "link", "set", "eth0", "up")
        ip("-n", f"nt{n}", "addr", "add", f"{address(n)}/24", "dev", "eth0")
    try:
        yield
    finally:
        stop()
        clear(count)


def address(n: int) -> str:
    return f"{NET}{10 + n}"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def clear(count: int) -> None:
    for n in range(1, count + 1):
        subprocess.run(["ip", "netns", "del", f"nt{n}"], capture_output=True)
    subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True)


@contextlib.contextmanager
def pooler():
    """PgBouncer and the queue on the bridge; gives {DATABASE_URL, REDIS_URL} for those who come over it."""
    import redis
    from django.conf import settings

    place, queue = Path(settings.DATABASES["default"]["HOST"]), settings.REDIS_URL
    with redis.Redis.from_url(queue) as client:
        client.config_set("bind", f"127.0.0.1 {HOST}")
    home = Path(tempfile.mkdtemp(prefix="scale-", dir="/tmp"))
    (home / "ini").write_text(
        f"[databases]\n* = host={place} port=5432 user=postgres\n[pgbouncer]\nlisten_addr = {HOST}\nlisten_port = {POOLER}\n"
        "unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 20\nmax_client_conn = 400\n"
        f"logfile = {home}/log\n"
    )
    identity = embedded._identity(place)
    for path in (home, home / "ini"):
        shutil.chown(path, identity.get("user"))
    run([shutil.which("pgbouncer", path="/usr/sbin:/usr/bin"), "-q", str(home / "ini")], cwd=home, **identity)
    try:
        yield {
            "DATABASE_URL": f"postgres://postgres@{HOST}:{POOLER}/{embedded.DATABASE}",
            "REDIS_URL": queue.replace("127.0.0.1", HOST),
        }
    finally:
        shutil.rmtree(home, ignore_errors=True)


def run(command, **more) -> subprocess.Popen:
    part = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **more)
    started.append(part)
    return part


def inside(n: int, url: dict, *command: str) -> None:
    """Start a program of the portal in the namespace ntN."""
    from django.conf import settings

    around = {
        **os.environ, **url, **PRODUCTION, "ALLOWED_HOSTS": address(n), "WEB_BIND": f"{address(n)}:8000",
        "SECRET_KEY": settings.SECRET_KEY, "FIELD_KEY": settings.FIELD_KEY, "METRICS_DIR": f"var/scale/metrics-{n}",
    }  # fmt: skip
    with (ROOT / f"var/scale/nt{n}.log").open("a") as log:
        run(
            ["ip", "netns", "exec", f"nt{n}", sys.executable, "-m", *command],
            cwd=ROOT,
            env=around,
            stdout=log,
            stderr=log,
        )


def stop() -> None:
    for part in started:
        part.terminate()
    for part in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            part.wait(30)
    for part in started:
        part.kill()
    started.clear()


def stop_parts() -> None:
    """All but PgBouncer, which was started first."""
    first = started.pop(0)
    stop()
    started.append(first)


# --- the web ---------------------------------------------------------------------------------------------------------


def web(count: int, url: dict, seconds: int) -> None:
    for n in range(1, count + 1):
        inside(n, url, "gunicorn", "--config", "config/gunicorn.py", "config.wsgi:application")
    cookie = session()
    for n in range(1, count + 1):
        assert embedded.until(lambda n=n: get(link(n), "/", cookie, n) == 200, 90), f"web {n} does not answer"
    times, wrong, ends = [], [], time.monotonic() + seconds
    threads = [
        threading.Thread(target=visit, args=(1 + k % count, cookie, ends, times, wrong)) for k in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop_parts()
    cuts = statistics.quantiles(times, n=20)
    print(f"{count} web: {len(times) / seconds:6.1f} pages/s, median {1000 * cuts[9]:5.0f} ms, 95 % {1000 * cuts[18]:5.0f} ms, "
          f"{len(wrong)} not answered with 200", flush=True)  # fmt: skip


def session() -> str:
    """The cookie of somebody signed in."""
    from django.test import Client

    from council.models import User

    client = Client()
    client.force_login(
        User.objects.get(username="thuky"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return f"sessionid={client.cookies['sessionid'].value}"


def link(n: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(address(n), 8000, timeout=60)


def get(way: http.client.HTTPConnection, page: str, cookie: str, n: int) -> int:
    try:
        way.request("GET", page, headers={"Cookie": cookie, "Host": address(n)})
        answer = way.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        way.close()
        return 0
    return answer.status


def visit(n: int, cookie: str, ends: float, times: list, wrong: list) -> None:
    way = link(n)
    for page in itertools.cycle(PAGES):
        begun = time.monotonic()
        if begun > ends:
            break
        status = get(way, page, cookie, n)
        times.append(time.monotonic() - begun)
        if status != 200:
            wrong.append(status)
    way.close()


# --- the workers -----------------------------------------------------------------------------------------------------


def work(count: int, url: dict, jobs: int) -> None:
    """Lists of some hundred rows to be printed: from sending the first to the last one's end."""
    from config.celery import app
    from core.jobs import _send

    for n in range(1, count + 1):
        inside(n, url, "celery", "--quiet", "--app", "config", "worker", "--queues", "reports", "--concurrency", "1",
               "--hostname", f"w{n}@%h", "--loglevel", "warning", "--without-gossip", "--without-mingle")  # fmt: skip
    assert embedded.until(lambda: len(app.control.inspect(timeout=2).ping() or {}) == count, 120), (
        "not all workers are there"
    )
    pks, begun = asked(jobs), time.monotonic()
    for pk in pks:
        _send(pk, "list")
    assert embedded.until(lambda: ended(pks) == jobs, 1800), "not all jobs ended"
    seconds = time.monotonic() - begun
    each = f"{60 * jobs / seconds:5.1f} a minute"
    print(f"{count} workers: {jobs} prints in {seconds:5.1f} s, {each}, {done(pks)} well", flush=True)
    stop_parts()


def asked(count: int) -> list[int]:
    from core.models import Job
    from council.models import Membership

    seat = Membership.objects.filter(user__username="thuky").first()
    same = {
        "user_id": seat.user_id, "membership_id": seat.pk, "kind": "list", "label": "x",
        "params": {"register": "opinion", "query": "q=duong"},
    }  # fmt: skip
    return [Job.objects.create(**same, key=f"{time.time_ns()}").pk for _ in range(count)]


def ended(pks: list[int]) -> int:
    from core.models import Job

    time.sleep(0.2)
    return Job.objects.filter(pk__in=pks, state__in=["done", "failed"]).count()


def done(pks: list[int]) -> int:
    from core.models import Job

    return Job.objects.filter(pk__in=pks, state="done").count()


if __name__ == "__main__":
    main()
