"""What a page asks the database: captured from the page itself, asked again bare, its plans read."""

import json
import time
from statistics import median

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
BIG = 20_000  # rows from which a sequential scan is one too many
FORGETFUL = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
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
    capture, caches = Capture(), settings.CACHES if remembered else FORGETFUL
    with override_settings(CACHES=caches), connection.execute_wrapper(capture):
        reply = client.get(url)
    if reply.status_code != 200:
        raise RuntimeError(f"{url} gave {reply.status_code}")
    return capture.statements


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
        """The big tables that a statement would read from end to end, with the statement."""
        return [
            (table, sql) for sql, params in statements if _reads(sql) for table in self._scanned(sql, params)
        ]

    def _scanned(self, sql, params):
        (plan,) = self.link.execute(f"EXPLAIN (FORMAT JSON) {sql}", params).fetchone()
        plan = json.loads(plan) if isinstance(plan, str) else plan
        tables = set(_walk(plan[0]["Plan"]))
        return sorted(table for table in tables if self.rows.get(table, 0) >= BIG)


def _reads(sql):
    return sql.lstrip("( ").startswith(("SELECT", "WITH"))


def _walk(node):
    """The tables of the sequential scans in a plan."""
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _walk(child)
