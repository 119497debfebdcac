"""A million open deadlines in a database of their own, and the sweep's time beside that of the bare queries."""

import uuid
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.utils import timezone

from core.models import Body
from core.services import days
from council.models import BodyKind, Council, Membership, Role, Unit, User
from desk.models import ReminderStep
from desk.reminders import ladder
from desk.reminders.defaults import ship
from desk.reminders.sweep import sweep

WARDS, AGENCIES, STAFF = 150, 200, 10
BACK, AHEAD = 60, 400  # days around the swept day in which deadlines lie
_TABLES = "desk_reminder, desk_digest, core_notice, desk_sweep"

# What must be read and written whatever the way: who owes what on the days, and the rows that say so.
BARE = [
    """
    CREATE TEMP TABLE bare ON COMMIT DROP AS
    SELECT d.id, d.record_id, d.due_on, d.owed, r.code, m.user_id FROM core_deadline d
    JOIN core_record r ON r.id = d.record_id
    JOIN council_membership m ON m.body_id = coalesce(d.owed_by_id, d.holder_id)
    WHERE d.due_on = ANY (%(dues)s) AND d.met_on IS NULL AND d.waived_on IS NULL AND d.due_on IS NOT NULL
    """,
    """
    INSERT INTO desk_reminder (deadline_id, person_id, step, due_on, told_on, mail_on, created_at)
    SELECT deadline_id, person_id, step, due_on, told_on, mail_on, created_at FROM bench_reminder
    """,
    """
    INSERT INTO core_notice (user_id, record_id, text, url, key, created_at)
    SELECT user_id, record_id, text, url, key, created_at FROM bench_notice
    """,
    """
    INSERT INTO desk_digest (person_id, day, state, next_at, claimed_by, attempts, uncertain, error)
    SELECT person_id, day, state, next_at, claimed_by, attempts, uncertain, error FROM bench_digest
    """,
]


@contextmanager
def scratch():
    """A new database beside the portal's own, gone afterwards."""
    connection.close_pool()
    connection.settings_dict["OPTIONS"].pop("pool", None)
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench_remind"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def fill(records, due, day):
    """`records` open deadlines, `due` of which call for a step on `day`, over a city with its wards and agencies."""
    ship(ReminderStep)
    owners, agencies = _bodies()
    called = sorted({call.due_on for call in _calls(day)})
    quiet = [found for found in (day + timedelta(n) for n in range(-BACK, AHEAD)) if found not in set(called)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # nobody's history of a measurement
        _copy(cursor, "core_record", _records(records, owners, day))
        _copy(cursor, "core_deadline", _deadlines(records, due, owners, agencies, called, quiet))
        _copy(cursor, "core_share", _shares(records, agencies))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return called


def _calls(day):
    return ladder.calls(ladder.ladders(), days.calendar(), day, day, day - timedelta(BACK))


def _bodies():
    """The councils that keep records and the agencies that owe; people sit in each."""
    land = Unit.objects.create(code="01", name="Thành phố", level=Unit.Level.PROVINCE, kind="thành phố")
    city = _council("thanh-pho", land, "province", None)
    wards = [_council(f"phuong-{n}", land, "commune", city) for n in range(WARDS)]
    agencies = Body.objects.bulk_create(
        Body(code=f"so-{n}", kind=BodyKind.DEPARTMENT, name=f"Sở {n}", short_name=f"Sở {n}", home=city)
        for n in range(AGENCIES)
    )
    places = [(city, Role.STAFF)] * STAFF + [(city, Role.CHAIR)] + [(ward, Role.WARD) for ward in wards]
    _people(places + [(agency, Role.AGENCY) for agency in agencies for _ in range(2)])
    return [city.pk] * len(wards) + [ward.pk for ward in wards], [agency.pk for agency in agencies]


def _council(code, land, tier, parent):
    return Council.objects.create(
        code=code,
        kind=BodyKind.COUNCIL,
        name=code,
        short_name=code,
        unit=land,
        tier=tier,
        parent=parent,
        place=code,
    )


def _people(places):
    users = User.objects.bulk_create(
        User(username=f"n{n}", full_name=f"Người {n}", email=f"n{n}@example.invalid")
        for n in range(len(places))
    )
    Membership.objects.bulk_create(
        Membership(user=user, body=body, role=role, from_on=date(2020, 1, 1))
        for user, (body, role) in zip(users, places, strict=True)
    )


def _copy(cursor, table, rows):
    columns = next(rows)
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608


def _records(n, owners, day):
    now = timezone.now()
    yield 'id, kind, owner_id, code, title, "on", state, words, version, once, created_at'
    for pk in range(1, n + 1):
        title = f"Kiến nghị sửa đường số {pk}"
        yield (
            pk,
            "opinion",
            _of(owners, pk),
            f"KN-{pk}",
            title,
            day,
            "forwarded",
            "",
            1,
            uuid.UUID(int=pk),
            now,
        )


def _deadlines(n, due, owners, agencies, called, quiet):
    """Every n/due-th is called; half are owed by an agency, half by the council itself."""
    now, each = timezone.now(), max(n // due, 1)
    yield (
        "id, record_id, holder_id, code, key, owed, owed_by_id, anchor, anchor_on, due_on, paper, waived_reason, created_at"
    )
    for pk in range(1, n + 1):
        on = called[pk // each % len(called)] if pk % each == 0 else quiet[pk % len(quiet)]
        owed_by = _of(agencies, pk) if _owed_by_agency(pk) else None
        yield (
            pk,
            pk,
            _of(owners, pk),
            "opinion.answer",
            "",
            "Trả lời kiến nghị",
            owed_by,
            "",
            on,
            on,
            "",
            "",
            now,
        )


def _of(bodies, pk):
    """Spread over all of them, whichever multiple the numbers are."""
    return bodies[(pk + pk // 100) % len(bodies)]


def _owed_by_agency(pk):
    return pk // 7 % 2 == 0


def _shares(n, agencies):
    now = timezone.now()
    yield "record_id, body_id, at"
    for pk in range(1, n + 1):
        if _owed_by_agency(pk):
            yield pk, _of(agencies, pk), now


def measure(day, times):
    """Seconds of the sweep, of the bare queries and of a second sweep: (sweep, bare, again, what was swept)."""
    done, found = sweep(day), [call.due_on for call in _calls(day)]
    with connection.cursor() as cursor:
        for table, kept in (
            ("desk_reminder", "reminder"),
            ("core_notice", "notice"),
            ("desk_digest", "digest"),
        ):
            cursor.execute(f"CREATE TABLE bench_{kept} AS SELECT * FROM {table}")  # noqa: S608
    swept, bare, again = [], [], []
    for _ in range(times):
        swept.append(_timed(lambda: sweep(day)))
        again.append(_timed(lambda: sweep(day), empty=False))
        bare.append(_timed(lambda: _bare(sorted(set(found)))))
    return median(swept), median(bare), median(again), done


def _timed(work, empty=True):
    if empty:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {_TABLES}")
            cursor.execute("CHECKPOINT")
    started = perf_counter()
    work()
    return perf_counter() - started


def _bare(dues):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in BARE:
            cursor.execute(statement, {"dues": dues} if "%(" in statement else None)
