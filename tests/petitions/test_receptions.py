"""Receiving citizens: the timetable, the book of form 03/TCD, who is counted, refusals, and who may read whom."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from core.errors import Refused
from core.figures import count_all
from core.verbs import VERBS, perform
from petitions import book, services
from petitions.models import CitizenVisit, Petition, Reception
from petitions.services import identity
from tests import factories
from tests.petitions.steps import do as step
from tests.petitions.steps import reception, visit

pytestmark = pytest.mark.django_db
FROM, TO = date(2026, 11, 1), date(2026, 11, 30)


def do(city, fn, record, by="staff", **data):
    perform(fn, city.actor(by), record.pk, **data)
    return type(record).objects.get(pk=record.pk)


def due(record, code):
    return record.deadlines.get(code=code)


def test_a_monthly_reception_is_planned_ahead_on_working_days(city):
    first = reception(city, on=date(2026, 12, 31), repeats=3, is_online=True)
    days = list(Reception.objects.order_by("on").values_list("on", flat=True))
    assert days == [date(2026, 12, 31), date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 31)]
    assert due(first, "reception.timetable").due_on == date(2026, 12, 24)  # five working days before
    assert due(first, "reception.online_test").due_on == date(2026, 12, 30)
    first = do(city, services.announce, first, announced_on=date(2026, 11, 20))
    assert due(first, "reception.timetable").met_on == date(2026, 11, 20)
    assert due(first, "reception.online_notice").met_on and not due(first, "reception.online_test").met_on
    do(city, services.test_link, first, tested_on=date(2026, 11, 23))
    assert due(first, "reception.online_test").met_on


def test_another_day_moves_the_timetable(city):
    made = reception(city, on=date(2026, 12, 31))
    made = do(city, services.amend_reception, made, on=date(2026, 12, 24))
    assert due(made, "reception.timetable").due_on == date(2026, 12, 17)


def test_a_reception_is_held_only_when_its_day_has_come(city):
    with pytest.raises(Refused, match="Chưa đến ngày"):
        do(city, services.hold, reception(city, on=date(2099, 12, 31)), held_on=date(2026, 11, 20))
    made = do(
        city, services.hold, reception(city), held_on=date(2026, 11, 20), conclusion="Giao Sở Xây dựng."
    )
    assert made.state == "held"


def test_a_reception_with_visits_is_not_called_off(city):
    made = reception(city)
    visit(city, made)
    with pytest.raises(Refused, match="đã có lượt tiếp"):
        do(city, services.cancel, made, reason="Trùng lịch")


def test_visits_people_and_groups_are_counted_apart(city):
    """The figures of a half-year: ten visits, seventeen people, one mass group."""
    made = do(city, services.hold, reception(city), held_on=date(2026, 11, 20))
    for people in (1, 1, 1, 1, 1, 1, 1, 2, 2):
        visit(city, made, people=people)
    visit(city, made, people=6, is_mass=True)
    refused = visit(city, made, people=40, is_mass=True)
    do(
        city,
        services.refuse_visit,
        refused,
        refusal="threat",
        refused_on=date(2026, 11, 20),
        remark="Gây rối",
    )
    visit(city, None, on=date(2026, 10, 1))
    n = count_all(city.council, FROM, TO)
    counted = [n[f"receptions.{key}"] for key in ("days", "visits", "people", "mass")]
    assert counted == [1, 10, 17, 1]


def test_the_book_has_the_thirteen_columns(city, sign_in):
    made = reception(city)
    visit(city, made, people=6, is_mass=True, settled_by="UBND phường Lam Sơn")
    visit(city, made, visit_kind="denunciation", title="Tố cáo thu tiền trái quy định", takes=True)
    sheet = sign_in("staff").get("/don-thu/so-tiep-cong-dan/xuat.xlsx")
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(sheet.content)).active.iter_rows()
    ]
    assert rows[0] == book.HEAD and len(book.HEAD) == 13
    assert rows[1][2] == "Trần Thị Hoà, phường Lam Sơn" and rows[1][3] == "•••••••••789"
    assert rows[1][5:8] == ["KN, PA", 6, "UBND phường Lam Sơn"]
    assert rows[2][2] == "Người tố cáo, giữ bí mật" and rows[2][3] in (None, "") and rows[2][5] == "TC"
    hidden = sign_in("head").get("/don-thu/so-tiep-cong-dan/xuat.xlsx")
    text = str(
        [[cell.value for cell in row] for row in load_workbook(io.BytesIO(hidden.content)).active.iter_rows()]
    )
    assert "Trần Thị Hoà" not in text and "KN, PA" in text


def test_a_visit_that_denounces_is_registered_and_sealed(city):
    made = visit(city, visit_kind="denunciation", title="Tố cáo thu tiền")
    assert (made.name, made.address, made.id_number) == ("", "", "")
    assert identity.opened(made.petition)["name"] == "Trần Thị Hoà" and made.petition.source == "reception"
    with pytest.raises(IntegrityError), transaction.atomic():
        CitizenVisit.objects.filter(pk=made.pk).update(name="Trần Thị Hoà")


def test_a_visit_found_to_denounce_forgets_who_came(city):
    made = visit(city)
    made = do(city, services.amend_visit, made, visit_kind="denunciation")
    assert made.name == "" and identity.opened(made.petition)["name"] == "Trần Thị Hoà"
    with pytest.raises(Refused, match="niêm phong"):
        do(city, services.amend_visit, made, visit_kind="complaint")


def test_the_book_follows_a_petition_found_to_denounce(city):
    made = visit(city, visit_kind="complaint", takes=True)
    assert made.name == "Trần Thị Hoà" and made.petition.sender.name == "Trần Thị Hoà"
    perform(services.amend, city.actor("staff"), made.petition_id, petition_kind="denunciation")
    made.refresh_from_db()
    assert (made.name, made.visit_kind) == ("", "denunciation")


def test_a_refusal_owes_its_notice_within_three_working_days(city):
    made = visit(city)
    made = do(
        city, services.refuse_visit, made, refusal="final", refused_on=date(2026, 11, 20), remark="QĐ lần hai"
    )
    assert due(made, "reception.refusal").due_on == date(2026, 11, 26)  # 24/11 is a day off
    assert not made.deadlines.filter(code="reception.inform_citizen").exists()
    made = do(city, services.notify_refusal, made, notified_on=date(2026, 11, 23), refusal_no="3/TB-HĐND")
    assert due(made, "reception.refusal").met_on == date(2026, 11, 23)


def test_who_was_received_is_told_within_ten_working_days(city):
    made = visit(city, on=date(2026, 11, 2))
    assert due(made, "reception.inform_citizen").due_on == date(2026, 11, 16)
    made = do(city, services.answer_visit, made, answered_on=date(2026, 11, 10), result="Đã cấp giấy.")
    assert due(made, "reception.inform_citizen").met_on == date(2026, 11, 10)


# state -> what may be done there, for the office that keeps the book
STEPS = {
    "recorded": {"guide_visit", "forward_visit", "answer_visit", "refuse_visit", "take_petition"},
    "guided": {"guide_visit", "forward_visit", "answer_visit", "take_petition"},
    "forwarded": {"guide_visit", "answer_visit", "take_petition"},
    "answered": {"take_petition"},
    "refused": {"notify_refusal"},
}


@pytest.mark.parametrize("state", STEPS)
def test_what_may_be_done_with_a_visit_and_by_whom(city, state):
    made = visit(city)
    ways = {
        "guided": (services.guide_visit, {"guided_to": "Sở Xây dựng", "guided_on": date(2026, 11, 20)}),
        "forwarded": (services.forward_visit, {"agency": city.agency, "transfer_no": "1/PC"}),
        "answered": (services.answer_visit, {"answered_on": date(2026, 11, 20), "result": "Đã trả lời"}),
        "refused": (
            services.refuse_visit,
            {"refusal": "other", "refused_on": date(2026, 11, 20), "remark": "x"},
        ),
    }
    if state in ways:
        made = do(city, ways[state][0], made, **ways[state][1])
    items = {name: item for name, item in VERBS.items() if name.startswith("visitors.") and item.slug}
    assert {name.split(".")[1] for name, item in items.items() if item.possible(made)} == STEPS[state]
    for role in city.users:
        assert {item.permits(city.actor(role), made) for item in items.values()} == {role == "staff"}, role


def test_a_visit_by_form_names_nobody_in_its_content(city, sign_in):
    client = sign_in("staff")
    data = {"visit_kind": "complaint", "field": "land", "on": "20/11/2026", "people": "5", "title": "Hỏi việc cấp giấy",
            "sender_name": "Trần Thị Hoà", "sender_id_number": "không mang", "takes": "on"}  # fmt: skip
    wrong = client.post("/don-thu/so-tiep-cong-dan/moi/", data | {"title": "Bà Trần Thị Hoà hỏi việc"})
    assert wrong.status_code == 422 and list(wrong.context["form"].errors) == ["title"]
    assert client.post("/don-thu/so-tiep-cong-dan/moi/", data).status_code == 302
    made = CitizenVisit.objects.get()
    assert made.code == "TCD-2026-0001" and made.is_mass and made.petition.code == "ĐT-2026-0001"
    assert "Trần Thị Hoà" in client.get(f"/don-thu/so-tiep-cong-dan/{made.pk}/").content.decode()
    assert "Trần Thị Hoà" not in sign_in("head").get(f"/don-thu/so-tiep-cong-dan/{made.pk}/").content.decode()


def test_the_lists_cost_the_same_for_one_and_many(city, sign_in, django_assert_max_num_queries):
    made = reception(city)
    for _ in range(4):
        visit(city, made, takes=True)
    client = sign_in("staff")
    pages = (
        "tiep-cong-dan/",
        "so-tiep-cong-dan/",
        f"tiep-cong-dan/{made.pk}/",
        f"so-tiep-cong-dan/?buoi={made.pk}",
    )
    for path in pages:
        with django_assert_max_num_queries(15):
            assert client.get(f"/don-thu/{path}").status_code == 200


def test_a_petition_taken_at_a_reception_goes_its_own_way(city):
    made = visit(city, visit_kind="complaint", takes=True)
    assert step(city, made.petition, "qualify").state == "qualified"
    assert Petition.objects.get().sender.id_number == "036123456789"
    assert factories.petition(city).code == "ĐT-2026-0002"
