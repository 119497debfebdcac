"""Old registers in from a spreadsheet: seen first, each wrong row told, the series of numbers going on after them."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from core.imports.importer import IMPORTERS
from core.models import Notice
from petitions.models import Petition
from petitions.services import identity
from tests import factories
from tests.petitions.test_secrecy import NAME, PHONE, clean_of, database_is_clean

pytestmark = pytest.mark.django_db
ADDRESS = "/don-thu/nhap/"
HEAD = [
    "Số", "Ngày nhận", "Loại đơn", "Có nội dung tố cáo", "Lĩnh vực", "Nội dung", "Người gửi", "Điện thoại", "Số người",
    "Bị khiếu nại, tố cáo", "Xử lý", "Ngày xử lý", "Cơ quan giải quyết", "Số văn bản", "Lý do", "Ngày thụ lý",
    "Ngày giải quyết", "Kết luận", "Kết quả giải quyết", "Ngày báo kết quả", "Ngày kết thúc",
]  # fmt: skip
GOOD = {
    "Số": "ĐT-2021-0007", "Ngày nhận": "5/10/2021", "Loại đơn": "Khiếu nại", "Lĩnh vực": "đất đai, tài nguyên",
    "Nội dung": "Khiếu nại quyết định thu hồi đất", "Người gửi": "Trần Thị Hoà", "Điện thoại": "0912 345 678",
}  # fmt: skip
SENT = {
    "Xử lý": "Chuyển đơn",
    "Ngày xử lý": "12/10/2021",
    "Cơ quan giải quyết": "so xay dung",
    "Số văn bản": "9/PC",
}
SOLVED = {
    "Ngày thụ lý": "20/10/2021", "Ngày giải quyết": "20/11/2021", "Kết luận": "Đúng", "Kết quả giải quyết": "Đã hủy quyết định",
}  # fmt: skip


def book(*rows):
    made = Workbook()
    made.active.append(HEAD)
    for row in rows:
        made.active.append([row.get(name, "") for name in HEAD])
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("so-don-thu.xlsx", out.getvalue())


def preview(client, *rows):
    page = client.post(ADDRESS, {"file": book(*rows)})
    assert page.status_code == 200, page.context["form"].errors
    return page


def errors_of(client, **changed):
    return preview(client, GOOD | changed).context["preview"]["rows"][0].errors


def write(client, *rows):
    token = preview(client, *rows).context["preview"]["token"]
    assert client.post(ADDRESS, {"_commit": "1", "token": token}).status_code == 302


def test_rows_are_seen_first_then_stand_where_they_say(city, sign_in):
    client = sign_in("staff")
    rows = [
        GOOD | SENT | SOLVED,
        GOOD | {"Số": "", "Ngày nhận": "7/10/2021", "Xử lý": "Lưu đơn", "Ngày xử lý": "8/10/2021", "Lý do": "Nặc danh"},
        GOOD | {"Số": "", "Ngày nhận": "8/10/2021", "Loại đơn": "kiến nghị, phản ánh", "Số người": "12"},
        GOOD | {"Số": "", "Ngày nhận": "9/10/2021", "Xử lý": "huong dan", "Ngày xử lý": "9/10/2021", "Số văn bản": "3/HD"},
    ]  # fmt: skip
    page = preview(client, *rows)
    assert page.context["preview"]["ok_count"] == 4 and not Petition.objects.exists()
    write(client, *rows)
    found = Petition.objects.order_by("code").values_list("code", "state", "people", "is_mass", "reply_no")
    assert list(found) == [
        ("ĐT-2021-0007", "resolved", 1, False, ""), ("ĐT-2021-0008", "filed", 1, False, ""),
        ("ĐT-2021-0009", "received", 12, True, ""), ("ĐT-2021-0010", "guided", 1, False, "3/HD"),
    ]  # fmt: skip
    old = Petition.objects.get(code="ĐT-2021-0007")
    assert (old.agency, old.letter_no, old.resolved_on) == (city.agency, "9/PC", date(2021, 11, 20))
    assert old.sender.phone_digits == "0912345678"
    assert factories.petition(city, on=date(2021, 10, 10)).code == "ĐT-2021-0011"


def test_nobody_is_told_of_old_transfers(city, sign_in):
    write(sign_in("staff"), GOOD | SENT)
    assert not Notice.objects.filter(user=city.users["agency"]).exists()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"Ngày nhận": "31/2/2021"}, "Ngày nhận"),
        ({"Ngày nhận": "1/1/2999"}, "chưa đến"),
        ({"Loại đơn": "thư tay"}, "không có trong danh mục"),
        ({"Lĩnh vực": "vũ trụ"}, "không có trong danh mục"),
        ({"Nội dung": ""}, "Nội dung"),
        ({"Số người": "0"}, "từ 1 người"),
        ({"Số người": "một"}, "không phải số nguyên"),
        ({"Xử lý": "Đốt", "Ngày xử lý": "8/10/2021"}, "ghi Lưu đơn"),
        ({"Xử lý": "Lưu đơn"}, "phải cùng có"),
        ({"Xử lý": "Lưu đơn", "Ngày xử lý": "8/10/2021"}, "phải ghi lý do"),
        ({"Xử lý": "Chuyển đơn", "Ngày xử lý": "8/10/2021"}, "phải ghi cơ quan"),
        (SENT | {"Cơ quan giải quyết": "Sở Vũ trụ"}, "danh bạ"),
        (SENT | {"Ngày xử lý": "1/10/2021"}, "thứ tự"),
        (SENT | SOLVED | {"Kết luận": ""}, "kết luận và kết quả"),
        (SENT | SOLVED | {"Ngày thụ lý": ""}, "ngày thụ lý"),
        (SOLVED, "chỉ đơn đã chuyển"),
        ({"Có nội dung tố cáo": "có"}, "nhiều nội dung"),
    ],
)
def test_a_wrong_row_says_how_to_mend_it(city, sign_in, changed, word):
    errors = errors_of(sign_in("staff"), **changed)
    assert errors and word in " ".join(errors)


def test_a_number_that_is_there_is_not_taken_again(city, sign_in):
    client = sign_in("staff")
    write(client, GOOD)
    assert "đã có trong sổ" in errors_of(client)[0]
    twice = preview(client, GOOD | {"Số": "ĐT-2021-0009"}, GOOD | {"Số": "ĐT-2021-0009"}).context["preview"]
    assert [bool(row.errors) for row in twice["rows"]] == [False, True]


def test_what_seems_to_be_there_is_marked_and_can_be_left_out(city, sign_in):
    client = sign_in("staff")
    write(client, GOOD)
    page = preview(client, GOOD | {"Số": "", "Nội dung": "Khieu nai quyet dinh thu hoi dat"}).context[
        "preview"
    ]
    assert page["rows"][0].similar == "Có thể trùng ĐT-2021-0007"


@pytest.mark.parametrize(
    "kind", [{"Loại đơn": "Tố cáo"}, {"Loại đơn": "Nhiều nội dung", "Có nội dung tố cáo": "Có"}]
)
def test_a_denouncer_is_sealed_at_once_and_named_in_no_answer(city, sign_in, kind):
    client = sign_in("staff")
    row = GOOD | kind | {"Người gửi": NAME, "Điện thoại": PHONE, "Nội dung": "Việc thu tiền trái quy định"}
    clean_of(
        preview(client, row, row | {"Ngày nhận": "x", "Người gửi": NAME * 20}).content.decode(), "preview"
    )
    write(client, row)
    assert identity.opened(Petition.objects.get())["name"] == NAME
    database_is_clean()
    named = preview(client, row | {"Số": "", "Nội dung": f"{NAME} tố cáo"}).context["preview"]["rows"][0]
    assert "đang ghi tên người gửi" in named.errors[0]


def test_the_shipped_template_reads_back(city, sign_in):
    client = sign_in("staff")
    sheet = load_workbook(io.BytesIO(client.get("/don-thu/nhap/mau.xlsx").content)).active
    heads = [cell.value.rstrip(" *") for cell in sheet[1]]
    assert heads == [column.heading for column in IMPORTERS["petitions:import"].columns]


@pytest.mark.parametrize(
    ("person", "status"), [("staff", 200), ("ward", 200), ("chair", 403), ("head", 403), ("agency", 403)]
)
def test_who_may_import(city, sign_in, person, status):
    assert sign_in(person).get(ADDRESS).status_code == status


def test_an_old_case_told_and_closed_leaves_nothing_due(city, sign_in):
    client = sign_in("staff")
    ended = {"Ngày báo kết quả": "25/11/2021", "Ngày kết thúc": "30/11/2021"}
    reply = {"Xử lý": "Hướng dẫn", "Ngày xử lý": "9/10/2021", "Ngày kết thúc": "15/10/2021"}
    write(client, GOOD | SENT | SOLVED | ended, GOOD | {"Số": "", "Nội dung": "Khiếu nại việc khác"} | reply)
    one, two = Petition.objects.order_by("pk")
    assert (one.state, one.informed_on, one.closed_on) == ("closed", date(2021, 11, 25), date(2021, 11, 30))
    assert two.state == "closed" and not Petition.objects.exclude(next_due=None).exists()
    assert errors_of(client, **SENT, **{"Ngày báo kết quả": "25/11/2021"})
    assert errors_of(client, **SENT, **SOLVED, **{"Ngày kết thúc": "30/11/2021"})
    assert errors_of(client, **SENT, **SOLVED, **ended | {"Ngày kết thúc": "1/11/2021"})
