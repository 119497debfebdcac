"""The letters of dossiers and questions: what they say, for whom, and when they are offered."""

from datetime import date

import pytest
from django.urls import reverse

from core import letters
from core.letters import services as letter_services
from core.letters.book import LETTERS
from core.models import Letter
from sessions import services
from sessions.letters.papers import answer_request, incomplete, receipt, transfer
from sessions.letters.plans import convocation
from tests.sessions.builders import act, dossier, plan, question, received, second_committee
from tests.world import signed_in


def offered(record):
    return {code for code, item in LETTERS.items() if item.model is type(record) and item.offered(record)}


def issued(city, fn, record, target=None):
    return letter_services.issue_now(
        fn, city.actor("staff"), record, target, number="07/HĐND-VP", signed_on=date(2026, 11, 24)
    )


def returned(city):
    reason = "Thiếu báo cáo thẩm định"
    return act(
        city, services.return_incomplete, received(city), returned_on=date(2026, 11, 21), return_reason=reason
    )


@pytest.mark.parametrize(
    "make, wanted",
    [
        (lambda city: dossier(city, plan(city)), {"dossier.transfer"}),
        (received, {"dossier.transfer", "dossier.receipt"}),
        (returned, {"dossier.incomplete"}),
        (question, set()),
        (
            lambda city: act(city, services.ask, question(city), asked_on=date(2026, 11, 13)),
            {"question.answer_request"},
        ),
    ],
    ids=["assigned", "received", "returned", "slip", "asked"],
)
def test_a_letter_is_offered_when_it_makes_sense(city, make, wanted):
    assert offered(make(city)) == wanted


def test_a_decision_noted_before_its_letter_keeps_its_number(city):
    record = plan(city)
    assert convocation.letter.known(record) == ("", None)
    decision = {"convocation_no": "9/QĐ-TTHĐND", "convocation_on": date(2026, 11, 20)}
    record = act(city, services.convene, record, **decision)
    answer = signed_in(city.users["staff"]).post(
        reverse("core:letter_new", args=[record.pk, "session.convocation"])
    )
    made = Letter.objects.get(record=record)
    assert answer.status_code == 302 and (made.number, made.signed_on) == ("9/QĐ-TTHĐND", date(2026, 11, 20))


def test_each_committee_gets_its_own_transfer(city):
    other = second_committee(city)
    papers = received(city, others=[other])
    targets = transfer.letter.targets(papers)
    assert [target.label for target in targets] == ["Ban Pháp chế", "Ban Kinh tế - Ngân sách"]
    made = issued(city, transfer, papers, targets[1])
    assert "để cùng thẩm tra" in made.text and "trước ngày 04/12/2026" in made.text
    assert made.target_id == other.pk


def test_the_receipt_tells_the_parts_and_a_late_reason(city):
    papers = dossier(city, plan(city))
    late = {"late_reason": "chờ thẩm định", "late_approved_by": "Phó Chủ tịch"}
    papers = act(city, services.receive, papers, received_on=date(2026, 12, 1), **late)
    made = issued(city, receipt, papers)
    assert "gửi chậm, lý do: chờ thẩm định" in made.text and made.target_id == city.agency.pk
    rows = receipt.letter.fn(city.actor("staff"), papers)["danh_muc"]["rows"]
    assert rows[0] == ["1", "Tờ trình", "Bản giấy, 01/12/2026"] and rows[2][2] == "Không có"


def test_a_returned_dossier_tells_why(city):
    made = issued(city, incomplete, returned(city))
    assert "Thiếu báo cáo thẩm định" in made.text and "Sở Xây dựng" in made.addressees


def test_the_respondent_is_asked_in_writing_until_a_day(city):
    asked = act(city, services.ask, question(city, wish="written"), asked_on=date(2026, 11, 13))
    made = issued(city, answer_request, asked)
    assert "trả lời bằng văn bản" in made.text and "trước ngày 03/12/2026" in made.text
    assert letters.of(asked).get() == made
    page = signed_in(city.users["agency"]).get(asked.get_absolute_url()).content.decode()
    assert "07/HĐND-VP" in page


def test_only_the_office_makes_letters(city):
    papers = received(city)
    url = reverse("core:letter_new", args=[papers.pk, "dossier.receipt"])
    for who, status in (
        ("staff", {200, 302}),
        ("head", {403}),
        ("delegate", {403}),
        ("agency", {403}),
        ("foreign", {404}),
    ):
        answer = signed_in(city.users[who]).post(url)
        assert answer.status_code in status, (who, answer.status_code)
