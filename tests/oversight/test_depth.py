"""Depth at a glance, the board, and the conference's count of rounds and units."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from oversight import depth, services
from oversight.models import Round
from tests.oversight import steps

AFTER = date(2027, 1, 4)


@pytest.fixture
def year(city, time_machine_at):
    """A concluded round at two units with a done, a late and a coming recommendation; one still at work."""
    first = steps.decide(city, steps.of_committee(city))
    visits = [steps.add_visit(city, first, target) for target in (city.agency, city.other_agency)]
    steps.send_outline(city, first)
    steps.do(city, services.receive_report, visits[0], report_received_on=date(2026, 9, 20))
    steps.do(city, services.begin, first)
    steps.work(city, visits[0], good="Tốt", faults="Chậm", causes="Ít người")
    steps.finding(city, visits[0], paper="12/BB", legal_ground="Luật Xây dựng")
    steps.work(city, visits[1], good="", faults="Thiếu")
    done = steps.add_recommendation(city, first)
    steps.add_recommendation(city, first, title="Chậm")
    steps.add_recommendation(city, first, title="Chưa đến hạn", due_on=date(2027, 12, 31))
    steps.report(city, first)
    steps.conclude(city, first)
    steps.confirm(city, done, done_on=date(2026, 11, 1))
    steps.round_in(city, "working", made=steps.propose)
    time_machine_at(AFTER)
    return first


def test_the_depth_of_a_round(city, year):
    row = next(row for row in depth.per_round(depth.held(city.council.pk)) if row.record.pk == year.pk)
    assert row.numbers == {
        "rounds": 1, "visits": 2, "worked": 2, "units": 2, "reported": 1, "findings": 4, "faults": 3, "proven": 1, "grounded": 1,
        "repeated": 0, "issued": 3, "due": 2, "done": 1, "on_time": 1, "ended": 1,
    }  # fmt: skip
    assert (row.share_on_time, row.share_done, row.share_proven, row.days) == (50, 50, 25, 10)


def test_nothing_due_has_no_rate(city):
    made = steps.round_in(city, "concluded")
    row = depth.per_round(Round.objects.filter(pk=made.pk))[0]
    assert row.issued == 1 and row.due == 0 and row.share_on_time is None and row.share_done is None


def test_done_late_is_done_but_not_on_time(city, time_machine_at):
    item = steps.recommendation_in(city, "open")
    steps.confirm(city, item, done_on=date(2027, 1, 2))
    time_machine_at(AFTER)
    row = depth.per_round(Round.objects.filter(pk=item.round_id))[0]
    assert (row.due, row.done, row.on_time) == (1, 1, 0)


def test_bodies_and_years_are_compared(city, year):
    compared = depth.per_body(depth.held(city.council.pk))
    assert [number for number, _, _ in compared] == [2026]
    _, bodies, total = compared[0]
    assert {row.label: (row.rounds, row.visits) for row in bodies} == {
        "Ban Pháp chế": (1, 2),
        "Thường trực HĐND": (1, 1),
    }
    # The agency stands in both rounds: three visits, two units.
    assert (total.rounds, total.visits, total.units) == (2, 3, 2)


def test_the_page_asks_the_same_however_many_rounds(city, year, sign_in, django_assert_max_num_queries):
    client = sign_in("delegate")
    client.get("/giam-sat/chieu-sau/?nam=2026")
    with django_assert_max_num_queries(15):
        page = client.get("/giam-sat/chieu-sau/?nam=2026")
    assert page.status_code == 200 and len(page.context["rounds"]) == 2
    own = client.get(f"/giam-sat/chieu-sau/?nam=2026&co_quan={city.committee.pk}").context["rounds"]
    assert [row.record.pk for row in own] == [year.pk]
    assert client.get("/giam-sat/chieu-sau/?nam=xyz").status_code == 400
    book = load_workbook(io.BytesIO(client.get("/giam-sat/chieu-sau/xuat.xlsx?nam=2026").content)).active
    assert book.max_row == 1 + 3 + 2


def test_an_agency_gets_no_comparison(city, sign_in):
    assert sign_in("agency").get("/giam-sat/chieu-sau/").status_code == 403


def test_the_conferences_four_rounds_at_eight_units(city):
    """Eight units, one of them in two rounds: nine visits, and the unit counts once."""
    from core.figures import count_all
    from tests.factories import body

    units = [body(f"dv-{number}", "department", f"Đơn vị {number}", city.council) for number in range(8)]
    for number, chosen in enumerate((units[:2], units[2:4], units[4:6], [*units[6:], units[0]])):
        made = steps.decide(city, steps.of_committee(city, title=f"Chuyên đề {number}"))
        for target in chosen:
            steps.add_visit(city, made, target)
    counted = count_all(city.council, date(2026, 9, 1), date(2026, 9, 30))
    assert (counted["oversight.rounds"], counted["oversight.units"], counted["oversight.visits"]) == (4, 8, 9)
    _, _, total = depth.per_body(depth.held(city.council.pk))[0]
    assert (total.rounds, total.units, total.visits) == (4, 8, 9)


# --- the board ----------------------------------------------------------------------------------------------


def test_the_board_has_a_column_per_state(city, sign_in, django_assert_max_num_queries):
    for state in ("proposed", "decided", "working", "concluded"):
        steps.round_in(city, state)
    steps.round_in(city, "cancelled")
    client = sign_in("chair")
    client.get("/giam-sat/bang/")
    with django_assert_max_num_queries(15):
        page = client.get("/giam-sat/bang/")
    found = {
        column["label"]: [card["round"].state for card in column["cards"]]
        for column in page.context["columns"]
    }
    assert len(found) == len(Round.STATES) - 1
    assert found["đang làm việc"] == ["working"] and found["đã kết thúc"] == []
    counts = {column["label"]: column["count"] for column in page.context["columns"]}
    assert counts["đã kết luận"] == "1"


def test_the_board_is_filtered_like_the_list(city, sign_in):
    steps.round_in(city, "proposed")
    steps.propose(city, title="Nước sạch nông thôn", field="environment")
    client = sign_in("staff")
    cards = [
        card
        for column in client.get("/giam-sat/bang/?q=nuoc sach").context["columns"]
        for card in column["cards"]
    ]
    assert [card["round"].title for card in cards] == ["Nước sạch nông thôn"]
    assert client.get("/giam-sat/bang/?tu=hom+kia").status_code == 400
