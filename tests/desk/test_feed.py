"""The ICS feed: who reads it, what it holds, and that another library understands it."""

import warnings
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils.timezone import localdate

from core.models import Deadline, Record
from core.services import deadlines
from core.verbs import create, perform
from council.models import Membership, User
from desk.feed import tokens
from desk.models import FeedToken
from sessions import services as sessions
from sessions.models import Session
from tests import factories
from tests.desk.test_views import meeting, opinion

ODD = "Đèn đường, ngõ 5; hẻm \\ «Hoà Bình»: " + "chữ có dấu ế ữ ợ ằ " * 6


@pytest.fixture
def address(city, sign_in):
    """address("staff") makes a new feed for a person and gives its path."""

    def make(name):
        page = sign_in(name).post("/lich/dong-bo/")
        return page.context["address"].removeprefix("http://testserver")

    return make


def read(client, path):
    """{summary: event} as the library `ics` reads the feed."""
    from ics import Calendar

    client.logout()
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of that library's own age
        return {event.name: event for event in Calendar(answer.content.decode()).events}


def plan(city, on, **values):
    values = {
        "session_kind": "regular_end",
        "number": 9,
        "term": city.term,
        "title": "",
        "place": "Hội trường, tầng 2",
    } | values
    return create(sessions.plan_session, city.actor("staff"), on=on, **values)


def test_the_address_is_shown_once_and_kept_as_a_hash(city, sign_in):
    client = sign_in("staff")
    assert "Chưa có đường dẫn" in client.get("/lich/dong-bo/").content.decode()
    page = client.post("/lich/dong-bo/")
    token = page.context["address"].split("/")[-1].removesuffix(".ics")
    assert len(token) >= 43 and f"webcal://testserver/lich/{token}.ics" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    kept = FeedToken.objects.get()
    assert token not in str(vars(kept)) and kept.token_hash == tokens.hashed(token)
    again = client.get("/lich/dong-bo/").content.decode()
    assert token not in again and "Đang có một đường dẫn" in again


def test_a_new_address_ends_the_one_before_and_another_persons_lives_on(city, client, address):
    staff, chair = address("staff"), address("chair")
    new = address("staff")
    assert [client.get(path).status_code for path in (staff, chair, new)] == [404, 200, 200]
    assert FeedToken.objects.filter(revoked_at=None).count() == 2


def test_a_revoked_address_is_gone_and_revoking_twice_is_harmless(city, client, sign_in, address):
    path = address("staff")
    client = sign_in("staff")
    assert client.post("/lich/dong-bo/huy/")["Location"] == "/lich/dong-bo/"
    client.post("/lich/dong-bo/huy/")
    assert client.get(path).status_code == 404
    assert client.get("/lich/dong-bo/huy/").status_code == 405


def _ended(city):
    Membership.objects.filter(user=city.users["staff"]).update(to_on=localdate() - timedelta(1))


def _stopped(city):
    User.objects.filter(pk=city.users["staff"].pk).update(is_active=False)


def _revoked(city):
    tokens.revoke(city.actor("staff"))


@pytest.mark.parametrize("end", [_ended, _stopped, _revoked])
def test_every_refused_address_is_one_and_the_same_look(
    city, client, address, end, django_assert_num_queries
):
    path = address("staff")
    client.logout()
    assert client.get(path).status_code == 200
    end(city)
    looks = []
    for asked in (path, "/lich/sai.ics"):
        with django_assert_num_queries(1) as queries:
            answer = client.get(asked)
        assert answer.status_code == 404
        looks.append(queries.captured_queries[0]["sql"].count("token_hash"))
    assert looks[0] == looks[1]


def test_an_ended_seat_ends_its_feed_but_not_that_of_another_seat(city, client, address):
    ended = address("staff")
    Membership.objects.create(
        user=city.users["staff"], body=city.committee, role="head", from_on=date(2020, 1, 1)
    )
    first = Membership.objects.filter(user=city.users["staff"]).order_by("pk").first()
    Membership.objects.filter(pk=first.pk).update(to_on=localdate() - timedelta(1))
    other = address("staff")
    assert client.get(ended).status_code == 404 and client.get(other).status_code == 200


def test_an_unchanged_feed_is_not_sent_again(city, client, address):
    path = address("staff")
    meeting(city, "Hội nghị", localdate())
    client.logout()
    first = client.get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8" and "private" in first["Cache-Control"]
    assert not first.cookies
    second = client.get(path, headers={"if-none-match": first["ETag"]})
    assert second.status_code == 304 and second.content == b""
    meeting(city, "Hội nghị nữa", localdate())
    third = client.get(path, headers={"if-none-match": first["ETag"]})
    assert third.status_code == 200 and third["ETag"] != first["ETag"]
    assert client.head(path).status_code == 200 and client.post(path).status_code == 405


def test_an_address_asked_too_often_waits(city, client, address):
    path = address("staff")
    client.logout()
    codes = [client.get(path).status_code for _ in range(tokens.READS + 1)]
    assert codes == [200] * tokens.READS + [429]
    assert client.get("/lich/khac.ics").status_code == 404
    cache.clear()
    assert client.get(path).status_code == 200


def test_the_last_use_is_noted_once_an_hour(city, client, address):
    with time_machine.travel("2026-11-25 09:00+07:00", tick=False) as clock:
        path = address("staff")
        client.get(path)
        first = FeedToken.objects.get().last_used_at
        clock.shift(600)
        client.get(path)
        assert FeedToken.objects.get().last_used_at == first
        clock.shift(3600)
        client.get(path)
        assert FeedToken.objects.get().last_used_at > first


@time_machine.travel("2026-11-25 09:00+07:00", tick=False)
def test_another_library_reads_sessions_meetings_and_limits(city, client, address):
    plan(city, date(2026, 12, 9), ends_on=date(2026, 12, 11))
    meeting(city, "Hội nghị Lam Sơn", date(2026, 12, 20))
    made = opinion(city, ODD, days=5, agency=city.standing)
    found = read(client, address("staff"))
    council_session = next(event for name, event in found.items() if name.startswith("Kỳ họp thứ 9"))
    assert council_session.all_day and council_session.begin.date() == date(2026, 12, 9)
    assert (
        council_session.end.date() == date(2026, 12, 12) and council_session.location == "Hội trường, tầng 2"
    )
    assert "Hội nghị Lam Sơn" in found
    limit = next(event for name, event in found.items() if name.startswith("Hạn: Đèn đường"))
    due_on = Deadline.objects.get(record=made).due_on
    assert limit.all_day and limit.begin.date() == due_on and limit.transparent
    assert limit.name.startswith("Hạn: Đèn đường, ngõ 5; hẻm \\ «Hoà Bình»: chữ có dấu")
    assert "Bên phải làm: Thường trực HĐND\nCăn cứ: " in limit.description
    assert limit.url.endswith(made.get_absolute_url())


@time_machine.travel("2026-11-25 09:00+07:00", tick=False)
def test_an_hour_is_told_with_the_zone(city, client, address):
    made = plan(city, date(2026, 12, 9), ends_on=date(2026, 12, 9))
    Session.objects.filter(pk=made.pk).update(starts_at=time(8, 30))
    path = address("staff")
    event = next(event for name, event in read(client, path).items() if name.startswith("Kỳ họp"))
    assert event.begin.isoformat() == "2026-12-09T08:30:00+07:00" and not event.all_day
    text = client.get(path).content.decode()
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20261209T083000" in text
    assert (
        "TZOFFSETTO:+0700" in text and "METHOD:PUBLISH" in text and "X-WR-CALNAME:Nghị Trường · HĐND" in text
    )


def test_lines_are_folded_between_letters_and_signs_are_escaped(city, client, address):
    opinion(city, ODD, days=5, agency=city.standing)
    client.logout()
    body = client.get(address("staff")).content
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines) and lines[-1] == b"" and b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # no letter is cut in two
    whole = body.decode().replace("\r\n ", "")
    assert "SUMMARY:Hạn: Đèn đường\\, ngõ 5\\; hẻm \\\\ «Hoà Bình»: chữ có dấu" in whole


def sequence(text, uid):
    entry = next(part for part in text.replace("\r\n ", "").split("BEGIN:VEVENT") if f"UID:{uid}@" in part)
    value = {line.partition(":")[0]: line.partition(":")[2] for line in entry.splitlines()}
    return int(value["SEQUENCE"]), value["LAST-MODIFIED"], value["DTSTAMP"]


def test_what_changes_keeps_its_name_and_rises(city, client, address):
    with time_machine.travel("2026-11-25 09:00+07:00", tick=False) as clock:
        made = plan(city, date(2026, 12, 9))
        limit = Deadline.objects.filter(
            record=made, owed_by__isnull=True
        ).open().first() or deadlines.open_deadline(made, "opinion.answer", date(2026, 11, 25))
        path = address("staff")
        client.logout()
        before = client.get(path).content.decode()
        clock.shift(60)
        perform(sessions.move_opening, city.actor("staff"), made.pk, on=date(2026, 12, 16), reason="bão")
        after = client.get(path).content.decode()
    assert sequence(after, f"record-{made.pk}") > sequence(before, f"record-{made.pk}")
    assert sequence(after, f"deadline-{limit.pk}") > sequence(before, f"deadline-{limit.pk}")
    assert "DTSTART;VALUE=DATE:20261216" in after and "DTSTART;VALUE=DATE:20261209" not in after


@time_machine.travel("2026-11-25 09:00+07:00", tick=False)
def test_a_limit_moved_by_another_records_act_rises_too(city, client, address):
    council_session = plan(city, date(2026, 12, 30))
    dossier = create(
        sessions.register_dossier, city.actor("staff"), council_session=council_session, submitter=city.council,
        title="Dự thảo nghị quyết", document_kind="draft", on=date(2026, 11, 25),
    )  # fmt: skip
    limit = dossier.deadlines.get(code="dossier.to_committee")
    version = Record.objects.get(pk=dossier.pk).version
    path = address("staff")
    client.logout()
    before = client.get(path).content.decode()
    perform(
        sessions.move_opening, city.actor("staff"), council_session.pk, on=date(2027, 1, 13), reason="bão"
    )
    after = client.get(path).content.decode()
    assert Record.objects.get(pk=dossier.pk).version == version
    assert sequence(after, f"deadline-{limit.pk}")[0] > sequence(before, f"deadline-{limit.pk}")[0]


@time_machine.travel("2026-11-25 09:00+07:00", tick=False)
def test_a_petition_is_named_by_its_number_alone(city, client, address):
    made = factories.petition(city, title="Khiếu nại thu hồi đất ông Bảy", on=date(2026, 11, 24))
    client.logout()
    text = client.get(address("staff")).content.decode().replace("\r\n ", "")
    assert f"SUMMARY:Hạn: đơn thư {made.code} · " in text
    for secret in ("ông Bảy", "thu hồi", "Trần Thị Hoà", "0912345678"):
        assert secret not in text


@time_machine.travel("2026-11-25 09:00+07:00", tick=False)
def test_kinds_closed_to_a_role_are_not_in_its_feed(city, client, address):
    made = factories.petition(city, on=date(2026, 11, 24))
    assert f"đơn thư {made.code}" in client.get(address("staff")).content.decode().replace("\r\n ", "")
    assert "đơn thư" not in client.get(address("delegate")).content.decode().replace("\r\n ", "")


def test_a_veiled_record_is_not_in_the_feed(city, client, address, monkeypatch):
    from django.db.models import Q

    from core import visibility

    meeting(city, "Hội nghị che", localdate())
    monkeypatch.setitem(
        visibility._VEILS, "meeting", lambda actor: Q(kind="meeting") if actor.role == "chair" else None
    )
    assert "Hội nghị che" in client.get(address("staff")).content.decode()
    assert "Hội nghị che" not in client.get(address("chair")).content.decode()


def test_an_agency_reads_what_was_sent_to_it_and_owes(city, client, address):
    opinion(city, "Gửi Sở Xây dựng", days=3)
    opinion(city, "Gửi Sở Y tế", days=3, agency=city.other_agency)
    meeting(city, "Hội nghị", localdate())
    names = list(read(client, address("agency")))
    assert len(names) == 1 and names[0].startswith("Hạn: Gửi Sở Xây dựng")


def test_a_head_reads_the_committees_limits_and_a_delegate_the_councils(city, client, address):
    opinion(city, "Ban trả lời", days=3, agency=city.committee)
    opinion(city, "Thường trực trả lời", days=3, agency=city.standing)
    head = [name.split(" · ")[0] for name in read(client, address("head"))]
    assert head == ["Hạn: Ban trả lời"]
    assert len(read(client, address("delegate"))) == 2


@time_machine.travel("2026-11-25 09:00+07:00", tick=False)
def test_the_feed_reaches_from_ninety_days_back_to_four_hundred_ahead(city, client, address):
    for left in (-91, -90, 400, 401):
        meeting(city, f"Hội nghị {left}", localdate() + timedelta(left))
    Deadline.objects.all().delete()
    assert sorted(read(client, address("staff"))) == ["Hội nghị -90", "Hội nghị 400"]


def test_what_is_done_waived_or_cancelled_leaves_the_feed(city, client, address):
    done, open_ = (opinion(city, title, days=3, agency=city.standing) for title in ("Xong", "Chưa"))
    Deadline.objects.filter(record=done).update(met_on=localdate())
    gone = meeting(city, "Hội nghị hủy", localdate())
    Record.objects.filter(pk=gone.pk).update(state="cancelled")
    Deadline.objects.filter(record=gone).delete()
    assert [name.split(" · ")[0] for name in read(client, address("staff"))] == ["Hạn: Chưa"]


def test_three_entries_cost_as_much_as_one(city, client, address, django_assert_max_num_queries):
    path, asked = address("staff"), []
    for number in range(3):
        meeting(city, f"Hội nghị {number}", localdate())
        opinion(city, f"Việc {number}", days=3, agency=city.standing)
        plan(city, localdate() + timedelta(40 + number), number=20 + number)
        if number != 1:
            client.logout()
            client.get(path)
            with django_assert_max_num_queries(15) as queries:
                client.get(path)
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_page_of_each_role_tells_of_its_own_feed_only(city, sign_in, address):
    address("staff")
    for name in ("chair", "agency", "delegate"):
        assert "Chưa có đường dẫn" in sign_in(name).get("/lich/dong-bo/").content.decode()
