"""Past rounds and recommendations from spreadsheets: seen first, each wrong row told, then all good ones written."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core.models import Deadline, Notice
from oversight.models import Recommendation, Round
from tests.oversight import steps

ROUNDS, ITEMS = "/giam-sat/nhap/", "/giam-sat/kien-nghi/nhap/"
HEAD = [
    "Chuyên đề", "Chủ thể", "Lĩnh vực", "Ngày bắt đầu", "Đơn vị", "Số quyết định", "Ngày quyết định", "Số báo cáo",
    "Ngày báo cáo", "Số kết luận", "Ngày kết luận", "Nội dung kết luận",
]  # fmt: skip
PAST = [
    "Nước sạch nông thôn", "Ban Pháp chế", "Môi trường", "5/9/2025", "Sở Xây dựng; so y te; Sở Xây dựng", "15/QĐ", "25/8/2025",
    "31/BC", "30/9/2025", "40/KL", "6/10/2025", "Có tiến bộ",
]  # fmt: skip
ITEM_HEAD = [
    "Cuộc giám sát",
    "Kiến nghị",
    "Cơ quan thực hiện",
    "Hạn thực hiện",
    "Ngày thực hiện xong",
    "Bằng chứng",
]


def preview(client, address, *rows):
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    page = client.post(address, {"file": SimpleUploadedFile("cu.xlsx", out.getvalue())})
    assert page.status_code == 200, page.context["form"].errors
    return page.context["preview"]


def write(client, address, *rows):
    token = preview(client, address, *rows)["token"]
    assert client.post(address, {"_commit": "1", "token": token}).status_code == 302


def test_past_rounds_are_filed_without_telling_anybody(city, sign_in):
    client = sign_in("staff")
    seen = preview(client, ROUNDS, HEAD, PAST)
    assert (seen["ok_count"], seen["error_count"]) == (1, 0) and not Round.objects.exists()
    write(client, ROUNDS, HEAD, PAST, [*PAST[:7], *[""] * 5])
    first, second = Round.objects.order_by("pk")
    assert (first.state, first.code, first.subject_kind) == ("concluded", "GS-2025-0001", "committee")
    assert second.state == "decided"
    assert {row.target for row in first.visits.all()} == {city.agency, city.other_agency}
    assert {row.state for row in first.visits.all()} == {"worked"}
    assert not Notice.objects.exists() and not Deadline.objects.exists()


@pytest.mark.parametrize(
    ("at", "value", "told"),
    [
        (1, "Ban Văn hóa", "không có «Ban Văn hóa»"), (4, "Sở Lạ", "không có «Sở Lạ»"), (2, "Trời", "không có trong danh mục"),
        (3, "5/9/2099", "chưa đến"), (8, "1/9/2025", "trước ngày 05/09/2025"), (10, "", "cùng có hoặc cùng trống"),
        (0, "", "đang trống"),
    ],
)  # fmt: skip
def test_a_wrong_row_says_what_to_mend(city, sign_in, at, value, told):
    wrong = [*PAST]
    wrong[at] = value
    row = preview(sign_in("staff"), ROUNDS, HEAD, wrong)["rows"][0]
    assert told in " ".join(row.errors)


def test_what_is_there_already_is_marked(city, sign_in):
    client = sign_in("staff")
    write(client, ROUNDS, HEAD, PAST)
    assert preview(client, ROUNDS, HEAD, PAST)["rows"][0].similar == "Có thể trùng GS-2025-0001"


def test_recommendations_follow_their_round(city, sign_in):
    client = sign_in("staff")
    write(client, ROUNDS, HEAD, PAST)
    done = ["GS-2025-0001", "Thay đường ống", "Sở Xây dựng", "31/12/2025", "20/12/2025", "Biên bản 12"]
    owed = ["nuoc sach nong thon", "Kiểm nghiệm nước", "Sở Y tế", "31/12/2027", "", ""]
    write(client, ITEMS, ITEM_HEAD, done, owed)
    rows = {row.title: row for row in Recommendation.objects.all()}
    assert rows["Thay đường ống"].state == "done" and rows["Thay đường ống"].on == date(2025, 10, 6)
    assert rows["Kiểm nghiệm nước"].next_due == date(2027, 12, 31)
    assert Recommendation.objects.visible_to(city.actor("other_agency")).get() == rows["Kiểm nghiệm nước"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({3: "1/1/2025"}, "trước ngày kết luận"), ({4: "20/12/2025"}, "phải có cả ngày và bằng chứng"),
        ({0: "GS-1999-0001"}, "không có «GS-1999-0001»"),
    ],
)  # fmt: skip
def test_a_wrong_recommendation_says_what_to_mend(city, sign_in, values, told):
    client = sign_in("staff")
    write(client, ROUNDS, HEAD, PAST)
    row = ["GS-2025-0001", "Thay đường ống", "Sở Xây dựng", "31/12/2025", "", ""]
    for at, value in values.items():
        row[at] = value
    assert told in " ".join(preview(client, ITEMS, ITEM_HEAD, row)["rows"][0].errors)


def test_a_head_files_rounds_of_the_own_committee_only(city, sign_in):
    client = sign_in("head")
    others = [PAST[0], "Thường trực HĐND", *PAST[2:]]
    seen = preview(client, ROUNDS, HEAD, PAST, others)
    assert (seen["ok_count"], seen["error_count"]) == (1, 1)


@pytest.mark.parametrize("who", ["chair", "delegate", "agency", "admin"])
def test_others_import_nothing(city, sign_in, who):
    for address in (ROUNDS, ITEMS):
        assert sign_in(who).get(address).status_code == 403


def test_imported_ones_are_of_the_past_only_for_their_council(city, sign_in):
    write(sign_in("staff"), ROUNDS, HEAD, PAST)
    foreign = preview(
        sign_in("foreign"), ITEMS, ITEM_HEAD, ["GS-2025-0001", "x", "Sở Y tế", "31/12/2027", "", ""]
    )
    assert foreign["error_count"] == 1
    assert steps.propose(city).code.startswith("GS-2026")


def test_the_message_says_how_many_rows_were_left_out(city, sign_in):
    client = sign_in("staff")
    wrong = [PAST[0], "Ban không có", *PAST[2:]]
    token = preview(client, ROUNDS, HEAD, PAST, PAST, wrong)["token"]
    page = client.post(ROUNDS, {"_commit": "1", "token": token, "skip": "1"}, follow=True)
    assert "Đã nhập 1 cuộc giám sát từ tệp; 2 dòng không nhập." in page.content.decode()
