"""The chained log: what is noted, that nothing noted can be changed, that a change all the same is found."""

import io
import re
import threading
from datetime import date

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core.evidence import Act, LogEntry, chain, note
from core.models import DeadlineRule
from core.models.watched import WATCHED
from council.models import Membership, Role, User
from council.services import people
from tests import factories

pytestmark = pytest.mark.django_db


def chained():
    """Do now what the database else does when a transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def lines(**wanted):
    return LogEntry.objects.filter(**wanted).order_by("id")


def test_each_line_carries_the_hash_of_the_one_before():
    first, second = note(Act.SYSTEM, text="một"), note(Act.SYSTEM, text="hai")
    chained()
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.seq == first.seq + 1 and second.prev == first.hash and len(second.hash) == 64
    assert chain.verify().whole and chain.verify().head == second.hash


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_logentry SET detail = '{}'",
        "UPDATE core_logentry SET hash = 'x'",
        "UPDATE core_logentry SET seq = NULL, hash = ''",
        "DELETE FROM core_logentry",
    ],
)
def test_the_database_refuses_to_change_a_line(sql):
    note(Act.SYSTEM, text="một")
    chained()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_line_cannot_be_added_with_a_place_of_its_own():
    entry = note(Act.SYSTEM, text="một")
    LogEntry.objects.bulk_create([LogEntry(at=entry.at, act=Act.SYSTEM, seq=1, prev="a", hash="b")])
    chained()
    assert chain.verify().whole


@pytest.fixture
def five():
    for text in ("một", "hai", "ba", "bốn", "năm"):
        note(Act.SYSTEM, text=text)
    chained()
    return list(lines().order_by("seq"))


def by_force(sql, *params):
    """As somebody who owns the database would do it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_logentry DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute("ALTER TABLE core_logentry ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE core_logentry SET detail = '{{}}' WHERE seq = {0}", "Dòng {0} .*đã bị sửa"),
        ("UPDATE core_logentry SET at = at - interval '1 day' WHERE seq = {0}", "Dòng {0} .*đã bị sửa"),
        ("UPDATE core_logentry SET user_id = 7 WHERE seq = {0}", "Dòng {0} .*đã bị sửa"),
        ("DELETE FROM core_logentry WHERE seq = {0}", "thiếu các dòng từ {0} đến {0}"),
        ("UPDATE core_logentry SET hash = repeat('0', 64) WHERE seq = {0}", "Dòng {1} .*không nối"),
        (
            "INSERT INTO core_logentry (at, act, detail, prev, hash) VALUES (now(), 'system', '{{}}', '', '')",
            "1 dòng không nằm trong chuỗi",
        ),
    ],
)
def test_a_change_by_force_is_found_and_its_place_is_named(five, sql, said):
    place = five[-3].seq
    by_force(sql.format(place))
    found = chain.verify()
    assert any(re.search(said.format(place, place + 1), fault) for fault in found.faults), found.faults
    with pytest.raises(CommandError, match="không toàn vẹn"):
        call_command("verify_log", stderr=io.StringIO())


def test_an_end_cut_off_is_found_with_an_anchor_alone(five):
    anchor = chain.head()
    by_force("DELETE FROM core_logentry WHERE seq > %s", five[-2].seq)
    assert chain.verify().whole
    assert "bị cắt" in chain.verify([anchor]).faults[0]


def test_a_chain_written_anew_is_found_with_an_anchor(five):
    anchor = chain.head()
    entry = five[-1]
    by_force('UPDATE core_logentry SET detail = \'{"text": "khác"}\' WHERE id = %s', entry.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {chain.PAYLOAD} FROM core_logentry WHERE id = %s", [entry.pk])
        forged = chain.link(entry.prev, cursor.fetchone()[0])
    by_force("UPDATE core_logentry SET hash = %s WHERE id = %s", forged, entry.pk)
    assert chain.verify().whole
    assert "viết lại" in chain.verify([anchor]).faults[0]


def test_the_command_prints_the_anchor(five):
    out = io.StringIO()
    call_command("verify_log", stdout=out, anchor=[chain.head()])
    assert chain.head() in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_lines_of_many_at_once_make_one_chain():
    """Eight writers with real commits: every line has its place, none waits for another's open transaction."""
    info, before = connection.settings_dict, chain.verify().lines

    def write(number):
        with psycopg.connect(
            dbname=info["NAME"],
            user=info["USER"],
            password=info["PASSWORD"],
            host=info["HOST"],
            port=info["PORT"] or None,
        ) as link:
            for turn in range(25):
                link.execute(
                    "INSERT INTO core_logentry (at, act, detail, prev, hash) VALUES (now(), 'system', %s, '', '')",
                    [f'{{"text": "{number}.{turn}"}}'],
                )
                link.rollback() if turn % 5 == 4 else link.commit()

    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = chain.verify()
    assert found.whole, found.faults
    assert lines(detail__text__regex=r"^\d\.\d+$").count() == found.lines - before == 8 * 20


@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_holds_nobody_up():
    """A long act notes a line and stays open; others still sign in."""
    before = lines().count()
    with transaction.atomic():
        note(Act.SYSTEM, text="lâu")
        info = connection.settings_dict
        with psycopg.connect(
            dbname=info["NAME"],
            user=info["USER"],
            password=info["PASSWORD"],
            host=info["HOST"],
            port=info["PORT"] or None,
            options="-c statement_timeout=3000",
        ) as link:
            link.execute(
                "INSERT INTO core_logentry (at, act, detail, prev, hash) VALUES (now(), 'system', '{}', '', '')"
            )
    assert chain.verify().whole and lines().count() == before + 2


# --- what is noted -------------------------------------------------------------------------------------------


def test_every_watched_table_exists():
    assert set(WATCHED) <= set(connection.introspection.table_names())


def test_a_change_of_rights_is_noted_with_whose_and_by_whom(city):
    actor, user = city.actor("admin"), city.users["staff"]
    seat = people.give_role(actor, user.pk, body=city.standing, role=Role.STAFF, from_on=date(2026, 1, 1))
    people.end_role(actor, seat.pk, to_on=date(2026, 5, 1))
    given, ended = lines(act=Act.RIGHTS, detail__verb__in=["council.give_role", "council.end_role"])
    assert given.user_id == ended.user_id == actor.user_id
    assert given.subject_id == ended.subject_id == user.pk
    assert ended.detail["after"] == {"to_on": "2026-05-01"}


def test_a_change_by_sql_is_noted_too(city):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE council_membership SET role = 'admin' WHERE user_id = %s", [city.users["staff"].pk]
        )
    entry = lines(act=Act.RIGHTS).last()
    assert entry.user_id is None and entry.subject_id == city.users["staff"].pk


def test_a_changed_rule_is_noted():
    rule = DeadlineRule.objects.filter(offset__isnull=False).first()
    DeadlineRule.objects.filter(pk=rule.pk).update(offset=99)
    entry = lines(act=Act.RULES).last()
    assert entry.detail["after"] == {"offset": 99} and entry.detail["row"] == rule.pk


def test_no_password_is_noted(city):
    opened = people.reset_password(city.actor("admin"), city.users["staff"].pk)
    user = User.objects.get(pk=opened.user.pk)
    assert lines(act=Act.ACCOUNT, detail__what="reset", subject_id=user.pk).count() == 1
    text = " ".join(str(entry.detail) for entry in lines())
    assert opened.password not in text and user.password not in text


@pytest.fixture
def staff(city):
    user = city.users["staff"]
    user.set_password(factories.PASSWORD)
    user.save()
    return user


def enter(client, **data):
    return client.post("/dang-nhap/", {"username": "staff", "password": factories.PASSWORD} | data)


def test_signing_in_and_out_is_noted_with_the_address(staff, client):
    enter(client)
    client.post("/dang-xuat/")
    came, left = lines(act__in=[Act.SIGN_IN, Act.SIGN_OUT])
    assert (came.user_id, left.user_id, came.ip) == (staff.pk, staff.pk, "127.0.0.1")


def test_wrong_passwords_and_the_lock_out_are_noted_once_each(staff, client):
    for _ in range(6):
        enter(client, password="sai")
    acts = list(lines(subject=staff).exclude(act=Act.RIGHTS).values_list("act", flat=True))
    assert acts == [Act.SIGN_IN_FAILED] * 4 + [Act.LOCKED] * 2


def test_a_name_that_nobody_bears_is_not_kept(client, city):
    enter(client, username="Mat-khau-go-nham-o", password="x")
    entry = lines(act=Act.SIGN_IN_FAILED).last()
    assert entry.subject_id is None and entry.detail == {"unknown": True}


def test_an_export_is_noted_with_its_filter(city, sign_in):
    sign_in("staff").get("/kien-nghi/xuat.xlsx?q=rãnh&page=2")
    entry = lines(act=Act.EXPORT).last()
    assert entry.user_id == city.users["staff"].pk
    assert entry.detail == {"page": "voters:opinion_xlsx", "kind": "xlsx", "filter": {"q": "rãnh"}}


def test_words_searched_among_petitions_are_not_kept(city, sign_in):
    sign_in("staff").get("/don-thu/xuat.xlsx?q=Trần Thị Hoà")
    assert lines(act=Act.EXPORT).last().detail["filter"] == {"q": "•••"}


def test_a_page_and_a_refusal_are_no_export(city, sign_in):
    client = sign_in("agency")
    client.get("/kien-nghi/")
    client.get("/xep-hang-cham/xuat.xlsx?bad=1")
    client.get("/quan-tri/nhat-ky/xuat.xlsx")
    assert not lines(act=Act.EXPORT, detail__page="council:log_xlsx").exists()


def test_a_look_at_a_sealed_identity_is_noted_without_its_reason(city):
    from core.verbs import perform
    from petitions import services

    record = factories.petition(city, petition_kind="denunciation")
    perform(services.assign, city.actor("chair"), record.pk, users=[city.users["staff"]])
    perform(services.look, city.actor("staff"), record.pk, reason="Xác minh nội dung với bà Hoà")
    entry = lines(act=Act.SECRET).last()
    assert (entry.user_id, entry.record_id) == (city.users["staff"].pk, record.pk)
    assert "Hoà" not in str(entry.detail)
    assert lines(act=Act.RIGHTS, detail__table="petitions_handler", record_id=record.pk).exists()


# --- the inspector's page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["staff", "chair", "delegate", "agency", "head"])
def test_only_an_administrator_reads_the_log(sign_in, who):
    client = sign_in(who)
    assert client.get("/quan-tri/nhat-ky/").status_code == 403
    assert client.get("/quan-tri/nhat-ky/xuat.xlsx").status_code == 403


def shown(client, query=""):
    return [row.record for row in client.get(f"/quan-tri/nhat-ky/?{query}").context["table"].paginated_rows]


def test_the_log_is_filtered_by_person_act_period_and_record(city, sign_in):
    client = sign_in("admin")
    note(Act.FILE, user_id=city.users["staff"].pk, record_id=4711)
    note(Act.SIGN_IN, user_id=city.users["chair"].pk)
    assert {row.act for row in shown(client, "q=le thu ha")} >= {Act.FILE}
    assert all(row.user_id == city.users["staff"].pk or row.subject_id == city.users["staff"].pk
               for row in shown(client, "q=staff"))  # fmt: skip
    assert [row.record_id for row in shown(client, "hs=%234711")] == [4711]
    assert {row.act for row in shown(client, "viec=sign_in")} == {Act.SIGN_IN}
    assert shown(client, "den=1/1/2020") == []
    assert "không đọc được" in client.get("/quan-tri/nhat-ky/?tu=hôm qua").content.decode()


def test_people_of_another_city_are_not_in_the_log(city, sign_in):
    note(Act.SIGN_IN, user_id=city.users["foreign"].pk)
    assert not [row for row in shown(sign_in("admin")) if row.user_id == city.users["foreign"].pk]


def test_the_page_asks_the_same_number_of_queries_however_long_it_is(
    city, sign_in, django_assert_max_num_queries
):
    client = sign_in("admin")
    seats = Membership.objects.filter(user__in=[user.pk for user in city.users.values()])
    seats.update(to_on=date(2030, 1, 1))
    for n in range(30):
        note(Act.EXPORT, user_id=city.users["staff"].pk, page="voters:opinion_xlsx", record_id=n)
    client.get("/quan-tri/")  # what the frame remembers for a minute
    with django_assert_max_num_queries(15):
        client.get("/quan-tri/nhat-ky/")


def test_the_exported_log_is_noted_itself(city, sign_in):
    from openpyxl import load_workbook

    note(
        Act.EXPORT,
        user_id=city.users["staff"].pk,
        page="voters:opinion_xlsx",
        kind="xlsx",
        filter={"tt": "moi"},
    )
    answer = sign_in("admin").get("/quan-tri/nhat-ky/xuat.xlsx?viec=export")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("Kiến nghị cử tri (Excel), lọc: tt=moi" in cell for cell in cells)
    assert lines(act=Act.EXPORT).last().detail["page"] == "council:log_xlsx"
