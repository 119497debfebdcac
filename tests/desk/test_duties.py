"""Duties by law that no register keeps."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from core.models import Deadline
from core.verbs import create, perform
from desk.duties import services
from desk.duties.catalogue import CODES, choices
from desk.duties.models import Duty
from desk.duties.services import later

HEARING = {"rule_code": "question.hearing_plan", "on": date(2026, 12, 21)}


@pytest.fixture
def made(city):
    return create(services.open_duty, city.actor("staff"), **HEARING)


def test_every_rule_offered_is_one_of_law(db):
    assert sorted(code for _, rows in choices() for code, _ in rows) == sorted(CODES)


def test_a_duty_is_counted_by_its_rule_and_owed_by_the_standing_body(city, made):
    deadline = made.deadlines.get()
    assert (deadline.due_on, deadline.owed_by) == (date(2026, 12, 11), city.standing)
    assert deadline.rule.basis and made.code == "VL-2026-0001"
    assert made.title == "Gửi nội dung, kế hoạch phiên giải trình đến người giải trình"


def test_another_day_moves_it_and_another_rule_takes_its_place(city, made):
    perform(services.amend_duty, city.actor("staff"), made.pk, **HEARING | {"on": date(2026, 12, 28)})
    assert made.deadlines.get().due_on == date(2026, 12, 18)
    values = {"rule_code": "oversight.document_answer", "on": date(2026, 11, 2), "owed_by": city.agency}
    perform(services.amend_duty, city.actor("staff"), made.pk, title="Trả lời Ban", **values)
    deadline = made.deadlines.get()
    assert (deadline.code, deadline.due_on, deadline.owed) == (
        "oversight.document_answer",
        date(2026, 12, 2),
        "Trả lời Ban",
    )
    assert Duty.objects.visible_to(city.actor("agency")).filter(pk=made.pk).exists()
    assert not Duty.objects.visible_to(city.actor("other_agency")).exists()


def test_what_comes_back_is_opened_again(city):
    values = {
        "rule_code": "standing.activity_report",
        "on": date(2026, 6, 30),
        "due_asked": date(2026, 7, 15),
    }
    made = create(services.open_duty, city.actor("staff"), repeat="half", **values)
    perform(services.finish, city.actor("staff"), made.pk, done_on=date(2026, 7, 10), done_no="12/BC-HĐND")
    made.refresh_from_db()
    first, second = Deadline.objects.filter(code="standing.activity_report").order_by("due_on")
    assert (first.met_on, first.paper, made.state) == (date(2026, 7, 10), "12/BC-HĐND", "done")
    assert (second.due_on, second.met_on) == (date(2027, 1, 15), None)


def test_what_is_not_owed_has_no_limit(city, made):
    perform(services.drop_duty, city.actor("chair"), made.pk, reason="Không tổ chức giải trình")
    made.refresh_from_db()
    assert (made.state, made.deadlines.count(), made.next_due) == ("dropped", 0, None)


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)), (date(2028, 2, 29), 12, date(2029, 2, 28)), (None, 3, None),
    ],
)  # fmt: skip
def test_the_next_period(day, months, wanted):
    assert later(day, months) == wanted


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rule_code": "standing.front_notice", "on": "2/11/2026"}, "due_asked"),
        ({"rule_code": "question.hearing_plan", "on": "2/11/1990"}, "on"),
        (
            {"rule_code": "oversight.document_answer", "on": "2/11/2026", "due_asked": "1/11/2026"},
            "due_asked",
        ),
        ({"rule_code": "no.such", "on": "2/11/2026"}, "rule_code"),
    ],
)
def test_a_duty_without_a_limit_is_refused_at_its_field(city, sign_in, values, field):
    page = sign_in("staff").post(reverse("desk:duty_new"), values)
    assert page.status_code == 422 and field in page.context["form"].errors
    assert not Duty.objects.exists()


def test_it_is_entered_in_the_browser_and_stands_on_the_desk(city, sign_in):
    client = sign_in("staff")
    day = f"{localdate():%d/%m/%Y}"
    saved = client.post(
        reverse("desk:duty_new"), {"rule_code": "standing.letter_issue", "on": day, "title": "Công văn 8"}
    )
    page = client.get(saved["Location"]).content.decode()
    assert "Công văn 8" in page and "Nghị định số 30/2020/NĐ-CP" in page
    assert "Công văn 8" in client.get("/").content.decode()


def test_lists_ask_the_same_for_one_row_and_three(city, sign_in, made, django_assert_max_num_queries):
    client = sign_in("staff")
    with django_assert_max_num_queries(15) as one:
        client.get("/viec-theo-luat/")
    for day in (22, 23):
        create(services.open_duty, city.actor("staff"), **HEARING | {"on": date(2026, 12, day)})
    with django_assert_max_num_queries(len(one)):
        client.get("/viec-theo-luat/")


def test_what_is_owed_stands_before_what_is_done(city, sign_in, made):
    perform(services.finish, city.actor("staff"), made.pk, done_on=date(2026, 11, 2))
    later_one = create(services.open_duty, city.actor("staff"), **HEARING | {"on": date(2026, 12, 28)})
    rows = [row.record.pk for row in sign_in("staff").get("/viec-theo-luat/").context["table"].rows]
    assert rows == [later_one.pk, made.pk]


def test_the_page_says_the_rule_and_what_became_of_it(city, sign_in, made):
    client, page = sign_in("staff"), f"/viec-theo-luat/{made.pk}/"
    shown = client.get(page).content.decode()
    assert "Luật số 121/2025/QH15" in shown and "cần kiểm chứng" in shown and "Chưa xong" in shown
    assert "question.hearing_plan" not in shown
    perform(services.drop_duty, city.actor("staff"), made.pk, reason="Hoãn phiên giải trình")
    assert "Hoãn phiên giải trình" in client.get(page).content.decode()
