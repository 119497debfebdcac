"""The filling itself: how many of what, in batches, in one transaction, checked at the end."""

from django.db import connection, transaction

from core.models import Deadline, Record, Share
from demo.filling import opinions
from demo.filling.copying import Pipe, Table, orphans, quiet, reserve
from demo.filling.gatherings import VISITS, WANTED, Gatherings
from demo.filling.petitions import Petitions
from demo.filling.world import World
from oversight.models import Recommendation, Round, Visit
from petitions.models import Handler, Petition, SealedSender, Sender
from sessions.models import Session
from voters.models import Meeting, Opinion

BATCH = 10_000
MODELS = [
    Record, Session, Meeting, Round, Visit, Recommendation, Opinion, Petition, Sender, SealedSender, Handler, Deadline, Share,
]  # fmt: skip
SESSION_PER, MEETING_PER, ROUND_PER = 5_000, 60, 1_000  # opinions to one of each


class Broken(Exception):
    """Rows that break a constraint were made; nothing of them is kept."""


@transaction.atomic
def fill(council, count, progress=lambda done: None):
    """Add `count` opinions and `count` petitions to a city's councils, the rest in proportion.

    Returns {table: rows}. Raises `Broken` when a foreign key, a sealed sender or a due date is not right.
    """
    world = World(council)
    made = _Made(world, count)
    with quiet(MODELS, count):
        made.write(progress)
    world.sequences()
    _check(made)
    return made.rows


class _Made:
    def __init__(self, world, count):
        self.world, self.count = world, count
        self.gatherings, self.petitions, self.opinion = Gatherings(world), Petitions(world), Table(Opinion)
        self.sessions = -(-count // SESSION_PER)
        self.meetings, self.rounds = -(-count // MEETING_PER), -(-count // ROUND_PER)
        total = self.sessions + self.meetings + self.rounds * (1 + VISITS + WANTED) + 2 * count
        self.first = self.next = reserve(Record, total)
        self.rows, self.pipe = {}, Pipe()

    def write(self, progress):
        """Gatherings first, since opinions point at meetings; then opinions and petitions in batches."""
        for _ in range(self.sessions):
            self.gatherings.add_session(self._take())
        held = [self.gatherings.add_meeting(self._take()) for _ in range(self.meetings)]
        for _ in range(self.rounds):
            self.gatherings.add_round(self._take(1 + VISITS + WANTED))
        self._flush()
        for done in range(0, self.count, BATCH):
            for _ in range(min(BATCH, self.count - done)):
                meeting = self.world.text.one(held) if self.world.rng.random() < 0.8 else None
                opinions.add(self.world, self.opinion, self._take(), meeting)
                self.petitions.add(self._take())
            self._flush()
            progress(min(done + BATCH, self.count))
        self.pipe.wait()

    def _take(self, width=1):
        self.next += width
        return self.next - width

    def _flush(self):
        tables = [self.world.record, *self.gatherings.tables, self.opinion, *self.petitions.tables]
        tables += [self.world.deadline, self.world.share]
        for table in tables:
            self.rows[table.name] = self.rows.get(table.name, 0) + len(table.lines)
        self.pipe.send(tables)


def _check(made):
    """What COPY under `quiet` did not see to: foreign keys, sealed senders, next due dates."""
    broken = [
        found
        for model in MODELS
        if model not in (Deadline, Share, Handler)
        for found in orphans(model, made.first)
    ]
    broken += [(name, n) for name, sql in CHECKS.items() if (n := _number(sql, made.first))]
    if broken:
        raise Broken(f"rows that break a rule: {broken}")


CHECKS = {
    "deadline or share without record": """
        SELECT (SELECT count(*) FROM core_deadline d LEFT JOIN core_record r ON r.id = d.record_id
                WHERE d.record_id >= %(first)s AND (r.id IS NULL OR r.owner_id <> d.holder_id))
             + (SELECT count(*) FROM core_share s LEFT JOIN core_record r ON r.id = s.record_id
                WHERE s.record_id >= %(first)s AND r.id IS NULL)""",
    "denouncer in plain": """
        SELECT count(*) FROM petitions_petition p JOIN petitions_sender s ON s.petition_id = p.record_ptr_id
        WHERE p.record_ptr_id >= %(first)s AND p.petition_kind = 'denunciation'""",
    "next due date": """
        SELECT count(*) FROM core_record r LEFT JOIN (
          SELECT record_id, min(due_on) AS due FROM core_deadline
          WHERE record_id >= %(first)s AND met_on IS NULL AND waived_on IS NULL GROUP BY record_id
        ) AS open ON open.record_id = r.id
        WHERE r.id >= %(first)s AND r.next_due IS DISTINCT FROM open.due""",
}


def _number(sql, first):
    with connection.cursor() as cursor:
        cursor.execute(sql, {"first": first})
        return cursor.fetchone()[0]


def analyze():
    """Tell the planner what the tables hold now, and let index-only reads know what all may see."""
    with connection.cursor() as cursor:
        for model in MODELS:
            cursor.execute(f'VACUUM (ANALYZE) "{model._meta.db_table}"')
