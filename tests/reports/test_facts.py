"""The lists asked of the registers agree with the figures counted beside them."""

from datetime import date

import pytest

from core.figures import FIGURES, count_all
from core.models import Body, Deadline
from oversight.models import Recommendation, Round
from reports import facts, narrative, registers
from reports.annexes import annexes
from tests.reports import seed
from tests.reports.conftest import END, START, make
from voters.models import Meeting


@pytest.fixture
def found(filled):
    seed.sessions(filled)
    seed.rounds(filled)
    hosted = {
        "meeting_kind": "before",
        "unit": filled.ward_unit,
        "host": seed.delegation(filled),
        "voters": 200,
    }
    for place in ("UBND thành phố", "xã Liêm Tiết"):
        make(
            Meeting, filled.council, "held", title="ĐBQH tiếp xúc", on=date(2022, 9, 7), place=place, **hosted
        )
    return facts.gather(filled.council, START, END)


def texts(found):
    return {item["key"]: item["written"] for item in narrative.shown(narrative.sections(found), found)}


def test_lists_agree_with_their_figures(found):
    assert len(found.rows("sessions")) == found.n("sessions.held") == 2
    assert len(found.rows("rounds")) == found.n("oversight.rounds") == 4
    units = {name for row in found.rows("rounds") for name in row["units"]}
    assert len(units) == found.n("oversight.units") == 8
    assert len(found.rows("late_dossiers")) == found.n("dossiers.late") == 1
    assert len(found.rows("overdue")) == found.n("recommendations.overdue") == 1
    assert sum(row["done"] for row in found.rows("rounds")) == found.n("recommendations.done") == 1
    assert sum(row["due"] for row in found.rows("rounds")) == found.n("recommendations.due") == 2
    assert sum(row["resolutions"] for row in found.rows("sessions")) == found.n("resolutions.passed") == 12
    assert [row["on"] for row in found.rows("wards")] == ["29/06/2022"]


@pytest.mark.parametrize(
    ("last", "said"),
    [("2022-05-30", "chưa đến hạn"), ("2022-05-31", "đến hạn"), ("2022-06-01", "quá hạn"), ("2022-06-10", "xong 10/06/2022")],
)  # fmt: skip
def test_a_recommendation_tells_how_it_stood_on_the_last_day(last, said):
    values = {"title": "Khắc phục", "due_on": date(2022, 5, 31), "done_on": date(2022, 6, 10)}
    row = Recommendation(round=Round(), lead=Body(name="Sở"), **values)
    assert registers._recommendation(row, date.fromisoformat(last))["state"] == said


def test_what_the_conference_states_is_said(found):
    said = texts(found)
    assert (
        "đã tổ chức 02 kỳ họp, gồm 01 kỳ họp thường lệ và 01 kỳ họp chuyên đề; thông qua 12 nghị quyết."
        in said["sessions"]
    )
    assert (
        "kỳ họp thứ 4 (chuyên đề) ngày 12/05/2022; kỳ họp thứ 5 (thường lệ giữa năm) ngày 06/07/2022"
        in said["sessions"]
    )
    assert "03 hồ sơ trình kỳ họp, trong đó 02 hồ sơ gửi đúng hạn" in said["sessions"]
    assert (
        "01 chất vấn, tất cả đã được trả lời" in said["questions"]
        and "chiếm 31,5% thời gian" in said["questions"]
    )
    assert (
        "Thường trực và các Ban" in said["oversight"]
        and "04 cuộc giám sát tại 08 đơn vị" in said["oversight"]
    )
    assert (
        "về quân sự, quốc phòng địa phương; cán bộ, công chức, viên chức, lao động hợp đồng; trật tự xây dựng đô thị; …"
        in said["oversight"]
    )
    assert "01/02 kiến nghị đến hạn đã thực hiện xong, đạt 50,0%" in said["oversight"]
    assert (
        "Đoàn đại biểu Quốc hội tỉnh tiếp xúc cử tri 02 cuộc tại UBND thành phố và xã Liêm Tiết"
        in said["voters"]
    )
    assert said["lower"].startswith("01/01 Hội đồng nhân dân phường, xã đã tổ chức kỳ họp thường lệ giữa năm")
    assert "01/03 hồ sơ trình kỳ họp gửi sau thời hạn, chậm bình quân 4,0 ngày" in said["shortcomings"]
    assert "kỳ họp thứ 6 (chuyên đề) và kỳ họp thứ 7 (thường lệ cuối năm)" in said["tasks"]


def test_late_dossiers_name_limit_receipt_and_days(found):
    row = dict(found.rows("late_dossiers")[0])
    assert "80/2015/QH13" in row.pop("ground") and row.pop("pk"), (
        "the law of 2022, as printed under the annex"
    )
    assert row == {
        "title": "Tờ trình 2",
        "submitter": "Sở Xây dựng",
        "due_on": "26/06/2022",
        "received_on": "30/06/2022",
        "days": 4,
        "reason": "",
    }


def test_annexes_hold_every_list(found):
    assert [item["key"] for item in annexes(found)] == [
        "sessions",
        "rounds",
        "late_dossiers",
        "overdue",
        "wards",
        "scoreboard",
        "ward_forms",
    ]
    for item in annexes(found):
        wide = [row for row in item["rows"] if len(row) > 1]
        assert wide and all(len(row) == len(item["head"]) == len(item["widths"]) for row in wide)


def test_secret_rounds_are_counted_but_not_named(filled):
    made = seed.rounds(filled)
    type(made[0]).objects.filter(pk=made[0].pk).update(is_secret=True)
    found = facts.gather(filled.council, START, END)
    assert found.n("oversight.rounds") == 4
    said = f"{found.lists}"
    assert "Giám sát 0" not in said and "Khắc phục" not in said and "Quân sự" not in said


def test_on_time_rate_counts_limits_kept_of_those_that_fell_due(filled):
    record = filled.council.records.filter(kind="opinion").order_by("pk").first()
    for i, (due, met) in enumerate(
        [
            (date(2022, 7, 1), date(2022, 6, 30)),
            (date(2022, 7, 1), date(2022, 7, 2)),
            (date(2022, 7, 1), None),
            (date(2022, 12, 1), None),
        ]
    ):
        Deadline.objects.create(
            record=record, holder_id=filled.council.pk, code="opinion.answer", key=f"{i}", owed="x", anchor_on=date(2022, 6, 1),
            due_on=due, met_on=met,
        )  # fmt: skip
    assert facts.gather(filled.council, START, END).lists["timely"] == {"opinion": [1, 3]}


def test_all_figures_are_counted_by_one_statement(filled, django_assert_num_queries):
    with django_assert_num_queries(1):
        counted = count_all(filled.council, START, END)
    assert set(counted) == set(FIGURES)


def test_lists_take_the_same_number_of_queries_whatever_their_length(found, filled):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as first:
        facts.gather(filled.council, START, END)
    for i in range(5):
        item = seed._round(filled, i, "land", "standing", filled.standing)
        seed._recommendation(filled, item, 1, date(2022, 9, 1))
    with CaptureQueriesContext(connection) as second:
        facts.gather(filled.council, START, END)
    assert len(first) == len(second) <= 25


NAMED = [
    "sessions.held",
    "sessions.regular",
    "sessions.thematic",
    "resolutions.passed",
    "dossiers.received",
    "dossiers.late",
    "questions.asked",
    "questions.answered",
    "oversight.rounds",
    "oversight.units",
    "recommendations.issued",
    "recommendations.done",
    "recommendations.overdue",
    "petitions.received",
    "petitions.complaints",
    "petitions.denunciations",
    "petitions.other",
    "petitions.transferred",
    "petitions.resolved",
    "petitions.overdue",
    "lower.sessions.held",
    "opinions.received",
    "opinions.kept_below",
    "voters.attendees",
]


def test_the_report_has_the_figures_that_the_office_names(found):
    assert set(NAMED) <= set(found.as_json()["figures"])
