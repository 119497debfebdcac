from datetime import date

import pytest
from django.db import connection

from core.chips import deadline_chip, due_chip
from core.errors import Refused
from core.models import Deadline, DeadlineRule, HistoryEntry, Record
from core.services import deadlines
from core.verbs import create
from voters import services


@pytest.fixture
def opinion(city):
    return create(
        services.record_opinion, city.actor("staff"), title="Đèn đường", field="traffic", on=date(2026, 10, 8)
    )


def next_due(record):
    return Record.objects.values_list("next_due", flat=True).get(pk=record.pk)


def test_a_case_is_judged_by_the_law_of_its_day(city):
    old = deadlines.choose_rule("petition.complaint_accept", date(2022, 5, 4), city.council)
    new = deadlines.choose_rule("petition.complaint_accept", date(2026, 11, 24), city.council)
    assert (old.offset, old.unit, new.offset, new.unit) == (10, "calendar", 7, "working")


def test_a_bodys_own_rule_overrides_the_national_one(city):
    national = deadlines.choose_rule("opinion.answer", date(2026, 10, 1), city.council)
    own = DeadlineRule.objects.create(
        code="opinion.answer", register="opinion", owed="Trả lời", owed_by="agency", anchor="forwarded", offset=20,
        unit="working", valid_from=date(2026, 1, 1), confidence="verify", scope=city.council,
    )  # fmt: skip
    assert deadlines.choose_rule("opinion.answer", date(2026, 10, 1), city.council) == own
    assert deadlines.choose_rule("opinion.answer", date(2026, 10, 1), city.neighbour) == national


def test_met_deadline_stays_when_the_anchor_moves(opinion):
    first = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1))
    deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1), key="2")
    deadlines.meet(opinion, "opinion.answer", date(2026, 10, 20))
    moved = deadlines.move_anchor([opinion.pk], first.anchor, date(2026, 10, 11))
    assert [(old, new) for _, old, new in moved] == [(date(2026, 11, 2), date(2026, 11, 10))]
    assert Deadline.objects.get(pk=first.pk).due_on == date(2026, 11, 2)


def test_the_record_knows_its_next_due_date(opinion):
    later = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1))
    deadlines.open_deadline(opinion, "x", date(2026, 10, 1), due_on=date(2026, 10, 5), owed="Việc riêng")
    assert next_due(opinion) == date(2026, 10, 5)
    deadlines.meet(opinion, "x", date(2026, 10, 4))
    assert next_due(opinion) == later.due_on
    opinion.save()  # saved from memory, where it is still empty
    assert next_due(opinion) == later.due_on
    deadlines.drop(opinion, "opinion.answer")
    assert next_due(opinion) is None


def test_a_pause_stops_the_clock_and_resuming_gives_the_days_back(opinion):
    deadline = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1))
    deadlines.pause(deadline, date(2026, 10, 11), "chờ giám định")
    assert next_due(opinion) is None
    deadline.refresh_from_db()
    assert deadline_chip(deadline).text == "đang tạm dừng"
    deadlines.resume(deadline, date(2026, 10, 21))
    assert next_due(opinion) == date(2026, 11, 10)


def test_resuming_counts_with_the_pause_just_ended_though_it_was_read_before(opinion):
    made = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1))
    deadlines.pause(made, date(2026, 10, 11), "chờ giám định")
    read = Deadline.objects.prefetch_related("pauses").get(pk=made.pk)
    deadlines.resume(read, date(2026, 10, 21))
    assert next_due(opinion) == date(2026, 11, 10)


def test_waiving_needs_a_reason(opinion, city):
    deadline = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1))
    with pytest.raises(Refused):
        deadlines.waive(deadline, city.users["staff"].pk, " ")
    deadlines.waive(deadline, city.users["staff"].pk, "đơn vị giải thể")
    assert next_due(opinion) is None


@pytest.mark.parametrize(
    "due_on, tone, text",
    [
        (date(2026, 11, 19), "late", "quá hạn 5 ngày"),
        (date(2026, 11, 24), "soon", "hôm nay"),
        (date(2026, 11, 25), "soon", "ngày mai"),
        (date(2026, 11, 27), "soon", "còn 3 ngày"),
        (date(2026, 12, 24), "done", "còn 30 ngày"),
    ],
)
def test_chips_say_how_near_a_date_is(due_on, tone, text):
    chip = due_chip(due_on, date(2026, 11, 24))
    assert (chip.tone, chip.text) == (tone, text)


def test_the_explanation_page_names_rule_article_and_skipped_days(opinion, sign_in):
    deadline = deadlines.open_deadline(opinion, "petition.complaint_accept", date(2026, 11, 17))
    page = sign_in("staff").get(f"/thoi-han/{deadline.pk}/").content.decode()
    assert "Ngày Văn hóa Việt Nam" in page or "24/11/2026" in page
    assert deadline.rule.article in page
    assert sign_in("foreign").get(f"/thoi-han/{deadline.pk}/").status_code == 404


@pytest.mark.parametrize(
    "slug, data, verb",
    [
        ("xong", {"met_on": "20/10/2026", "paper": "15/HĐND"}, "core.meet"),
        ("mien", {"reason": "đơn vị giải thể"}, "core.waive"),
        ("doi", {"due_on": "1/12/2026", "reason": "CV 12/UBND"}, "core.move"),
    ],
)
def test_a_deadline_is_settled_by_hand_with_its_ground(opinion, sign_in, slug, data, verb):
    deadline = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1))
    url = f"/thoi-han/{deadline.pk}/{slug}/"
    assert sign_in("delegate").post(url, data).status_code == 403
    assert sign_in("foreign").post(url, data).status_code == 404
    client = sign_in("staff")
    assert client.post(url, {}).status_code == 422
    assert client.post(url, data).status_code == 302
    entry = HistoryEntry.objects.filter(record_id=opinion.pk, verb=verb, table_name="core_deadline").get()
    assert entry.note in data.values()
    assert client.post(url, data).status_code == (302 if slug == "doi" else 409)


def test_an_undone_act_leaves_its_deadline_open_until_the_same_day(opinion):
    deadline = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1))
    deadlines.meet(opinion, "opinion.answer", date(2026, 10, 20), paper="15/HĐND")
    deadlines.reopen(opinion, "opinion.answer")
    again = Deadline.objects.get(pk=deadline.pk)
    assert (again.met_on, again.met_by, again.paper, again.due_on) == (None, None, "", deadline.due_on)


@pytest.fixture
def many(opinion):
    """Some thousand deadlines, and no way to them but by an index."""
    one = deadlines.open_deadline(opinion, "opinion.answer", date(2026, 10, 1), owed_by=opinion.owner)
    columns = ", ".join(
        connection.ops.quote_name(field.column)
        for field in Deadline._meta.concrete_fields
        if field.name not in ("id", "due_on", "key", "met_on")
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no history of these
        cursor.execute(
            f"INSERT INTO core_deadline ({columns}, due_on, key, met_on) SELECT {columns}, due_on + n %% 900, n, "
            "CASE WHEN n %% 10 > 0 THEN due_on END "
            "FROM core_deadline, generate_series(1, 5000) n WHERE id = %s",
            [one.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin; ANALYZE core_deadline")
        # As after a vacuum.
        cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = 'core_deadline'")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")


def test_what_is_due_on_a_day_is_read_from_an_index(many):
    plan = Deadline.objects.open().filter(due_on=date(2026, 11, 2)).order_by().explain()
    assert "deadline_open_by_day" in plan


@pytest.mark.parametrize("side", ["holder", "owed_by"])
def test_what_fell_due_in_a_period_is_counted_from_an_index_alone(opinion, many, side):
    rows = Deadline.objects.filter(
        due_on__range=(date(2026, 10, 1), date(2026, 12, 31)), **{side: opinion.owner}
    )
    plan = rows.order_by().values_list("holder_id", "owed_by_id", "due_on", "met_on", "waived_on").explain()
    assert "Index Only Scan using deadline_of_" in plan
