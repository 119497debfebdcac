"""The sentences: numbers in the official form, right zero forms, praise and blame only with a figure behind."""

from datetime import date

import pytest

from reports import document, facts, narrative
from reports.annexes import annexes
from reports.facts import Facts
from reports.period import named, usual
from reports.words import count, open_list
from tests.reports import seed
from tests.reports.conftest import END, START
from tests.reports.test_services import draft

ROUND = {
    "title": "Quốc phòng",
    "subject": "Ban Pháp chế",
    "subject_kind": "committee",
    "units": [],
    "done": 0,
    "due": 0,
}


class Unit:
    kind, name = "thành phố", "thành phố Phủ Lý"


class Council:
    unit, code, name, symbol = Unit, "phu-ly", "Hội đồng nhân dân thành phố Phủ Lý", "HĐND"


def written(figures=None, start=date(2022, 4, 1), end=date(2022, 9, 30), **lists):
    found = Facts(Council, start, end, figures or {}, lists)
    return {item["key"]: item["written"] for item in narrative.shown(narrative.sections(found), found)}


def test_numbers_below_ten_take_a_zero():
    assert [count(n) for n in (0, 2, 10, 2870)] == ["00", "02", "10", "2.870"]


@pytest.mark.parametrize(
    "start, end, words",
    [
        (date(2022, 4, 1), date(2022, 9, 30), "từ tháng 4 đến tháng 9 năm 2022"),
        (date(2022, 1, 1), date(2022, 3, 31), "quý I năm 2022"),
        (date(2022, 1, 1), date(2022, 6, 30), "6 tháng đầu năm 2022"),
        (date(2024, 1, 1), date(2024, 12, 31), "năm 2024"),
        (date(2021, 10, 1), date(2022, 2, 28), "từ tháng 10 năm 2021 đến tháng 2 năm 2022"),
        (date(2022, 2, 1), date(2022, 2, 28), "tháng 2 năm 2022"),
        (date(2022, 4, 5), date(2022, 9, 30), "từ ngày 05/04/2022 đến ngày 30/09/2022"),
    ],
)
def test_periods_in_words(start, end, words):
    assert named(start, end).words == words


def test_a_leap_february_ends_on_the_29th():
    assert usual("q1", 2024).end == date(2024, 3, 31)
    assert named(date(2024, 2, 1), date(2024, 2, 29)).words == "tháng 2 năm 2024"


def test_sessions_by_kind():
    text = written(
        {"sessions.held": 2, "sessions.regular": 1, "sessions.thematic": 1, "resolutions.passed": 12}
    )["sessions"]
    assert text.startswith(
        "Từ tháng 4 đến tháng 9 năm 2022, Hội đồng nhân dân thành phố đã tổ chức 02 kỳ họp, gồm"
    )
    assert "01 kỳ họp thường lệ và 01 kỳ họp chuyên đề; thông qua 12 nghị quyết." in text


def test_one_kind_of_session_is_said_shortly():
    assert (
        "đã tổ chức 01 kỳ họp chuyên đề." in written({"sessions.held": 1, "sessions.thematic": 1})["sessions"]
    )


def test_nothing_happened_is_said_without_zeros():
    texts = written()
    assert "không tổ chức kỳ họp nào" in texts["sessions"]
    assert "chưa tiến hành cuộc giám sát nào" in texts["oversight"]
    assert not any("00" in text for text in texts.values())


def test_teams_of_upper_levels_are_told_apart():
    text = written({"oversight.joint_rounds": 2}, rounds=[])["oversight"]
    assert "chưa tiến hành cuộc giám sát nào" in text and "tham gia 02 đoàn giám sát" in text
    assert "tham gia" not in written({"oversight.rounds": 4}, fields=["a"])["oversight"]


def test_oversight_names_units_fields_and_share_done():
    figures = {
        "oversight.rounds": 4, "oversight.units": 8, "recommendations.issued": 19, "recommendations.due": 15,
        "recommendations.done": 12, "recommendations.overdue": 3,
    }  # fmt: skip
    fields = ["Quân sự, quốc phòng địa phương", "Quản lý công chức", "Trật tự xây dựng đô thị"]
    rounds = [{**ROUND}, {**ROUND, "subject_kind": "standing", "subject": "Thường trực HĐND"}]
    text = written(figures, rounds=rounds, fields=fields)["oversight"]
    assert (
        "Thường trực và các Ban của Hội đồng nhân dân thành phố đã tiến hành 04 cuộc giám sát tại 08 đơn vị"
        in text
    )
    assert "về quân sự, quốc phòng địa phương; quản lý công chức; trật tự xây dựng đô thị." in text
    assert (
        "đã nêu 19 kiến nghị; 12/15 kiến nghị đến hạn đã thực hiện xong, đạt 80,0%; 03 kiến nghị đã quá hạn."
        in text
    )


def test_more_fields_than_named_make_an_open_list():
    assert open_list(["a", "b", "c", "d"]) == "a; b; c; …"
    assert written({"oversight.rounds": 4}, fields=list("abcd"))["oversight"].endswith("về a; b; c; …")


@pytest.mark.parametrize(
    "timely, overdue, praised",
    [(None, 0, False), ([0, 0], 0, False), ([5, 5], 0, True), ([4, 5], 0, False), ([5, 5], 1, False)],
)
def test_on_time_is_said_only_when_the_rate_supports_it(timely, overdue, praised):
    lists = {"timely": {"petition": timely}} if timely else {}
    text = written({"petitions.received": 25, "petitions.overdue": overdue}, **lists)["petitions"]
    assert ("kịp thời" in text) == ("đúng hạn" in text) == praised
    if timely == [4, 5]:
        assert "80,0% (04/05 thời hạn)" in text


def test_petitions_by_kind():
    figures = {
        "petitions.received": 25,
        "petitions.complaints": 10,
        "petitions.denunciations": 4,
        "petitions.other": 11,
    }
    text = written({**figures, "petitions.transferred": 12, "petitions.resolved": 9})["petitions"]
    assert "25 đơn, gồm 10 đơn khiếu nại, 04 đơn tố cáo và 11 đơn kiến nghị" in text
    assert "12 đơn đã chuyển cơ quan có thẩm quyền; 09 đơn đã có kết quả" in text


def test_shortcomings_come_from_late_kept_and_overdue():
    figures = {
        "dossiers.received": 23,
        "dossiers.late": 5,
        "opinions.kept_below": 139,
        "recommendations.overdue": 3,
    }
    late = [{"title": "Tờ trình", "submitter": "UBND", "due_on": "", "received_on": "", "days": 4}]
    text = written(figures, late_dossiers=late, late_mean=4.2)["shortcomings"]
    assert (
        "05/23 hồ sơ trình kỳ họp gửi sau thời hạn, chậm bình quân 4,2 ngày" in text and "(Phụ lục 1)" in text
    )
    assert "139 ý kiến" in text and "03 kiến nghị sau giám sát quá hạn" in text


def test_no_shortcoming_is_invented():
    assert written()["shortcomings"] == "Số liệu trong kỳ chưa ghi nhận việc chậm thời hạn."


def test_coming_sessions_by_ordinal_and_kind():
    coming = [
        {"ordinal": "thứ 6", "kind": "chuyên đề", "on": ""},
        {"ordinal": "thứ 7", "kind": "thường lệ cuối năm", "on": ""},
    ]
    text = written(coming=coming)["tasks"]
    assert "kỳ họp thứ 6 (chuyên đề) và kỳ họp thứ 7 (thường lệ cuối năm)" in text


def test_lower_councils_are_counted_apart():
    rows = [{"name": f"Phường {i}", "kind": "thường lệ giữa năm", "on": "01/07/2022"} for i in range(21)]
    text = written({"lower.sessions.held": 21}, wards=rows)["lower"]
    assert text.startswith(
        "21/21 Hội đồng nhân dân phường, xã đã tổ chức kỳ họp thường lệ giữa năm, với 21 kỳ họp"
    )
    rows[3]["on"] = rows[3]["kind"] = ""
    assert (
        "chưa có kỳ họp trong kỳ: Phường 3"
        in written({"lower.sessions.held": 20}, wards=rows)["shortcomings"]
    )


def test_hosted_meetings_are_told_apart():
    rows = [
        {"host": "Đoàn ĐBQH tỉnh", "place": place, "on": ""} for place in ("UBND thành phố", "xã Liêm Tiết")
    ]
    text = written({"voters.meetings": 34, "voters.hamlet_meetings": 22}, hosted=rows)["voters"]
    assert "34 hội nghị tiếp xúc cử tri, trong đó có 22 hội nghị tại thôn, xóm, tổ dân phố" in text
    assert "Đoàn ĐBQH tỉnh tiếp xúc cử tri 02 cuộc tại UBND thành phố và xã Liêm Tiết" in text


def test_annexes_are_numbered_in_order_and_empty_ones_left_out():
    lists = {"wards": [{"name": "Phường A", "kind": "", "on": ""}], "rounds": [ROUND]}
    made = annexes(Facts(Council, date(2022, 4, 1), date(2022, 9, 30), {}, lists))
    assert [(item["no"], item["key"]) for item in made] == [(1, "rounds"), (2, "wards")]
    assert made[1]["rows"] == [["Phường A", "Chưa có kỳ họp trong kỳ", ""]]


@pytest.mark.parametrize("kind", ["thành phố", "thành phố thuộc tỉnh", "thành phố trực thuộc trung ương"])
def test_a_city_is_called_a_city_whatever_it_belongs_to(monkeypatch, kind):
    monkeypatch.setattr(Unit, "kind", kind)
    assert ", Hội đồng nhân dân thành phố không tổ chức" in written()["sessions"]


def test_an_annex_is_named_by_its_number_in_this_book(filled):
    """The book of a session has other annexes before that of late dossiers than the usual book."""
    seed.sessions(filled)
    made = document.of_period(filled.council, START, END, "session")
    number = next(annex["no"] for annex in made["annexes"] if annex["key"] == "late_dossiers")
    assert number == 3 and f"(Phụ lục {number})" in f"{made['parts']}"
    report = draft(filled, outline="session")
    found = narrative.shown(report.sections, facts.of_report(report))
    assert f"(Phụ lục {number})" in "".join(item["written"] for item in found)
