#!/bin/bash
# Install, upgrade or take back the portal on a Debian 12 server, with PostgreSQL, Redis and nginx from its packages.
#
#   deploy/debian/install.sh install  --host nghitruong.example.gov.vn [--wheels DIR]
#   deploy/debian/install.sh upgrade  [--wheels DIR]      from a newer copy of this folder
#   deploy/debian/install.sh rollback --yes               to the release before, and to the data of before the upgrade
#   deploy/debian/install.sh packages                     only what comes from Debian (needs the network)
#
# --wheels DIR: install Python libraries from that folder and nowhere else (a server without the internet); fill it with
#   `pip download -r requirements.txt -d DIR` on a machine of the same kind. --no-systemd: start the packages' servers by
#   their init scripts and leave the portal's own processes to you (a container, a chroot).
# Safe to repeat. Each release lies in /opt/nghitruong/releases, `current` points at the one in use; data in
# /var/lib/nghitruong, keys in /etc/nghitruong/env. An upgrade stops the portal, copies everything, migrates, starts, asks
# /readyz; if anything fails the old release and the copy are put back by themselves.
set -euo pipefail
umask 022

SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
BASE=/opt/nghitruong
DATA=/var/lib/nghitruong
KEYS=/etc/nghitruong
WORKERS="celery reminders reports imports" # a unit for each queue
PACKAGES="python3 python3-venv postgresql postgresql-client redis-server nginx openssl ca-certificates
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 fontconfig fonts-liberation"
HOST="" WHEELS="" SYSTEMD=yes YES=no NEW="" OLD="" COPY=""

say() { printf '== %s\n' "$*"; }
die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

main() {
    [ $# -gt 0 ] || { sed -n '2,14p' "$0"; exit 2; }
    local act=$1; shift
    while [ $# -gt 0 ]; do
        case $1 in
            --host) HOST=$2; shift ;;
            --wheels) WHEELS=$(realpath "$2"); shift ;;
            --no-systemd) SYSTEMD=no ;;
            --yes) YES=yes ;;
            *) die "unknown option $1" ;;
        esac
        shift
    done
    [ "$(id -u)" = 0 ] || die "run me as root"
    grep -q '^VERSION_ID="12"' /etc/os-release || die "this is for Debian 12"
    case $act in
        packages) packages ;;
        install) install ;;
        upgrade) upgrade ;;
        rollback) rollback ;;
        *) die "unknown command $act" ;;
    esac
}

# --- installing --------------------------------------------------------------------------------------------------

install() {
    [[ $HOST =~ ^[A-Za-z0-9.-]+$ ]] || die "--host is needed: the name by which people will reach the portal"
    [ ! -e $BASE/current ] || die "the portal is installed already: use upgrade"
    packages
    places
    servers
    database
    release
    settle "$NEW"
    point_at "$NEW"
    units "$(readlink -f $BASE/current)"
    site
    start_portal
    ready 90 || die "the portal does not answer; see: journalctl -u 'nghitruong-*'"
    say "Ready. The first council and its administrator:"
    echo "  $BASE/current/deploy/debian/manage.sh start_office --help"
    echo "Replace $KEYS/cert.pem and key.pem by the office's own; set EMAIL_URL in $KEYS/env; keep a copy of that file elsewhere."
}

packages() {
    local missing=""
    for name in $PACKAGES; do
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q ' installed$' || missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    say "Packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    # shellcheck disable=SC2086
    apt-get -qq -y install --no-install-recommends $missing >/dev/null
}

places() {
    say "User, folders, keys"
    getent passwd nghitruong >/dev/null ||
        useradd --system --home-dir $DATA --shell /usr/sbin/nologin --user-group nghitruong
    mkdir -p $BASE/releases $KEYS
    command install -d -o nghitruong -g nghitruong -m 0750 $DATA $DATA/media
    command install -d -o nghitruong -g nghitruong -m 0700 $DATA/backup
    [ -e $KEYS/env ] || write_keys
    chown root:nghitruong $KEYS/env
    chmod 0640 $KEYS/env
}

write_keys() {
    local secret field redis
    secret=$(openssl rand -base64 60 | tr -d '\n=+/')
    field=$(openssl rand -base64 32 | tr '+/' '-_')
    redis=$(openssl rand -hex 24)
    (umask 077; sed -e "s|@HOST@|$HOST|g" -e "s|@SECRET_KEY@|$secret|" -e "s|@FIELD_KEY@|$field|" \
        -e "s|@REDIS_PASSWORD@|$redis|" "$SOURCE/deploy/debian/env.example" > $KEYS/env)
}

servers() {
    say "PostgreSQL and Redis"
    local redis
    redis=$(sed -n 's|^REDIS_URL=redis://:\([^@]*\)@127.0.0.1:6379/.*|\1|p' $KEYS/env)
    if [ -n "$redis" ] && ! grep -q nghitruong /etc/redis/redis.conf; then
        (umask 077; printf 'requirepass %s\nappendonly yes\nmaxmemory-policy noeviction\n' "$redis" > /etc/redis/nghitruong.conf)
        chown redis:redis /etc/redis/nghitruong.conf
        echo "include /etc/redis/nghitruong.conf" >> /etc/redis/redis.conf
        service_do redis-server restart
    fi
    service_do postgresql start
    service_do redis-server start
    wait_for 30 as_postgres psql -qAtc 'SELECT 1' || die "PostgreSQL does not answer"
}

database() {
    as_postgres psql -qAtc "SELECT 1 FROM pg_roles WHERE rolname = 'nghitruong'" | grep -q 1 ||
        as_postgres createuser nghitruong
    as_postgres psql -qAtc "SELECT 1 FROM pg_database WHERE datname = 'nghitruong'" | grep -q 1 || make_database
}

make_database() {
    as_postgres createdb --owner nghitruong --encoding UTF8 --locale C.UTF-8 --template template0 nghitruong
}

# A copy of the source with a virtualenv of its own, in a folder named by the moment. Nothing of the running one is touched.
release() {
    NEW=$BASE/releases/$(date +%Y%m%d-%H%M%S)
    say "Release $NEW"
    mkdir "$NEW"
    tar -C "$SOURCE" --exclude=./.git --exclude=./.venv --exclude=./var --exclude=./.env --exclude=__pycache__ -cf - . |
        tar -C "$NEW" --no-same-owner -xf -
    python3 -m venv "$NEW/.venv"
    local from=()
    [ -z "$WHEELS" ] || from=(--no-index --find-links "$WHEELS")
    env ${WHEELS:+-u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL} "$NEW/.venv/bin/pip" install --quiet --no-input \
        --disable-pip-version-check "${from[@]}" -r "$NEW/requirements.txt"
    "$NEW/.venv/bin/python" -m compileall -q "$NEW/config" "$NEW/core" >/dev/null || true
    command install -d -o nghitruong -g nghitruong "$NEW/var"
}

# Bring the database to a release, gather its static files.
settle() {
    say "Database and static files"
    manage "$1" migrate --no-input --verbosity 0
    manage "$1" load_rules
    manage "$1" collectstatic --no-input --verbosity 0
}

units() {
    [ $SYSTEMD = yes ] || return 0
    command install -m 0644 "$1"/deploy/debian/nghitruong*.service "$1"/deploy/debian/nghitruong.target /etc/systemd/system/
    systemctl daemon-reload
    systemctl -q enable nghitruong.target nghitruong-web.service nghitruong-beat.service
    for queues in $WORKERS; do systemctl -q enable "nghitruong-worker@$queues.service"; done
}

site() {
    say "nginx"
    if [ ! -e $KEYS/cert.pem ]; then
        openssl req -x509 -newkey rsa:3072 -nodes -days 825 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" \
            -keyout $KEYS/key.pem -out $KEYS/cert.pem 2>/dev/null
        chmod 0600 $KEYS/key.pem
    fi
    sed "s|@HOST@|$HOST|g" "$SOURCE/deploy/nginx/debian.conf" > /etc/nginx/sites-available/nghitruong
    ln -sfn ../sites-available/nghitruong /etc/nginx/sites-enabled/nghitruong
    rm -f /etc/nginx/sites-enabled/default
    nginx -t -q
    service_do nginx restart
}

# --- upgrading and the way back ------------------------------------------------------------------------------------

upgrade() {
    [ -e $BASE/current ] || die "nothing is installed here: use install"
    OLD=$(readlink -f $BASE/current)
    packages
    release
    service_do postgresql start
    service_do redis-server start
    say "Stop, then copy: whatever was acknowledged is in the copy"
    stop_portal
    COPY=$DATA/backup/before-$(basename "$NEW")
    if ! { manage "$OLD" backup --to "$COPY" && take_over; }; then
        say "The upgrade failed; putting $OLD back"
        put_back
        die "the portal runs as before, with the data of before; the release that failed: $NEW"
    fi
    printf '%s %s\n' "$OLD" "$COPY" > $DATA/way-back
    say "Upgraded to $(basename "$NEW"). The way back: $0 rollback --yes"
    prune
}

# In a condition `set -e` sleeps: each step says itself whether to go on.
take_over() {
    settle_all "$NEW" && point_at "$NEW" && units "$NEW" && start_portal && ready 90
}

settle_all() {
    manage "$1" migrate --no-input --verbosity 0 && manage "$1" load_rules &&
        manage "$1" collectstatic --no-input --verbosity 0
}

rollback() {
    [ -e $DATA/way-back ] || die "there is no upgrade to take back"
    [ $YES = yes ] || die "what was entered since the upgrade will be set aside (not deleted): say --yes"
    read -r OLD COPY < $DATA/way-back
    NEW=$(readlink -f $BASE/current)
    service_do postgresql start
    service_do redis-server start
    stop_portal
    put_back
    rm $DATA/way-back
    say "Back at $(basename "$OLD")"
}

# The old release with the data of the copy. What is there now is set aside under other names, never deleted.
put_back() {
    local stamp folder
    stamp=$(date +%Y%m%d_%H%M%S)
    stop_portal
    folder=$(find "$COPY" -mindepth 1 -maxdepth 1 -name 'nghitruong-*' 2>/dev/null | sort | tail -n 1) || true
    if [ -n "$folder" ]; then
        as_postgres psql -qAtc "ALTER DATABASE nghitruong RENAME TO nghitruong_$stamp"
        make_database
        mv $DATA/media "$DATA/media-$stamp"
        command install -d -o nghitruong -g nghitruong -m 0750 $DATA/media
        manage "$OLD" restore "$folder" || die "the copy $folder could not be restored; database nghitruong_$stamp and" \
            "$DATA/media-$stamp hold what was there"
    fi
    point_at "$OLD"
    units "$(readlink -f $BASE/current)"
    start_portal
    ready 90 || die "the old release does not answer; see: journalctl -u 'nghitruong-*'"
}

# The last three releases stay, with the copies made before them.
prune() {
    find $BASE/releases -mindepth 1 -maxdepth 1 -type d | sort | head -n -3 | while read -r old; do
        [ "$old" = "$OLD" ] || [ "$old" = "$NEW" ] || rm -rf "$old" "$DATA/backup/before-$(basename "$old")"
    done
}

# --- small things ----------------------------------------------------------------------------------------------------

point_at() {
    ln -sfn "$1" $BASE/current.new
    mv -T $BASE/current.new $BASE/current
}

# manage.py of a release, as the portal's user with its keys.
manage() { "$SOURCE/deploy/debian/manage.sh" --in "$@"; }

as_postgres() { (cd / && runuser -u postgres -- "$@"); }

service_do() {
    if [ $SYSTEMD = yes ]; then
        systemctl "$2" "$1"
    elif [ "$2" != start ] || ! service "$1" status >/dev/null 2>&1; then
        service "$1" "$2" >/dev/null
    fi
}

start_portal() {
    if [ $SYSTEMD = yes ]; then systemctl restart nghitruong.target $(parts); else own start; fi
}

stop_portal() {
    if [ $SYSTEMD = yes ]; then systemctl stop $(parts); else own stop; fi
}

parts() {
    echo nghitruong-web.service nghitruong-beat.service
    for queues in $WORKERS; do echo "nghitruong-worker@$queues.service"; done
}

# Without systemd somebody else starts the processes: a program named by PORTAL_CONTROL, called with start or stop.
own() { [ -z "${PORTAL_CONTROL:-}" ] || "$PORTAL_CONTROL" "$1"; }

ready() {
    [ $SYSTEMD = yes ] || [ -n "${PORTAL_CONTROL:-}" ] || return 0
    "$SOURCE/deploy/debian/manage.sh" --probe "$1"
}

wait_for() {
    local seconds=$1; shift
    for _ in $(seq "$seconds"); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 1
    done
    return 1
}

main "$@"
