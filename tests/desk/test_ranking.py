"""The ranking by lateness: what is counted, that each number is its list, who sees what, and the files."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from openpyxl import load_workbook
from pypdf import PdfReader

from core import jobs
from core.models import Body, Deadline, Job
from council.models import BodyKind
from desk.ranking import figures, sheet
from desk.ranking.asked import Asked, months, quarter_of, quick, year_before
from tests import factories
from tests.desk.test_views import blocks, opinion

DAY = date(2026, 11, 20)
QUARTER = "?tu=2026-10-01&den=2026-12-31"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False):
        yield


def owed(city, title, due, met=None, agency=None, who="staff", waived=False):
    """An opinion due and answered so many days from today (None: not answered)."""
    made = opinion(city, title, days=due, agency=agency, who=who)
    values = {"met_on": None if met is None else DAY + timedelta(met)}
    if waived:
        values |= {"waived_on": DAY, "waived_by": city.users["staff"], "waived_reason": "thôi"}
    Deadline.objects.filter(record=made).update(**values)
    return made


@pytest.fixture
def full(city):
    """Sở Xây dựng: two in time, one met late by 4, two open late by 2 and 6, one to come. Sở Y tế: one in time."""
    for number, (due, met) in enumerate([(-9, -9), (3, -1), (-10, -6), (-2, None), (-6, None), (5, None)]):
        owed(city, f"Xây dựng {number}", due, met)
    owed(city, "Y tế 1", -5, -7, agency=city.other_agency)
    owed(city, "Miễn", -15, agency=city.other_agency, waived=True)
    owed(city, "Quý khác", -60, agency=city.other_agency)
    return city


def ranked(city, who="staff", **values):
    asked = Asked(date(2026, 10, 1), date(2026, 12, 31), **values)
    return {row.name: row for row in figures.ranking(city.actor(who), asked)}


def test_each_body_is_counted_in_full(full):
    row = ranked(full)["Sở Xây dựng"]
    assert (row.owed, row.in_time, row.met_late, row.open_late, row.open) == (6, 2, 1, 2, 1)
    assert (row.mean, row.longest, row.rate) == (4.0, 6, 40.0)
    row = ranked(full)["Sở Y tế"]
    assert (row.owed, row.in_time, row.late, row.mean, row.longest, row.rate) == (1, 1, 0, None, None, 100.0)


def test_nothing_done_or_overdue_gives_no_rate(city):
    owed(city, "Còn xa", 9)
    assert ranked(city)["Sở Xây dựng"].rate is None


def test_the_latest_come_first(city):
    for agency, lates in ((city.agency, [1]), (city.other_agency, [3]), (city.committee, [1, 1])):
        for late in lates:
            owed(city, "Chậm", -late, agency=agency)
    assert list(ranked(city)) == ["Ban Pháp chế", "Sở Y tế", "Sở Xây dựng"]


def test_every_number_is_the_length_of_its_list(full, sign_in):
    client = sign_in("staff")
    page = client.get(f"/xep-hang-cham/{QUARTER}")
    seen = 0
    for row in page.context["rows"]:
        for n, url, _, _ in row["numbers"]:
            assert client.get(url).context["total"] == str(n), url
            seen += n
    assert seen == 14 and page.context["total"] == "2"


def test_a_number_of_all_bodies_is_their_sum(full, sign_in):
    client = sign_in("staff")
    page = client.get(f"/xep-hang-cham/danh-sach/{QUARTER}&nhom=con-cham")
    assert page.context["total"] == "2" and [item["chip"] for item in page.context["items"]] == [
        "quá hạn 6 ngày", "quá hạn 2 ngày",
    ]  # fmt: skip


def test_a_register_narrows_numbers_and_lists(full, sign_in):
    factories.petition(full, on=date(2026, 11, 2))
    Deadline.objects.filter(record__kind="petition").update(
        owed_by=full.agency, due_on=date(2026, 11, 9), met_on=None
    )
    n = Deadline.objects.filter(record__kind="petition").count()
    row = ranked(full, kind="petition")["Sở Xây dựng"]
    assert n and (row.owed, row.open_late) == (n, n)
    client = sign_in("staff")
    page = client.get(f"/xep-hang-cham/{QUARTER}&so=petition")
    assert client.get(page.context["rows"][0]["numbers"][0][1]).context["total"] == str(n)
    assert "đơn thư" in page.context["sub"]


def test_closed_kinds_are_not_counted(full):
    factories.petition(full, on=date(2026, 11, 2))
    Deadline.objects.filter(record__kind="petition").update(owed_by=full.standing, due_on=date(2026, 11, 9))
    assert "Thường trực HĐND" in ranked(full) and "Thường trực HĐND" not in ranked(full, "delegate")


def test_an_agency_sees_its_own_row_alone(full, sign_in):
    assert list(ranked(full, "agency")) == ["Sở Xây dựng"]
    client = sign_in("agency")
    other = client.get(f"/xep-hang-cham/danh-sach/{QUARTER}&noi=so-y-te&nhom=phai-lam")
    assert other.status_code == 404
    assert client.get(f"/xep-hang-cham/danh-sach/{QUARTER}&nhom=phai-lam").context["total"] == "6"


def test_a_ward_and_another_city_see_their_own(full):
    owed(full, "Phường", -3, agency=full.ward_agency, who="ward")
    assert list(ranked(full, "ward")) == ["UBND phường Lam Sơn"] and ranked(full, "foreign") == {}
    assert "UBND phường Lam Sơn" in ranked(full)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("tu=x&den=1/1/2026", "Ngày không đọc được"), ("tu=1/1/2026", "cả ngày đầu và ngày cuối"),
        ("den=1/1/2026", "cả ngày đầu và ngày cuối"), ("tu=2/1/2026&den=1/1/2026", "từ ngày đầu trở đi"),
        ("tu=1/1/2000&den=1/1/2026", "quá 10 năm"), ("so=khong-co", "Không có sổ này"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["", "danh-sach/"])
def test_a_wrong_address_is_told_at_its_field(city, sign_in, page, query, text):
    answer = sign_in("staff").get(f"/xep-hang-cham/{page}?{query}")
    assert answer.status_code == 400 and text in answer.content.decode()


@pytest.mark.parametrize("query", ["nhom=khac", "noi=khong-co", "noi=dong-giang"])
def test_a_list_of_nothing_known_is_not_there(city, sign_in, query):
    assert sign_in("staff").get(f"/xep-hang-cham/danh-sach/?{query}").status_code == 404


def test_a_file_of_a_wrong_address_leads_back_to_the_page(city, sign_in):
    for name in ("xuat.xlsx", "in/"):
        assert sign_in("staff").get(f"/xep-hang-cham/{name}?tu=x")["Location"] == "/xep-hang-cham/?tu=x"


def test_without_days_it_is_the_current_quarter(full, sign_in):
    page = sign_in("staff").get("/xep-hang-cham/")
    assert page.context["sub"] == "Quý này (01/10/2026 – 31/12/2026)"
    assert [label for label, _, current in page.context["quick"] if current] == ["Quý này"]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 11, 20), (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2024, 2, 29), (date(2024, 1, 1), date(2024, 3, 31))),
        (date(2026, 6, 30), (date(2026, 4, 1), date(2026, 6, 30))),
    ],
)
def test_a_quarter_is_whole(day, found):
    assert quarter_of(day) == found


def test_usual_periods_are_whole():
    named = {label: (first, last) for label, first, last in quick(date(2026, 2, 10))}
    assert named["Tháng này"] == (date(2026, 2, 1), date(2026, 2, 28))
    assert named["Quý trước"] == (date(2025, 10, 1), date(2025, 12, 31))
    assert named["6 tháng đầu năm"] == (date(2026, 1, 1), date(2026, 6, 30))
    assert named["Năm 2025"] == (date(2025, 1, 1), date(2025, 12, 31))
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28) and months(date(2023, 12, 1), 1)[1] == date(
        2023, 12, 31
    )


def test_the_file_says_what_the_page_says(full, sign_in):
    answer = sign_in("staff").get(f"/xep-hang-cham/xuat.xlsx{QUARTER}")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert list(rows[0]) == sheet.HEAD and rows[1] == ("Sở Xây dựng", 6, 2, 1, 2, 1, 4, 6, 40)
    assert rows[2] == ("Sở Y tế", 1, 1, 0, 0, 0, None, None, 100)


def test_the_print_is_a_job_with_the_same_rows(full, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        answer = sign_in("staff").get(f"/xep-hang-cham/in/{QUARTER}")
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url() and job.kind == "ranking"
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE and job.file_name == "xep-hang-cham-20261120.pdf"
    text = " ".join(page.extract_text() for page in PdfReader(job.file.open()).pages)
    words = " ".join(text.split())
    assert "QUÝ NÀY (01/10/2026 – 31/12/2026)" in words and "Sở Xây dựng 6 2 1 2 1 4,0 6 40,0" in words


def test_three_bodies_cost_as_much_as_one(city, sign_in, django_assert_max_num_queries):
    client, asked = sign_in("staff"), []
    for number in range(3):
        place = factories.body(f"so-{number}", BodyKind.DEPARTMENT, f"Sở {number}", city.council)
        owed(city, f"Việc {number}", -1, agency=place)
        if number != 1:
            for page in (f"/xep-hang-cham/{QUARTER}", f"/xep-hang-cham/danh-sach/{QUARTER}"):
                client.get(page)
                with django_assert_max_num_queries(15) as queries:
                    client.get(page)
                asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_a_long_ranking_has_pages(city, sign_in):
    made = owed(city, "Gốc", -1)
    places = [
        Body(code=f"so-{n}", kind="department", name=f"Sở {n}", short_name=f"Sở {n}", home=city.council)
        for n in range(60)
    ]
    for n, place in enumerate(Body.objects.bulk_create(places)):
        Deadline.objects.create(
            record=made, holder=city.council, code="x", key=str(n), owed="Việc", owed_by=place, anchor_on=DAY,
            due_on=DAY - timedelta(1),
        )  # fmt: skip
    page = sign_in("staff").get(f"/xep-hang-cham/{QUARTER}&page=2")
    assert len(page.context["rows"]) == 11 and page.context["rows"][0]["place"] == 51


def test_the_desk_tells_the_share_in_time_beside_last_years(full, sign_in):
    for due, met in ((-365, -365), (-366, -370), (-367, -360), (-368, -368)):
        owed(full, "Năm trước", due, met)
    tiles = {tile["label"]: tile for tile in sign_in("staff").get("/").context["tiles"]}
    tile = tiles["việc đến hạn quý này đúng hạn"]
    assert (tile["value"], tile["unit"], tile["delta"]) == ("50,0", "%", "cùng quý năm trước 75,0%")
    assert tile["url"] == "/xep-hang-cham/"
    own = {tile["label"]: tile for tile in sign_in("agency").get("/").context["tiles"]}
    assert own["việc phải trả lời quý này đúng hạn"]["value"] == "40,0"


def test_the_desk_says_nothing_where_nothing_was_due(city, sign_in):
    labels = [tile["label"] for tile in sign_in("staff").get("/").context["tiles"]]
    assert not any("đúng hạn" in label for label in labels)


def test_the_slowest_lead_to_the_ranking(full, sign_in):
    page = sign_in("chair").get("/")
    assert page.context["aside"][0]["more_url"] == "/xep-hang-cham/" and blocks(page)


def test_reports_are_hidden_from_an_agency_and_the_office_is_the_administrators(city, sign_in):
    def nav(who):
        return {item["label"] for group in sign_in(who).get("/").context["nav"] for item in group}

    assert "Báo cáo" not in nav("agency") and "Báo cáo" in nav("staff")
    assert "Quản trị" in nav("admin") and "Quản trị" not in nav("staff")
    assert "Nhắc việc" in sign_in("admin").get("/quan-tri/").content.decode()
