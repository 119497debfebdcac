"""The agency's spreadsheet: out, filled in, and back; each row judged, all good ones written once."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from core.models import Deadline, Notice
from tests.voters import make
from voters import services
from voters.models import Opinion, Result
from voters.replies import FILLED, GIVEN

URL = "voters:replies"


def download(client):
    return load_workbook(io.BytesIO(client.get(reverse("voters:replies_sheet")).content))


def fill(book, **answers):
    """Fill in rows by the title they begin with."""
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        title = row[heads.index("Nội dung kiến nghị")].value
        for name, value in answers.get(title, {}).items():
            row[heads.index(name)].value = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("tra-loi.xlsx", out.getvalue())


def look(client, file):
    return client.post(reverse(URL), {"file": file})


def commit(client, page):
    return client.post(reverse(URL), {"_commit": "1", "token": page.context["preview"]["token"]})


@pytest.fixture
def asked(city):
    return {title: make.forwarded(city, title=title) for title in ("Rãnh", "Đèn", "Cầu")}


def good(**more):
    return {
        "Nội dung trả lời": "Đã làm xong",
        "Kết quả": "Đã giải quyết xong",
        "Ngày trả lời": "02/11/2026",
    } | more


def test_a_filled_list_comes_back_as_answers(city, sign_in, asked):
    client = sign_in("agency")
    file = fill(
        download(client), Rãnh=good(**{"Số văn bản trả lời": "45/SXD"}),
        Đèn=good(**{"Kết quả": "Đang giải quyết", "Dự kiến xong": date(2027, 3, 31)}),
    )  # fmt: skip
    page = look(client, file)
    assert page.status_code == 200 and (
        page.context["preview"]["ok_count"],
        page.context["preview"]["error_count"],
    ) == (2, 0)
    assert not Opinion.objects.filter(state="answered").exists()
    assert commit(client, page).status_code == 302
    first, second, third = (Opinion.objects.get(pk=asked[name].pk) for name in ("Rãnh", "Đèn", "Cầu"))
    assert (first.state, first.result, first.answer_no, first.answered_on) == (
        "answered",
        "resolved",
        "45/SXD",
        date(2026, 11, 2),
    )
    assert (second.result, second.expected_on, third.state) == (
        "being_resolved",
        date(2027, 3, 31),
        "forwarded",
    )
    assert Deadline.objects.get(record=first, code="opinion.answer").met_on == date(2026, 11, 2)
    assert Notice.objects.filter(user=city.users["staff"], text__contains="trả lời 2 kiến nghị").count() == 1


def test_the_same_file_again_writes_nothing_more(city, sign_in, asked):
    client = sign_in("agency")
    book = download(client)
    raw = fill(book, Rãnh=good())
    content = raw.read()
    commit(client, look(client, SimpleUploadedFile("a.xlsx", content)))
    before = Opinion.objects.get(pk=asked["Rãnh"].pk).version
    again = look(client, SimpleUploadedFile("a.xlsx", content))
    assert again.status_code == 422 and "chưa có dòng trả lời nào mới" in again.content.decode()
    assert Opinion.objects.get(pk=asked["Rãnh"].pk).version == before


def test_a_token_is_used_once_and_by_its_owner(city, sign_in, asked):
    client = sign_in("agency")
    page = look(client, fill(download(client), Rãnh=good()))
    token = page.context["preview"]["token"]
    assert sign_in("other_agency").post(reverse(URL), {"_commit": "1", "token": token}).status_code == 409
    client = sign_in("agency")
    assert commit(client, page).status_code == 302 and commit(client, page).status_code == 409
    assert client.post(reverse(URL), {"_commit": "1", "token": "x"}).status_code == 400


WRONG = [
    ({"Kết quả": ""}, "Kết quả: chọn"),
    ({"Kết quả": "Xong rồi"}, "Kết quả: chọn"),
    ({"Nội dung trả lời": ""}, "Nội dung trả lời: đang trống"),
    ({"Kết quả": "Sẽ giải quyết"}, "Dự kiến xong: đang hoặc sẽ"),
    ({"Kết quả": "Sẽ giải quyết", "Dự kiến xong": "01/10/2026"}, "không thể trước ngày trả lời"),
    ({"Ngày trả lời": "01/01/2026"}, "không thể trước ngày chuyển"),
    ({"Ngày trả lời": "01/01/2030"}, "chưa đến"),
    ({"Ngày trả lời": "hôm qua"}, "Ngày trả lời: Ngày không đọc được"),
    ({"Mã dòng": "999.1"}, "Không phải kiến nghị"),
    ({"Mã dòng": "²"}, "Không phải kiến nghị"),
]


@pytest.mark.parametrize("values, words", WRONG)
def test_a_wrong_row_is_told_and_not_written(city, sign_in, asked, values, words):
    client = sign_in("agency")
    page = look(client, fill(download(client), Rãnh=good(**values), Đèn=good()))
    found = page.context["preview"]
    assert (found["ok_count"], found["error_count"]) == (1, 1)
    assert any(words in error for row in found["rows"] for error in row.errors)
    commit(client, page)
    assert Opinion.objects.filter(state="answered").count() == 1


def test_every_class_of_the_law_is_read_as_it_is_offered(city, sign_in, asked):
    client = sign_in("agency")
    for label in Result.labels:
        row = good(**{"Kết quả": label.replace(",", ";"), "Dự kiến xong": "31/03/2027"})
        assert look(client, fill(download(client), Rãnh=row)).context["preview"]["ok_count"] == 1


def test_a_row_of_an_earlier_round_answers_nothing(city, sign_in, asked):
    client = sign_in("agency")
    book = download(client)
    commit(client, look(client, fill(download(client), Rãnh=good())))
    done = Opinion.objects.get(pk=asked["Rãnh"].pk)
    again = make.do(city, "delegate", services.raise_again, done, reason="Vẫn tắc")
    make.do(
        city,
        "staff",
        services.forward,
        again,
        agency=city.agency,
        letter_no="",
        forwarded_on=date(2026, 11, 10),
    )
    page = look(sign_in("agency"), fill(book, Rãnh=good(**{"Nội dung trả lời": "Trả lời cũ"})))
    assert page.context["preview"]["error_count"] == 1


def test_an_agency_gets_its_own_list_only_and_no_voters_name(city, sign_in, asked):
    make.forwarded(city, title="Của nơi khác", agency=city.other_agency)
    make.forwarded(city, title="Có tên", voter="Bà Kín Tên")
    book = download(sign_in("agency"))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert [cell.value for cell in book.active[1]] == [*GIVEN, *FILLED]
    assert "Có tên" in cells and not {"Của nơi khác", "Bà Kín Tên"} & set(cells)


@pytest.mark.parametrize("name, content", [("a.xls", b"x"), ("a.xlsx", b"khong phai"), ("a.xlsx", b"")])
def test_what_is_no_list_is_told_at_the_file(city, sign_in, name, content):
    reply = look(sign_in("agency"), SimpleUploadedFile(name, content))
    assert reply.status_code == 422 and "file" in reply.context["form"].errors


@pytest.mark.parametrize("who", ["chair", "delegate", "admin"])
def test_who_does_not_answer_has_no_such_page(city, sign_in, who):
    client = sign_in(who)
    assert (
        client.get(reverse(URL)).status_code == 403
        and client.get(reverse("voters:replies_sheet")).status_code == 403
    )
