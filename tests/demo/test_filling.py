import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q

from core.models import Deadline, HistoryEntry, Record, Sequence
from council.models import Council
from demo.filling.filling import Broken, fill
from demo.measuring import queries
from demo.measuring.pages import pages
from demo.measuring.queries import Bare, asked
from petitions.models import Petition, SealedSender, Sender
from voters.models import Opinion

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def council(loaded):
    return Council.objects.get(code="song-chau")


def test_it_adds_what_was_asked_for_and_leaves_no_history(council):
    before = Opinion.objects.count(), Petition.objects.count(), HistoryEntry.objects.count()
    rows = fill(council, 120)
    assert Opinion.objects.count() - before[0] == Petition.objects.count() - before[1] == 120
    assert rows["voters_opinion"] == 120 and HistoryEntry.objects.count() == before[2]


def test_triggers_work_again_afterwards(council):
    fill(council, 20)
    record = Opinion.objects.filter(next_due=None).latest("pk")
    deadline = Deadline.objects.create(
        record=record, holder=record.owner, code="x", owed="x", anchor_on=record.on, due_on=record.on
    )
    assert Record.objects.get(pk=record.pk).next_due == deadline.due_on
    assert HistoryEntry.objects.filter(record_id=record.pk, table_name="core_deadline").exists()


def test_codes_and_ids_go_on_where_they_stood(council):
    from core.services.numbers import yearly_code

    fill(council, 150)
    latest = Opinion.objects.filter(owner=council).latest("pk")
    code = yearly_code(council.pk, "KN", latest.on.year)
    assert not Record.objects.filter(owner=council, code=code).exists()
    last = Sequence.objects.get(body=council, series=f"KN-{latest.on.year}").last
    assert last >= Opinion.objects.filter(owner=council, code__startswith=f"KN-{latest.on.year}").count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('core_record', 'id')) > (SELECT max(id) FROM core_record)"
        )
        assert cursor.fetchone()[0]


def test_most_is_answered_and_little_is_overdue(council):
    old = Record.objects.order_by("-pk").values_list("pk", flat=True).first()
    fill(council, 1500)
    made = Record.objects.filter(pk__gt=old, kind__in=["opinion", "petition"])
    overdue = made.filter(next_due__lt="2100-01-01").count()
    assert 0.005 < overdue / made.count() < 0.1
    assert Opinion.objects.filter(pk__gt=old, answered_on__isnull=False).count() > 900


def test_every_denouncer_is_sealed_and_nobody_else(council):
    fill(council, 200)
    secret = Petition.objects.filter(
        Q(petition_kind="denunciation") | Q(petition_kind="mixed", with_denunciation=True) | Q(is_sealed=True)
    )
    assert not Sender.objects.filter(petition__in=secret).exists()
    assert (
        SealedSender.objects.count()
        == SealedSender.objects.filter(petition__in=secret).count()
        == secret.count()
    )


def test_a_filling_that_breaks_a_rule_keeps_nothing(council, monkeypatch):
    from demo.filling import petitions

    before = Record.objects.count()
    monkeypatch.setattr(
        petitions.Petitions, "_from", lambda self, pk, kind: self.sender.add(petition_id=str(pk), name="x")
    )
    with pytest.raises(Broken, match="denouncer in plain"):
        fill(council, 60)
    assert Record.objects.count() == before


def test_the_number_of_queries_does_not_grow(council):
    fill(council, 5)
    same = pages(council)
    few = _queries(same)
    fill(council, 200)
    shown = _queries(same)
    assert {name: n for name, n in shown.items() if n > MOST_QUERIES} == {}
    assert {name: (few[name], n) for name, n in shown.items() if few[name] != n} == {}


def _queries(shown):
    return {page.name: len(asked(page.user, page.url, remembered=False)) for page in shown}


def test_a_sequential_scan_of_a_big_table_is_seen(council, monkeypatch):
    from demo.measuring import queries

    monkeypatch.setattr(queries, "BIG", -1)  # the size of a table that was never analyzed
    bare = Bare()
    bare.rows = {"core_record": -1}
    with bare.link as link:
        link.execute(
            "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off"
        )
        assert [table for table, _ in bare.scans([("SELECT title FROM core_record WHERE id = %s", [1])])] == [
            "core_record"
        ]
        assert bare.scans([("UPDATE core_record SET title = title", None)]) == []


def test_it_says_which_council_is_missing():
    with pytest.raises(CommandError, match="No council has the code"):
        call_command("populate", records=5, council="nowhere")


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1", True), ("(SELECT 1) UNION (SELECT 2)", True), ("\nWITH mine AS (SELECT 1) SELECT 2", True),
        ("UPDATE core_record SET version = version", False),
    ],
)  # fmt: skip
def test_whatever_reads_is_measured(sql, reads):
    assert queries._reads(sql) is reads
