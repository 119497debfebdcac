"""Statistics by kind, field, place, level, unit, body and result: the figures of the reports, cut."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from core.figures import count_all
from petitions import statistics
from tests import factories
from tests.petitions.steps import bring, do, reception, visit

pytestmark = pytest.mark.django_db
FROM, TO = date(2026, 10, 1), date(2026, 11, 24)
ADDRESS = "/don-thu/thong-ke/"
COLUMNS = [name for name, *_ in statistics.COLUMNS]


@pytest.fixture
def told(city):
    """Petitions of many fates, of the city and of its ward, and others that are not counted."""
    factories.petition(city, unit=city.ward_unit)
    bring(city, factories.petition(city, petition_kind="denunciation", field="officials"), "transferred")
    bring(city, factories.petition(city, petition_kind="recommendation", people=7, is_mass=True), "filed")
    bring(city, factories.petition(city), "closed")
    do(city, factories.petition(city, petition_kind="mixed"), "split")
    factories.petition(city, on=date(2026, 9, 1))
    factories.petition(city, by="ward")
    factories.petition(city, by="foreign")
    return city


def tables(city, by="staff", start=FROM, end=TO):
    return {table.title: table for table in statistics.tables(city.actor(by), start, end)}


def cell(table, label, column):
    row = next(row for row in table.rows if row[0] == label)
    return row[1 + COLUMNS.index(column)]


def test_each_cut_adds_up_to_the_figures_of_the_report(told):
    figures = count_all(told.council, FROM, TO)
    for title in ("Theo loại đơn", "Theo lĩnh vực", "Theo nơi xảy ra", "Theo cơ quan giải quyết"):
        total = tables(told)[title].total
        for place, name in enumerate(COLUMNS, start=1):
            assert total[place] == figures[f"petitions.{name}"], (title, name)
    assert figures["petitions.received"] == 5  # the parts of the split letter came with it


def test_the_cuts_tell_kind_field_place_body_result_level_and_unit(told):
    found = tables(told)
    assert cell(found["Theo loại đơn"], "Khiếu nại", "received") == 2
    assert cell(found["Theo loại đơn"], "Tố cáo", "transferred") == 1
    assert cell(found["Theo loại đơn"], "Kiến nghị, phản ánh", "mass") == 1
    assert cell(found["Theo lĩnh vực"], "Cán bộ, công chức", "received") == 1
    assert cell(found["Theo nơi xảy ra"], "phường Lam Sơn", "received") == 1
    assert cell(found["Theo nơi xảy ra"], "Không ghi nơi xảy ra", "received") == 4
    assert cell(found["Theo cơ quan giải quyết"], told.agency.short_name, "received") == 2
    assert [row[:2] for row in found["Theo kết quả giải quyết"].rows] == [["Đúng", 1]]
    assert cell(found["Theo cấp tiếp nhận"], "Xã, phường, đặc khu", "received") == 1
    assert cell(found["Theo đơn vị tiếp nhận"], told.council.short_name, "received") == 5


@pytest.mark.parametrize("end", [TO, date(2026, 11, 1)])
def test_each_number_opens_its_petitions(told, sign_in, end):
    client = sign_in("staff")
    for title, table in tables(told, end=end).items():
        opened = 0
        for cells in (*table.cells, table.total_cells):
            for number, url in cells:
                if url and number:
                    page = client.get(url)
                    assert page.context["table"].paginator.count == number, url
                    opened += 1
        assert opened or not table.rows or title == "Theo cấp tiếp nhận", title


def test_a_ward_counts_its_own_alone(told):
    found = tables(told, by="ward")
    assert found["Theo loại đơn"].total[1] == found["Theo cấp tiếp nhận"].total[1] == 1


def test_the_rate_counts_only_what_had_a_date(city):
    kept, late, running = (factories.petition(city, on=date(2026, 10, day)) for day in (1, 2, 5))
    do(city, kept, "file", filed_on=date(2026, 10, 5))
    do(city, late, "file", filed_on=date(2026, 11, 20))
    row = tables(city, end=date(2026, 10, 16))["Theo loại đơn"].total
    assert (row[1], row[1 + COLUMNS.index("dated")], row[-1]) == (3, 2, "50,0%")
    assert running.state == "received"
    assert tables(city, start=date(2026, 11, 24))["Theo loại đơn"].total[-1] == "–"
    assert statistics.rate(1, 3) == "33,3%" and statistics.rate(0, 0) == "–"


def test_receptions_are_counted_by_their_form(city):
    made = do_hold(city, reception(city))
    visit(city, made)
    visit(city, made, people=6, is_mass=True, takes=True)
    visit(city, None, people=2)
    table = statistics.receptions(city.actor("staff"), FROM, TO)
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Định kỳ"] == [1, 2, 7, 1, 1]
    assert rows["Ngoài các buổi đã lập lịch"] == [0, 1, 2, 0, 0]
    assert rows["Đột xuất"] == [0, 0, 0, 0, 0] and table.total == ["Tổng cộng", 1, 3, 9, 1, 1]


def do_hold(city, made):
    from core.verbs import perform
    from petitions import services

    perform(services.hold, city.actor("staff"), made.pk, held_on=made.on)
    return type(made).objects.get(pk=made.pk)


def test_the_page_and_the_sheet_say_the_same(told, sign_in, django_assert_max_num_queries):
    client, query = sign_in("chair"), "?tu=01/10/2026&den=24/11/2026"
    client.get("/don-thu/")  # moves the idle limit of the login, once a minute
    with django_assert_max_num_queries(15):
        page = client.get(ADDRESS + query)
    sheet = client.get(f"{ADDRESS}xuat.xlsx{query}")
    rows = [list(row) for row in load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True)]
    assert "01/10/2026 đến 24/11/2026" in rows[0][0]
    for table in page.context["tables"]:
        width = len(table.head)
        assert [*table.total] in [row[:width] for row in rows], table.title
    assert "Trần Thị Hoà" not in str(rows)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?tu=1/10/2026&den=30/9/2026", 400),
        ("?tu=31/2/2026&den=1/3/2026", 400),
        ("?tu=1/1/2026", 400),
    ],
)
def test_a_wrong_period_is_said(city, sign_in, query, status):
    for path in (ADDRESS, f"{ADDRESS}xuat.xlsx"):
        assert sign_in("staff").get(path + query).status_code == status


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("staff", 200),
        ("ward", 200),
        ("chair", 200),
        ("head", 200),
        ("delegate", 403),
        ("agency", 403),
        ("admin", 403),
    ],
)
def test_who_sees_the_statistics_and_what_is_watched(city, sign_in, person, status):
    client = sign_in(person)
    for path in (ADDRESS, f"{ADDRESS}xuat.xlsx", "/don-thu/theo-doi/"):
        assert client.get(path).status_code == status, path
