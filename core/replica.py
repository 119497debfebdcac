"""Lists and reports read from a replica, and everybody reads there what they have written.

A page is read from the replica when it is one of REPLICA_PAGES, asked for by GET, and the replica has replayed

- what this browser has written: each answer to a write leaves the place in the primary's log in a cookie;
- what anybody wrote before the last LAG seconds: each process notes now and then how far the primary is.

Everything else (logins, rights, forms, acts, the worker) stays with the primary. A replica that does not answer is left alone
for a while; nobody sees more of it than a slower page.
"""

import logging
import re
from collections import deque
from contextvars import ContextVar
from time import monotonic

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections
from psycopg_pool import PoolTimeout

log = logging.getLogger(__name__)

REPLICA, COOKIE = "replica", "ghi-den"
LAG = 5  # seconds that a page may be behind others' writes
EACH = 1  # seconds between two looks at the primary
REST = 10  # seconds for which a replica that failed is left alone
KEEP = 3600  # seconds for which a browser remembers its write
_PLACE = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
_reading: ContextVar[bool] = ContextVar("replica", default=False)


class Router:
    """Reads of a marked page go to the replica, unless they belong to a transaction that writes."""

    def db_for_read(self, model, **hints):
        replica = _reading.get() and not connection.in_atomic_block
        return REPLICA if replica else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, alias, app, **hints):
        return alias == DEFAULT_DB_ALIAS


class ReadFromReplica:
    """Below whoever finds out who asks: logins and rights are read from the primary."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = _reading.set(False)
        try:
            response = self.get_response(request)
        finally:
            _reading.reset(token)
        if request.method not in ("GET", "HEAD", "OPTIONS") or response.status_code == 302:
            _remember(response)
        return response

    def process_view(self, request, view, args, kwargs):
        page = request.resolver_match.view_name
        if request.method in ("GET", "HEAD") and re.search(settings.REPLICA_PAGES, page):
            _reading.set(serves(request.COOKIES.get(COOKIE, "")))


def _remember(response):
    """Leave the place of this write with the browser."""
    response.set_cookie(
        COOKIE, place(), max_age=KEEP, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def place():
    """How far the primary's log is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return cursor.fetchone()[0]


_places: deque[tuple[float, str]] = deque(maxlen=60)
_failed = {"at": float("-inf")}


def serves(own):
    """Whether the replica has all that a page must show to the browser whose last write is at `own`."""
    if monotonic() - _failed["at"] < REST:
        return False
    wanted = [_long_ago()] + ([own] if _PLACE.fullmatch(own) else [])
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(
                "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= ALL (%s::pg_lsn[])", [wanted]
            )
            return bool(cursor.fetchone()[0])
    except (DatabaseError, InterfaceError, PoolTimeout) as error:
        _failed["at"] = monotonic()
        connections[REPLICA].close()
        log.warning("the replica is left alone for %s s: %s", REST, error)
        return False


def _long_ago():
    """Where the primary was LAG seconds ago (or when this process began)."""
    now = monotonic()
    if not _places or now - _places[-1][0] >= EACH:
        _places.append((now, place()))
    while len(_places) > 1 and now - _places[1][0] >= LAG:
        _places.popleft()
    return _places[0][1]
