"""Past sessions and resolutions from spreadsheets: seen first, then written whole, owing nothing."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from core.models import Deadline, Notice
from sessions.models import Resolution, Session
from tests.sessions.builders import plan, resolution
from tests.world import signed_in

SESSIONS = ["Kỳ họp thứ", "Loại", "Khai mạc", "Bế mạc", "Tổng số đại biểu", "Đại biểu có mặt", "Số quyết định triệu tập",
            "Ngày quyết định triệu tập"]  # fmt: skip
FIFTH = [5, "thường lệ giữa năm", "20/07/2022", "22/07/2022", 58, 55, "42/QĐ-HĐND", "28/06/2022"]
RESOLUTIONS = ["Số, ký hiệu", "Ngày thông qua", "Trích yếu", "Kỳ họp thứ", "Lĩnh vực", "Quy phạm pháp luật", "Tán thành",
               "Không tán thành", "Không biểu quyết", "Tổng số đại biểu", "Ngày ký chứng thực",
               "Ngày công bố", "Ngày có hiệu lực"]  # fmt: skip
BUDGET = ["12/NQ-HĐND", "22/07/2022", "Về dự toán ngân sách", 5, "Kinh tế, ngân sách", "có", 50, 3, 2, 58, "25/07/2022",
          "28/07/2022", "01/08/2022"]  # fmt: skip


def book(*rows):
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return SimpleUploadedFile("du-lieu.xlsx", out.getvalue())


def preview(client, name, *rows):
    page = client.post(reverse(f"sessions:import_{name}"), {"file": book(*rows)})
    assert page.status_code == 200, page.context["form"].errors
    return page.context["preview"]


def commit(client, name, seen):
    return client.post(reverse(f"sessions:import_{name}"), {"_commit": "1", "token": seen["token"]})


def taken_in(client, name, *rows):
    seen = preview(client, name, *rows)
    assert seen["error_count"] == 0, [row.errors for row in seen["rows"]]
    assert commit(client, name, seen).status_code == 302


@pytest.fixture
def client(city):
    return signed_in(city.users["staff"])


def test_past_sessions_are_written_closed_and_owe_nothing(city, client):
    seen = preview(client, "sessions", SESSIONS, FIFTH, [6, "chuyên đề", "09/09/2022", "", "", "", "", ""])
    assert seen["ok_count"] == 2 and not Session.objects.exists()
    commit(client, "sessions", seen)
    rows = Session.objects.order_by("number").values_list(
        "title", "state", "on", "ends_on", "delegates_present"
    )
    assert list(rows) == [
        ("Kỳ họp thứ 5, thường lệ giữa năm 2022", "closed", date(2022, 7, 20), date(2022, 7, 22), 55),
        ("Kỳ họp thứ 6, chuyên đề năm 2022", "closed", date(2022, 9, 9), date(2022, 9, 9), None),
    ]
    assert not Deadline.objects.exists() and not Notice.objects.exists()


@pytest.mark.parametrize(
    "changed, words",
    [
        ({0: 0}, "ngoài khoảng"),
        ({1: "bất thường"}, "không có trong danh mục"),
        ({2: "31/02/2022"}, "Tháng 2/2022"),
        ({2: "01/01/2020", 3: "", 6: "", 7: ""}, "trước mọi nhiệm kỳ"),
        ({3: "19/07/2022"}, "không được trước ngày khai mạc"),
        ({5: 59}, "vượt quá tổng số đại biểu"),
        ({7: ""}, "phải cùng có hoặc cùng trống"),
        ({7: "21/07/2022"}, "không được trước ngày quyết định"),
    ],
)
def test_each_wrong_session_is_told(city, client, changed, words):
    row = [changed.get(place, cell) for place, cell in enumerate(FIFTH)]
    seen = preview(client, "sessions", SESSIONS, row)
    assert words in " ".join(seen["rows"][0].errors)
    assert seen["ok_count"] == 0


def test_a_number_is_used_once_in_the_register_and_in_the_file(city, client):
    made = plan(city, number=5, on=date(2022, 7, 20))
    assert made.title in " ".join(preview(client, "sessions", SESSIONS, FIFTH)["rows"][0].errors)
    sixth = [6, *FIFTH[1:]]
    seen = preview(client, "sessions", SESSIONS, sixth, sixth)
    assert "dòng 2" in " ".join(seen["rows"][1].errors)


def test_past_resolutions_come_under_their_session(city, client):
    taken_in(client, "sessions", SESSIONS, FIFTH)
    bare = ["13/NQ-HĐND", "22/07/2022", "Về tổ chức", 5, "Tổ chức, nhân sự", *[""] * 8]
    taken_in(client, "resolutions", RESOLUTIONS, BUDGET, bare)
    first, second = Resolution.objects.order_by("code")
    assert (first.state, first.is_normative, first.votes, first.effective_on) == (
        "published", True, (50, 3, 2, 58), date(2022, 8, 1),
    )  # fmt: skip
    assert (second.state, second.is_normative, second.votes_for) == ("issued", False, None)
    assert {row.council_session.number for row in (first, second)} == {5}
    assert not Deadline.objects.exists()
    seen = preview(client, "resolutions", RESOLUTIONS, ["14/NQ-HĐND", *BUDGET[1:]])
    assert seen["rows"][0].similar == "Có thể trùng 12/NQ-HĐND"


@pytest.mark.parametrize(
    "changed, words",
    [
        ({3: 7}, "không có kỳ họp thứ 7"),
        ({1: "25/07/2022"}, "không nằm trong thời gian"),
        ({4: "vũ trụ"}, "không có trong danh mục"),
        ({5: "có lẽ"}, "không hiểu được"),
        ({6: 29}, "quá nửa tổng số đại biểu"),
        ({7: ""}, "đủ bốn số"),
        ({10: "21/07/2022"}, "không được trước ngày thông qua"),
        ({0: "11/NQ-HĐND", 1: "22/07/2022"}, "đã có trong sổ"),
    ],
)
def test_each_wrong_resolution_is_told(city, client, changed, words):
    taken_in(client, "sessions", SESSIONS, FIFTH)
    resolution(city, Session.objects.get(), code="11/NQ-HĐND", on=date(2022, 7, 22))
    row = [changed.get(place, cell) for place, cell in enumerate(BUDGET)]
    assert words in " ".join(preview(client, "resolutions", RESOLUTIONS, row)["rows"][0].errors)


@pytest.mark.parametrize("name", ["sessions", "resolutions"])
def test_the_template_can_be_filled_in_and_read(city, client, name):
    answer = client.get(reverse(f"sessions:import_{name}_template"))
    file = SimpleUploadedFile("mau.xlsx", answer.content)
    page = client.post(reverse(f"sessions:import_{name}"), {"file": file})
    assert len(page.context["preview"]["rows"]) == 1


def test_a_ward_reads_in_its_own_only(city):
    from council.models import Term

    Term.objects.create(council=city.ward, ordinal="I", starts_on=date(2021, 6, 20))
    taken_in(signed_in(city.users["ward"]), "sessions", SESSIONS, FIFTH)
    assert Session.objects.get().owner_id == city.ward.pk
    assert signed_in(city.users["delegate"]).get(reverse("sessions:import_sessions")).status_code == 403
