"""The desk's pages, by role, by number of rows and by what the address says."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils.timezone import localdate

from core.models import Deadline, Notice, SpecialDay
from core.services import days
from core.verbs import create, perform
from desk import health
from voters import services as voters
from voters.models import Field

PAGES = ["/", "/viec-den-han/", "/viec-den-han/?nhom=qua-han&ben=khac", "/tim/?q=duong", "/lich/", "/lich/?kieu=danh-sach",
         "/thong-bao/", "/danh-ba/"]  # fmt: skip
ROLES = ["admin", "staff", "chair", "head", "delegate", "ward", "agency"]


def opinion(city, title, *, days, agency=None, who="staff"):
    """An opinion sent to an agency, its answer due `days` from today."""
    actor = city.actor(who)
    made = create(
        voters.record_opinion, actor, title=title, field=Field.TRAFFIC, competence="city", on=localdate()
    )
    agency = agency or city.agency
    perform(voters.forward, actor, made.pk, agency=agency, letter_no="", forwarded_on=localdate())
    Deadline.objects.filter(record=made).update(due_on=localdate() + timedelta(days))
    return made


def meeting(city, title, on):
    actor = city.actor("staff")
    return create(voters.plan_meeting, actor, title=title, meeting_kind="before", on=on, unit=city.ward_unit)


def blocks(page):
    """{title: [titles of its lines]} of the desk."""
    return {
        block["title"]: [item["title"] for group in block["groups"] for item in group["items"]]
        for block in page.context["blocks"]
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", PAGES)
def test_every_role_opens_every_page_of_the_desk(city, sign_in, role, address):
    opinion(city, "Đèn đường hỏng", days=-3)
    assert sign_in(role).get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_is_led_to_the_sign_in(db, client, address):
    assert client.get(address)["Location"].startswith("/dang-nhap/")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["staff", "agency", "chair", "head", "admin"])
def test_three_rows_cost_as_much_as_one(city, sign_in, role, address, django_assert_max_num_queries):
    client, asked = sign_in(role), []
    for number in range(3):
        opinion(city, f"Đường ngập {number}", days=number - 1)
        meeting(city, f"Hội nghị đường {number}", localdate() + timedelta(number))
        Notice.objects.create(user=city.users[role], text=f"Việc {number}", key=f"test:{number}")
        if number != 1:
            client.get(address)  # what a process and a minute remember is there from now on
            with django_assert_max_num_queries(15) as queries:
                client.get(address)
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_desk_parts_own_work_from_that_of_others(city, sign_in):
    opinion(city, "Chờ Sở Xây dựng", days=-2)
    opinion(city, "Thường trực phải trả lời", days=3, agency=city.standing)
    opinion(city, "Phường đang giữ", days=0, agency=city.ward_agency, who="ward")
    shown = blocks(sign_in("staff").get("/"))
    assert shown["Việc của tôi"] == ["Thường trực phải trả lời"]
    assert shown["Chờ người khác"] == ["Chờ Sở Xây dựng", "Phường đang giữ"]
    assert blocks(sign_in("ward").get("/"))["Chờ người khác"] == ["Phường đang giữ"]


def test_work_without_a_debtor_is_the_keepers_own(city, sign_in):
    with time_machine.travel("2026-10-01 09:00+07:00", tick=False):
        meeting(city, "Hội nghị ở Lam Sơn", date(2026, 10, 9))
        Deadline.objects.update(owed_by=None)
        assert "Hội nghị ở Lam Sơn" in blocks(sign_in("staff").get("/"))["Việc của tôi"]


def test_a_head_sees_the_committees_work_before_the_councils(city, sign_in):
    opinion(city, "Ban trả lời", days=2, agency=city.committee)
    opinion(city, "Thường trực trả lời", days=1, agency=city.standing)
    shown = blocks(sign_in("head").get("/"))
    assert list(shown) == ["Việc của Ban", "Việc khác của Hội đồng nhân dân", "Chờ người khác"]
    assert shown["Việc của Ban"] == ["Ban trả lời"]
    assert shown["Việc khác của Hội đồng nhân dân"] == ["Thường trực trả lời"]


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("staff", "Việc của tôi"), ("ward", "Việc của tôi"), ("chair", "Chờ người khác"), ("head", "Việc của Ban"),
        ("delegate", "Kỳ họp và lịch sắp tới"), ("agency", "Việc phải trả lời"), ("admin", "Việc quản trị"),
    ],
)  # fmt: skip
def test_each_role_has_its_own_first_block(city, sign_in, role, first):
    assert sign_in(role).get("/").context["blocks"][0]["title"] == first


def test_groups_follow_the_due_date_and_count_all(city, sign_in):
    for left in (-1, 0, 1, 7, 8, 30, 31):
        opinion(city, f"Hạn {left}", days=left)
    page = sign_in("staff").get("/")
    groups = next(block for block in page.context["blocks"] if block["title"] == "Chờ người khác")["groups"]
    assert [(group["label"], group["count"]) for group in groups] == [
        ("Quá hạn", "1"), ("Hôm nay", "1"), ("Trong 7 ngày tới", "2"), ("Sắp tới", "2"),
    ]  # fmt: skip
    tiles = {tile["label"]: tile["value"] for tile in page.context["tiles"]}
    assert tiles["việc quá hạn"] == "1" and tiles["việc đến hạn trong 7 ngày"] == "3"


def test_a_full_group_leads_to_its_whole_list(city, sign_in):
    for number in range(7):
        opinion(city, f"Chậm {number}", days=-1 - number)
    client = sign_in("staff")
    block = next(item for item in client.get("/").context["blocks"] if item["title"] == "Chờ người khác")
    group = block["groups"][0]
    assert len(group["items"]) == 5 and group["items"][0]["title"] == "Chậm 6"
    assert client.get(group["more_url"]).context["total"] == group["count"] == "7"


def test_an_agency_sees_nothing_sent_to_others(city, sign_in):
    opinion(city, "Gửi Sở Xây dựng về đường", days=-1)
    opinion(city, "Gửi Sở Y tế về đường", days=-1, agency=city.other_agency)
    client = sign_in("agency")
    for address in ("/", "/viec-den-han/", "/tim/?q=duong", "/lich/", "/lich/?kieu=danh-sach"):
        text = client.get(address).content.decode()
        assert "Sở Y tế về đường" not in text, address
    assert "Gửi Sở Xây dựng" in client.get("/").content.decode()


def test_another_city_sees_none_of_it(city, sign_in):
    opinion(city, "Đường ở Sông Châu", days=-1)
    meeting(city, "Hội nghị đường Lam Sơn", localdate())
    client = sign_in("foreign")
    for address in ("/", "/viec-den-han/", "/tim/?q=duong", "/lich/"):
        text = client.get(address).content.decode()
        assert "Sông Châu" not in text and "Lam Sơn" not in text, address


def test_slowest_bodies_count_what_is_overdue_and_how_long(city, sign_in):
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False):
        opinion(city, "a", days=-2)
        opinion(city, "b", days=-5)
        opinion(city, "c", days=-1, agency=city.other_agency)
        aside = sign_in("chair").get("/").context["aside"]
    assert aside[0]["facts"] == [("Sở Xây dựng", "2 việc · 3,5 ngày"), ("Sở Y tế", "1 việc · 1,0 ngày")]


@time_machine.travel("2026-11-24 09:00+07:00", tick=False)
def test_a_day_off_says_why(city, sign_in):
    text = sign_in("staff").get("/").content.decode()
    assert "Thứ Ba, 24/11/2026 · ngày nghỉ (Ngày Văn hóa Việt Nam)" in text


@time_machine.travel("2026-11-25 09:00+07:00", tick=False)
def test_an_empty_desk_says_what_to_do(city, sign_in):
    page = sign_in("staff").get("/")
    assert page.context["sub"] == "Thứ Tư, 25/11/2026"
    assert "Xem Lịch và thời hạn để biết các việc xa hơn" in page.content.decode()
    assert [link["label"] for link in page.context["actions"]][-1] == "Nhập kiến nghị"
    assert sign_in("agency").get("/").context["actions"] == []


def test_search_finds_by_code_name_and_words_without_diacritics(city, sign_in):
    made = opinion(city, "Đèn đường hỏng", days=3)
    client = sign_in("staff")
    for text in ("den duong", made.code, "ĐÈN"):
        groups = client.get("/tim/", {"q": text}).context["groups"]
        assert groups[0]["label"] == "Kiến nghị cử tri" and groups[0]["items"][0]["title"] == "Đèn đường hỏng"
        assert client.get(groups[0]["url"]).status_code == 200
    labels = [group["label"] for group in client.get("/tim/", {"q": "lam son"}).context["groups"]]
    assert labels == ["Cơ quan, tổ chức", "Đơn vị hành chính"]
    people = client.get("/tim/", {"q": "pham loi"}).context["groups"]
    assert people[0]["label"] == "Đại biểu" and people[0]["items"][0]["title"] == "Phạm Văn Lợi"


def test_search_shows_five_and_the_total(city, sign_in):
    for number in range(7):
        opinion(city, f"Đường {number}", days=3)
    group = sign_in("staff").get("/tim/?q=duong").context["groups"][0]
    assert len(group["items"]) == 5 and group["total"] == "7"


@pytest.mark.parametrize("text", ["", " ", "a", "!", "đ"])
def test_a_search_too_short_gives_help(city, sign_in, text):
    page = sign_in("staff").get("/tim/", {"q": text})
    assert page.status_code == 200 and page.context["groups"] == []
    assert "Gõ" in page.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "' & | ! :*", "x" * 5000, "<script>alert(1)</script>", "%_\\"])
def test_a_strange_search_is_harmless(city, sign_in, text):
    page = sign_in("staff").get("/tim/", {"q": text})
    assert page.status_code == 200 and "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "query", ["thang=abc", "thang=2026-13", "thang=0", "thang=2026-00", "thang=99999-1", "ngay=2026-02-30", "ngay=x",
              "kieu=nam", "so=khong-co", "thang=1800-01"],
)  # fmt: skip
def test_a_wrong_calendar_address_is_told(city, sign_in, query):
    page = sign_in("staff").get(f"/lich/?{query}")
    assert page.status_code == 400 and "/lich/" in page.content.decode()


def day_of(page, day):
    return next(cell for week in page.context["weeks"] for cell in week if cell["date"] == day)


@time_machine.travel("2026-08-10 09:00+07:00", tick=False)
def test_the_calendar_shows_events_due_dates_and_days_off(city, sign_in):
    meeting(city, "Hội nghị tháng Tám", date(2026, 8, 20))
    opinion(city, "Đường ngập", days=12)
    page = sign_in("staff").get("/lich/?thang=2026-08")
    assert day_of(page, date(2026, 8, 20))["events"][0]["label"].startswith("Hội nghị tháng Tám")
    assert day_of(page, date(2026, 8, 22))["events"][0]["label"].startswith("Hạn: Đường ngập")
    made_up = day_of(page, date(2026, 8, 22))
    assert made_up["working"] and made_up["reason"] == "làm bù ngày 31/08/2026"
    off = day_of(page, date(2026, 8, 31))
    assert not off["working"] and "Quốc khánh" in off["reason"]
    assert not page.context["unconfirmed"]


def test_the_calendar_narrows_to_one_register(city, sign_in):
    meeting(city, "Hội nghị", localdate())
    opinion(city, "Đường ngập", days=0)
    page = sign_in("staff").get("/lich/?so=opinion")
    assert [event["label"][:15] for event in day_of(page, localdate())["events"]] == ["Hạn: Đường ngập"]


def test_a_full_day_of_the_calendar_leads_to_its_list(city, sign_in):
    for number in range(6):
        opinion(city, f"Việc {number}", days=0)
    client = sign_in("staff")
    cell = day_of(client.get("/lich/"), localdate())
    assert len(cell["events"]) == 4 and cell["more"] == "còn 2 việc"
    assert len(day_of(client.get(cell["day_url"]), localdate())["events"]) == 6


def test_the_calendar_warns_of_a_year_not_announced(city, sign_in):
    page = sign_in("staff").get("/lich/?thang=01/2045")
    assert page.context["unconfirmed"] and "chưa được công bố" in page.content.decode()


def test_a_special_day_entered_here_shows_on_the_calendar(city, sign_in):
    SpecialDay.objects.create(day=date(2026, 11, 26), worked=False, name="nghỉ vì bão", edited=True)
    days.changed()
    assert day_of(sign_in("staff").get("/lich/?thang=2026-11"), date(2026, 11, 26))["reason"] == "nghỉ vì bão"
    days.changed()


def notice(city, name, text, **values):
    return Notice.objects.create(user=city.users[name], text=text, key=text, **values)


def test_notices_are_ones_own_and_unread_first(city, sign_in):
    first, second = notice(city, "staff", "Việc một"), notice(city, "staff", "Việc hai", url="/kien-nghi/")
    notice(city, "chair", "Việc của Chủ tịch")
    client = sign_in("staff")
    assert [item.text for item in client.get("/thong-bao/").context["notices"]] == ["Việc hai", "Việc một"]
    assert client.post(f"/thong-bao/{second.pk}/")["Location"] == "/kien-nghi/"
    assert [item.text for item in client.get("/thong-bao/").context["notices"]] == ["Việc một", "Việc hai"]
    assert client.get(f"/thong-bao/{first.pk}/").status_code == 405
    client.post("/thong-bao/doc-het/")
    assert not Notice.objects.filter(user=city.users["staff"], read_at=None).exists()
    assert Notice.objects.filter(user=city.users["chair"], read_at=None).count() == 1


def test_a_notice_of_another_person_is_not_there(city, sign_in):
    other = notice(city, "chair", "Việc của Chủ tịch")
    assert sign_in("staff").post(f"/thong-bao/{other.pk}/").status_code == 404
    other.refresh_from_db()
    assert other.read_at is None


def test_a_notice_never_leads_outside(city, sign_in):
    bad = notice(city, "staff", "Lừa", url="https://example.org/")
    assert sign_in("staff").post(f"/thong-bao/{bad.pk}/")["Location"] == "/thong-bao/"


def test_health_asks_the_database_once_and_opens_no_session(db, client, django_assert_num_queries):
    health._worker["at"] = None
    with django_assert_num_queries(1) as asked:
        answer = client.get("/healthz")
    assert asked.captured_queries[0]["sql"] == "SELECT 1"
    assert answer.json() == {"database": "ok", "redis": "ok", "worker": "not ok", "disk": "ok"}
    assert answer.status_code == 503 and not answer.cookies


def test_health_with_a_session_cookie_asks_no_more(city, sign_in, django_assert_num_queries):
    client = sign_in("staff")
    with django_assert_num_queries(1):
        client.get("/healthz")


def test_health_says_when_redis_is_gone(db, client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.json()["redis"] == "not ok" and answer.status_code == 503


def test_health_is_well_with_a_worker_and_remembers_it(db, client):
    from time import monotonic

    health._worker.update(at=monotonic(), ok=True)
    assert client.get("/healthz").status_code == 200
    health._worker.update(at=None, ok=False)
