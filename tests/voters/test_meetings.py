"""Who came and who did not; meetings that a delegate asks for; their letters."""

from datetime import date

import pytest
from django.db import IntegrityError

from core.letters import LETTERS, blocks
from core.letters import services as letters
from core.models import Deadline, Letter
from council.models import Delegate
from tests.sessions import builders
from tests.voters import make
from voters import services
from voters.forms import HoldForm
from voters.models import Absence, Meeting, Opinion


@pytest.fixture
def two(city):
    return [city.delegate, Delegate.objects.create(term=city.term, name="Mai Thị Hoa")]


def filled(city, made, **values):
    return HoldForm({"voters": 40} | values, actor=city.actor("staff"), record=made)


def test_an_absent_delegate_needs_a_reason(city, two):
    made = make.meeting(city, delegates=two)
    form = filled(city, made, delegates=[two[0].pk])
    assert list(form.errors) == [f"reason_{two[1].pk}"]
    form = filled(city, made, delegates=[two[0].pk], **{f"reason_{two[1].pk}": "đi công tác"})
    assert form.is_valid(), form.errors
    held = make.do(city, "staff", services.hold, made, **form.cleaned_data)
    assert list(held.delegates.all()) == [two[0]]
    assert [(row.delegate, row.reason) for row in held.missing.all()] == [(two[1], "đi công tác")]


def test_who_is_present_has_no_reason_to_be_absent(city, two):
    made = make.meeting(city, delegates=two)
    form = filled(city, made, delegates=[row.pk for row in two], **{f"reason_{two[1].pk}": "ốm"})
    assert list(form.errors) == [f"reason_{two[1].pk}"]


def test_an_absence_without_reason_is_not_stored(city):
    made = make.meeting(city)
    with pytest.raises(IntegrityError, match="absence_with_reason"):
        Absence.objects.create(meeting=made, delegate=city.delegate, reason="")


def codes(made):
    return set(
        Deadline.objects.filter(record=made, met_on=None, waived_on=None).values_list("code", flat=True)
    )


@pytest.mark.parametrize(
    "kind, owed",
    [
        ("before", {"meeting.notice"}),
        ("outside", {"meeting.notice", "meeting.outside_notice", "meeting.outside_decision"}),
        ("personal", {"meeting.personal_notice", "meeting.personal_decision"}),
    ],
)
def test_what_each_kind_owes(city, kind, owed):
    made = make.meeting(city, meeting_kind=kind, on=date(2026, 12, 15), requested_on=date(2026, 11, 16))
    assert codes(made) == owed
    if kind != "before":
        code = f"meeting.{kind}_decision"
        assert Deadline.objects.get(record=made, code=code).due_on == date(2026, 11, 23)
        made = make.do(city, "chair", services.agree, made, decided_on=date(2026, 11, 20), decision_no="3/TT")
        assert made.decided_on and Deadline.objects.get(record=made, code=code).met_on == date(2026, 11, 20)


def test_a_personal_meeting_is_summed_up_within_five_days(city):
    made = make.held(city, meeting_kind="personal", on=date(2026, 10, 8))
    assert codes(made) == {"meeting.personal_summary"}
    done = make.do(city, "staff", services.report, made, reported_on=date(2026, 10, 14))
    assert codes(done) == set() and done.state == "reported"


def test_changing_the_kind_changes_what_is_owed(city):
    made = make.meeting(city, meeting_kind="personal", on=date(2026, 12, 15), requested_on=date(2026, 11, 16))
    made = make.do(city, "staff", services.amend_meeting, made, meeting_kind="before")
    assert codes(made) == {"meeting.notice"}


# --- letters ---------------------------------------------------------------------------------------------------


def paper(city, code, record):
    return blocks.words(blocks.document(letters.filled(city.actor("staff"), LETTERS[code], record))["blocks"])


def issue(city, code, record, number):
    actor, definition = city.actor("staff"), LETTERS[code]
    made = letters.draft(actor, definition, record)
    letters.amend(
        actor,
        definition,
        record,
        made.pk,
        number=number,
        signed_on=date(2026, 10, 5),
        signer_name="Nguyễn Văn Ân",
    )
    return letters.issue(actor, definition, record, made.pk)


def test_the_notice_names_place_and_delegates_and_meets_its_limit(city):
    made = make.meeting(
        city, on=date(2026, 12, 15), delegates=[city.delegate], place="Nhà văn hóa", hamlet="tổ 7"
    )
    text = paper(city, "voters.notice", made)
    assert (
        "Nhà văn hóa, tổ 7, phường Lam Sơn" in text
        and "Phạm Văn Lợi" in text
        and "ngày 15 tháng 12 năm 2026" in text
    )
    issue(city, "voters.notice", made, "31/TB-HĐND")
    made = Meeting.objects.get(pk=made.pk)
    assert (made.state, made.notice_no, made.notice_on) == ("announced", "31/TB-HĐND", date(2026, 10, 5))
    assert Deadline.objects.get(record=made, code="meeting.notice").met_on == date(2026, 10, 5)


def test_the_schedule_lists_the_meetings_of_a_session(city):
    council_session = builders.plan(city)
    make.meeting(city, council_session=council_session, place="Hội trường A")
    make.meeting(city, place="Nơi khác")
    text = paper(city, "voters.schedule", council_session)
    assert "Hội trường A" in text and "Nơi khác" not in text


def test_the_letter_to_an_agency_carries_its_opinions_and_gives_them_its_number(city):
    rows = [make.do(city, "staff", services.forward, make.opinion(city, title=f"Rãnh tổ {n}", voter="Bà Kín Tên"),
                    agency=city.agency, letter_no="", forwarded_on=date(2026, 10, 12)) for n in (1, 2)]  # fmt: skip
    document = blocks.document(letters.filled(city.actor("staff"), LETTERS["voters.forwarding"], rows[0]))
    annex = blocks.words(document["annexes"][0]["blocks"])
    assert "Rãnh tổ 1" in annex and "Rãnh tổ 2" in annex and "Kín Tên" not in str(document)
    made = issue(city, "voters.forwarding", rows[0], "88/HĐND-VP")
    assert set(Opinion.objects.values_list("letter_no", flat=True)) == {"88/HĐND-VP"}
    assert made.target_id == city.agency.pk and Letter.objects.get().state == "issued"


def test_the_summary_report_meets_what_is_owed_to_the_peoples_committee(city):
    council_session = builders.plan(city, on=date(2026, 12, 10))
    make.answered(city, title="Rãnh phố Quy Lưu")
    issue(city, "voters.summary", council_session, "12/BC-HĐND")
    owed = Deadline.objects.filter(record=council_session, code="opinion.summary_to_committee")
    assert [row.met_on for row in owed] == [date(2026, 10, 5)]
