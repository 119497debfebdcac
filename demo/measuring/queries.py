"""What a page asks the database: captured from the page itself, asked again bare, its plans read."""

import json
import time
from statistics import median
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from council.models import User

BIG_TABLES = {
    "core_record", "core_deadline", "core_share", "core_historyentry", "voters_opinion", "voters_meeting", "petitions_petition",
    "petitions_sender", "petitions_handler",
}  # fmt: skip
BIG = 200_000  # rows from which reading a table in sequence is worse than any index
LARGE_PART = 0.1
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Capture:
    """The statements run on the connection while it is entered, as [(sql, parameters)]."""

    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE")):
            self.statements.append((sql, params))
        return execute(sql, params, many, context)


def asked(username, url, remembered=True):
    """The statements of a page, as a person sees it; without `remembered`, as with an empty cache."""
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=True)
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    client.get("/thong-bao/")  # the session's first touch is not the page's
    capture, caches = Capture(), settings.CACHES if remembered else _empty_cache()
    with override_settings(CACHES=caches), connection.execute_wrapper(capture):
        reply = client.get(url)
    if reply.status_code != 200:
        raise RuntimeError(f"{url} gave {reply.status_code}")
    return capture.statements


def _empty_cache():
    """A cache of its own that knows nothing yet; the real one is not emptied, others may use it."""
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid4().hex}}


class Bare:
    """The database without Django: one plain connection."""

    def __init__(self):
        values = connection.get_connection_params()
        names = ("dbname", "user", "password", "host", "port")
        self.link = psycopg.connect(
            **{name: values[name] for name in names if values.get(name)},
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,
        )
        self.rows = self._sizes()

    def _sizes(self):
        sql = "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)"
        return dict(self.link.execute(sql, [list(BIG_TABLES)]).fetchall())

    def seconds(self, statements, runs):
        """The time of all reading statements together, the median of several runs."""
        reads = [item for item in statements if _reads(item[0])]
        return median(self._once(reads) for _ in range(runs))

    def _once(self, reads):
        started = time.perf_counter()
        for sql, params in reads:
            self.link.execute(sql, params).fetchall()
        return time.perf_counter() - started

    def scans(self, statements):
        """The big tables that a statement reads a large part of in sequence, with the statement."""
        return [
            (table, sql) for sql, params in statements if _reads(sql) for table in self._scanned(sql, params)
        ]

    def _scanned(self, sql, params):
        """Big tables read in sequence; a scan that a LIMIT ends soon is none, which only running it tells."""
        if not any(self._is_big(node) for node in self._scans(sql, params)):
            return []
        run = self._scans(sql, params, "ANALYZE, TIMING OFF, ")
        return sorted({node["Relation Name"] for node in run if self._is_big(node) and self._is_read(node)})

    def _scans(self, sql, params, how=""):
        (plan,) = self.link.execute(f"EXPLAIN ({how}FORMAT JSON) {sql}", params).fetchone()
        plan = json.loads(plan) if isinstance(plan, str) else plan
        return [node for node in _walk(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"]

    def _is_big(self, node):
        return self.rows.get(node["Relation Name"], 0) >= BIG

    def _is_read(self, node):
        seen = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        return seen >= LARGE_PART * self.rows[node["Relation Name"]]


def _reads(sql):
    return sql.lstrip("( \n").startswith(("SELECT", "WITH"))


def _walk(node):
    """A plan's nodes."""
    yield node
    for child in node.get("Plans", ()):
        yield from _walk(child)
