"""The board of a session: its dossiers against the limits that count back from the opening day."""

from datetime import date

import pytest
import time_machine

from core.verbs import create, perform
from sessions import services as sessions

TODAY = "2026-11-25 09:00+07:00"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def council_session(city):
    values = {
        "session_kind": "regular_end",
        "number": 9,
        "term": city.term,
        "title": "",
        "ends_on": date(2026, 12, 11),
    }
    return create(sessions.plan_session, city.actor("staff"), on=date(2026, 12, 9), **values)


def dossier(city, council_session, title, **values):
    values = {"submitter": city.agency, "committee": city.committee, "document_kind": "draft"} | values
    actor = city.actor("staff")
    on = date(2026, 11, 2)
    return create(
        sessions.register_dossier, actor, council_session=council_session, title=title, on=on, **values
    )


def limit(record, code="dossier.to_committee"):
    return record.deadlines.get(code=code)


def opened(client, council_session):
    page = client.get(f"/tien-do/{council_session.pk}/")
    assert page.status_code == 200
    return page


def cells(page, title):
    row = next(row for row in page.context["rows"] if row["record"].title == title)
    return dict(zip(page.context["heads"], row["cells"], strict=True))


def test_each_dossier_stands_against_its_limits(city, sign_in, council_session):
    made = dossier(city, council_session, "Dự thảo phí cảng")
    due_on = limit(made).due_on
    page = opened(sign_in("staff"), council_session)
    cell = cells(page, "Dự thảo phí cảng")["Gửi hồ sơ đến Ban"]
    assert cell["due_on"] == due_on and cell["who"] == "Sở Xây dựng" and "Luật" in cell["basis"]
    assert cells(page, "Dự thảo phí cảng")["Ban họp thẩm tra"] is None
    text = page.content.decode()
    assert f"hạn {due_on:%d/%m/%Y}" in text and "Ban Pháp chế" in text and "Tiến độ kỳ họp thứ 9" in text


def test_a_late_dossier_says_by_how_many_days(city, sign_in, council_session):
    late, missing, good = (
        dossier(city, council_session, title) for title in ("Nộp chậm", "Chưa nộp", "Đúng hạn")
    )
    due_on = date(2026, 11, 20)
    for made in (late, missing, good):
        made.deadlines.filter(code="dossier.to_committee").update(due_on=due_on)
    for made, day in ((late, date(2026, 11, 23)), (good, due_on)):
        reason = {"late_reason": "Chờ ý kiến", "late_approved_by": "Chủ tịch"} if day > due_on else {}
        perform(sessions.receive, city.actor("staff"), made.pk, received_on=day, **reason)
    page = opened(sign_in("staff"), council_session)
    found = {title: cells(page, title)["Gửi hồ sơ đến Ban"] for title in ("Nộp chậm", "Chưa nộp", "Đúng hạn")}
    assert {title: (cell["late"], cell["chip"].tone) for title, cell in found.items()} == {
        "Nộp chậm": (3, "late"), "Chưa nộp": (5, "late"), "Đúng hạn": (0, "done"),
    }  # fmt: skip
    assert found["Nộp chậm"]["met_on"] == date(2026, 11, 23) and page.context["late"] == 2
    total = page.context["totals"][0]
    assert total == {
        "name": "Sở Xây dựng", "dossiers": 3, "in_time": 1, "met_late": 1, "open_late": 1, "open": 0, "late": 2, "longest": 5,
    }  # fmt: skip


def test_totals_put_the_latest_submitter_first(city, sign_in, council_session):
    dossier(city, council_session, "Đúng", submitter=city.agency)
    late = dossier(city, council_session, "Chậm", submitter=city.other_agency)
    late.deadlines.filter(code="dossier.to_committee").update(due_on=date(2026, 11, 20))
    page = opened(sign_in("chair"), council_session)
    assert [row["name"] for row in page.context["totals"]] == ["Sở Y tế", "Sở Xây dựng"]


def test_today_and_the_opening_are_marked_in_the_order_of_days(city, sign_in, council_session):
    dossier(city, council_session, "Dự thảo")
    stops = opened(sign_in("staff"), council_session).context["rail"]
    assert [stop["day"] for stop in stops] == sorted(stop["day"] for stop in stops)
    marks = {
        stop["label"]: (stop["day"], stop["sub"])
        for stop in stops
        if stop["label"] in ("Hôm nay", "Khai mạc", "Bế mạc")
    }
    assert marks == {
        "Hôm nay": (date(2026, 11, 25), ""), "Khai mạc": (date(2026, 12, 9), "còn 14 ngày"),
        "Bế mạc": (date(2026, 12, 11), "còn 16 ngày"),
    }  # fmt: skip


def test_a_withdrawn_dossier_stays_without_limits(city, sign_in, council_session):
    made = dossier(city, council_session, "Rút")
    perform(sessions.withdraw_dossier, city.actor("staff"), made.pk, reason="Chưa chuẩn bị kịp")
    page = opened(sign_in("staff"), council_session)
    assert not any(cells(page, "Rút").values()) and page.context["late"] == 0


def test_an_empty_session_says_what_comes(city, sign_in, council_session):
    assert "Chưa có hồ sơ nào được đăng ký" in opened(sign_in("staff"), council_session).content.decode()


@pytest.mark.parametrize(("who", "status"), [("staff", 200), ("chair", 200), ("head", 200), ("delegate", 200),
                                             ("ward", 404), ("agency", 404), ("foreign", 404)])  # fmt: skip
def test_who_sees_the_session_sees_its_board(city, sign_in, council_session, who, status):
    assert sign_in(who).get(f"/tien-do/{council_session.pk}/").status_code == status


def test_a_board_of_no_session_is_not_there(city, sign_in):
    assert sign_in("staff").get("/tien-do/999999/").status_code == 404


def test_the_session_leads_to_its_board(city, sign_in, council_session):
    page = sign_in("staff").get(council_session.get_absolute_url(), follow=True)
    assert f'href="/tien-do/{council_session.pk}/"' in page.content.decode()


def test_three_dossiers_cost_as_much_as_one(city, sign_in, council_session, django_assert_max_num_queries):
    client, asked = sign_in("staff"), []
    for number in range(3):
        dossier(city, council_session, f"Hồ sơ {number}", document_kind="report")
        if number != 1:
            opened(client, council_session)
            with django_assert_max_num_queries(15) as queries:
                opened(client, council_session)
            asked.append(len(queries))
    assert asked[0] == asked[1]
