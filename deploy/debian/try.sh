#!/bin/bash
# `make test-install`: install.sh in a clean Debian 12 root, without systemd and, after the packages, without the network.
# Installs, asks /readyz and the login page through nginx, upgrades, takes the upgrade back, and lets an upgrade fail in the
# middle of a migration. Needs root, debootstrap and about 2 GB; takes some minutes. TRY_ROOT keeps the root elsewhere.
set -euo pipefail

HERE=$(cd "$(dirname "$0")/../.." && pwd)
ROOT=${TRY_ROOT:-$HERE/var/install-root}
PIP=${PIP:-$HERE/.venv/bin/pip}
MIRROR=${MIRROR:-http://deb.debian.org/debian}

main() {
    [ "$(id -u)" = 0 ] || { echo "needs root" >&2; exit 1; }
    base
    source_copy
    [ -e "$ROOT/wheels/done" ] || wheels
    chroot "$ROOT" /src/deploy/debian/install.sh packages
    # --kill-child: whatever was started in there ends with it.
    unshare --net --pid --mount --fork --kill-child bash "$0" inside "$ROOT"
}

base() {
    if [ ! -e "$ROOT/etc/debian_version" ]; then
        mkdir -p "$ROOT"
        debootstrap --variant=minbase bookworm "$ROOT" "$MIRROR" >"$ROOT.log" 2>&1
    fi
    cp /etc/resolv.conf "$ROOT/etc/resolv.conf"
    printf '#!/bin/sh\nexit 101\n' >"$ROOT/usr/sbin/policy-rc.d" # packages start nothing
    chmod 755 "$ROOT/usr/sbin/policy-rc.d"
    rm -rf "${ROOT:?}"/opt/nghitruong "$ROOT"/etc/nghitruong "$ROOT"/var/lib/nghitruong
}

source_copy() {
    rm -rf "$ROOT/src" && mkdir "$ROOT/src"
    (cd "$HERE" && git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- -cf -) | tar -C "$ROOT/src" -xf -
}

wheels() {
    mkdir -p "$ROOT/wheels"
    "$PIP" download --quiet -r "$HERE/requirements.txt" -d "$ROOT/wheels" && touch "$ROOT/wheels/done"
}

# --- in namespaces of its own, then in the root ----------------------------------------------------------------------

inside() {
    ROOT=$1
    ip link set lo up
    mount -t proc proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    mount -t tmpfs tmpfs "$ROOT/run"
    chmod 1777 "$ROOT/tmp"
    chroot "$ROOT" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        PORTAL_CONTROL=/src/deploy/debian/try.sh bash /src/deploy/debian/try.sh walk
}

walk() {
    mkdir -p /run/postgresql /run/redis /run/lock && chown postgres: /run/postgresql && chown redis: /run/redis
    forget_servers
    cd /src/deploy/debian
    ./install.sh install --host nghitruong.test --wheels /wheels --no-systemd
    ok "installed; ready: $(./manage.sh --probe 1 && echo yes)"
    ./manage.sh start_office --code thu --unit "tỉnh Thử" --unit-code 99 --kind tỉnh --place Thử --username quantri \
        --full-name "Quản Trị" --password "mat-khau-dai-48" >/dev/null
    through_nginx
    worker_works
    same_data "after installing"
    ./install.sh upgrade --wheels /wheels --no-systemd
    same_data "after an upgrade"
    added_since
    ./install.sh rollback --yes --no-systemd
    same_data "after the way back"
    fail_in_a_migration
    same_data "after an upgrade that failed in the middle of a migration"
    ./manage.sh verify_log
    ok "all of it"
}

# What an earlier walk left in this root.
forget_servers() {
    service postgresql start >/dev/null
    for name in $(as_postgres psql -qAtc "SELECT datname FROM pg_database WHERE datname LIKE 'nghitruong%'"); do
        as_postgres dropdb "$name"
    done
    as_postgres dropuser --if-exists nghitruong
    rm -f /etc/redis/nghitruong.conf /var/lib/redis/dump.rdb
    rm -rf /var/lib/redis/appendonlydir
    sed -i '/nghitruong/d' /etc/redis/redis.conf
}

through_nginx() {
    local page
    page=$(fetch https://nghitruong.test/dang-nhap/)
    grep -q "Nghị Trường" <<<"$page" || fail "the login page does not come through nginx"
    fetch "https://nghitruong.test/" | grep -q . || fail "nothing on /"
    ok "the login page comes through nginx by HTTPS"
    local code
    code=$(code_of https://nghitruong.test/metrics)
    [ "$code" = 404 ] || fail "/metrics answers $code outside"
    code=$(code_of http://nghitruong.test/)
    [ "$code" = 301 ] || fail "http answers $code"
    ok "/metrics stays inside, http leads to https"
}

worker_works() {
    for _ in $(seq 10); do
        if served | grep -q "celery.*imports.*reminders.*reports"; then ok "the workers serve every queue"; return; fi
        sleep 2
    done
    fail "the workers do not serve every queue: $(served)"
}

served() {
    ./manage.sh shell -v 0 -c '
from config.celery import app
found = app.control.inspect(timeout=5).active_queues() or {}
print(sorted(queue["name"] for queues in found.values() for queue in queues))' 2>&1
}

same_data() {
    local n
    n=$(as_postgres psql -qAtc "SELECT count(*) FROM council_user WHERE username = 'quantri'" nghitruong)
    [ "$n" = 1 ] || fail "the administrator is gone $1"
    n=$(as_postgres psql -qAtc "SELECT count(*) FROM council_user WHERE username = 'sau-nang-cap'" nghitruong)
    [ "$n" = 0 ] || fail "what was entered since is still there $1"
    /src/deploy/debian/manage.sh --probe 30 || fail "not ready $1"
    ok "data and /readyz are as they were $1"
}

added_since() {
    ./manage.sh shell -c 'from council.models import User; User.objects.create_user("sau-nang-cap", "Sau", "x")' >/dev/null
}

fail_in_a_migration() {
    local folder=/src/core/migrations last before
    last=$(cd $folder && ls 0*.py | tail -n 1)
    cat >"$folder/9998_half.py" <<END
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("core", "${last%.py}")]
    operations = [migrations.RunSQL("ALTER TABLE core_job ADD COLUMN half int")]
END
    cat >"$folder/9999_fails.py" <<END
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("core", "9998_half")]
    operations = [migrations.RunSQL("SELECT 1/0")]
END
    before=$(readlink /opt/nghitruong/current)
    if ./install.sh upgrade --wheels /wheels --no-systemd >/tmp/failed.log 2>&1; then fail "it should have failed"; fi
    [ "$(readlink /opt/nghitruong/current)" = "$before" ] || { cat /tmp/failed.log; fail "another release is in use"; }
    as_postgres psql -qAtc "SELECT half FROM core_job LIMIT 1" nghitruong 2>/dev/null && fail "the half migration is there"
    ok "a failed upgrade put the old release and data back by itself"
}

# install.sh --no-systemd asks us (PORTAL_CONTROL) to start and to stop the portal's own processes.
start() {
    (
        cd /opt/nghitruong/current
        set -a; . /etc/nghitruong/env; set +a
        bin=/opt/nghitruong/current/.venv/bin
        spawn web $bin/gunicorn --config config/gunicorn.py config.wsgi:application
        spawn worker $bin/celery --quiet --app config worker --queues celery,reminders,imports --hostname a@%h -c 1
        spawn reports $bin/celery --quiet --app config worker --queues reports --hostname b@%h -c 1
        spawn beat $bin/celery --quiet --app config beat --schedule /var/lib/nghitruong/beat-schedule --pidfile=
    )
}

spawn() {
    local name=$1; shift
    setsid runuser -u nghitruong -- "$@" >>"/tmp/portal-$name.log" 2>&1 </dev/null &
    echo $! >"/run/portal-$name.pid"
}

stop() {
    for file in /run/portal-*.pid; do
        [ -e "$file" ] || continue
        kill -TERM -- "-$(cat "$file")" 2>/dev/null || true
        for _ in $(seq 60); do kill -0 -- "-$(cat "$file")" 2>/dev/null || break; sleep 0.5; done
        kill -KILL -- "-$(cat "$file")" 2>/dev/null || true
        rm -f "$file"
    done
}

fetch() { python3 -c "$ASK" "$1" body; }
code_of() { python3 -c "$ASK" "$1" code; }
ASK='
import http.client, ssl, sys, urllib.parse
u = urllib.parse.urlsplit(sys.argv[1])
if u.scheme == "https":
    link = http.client.HTTPSConnection("127.0.0.1", context=ssl._create_unverified_context(), timeout=20)
else:
    link = http.client.HTTPConnection("127.0.0.1", timeout=20)
link.request("GET", u.path, headers={"Host": u.netloc})
answer = link.getresponse()
print(answer.status if sys.argv[2] == "code" else answer.read().decode() or answer.status)
'
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
ok() { echo "ok: $*"; }
fail() { echo "FAILED: $*" >&2; tail -n 20 /tmp/portal-*.log >&2 || true; exit 1; }

case ${1:-} in
    inside | walk | start | stop) "$@" ;;
    *) main ;;
esac
