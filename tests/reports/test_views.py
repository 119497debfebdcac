import re
from html import unescape

import pytest

from core.figures import FIGURES
from core.models import Job
from core.register import REGISTERS
from reports.models import SummaryReport
from tests.reports.conftest import query


def test_page_shows_figures_with_links_in_few_queries(filled, sign_in, django_assert_max_num_queries):
    client = sign_in("chair")
    with django_assert_max_num_queries(15):
        page = client.get(f"/bao-cao/?{query(filled)}")
    text = page.content.decode()
    assert page.status_code == 200
    assert FIGURES["opinions.received"].definition in unescape(text)
    values = {row["key"]: row["value"] for group in page.context["groups"] for row in group["rows"]}
    assert values["opinions.received"] == 5 and values["opinions.kept_below"] == 2


def test_each_figure_opens_a_list_of_exactly_that_many(filled, sign_in):
    client = sign_in("chair")
    groups = client.get(f"/bao-cao/?{query(filled)}").context["groups"]
    rows = [row for group in groups for row in group["rows"] if row["url"]]
    assert rows
    for row in rows:
        item = FIGURES[row["key"]]
        shown = client.get(row["url"])
        assert shown.status_code == 200, row["key"]
        if not item.measure:
            assert shown.context["page_obj"].paginator.count == row["value"], row["key"]


def test_first_look_shows_the_current_half_year(city, sign_in):
    page = sign_in("staff").get("/bao-cao/")
    assert page.status_code == 200
    assert page.context["found"].council.pk == city.council.pk


def test_an_address_without_a_council_means_ones_own(city, sign_in):
    page = sign_in("ward").get("/bao-cao/?tu=2022-04-01&den=2022-09-30")
    assert page.status_code == 200 and page.context["found"].council.pk == city.ward.pk


@pytest.mark.parametrize(
    "params, field, message",
    [
        ("hd=song-chau&tu=2022-09-30&den=2022-04-01", "den", "từ ngày bắt đầu trở đi"),
        ("hd=song-chau&tu=hôm qua&den=2022-04-01", "tu", "không đọc được"),
        ("hd=song-chau&tu=31/02/2022&den=2022-04-01", "tu", "không có ngày 31"),
        ("hd=song-chau&tu=2022-04-01", "den", "Nhập ngày kết thúc"),
        ("hd=khong-co&tu=2022-04-01&den=2022-09-30", "hd", "Không có Hội đồng nhân dân này"),
        ("hd=dong-giang&tu=2022-04-01&den=2022-09-30", "hd", "Không có Hội đồng nhân dân này"),
        ("hd=song-chau&ky=q9&tu=2022-04-01&den=2022-09-30", "ky", "Không có kỳ báo cáo này"),
        ("hd=song-chau&ky=q1&nam=abc", "nam", "Năm phải là số"),
        ("hd=song-chau&ky=q1&nam=99999", "nam", "1946"),
        ("hd=song-chau&tu=1990-04-01&den=2022-09-30", "den", "dài quá 10 năm"),
    ],
)
def test_wrong_parameters_are_named_at_their_field(city, sign_in, params, field, message):
    page = sign_in("staff").get(f"/bao-cao/?{params}")
    assert page.status_code == 400
    assert message in " ".join(page.context["form"].errors[field])
    assert message in unescape(page.content.decode())
    if field in ("tu", "den") and "hôm qua" in params:
        assert 'value="hôm qua"' in page.content.decode()


@pytest.mark.parametrize(
    "params, start, end, choice",
    [
        ("ky=q2&nam=2022", "2022-04-01", "2022-06-30", "q2"),
        ("ky=h1&nam=2022", "2022-01-01", "2022-06-30", "h1"),
        ("ky=nam&nam=2024", "2024-01-01", "2024-12-31", "nam"),
        ("ky=q1&nam=2022&tu=2022-04-01&den=2022-09-30", "2022-04-01", "2022-09-30", "tuy-chon"),
        ("ky=q1&nam=2022&tu=2022-04-01&den=2022-09-30&cu=tuy-chon-2022", "2022-01-01", "2022-03-31", "q1"),
        ("ky=q1&nam=2022&tu=2022-01-01&den=2022-03-31&cu=q1-2022", "2022-01-01", "2022-03-31", "q1"),
        ("ky=q1&nam=2022&tu=2022-01-05&den=2022-03-31&cu=q1-2022", "2022-01-05", "2022-03-31", "tuy-chon"),
    ],
)
def test_a_usual_period_fills_the_days_and_days_can_be_changed(city, sign_in, params, start, end, choice):
    page = sign_in("staff").get(f"/bao-cao/?hd=song-chau&{params}")
    found = page.context["found"]
    assert (str(found.start), str(found.end), found.period.choice) == (start, end, choice)
    assert page.context["form"]["ky"].value() == choice


ROLES = ["admin", "staff", "chair", "head", "delegate", "ward", "agency"]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_and_print(filled, sign_in, role):
    client = sign_in(role)
    own = filled.ward if role == "ward" else filled.council
    page = client.get(f"/bao-cao/?hd={own.code}&tu=2022-04-01&den=2022-09-30")
    assert page.status_code == (403 if role == "agency" else 200)
    asked = client.post("/bao-cao/in/", {"hd": own.code, "tu": "2022-04-01", "den": "2022-09-30"})
    assert asked.status_code == (302 if role in ("staff", "chair", "head", "ward") else 403)
    if role != "agency":
        assert bool(page.context["draft_url"]) == (role in ("staff", "chair", "ward"))
        assert page.context["may_print"] == (role in ("staff", "chair", "head", "ward"))


def test_a_ward_sees_only_its_own_council(filled, sign_in):
    page = sign_in("ward").get(f"/bao-cao/?{query(filled)}")
    assert page.status_code == 400


def test_printing_a_period_twice_is_one_job(filled, sign_in):
    client = sign_in("head")
    form = {"hd": filled.council.code, "tu": "2022-04-01", "den": "2022-09-30"}
    first, second = client.post("/bao-cao/in/", form), client.post("/bao-cao/in/", form)
    assert first["Location"] == second["Location"] and Job.objects.count() == 1


def new_report(client, filled, **changes):
    page = client.get("/bao-cao/da-lap/moi/?tu=2022-04-01&den=2022-09-30")
    assert page.status_code == 200, page.content.decode()
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data = {
        **values,
        "start": "01/04/2022",
        "end": "30/09/2022",
        "on": "07/10/2022",
        "number": "31",
        **changes,
    }
    return client.post("/bao-cao/da-lap/moi/", data)


def test_drafting_in_the_browser(filled, sign_in, django_assert_max_num_queries):
    client = sign_in("staff")
    saved = new_report(client, filled)
    assert saved.status_code == 302, saved.context["form"].errors
    report = SummaryReport.objects.get()
    assert report.number == "31/BC-HĐND" and report.figures["opinions.received"] == 5
    with django_assert_max_num_queries(15):
        page = client.get(saved["Location"])
    text = unescape(page.content.decode())
    assert "05 ý kiến, kiến nghị" in text and "từ tháng 4 đến tháng 9 năm 2022" in text
    listed = client.get("/bao-cao/da-lap/")
    assert "31/BC-HĐND" in listed.content.decode()


def test_wrong_forms_are_named_at_their_field(filled, sign_in):
    client = sign_in("staff")
    turned = new_report(client, filled, start="30/09/2022", end="01/04/2022")
    assert turned.status_code == 422 and "từ ngày bắt đầu" in str(turned.context["form"].errors["end"])
    assert new_report(client, filled).status_code == 302
    taken = new_report(client, filled)
    assert taken.status_code == 422 and "đã dùng" in str(taken.context["form"].errors["number"])
    assert new_report(client, filled, on="07/10/2023").status_code == 302


def test_editing_marks_sections_and_a_stale_form_shows_both(filled, sign_in):
    client = sign_in("staff")
    url = new_report(client, filled)["Location"]
    report = SummaryReport.objects.get()
    edit = f"/bao-cao/da-lap/{report.pk}/sua/"
    form = client.get(edit).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"on": "07/10/2022", "section_voters": "Đã tiếp xúc cử tri tới tận tổ dân phố."}
    assert client.post(edit, data).status_code == 302
    text = unescape(client.get(url).content.decode())
    assert "tới tận tổ dân phố" in text and "đã sửa tay" in text
    stale = client.post(edit, {**data, "section_voters": "Câu khác."})
    assert stale.status_code == 409 and "tới tận tổ dân phố" in unescape(stale.content.decode())


def test_printing_a_report_twice_is_one_job_and_leaves_open_forms_valid(filled, sign_in):
    client = sign_in("staff")
    new_report(client, filled)
    report = SummaryReport.objects.get()
    url = f"/bao-cao/da-lap/{report.pk}/viec/in/"
    first = client.post(url, {"version": report.version})
    second = client.post(url, {"version": report.version})
    assert first["Location"] == second["Location"] and Job.objects.count() == 1
    report.refresh_from_db()
    assert report.version == 1


def test_list_keeps_its_number_of_queries(filled, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("staff")
    new_report(client, filled)
    client.get("/bao-cao/da-lap/")
    with CaptureQueriesContext(connection) as one:
        client.get("/bao-cao/da-lap/")
    for number in ("32", "33"):
        new_report(client, filled, number=number)
    client.get("/bao-cao/da-lap/")
    with CaptureQueriesContext(connection) as three:
        client.get("/bao-cao/da-lap/")
    assert len(one) == len(three) <= 15


def test_agency_may_not_open_a_report(filled, sign_in):
    new_report(sign_in("staff"), filled)
    pk = SummaryReport.objects.get().pk
    client = sign_in("agency")
    assert client.get(f"/bao-cao/da-lap/{pk}/").status_code == 404
    assert client.get(f"/ho-so/{pk}/").status_code == 404
    assert sign_in("foreign").get(f"/bao-cao/da-lap/{pk}/").status_code == 404


def test_charts_say_in_words_what_they_show(filled, sign_in):
    text = sign_in("chair").get(f"/bao-cao/?{query(filled)}").content.decode()
    for svg in re.findall(r"<svg[^>]*role=\"img\"[^>]*>", text):
        assert "aria-label=" in svg
    assert REGISTERS["report"].plural == "Báo cáo đã lập"
