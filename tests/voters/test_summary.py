"""The summary of a session, sessions compared, and that past figures stay what they were."""

import io
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from core.figures import FIGURES
from tests.sessions import builders
from tests.voters import make
from voters import services
from voters.figures import opinions_answered, opinions_forwarded, opinions_on_spot
from voters.models import Result
from voters.summary import compare, span_of, summarise

PROMISE = {"result": Result.WILL_BE_RESOLVED, "expected_on": date(2027, 3, 31)}
PERIOD = (date(2026, 10, 1), date(2026, 11, 10))


@pytest.fixture
def council_session(city):
    return builders.plan(city, on=date(2026, 11, 20))


@pytest.fixture
def opinions(city):
    return {
        "resolved": make.answered(city, title="Rãnh"),
        "promised": make.answered(city, title="Cầu", given=PROMISE, field="traffic"),
        "waiting": make.forwarded(city, title="Đèn", field="traffic"), "below": make.opinion(city, "ward", competence="commune"),
        "spot": make.do(city, "staff", services.answer_on_spot, make.opinion(city, title="Loa"), answer="Sửa ngay"),
        "up": make.sent_up(city, title="Trường", field="education"),
    }  # fmt: skip


def test_what_came_in_is_summed_by_field_level_and_class(city, council_session, opinions):
    found = summarise(span_of(council_session, date(2026, 11, 20)), with_lists=True)
    totals = found.totals
    assert (totals["total"], totals["spot"], totals["sent"], totals["answered"]) == (5, 1, 3, 2)
    assert (totals["resolved"], totals["will"], totals["being"], totals["late"]) == (1, 1, 0, 1)
    assert {label: row["total"] for label, row in found.by_field} == {
        "Thủy lợi, thoát nước": 2,
        "Giao thông": 2,
        "Giáo dục": 1,
    }
    assert [label for label, _ in found.by_level] == ["Thành phố"] and [
        label for label, _ in found.by_agency
    ] == ["Sở Xây dựng"]
    assert found.below == 1 and found.below_reasons == [("Thuộc thẩm quyền xã, phường", 1)]
    assert {row.title for row in found.lists["open"]} == {"Đèn", "Trường"}
    assert {row.title for row in found.lists["answered"]} == {"Rãnh", "Cầu"}


def test_the_reason_why_it_stays_below_is_kept_and_summed(city, council_session):
    made = make.opinion(city, "ward", competence="commune")
    make.do(city, "ward", services.keep_below, made, competence="commune", reason="Việc nạo vét rãnh ngõ")
    found = summarise(span_of(council_session))
    assert found.below_reasons == [("Việc nạo vét rãnh ngõ", 1)]


def test_a_promise_goes_on_from_session_to_session_until_it_is_kept(city, council_session):
    made = make.answered(city, given=PROMISE)
    later = builders.plan(city, on=date(2026, 12, 20))
    last = builders.plan(city, on=date(2027, 6, 20))
    with time_machine.travel("2027-07-01T09:00:00+07:00"):
        make.do(
            city, "agency", services.settle, made, answer="Xong", answer_no="", answered_on=date(2027, 1, 15)
        )
        found = {span.session.pk: row for span, row in compare(city.council.pk)}
        assert [found[item.pk]["carried_in"] for item in (council_session, later, last)] == [0, 1, 1]
        assert [found[item.pk]["carried_out"] for item in (council_session, later, last)] == [1, 1, 0]
        assert (found[council_session.pk]["will"], found[council_session.pk]["resolved"]) == (1, 0)
        assert summarise(span_of(later)).carried == 1


def test_before_and_after_are_told_apart(city, council_session):
    for kind in ("before", "before", "after"):
        make.opinion(city, meeting=make.held(city, meeting_kind=kind))
    make.opinion(city)
    ((_, row),) = compare(city.council.pk)
    assert (row["before"], row["after"], row["other"], row["total"]) == (2, 1, 1, 4)


def test_what_is_asked_for_a_session_counts_there_though_another_opens_in_between(city, council_session):
    """Meetings are held for the regular session; a thematic one opens before it."""
    regular = builders.plan(city, on=date(2026, 12, 20))
    made = make.forwarded(city, meeting=make.held(city, council_session=regular))
    after = make.opinion(city, meeting=make.held(city, council_session=council_session, meeting_kind="after"))
    make.opinion(city)
    between, found = (summarise(span_of(item), with_lists=True) for item in (council_session, regular))
    assert (between.totals["total"], found.totals["total"]) == (2, 1)
    assert sum(between.meetings.values()) == sum(found.meetings.values()) == 1
    assert (
        found.lists["open"] == [made] and made not in between.lists["open"] and after in between.lists["open"]
    )
    rows = {span.session.pk: row for span, row in compare(city.council.pk)}
    shown = [
        (rows[item.pk]["carried_in"], rows[item.pk]["total"], rows[item.pk]["carried_out"])
        for item in (council_session, regular)
    ]
    assert shown == [(0, 2, 2), (2, 1, 3)]
    assert found.carried == 2


def test_a_thematic_session_does_not_cut_the_span_of_a_regular_one(city):
    between = builders.plan(city, on=date(2026, 11, 20), session_kind="thematic", topic="Đầu tư công")
    regular = builders.plan(city, on=date(2026, 12, 20))
    make.opinion(city)
    make.opinion(city, "ward", competence="commune")
    found = summarise(span_of(regular))
    assert (found.totals["total"], found.below, found.carried) == (1, 1, 0)
    assert summarise(span_of(between)).totals["total"] == 1
    assert [span.session for span, _ in compare(city.council.pk)] == [regular]


def test_the_summary_opens_at_the_next_regular_session(city, sign_in):
    builders.plan(city, on=date(2026, 12, 1), session_kind="thematic", topic="Đầu tư công")
    regular = builders.plan(city, on=date(2026, 12, 20))
    assert sign_in("staff").get(reverse("voters:summary")).context["chosen"] == regular


# --- past figures --------------------------------------------------------------------------------------------


def counted(city, figure):
    return figure(city.council, *PERIOD).count()


def test_keeping_a_promise_later_leaves_the_figures_of_the_past(city):
    made = make.answered(city, given=PROMISE)
    before = [counted(city, figure) for figure in (opinions_answered, opinions_forwarded)]
    make.do(
        city, "agency", services.settle, made, answer="Xong", answer_no="", answered_on=date(2026, 11, 20)
    )
    assert [counted(city, figure) for figure in (opinions_answered, opinions_forwarded)] == before == [1, 1]


def test_raising_again_later_leaves_the_figures_of_the_past(city):
    made = make.answered(city)
    spot = make.do(city, "staff", services.answer_on_spot, make.opinion(city), answer="Sửa ngay")
    figures = (opinions_answered, opinions_forwarded, opinions_on_spot)
    assert [counted(city, figure) for figure in figures] == [1, 1, 1]
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        for row in (made, spot):
            make.do(city, "delegate", services.raise_again, row, reason="Chưa làm")
    assert [counted(city, figure) for figure in figures] == [1, 1, 1]
    # After that day it is answered no longer.
    assert opinions_answered(city.council, date(2026, 10, 1), date(2026, 11, 25)).count() == 0
    assert FIGURES["opinions.answered"].of == "opinions.received"


# --- pages and files -------------------------------------------------------------------------------------------


def test_the_pages_show_the_summary(city, sign_in, council_session, opinions, django_assert_max_num_queries):
    client = sign_in("staff")
    client.get("/")
    for name in ("summary", "compare", "places"):
        with django_assert_max_num_queries(15):
            page = client.get(reverse(f"voters:{name}"))
        assert page.status_code == 200
    assert (
        "Thủy lợi, thoát nước"
        in client.get(f"{reverse('voters:summary')}?ky-hop={council_session.pk}").content.decode()
    )
    assert client.get(f"{reverse('voters:summary')}?ky-hop=²").status_code == 404
    assert client.get(f"{reverse('voters:places')}?nhiem-ky=²").status_code == 404


def test_the_spreadsheet_holds_every_grouping_and_annex(city, sign_in, council_session, opinions):
    reply = sign_in("staff").get(reverse("voters:summary_file", args=[council_session.pk, "xlsx"]))
    book = load_workbook(io.BytesIO(reply.content))
    assert book.sheetnames[:5] == [
        "Theo lĩnh vực",
        "Theo thẩm quyền",
        "Theo địa bàn",
        "Theo cơ quan",
        "Giữ ở cấp dưới",
    ]
    rows = list(book["Theo lĩnh vực"].values)
    assert rows[-1][:2] == ("Cộng", 5) and sum(row[1] for row in rows[1:-1]) == 5
    assert "Rãnh" in {row[2] for row in book["Phụ lục 2"].values}


@pytest.mark.parametrize("kind, start", [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_report_is_there_as_document(city, sign_in, council_session, opinions, kind, start):
    reply = sign_in("staff").get(reverse("voters:summary_file", args=[council_session.pk, kind]))
    assert reply.status_code == 200 and reply.content.startswith(start)
    assert (
        sign_in("agency").get(reverse("voters:summary_file", args=[council_session.pk, kind])).status_code
        == 403
    )
    assert (
        sign_in("foreign").get(reverse("voters:summary_file", args=[council_session.pk, kind])).status_code
        == 404
    )
