"""The letters of rounds and recommendations: what their issue and their withdrawal do to the record."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import files
from core.errors import NotAllowed, Refused
from core.letters import services as letters
from core.letters.book import LETTERS, letters_of
from core.letters.paper import to_pdf
from core.letters.word import to_docx
from core.models import Deadline, HistoryEntry, Letter, Notice, Share
from core.verbs import open_verbs
from council.models import Post
from oversight import services
from oversight.models import Escalation, Recommendation, Round, Visit
from tests.oversight import steps

LATER = date(2027, 1, 5)
LADDER = {
    "urge": "urging", "urge_again": "urging", "propose_handling": "handling", "hearing": "hearing",
    "question": "question", "reinspection": "reinspection", "report_to_council": "to_council",
}  # fmt: skip
LATER_STEPS = sorted(set(LADDER.values()) - {"urging"})


@pytest.fixture(autouse=True)
def chair(city):
    return Post.objects.create(
        delegate=city.delegate, body=city.standing, title=Post.Title.CHAIR, from_on=date(2021, 6, 25)
    )


def draft(city, record, name, who="chair", target=None):
    record = type(record).objects.get(pk=record.pk)
    return letters.draft(city.actor(who), LETTERS[f"oversight.{name}"], record, target)


def issue(city, record, name, who="chair", on=LATER, **values):
    """The letter `name` drafted, filled in and issued."""
    made = draft(city, record, name, who, values.pop("target", None))
    definition, actor = LETTERS[f"oversight.{name}"], city.actor(who)
    record = type(record).objects.get(pk=record.pk)
    letters.amend(actor, definition, record, made.pk, signed_on=on, signer_name="Phạm Văn Lợi", **values)
    return letters.issue(actor, definition, record, made.pk)


def withdraw(city, made, who="chair"):
    definition = LETTERS[made.code]
    record = definition.model.objects.get(pk=made.record_id)
    return letters.withdraw(city.actor(who), definition, record, made.pk, reason="Sai nội dung")


def climb(city, item, until):
    """Take the steps of the ladder before `until` by their letters."""
    for number, (step, name) in enumerate(LADDER.items()):
        if step == until:
            return
        issue(city, item, name, on=LATER + timedelta(number))


def taken(item):
    return list(Escalation.objects.filter(recommendation=item.pk).values_list("step", "letter_no", "on"))


# --- the ladder -----------------------------------------------------------------------------------------------


def test_every_step_of_the_ladder_has_its_letter():
    offered = {item.code.rsplit(".", 1)[1] for item in letters_of(Recommendation)}
    assert set(LADDER) == set(Escalation.Step.values) and offered == set(LADDER.values())


def test_letters_climb_the_ladder_from_the_first_to_the_last_step(city):
    item = steps.recommendation_in(city, "open")
    climb(city, item, until=None)
    made = {row.number: row.signed_on for row in Letter.objects.filter(record=item.pk)}
    assert [step for step, _, _ in taken(item)] == list(LADDER)
    assert {number: on for _, number, on in taken(item)} == made
    offered = {verb.name for verb in open_verbs(city.actor("chair"), Recommendation.objects.get(pk=item.pk))}
    assert "oversight.confirm" in offered and "oversight.escalate" not in offered


@pytest.mark.parametrize("name", LATER_STEPS)
def test_a_letter_is_refused_before_its_turn(city, name):
    item = steps.recommendation_in(city, "open")
    with pytest.raises(Refused, match="bước tiếp theo là «Đôn đốc lần 1»"):
        issue(city, item, name)
    assert not taken(item) and Letter.objects.get(record=item.pk).is_draft


def test_a_letter_after_its_step_is_refused_but_a_reminder_is_not(city):
    item = steps.recommendation_in(city, "open")
    climb(city, item, until="hearing")
    issue(city, item, "urging", on=LATER + timedelta(9))
    assert [step for step, _, _ in taken(item)] == ["urge", "urge_again", "propose_handling"]
    with pytest.raises(Refused, match="«Yêu cầu giải trình»"):
        issue(city, item, "handling", on=LATER + timedelta(9))


def test_a_letter_is_not_dated_before_the_step_before(city):
    item = steps.recommendation_in(city, "open")
    issue(city, item, "urging")
    with pytest.raises(Refused, match="05/01/2027"):
        issue(city, item, "urging", on=LATER - timedelta(1))
    with pytest.raises(Refused, match="05/01/2027"):
        steps.do(city, services.escalate, item, step="urge_again", letter_no="9", on=LATER - timedelta(1))


@pytest.mark.parametrize("state", ["done", "draft"])
def test_nothing_is_urged_that_is_not_owed(city, state):
    item = steps.recommendation_in(city, state)
    with pytest.raises(Refused, match="Đôn đốc"):
        issue(city, item, "urging")
    assert Letter.objects.get(record=item.pk).is_draft and not taken(item)


def test_an_issued_urging_demands_an_explanation_and_is_told_and_noted(city):
    item = steps.recommendation_in(city, "open")
    before = item.version
    made = issue(city, item, "urging", on=item.due_on + timedelta(3))
    owed = Deadline.objects.get(record=item.pk, code="recommendation.overdue_explanation")
    assert (owed.anchor_on, owed.owed_by_id) == (item.due_on, item.lead_id)
    told = list(Notice.objects.filter(user=city.users["agency"]).values_list("text", flat=True))
    assert any(text.startswith("Đôn đốc lần 1") for text in told)
    assert any(made.number in text for text in told)
    assert Recommendation.objects.get(pk=item.pk).version > before
    entry = HistoryEntry.objects.filter(record_id=item.pk, table_name="oversight_escalation").get()
    assert (entry.verb, entry.after["letter_no"]) == ("core.issue_letter", made.number)


def test_the_agency_opens_the_letter_that_is_for_it_once_issued(city, sign_in):
    item = steps.recommendation_in(city, "open")
    made, client = draft(city, item, "question"), sign_in("agency")
    assert client.get(made.get_absolute_url()).status_code == 404
    climb(city, item, until="question")
    url = issue(city, item, "question", on=LATER + timedelta(9)).get_absolute_url()
    assert sign_in("agency").get(url).status_code == 200
    assert sign_in("other_agency").get(url).status_code == 404


def test_a_withdrawn_letter_was_no_step(city):
    item = steps.recommendation_in(city, "open")
    made = issue(city, item, "urging", on=item.due_on + timedelta(3))
    withdraw(city, made)
    assert not taken(item)
    assert not Deadline.objects.filter(record=item.pk, code="recommendation.overdue_explanation").exists()
    issue(city, item, "urging", on=item.due_on + timedelta(4))
    assert [step for step, _, _ in taken(item)] == ["urge"]


def test_a_letter_under_a_later_step_is_not_withdrawn(city):
    item = steps.recommendation_in(city, "open")
    first = issue(city, item, "urging")
    issue(city, item, "urging", on=LATER + timedelta(2))
    with pytest.raises(Refused, match="«Đôn đốc lần 2»"):
        withdraw(city, first)
    assert Letter.objects.get(pk=first.pk).state == "issued" and len(taken(item)) == 2


def test_withdrawing_a_reminder_leaves_the_ladder(city):
    item = steps.recommendation_in(city, "open")
    climb(city, item, until="hearing")
    withdraw(city, issue(city, item, "urging", on=LATER + timedelta(9)))
    assert len(taken(item)) == 3


@pytest.mark.parametrize("name", ["urging", "handling", "hearing", "question", "reinspection", "to_council"])
@pytest.mark.parametrize("who", ["delegate", "agency", "admin"])
def test_who_does_not_decide_drafts_no_letter_of_the_ladder(city, name, who):
    with pytest.raises(NotAllowed):
        draft(city, steps.recommendation_in(city, "open"), name, who)


def test_the_letter_of_a_reinspection_names_it(city):
    item = steps.recommendation_in(city, "open")
    assert "Cuộc giám sát lại" not in draft(city, item, "reinspection").text
    again = steps.perform(
        services.reinspect, city.actor("staff"), item.round_id, title="Giám sát lại", on=date(2027, 3, 1)
    )
    letters.discard(city.actor("chair"), LETTERS["oversight.reinspection"], item, Letter.objects.get().pk)
    assert f"Cuộc giám sát lại: {again.code}, từ ngày 01/03/2027." in draft(city, item, "reinspection").text


# --- a round --------------------------------------------------------------------------------------------------


def test_the_decision_sets_up_the_team(city):
    round = steps.round_in(city, "proposed")
    with pytest.raises(Refused, match="Trưởng đoàn"):
        issue(city, round, "decision", on=steps.DECIDED)
    steps.do(city, services.amend_round, round, head=city.delegate)
    made = issue(city, round, "decision", on=steps.DECIDED)
    round = Round.objects.get(pk=round.pk)
    assert (round.state, round.decision_no, round.decision_on) == ("decided", made.number, steps.DECIDED)
    due = Deadline.objects.get(record=round.pk, code="oversight.outline_to_unit")
    assert due.anchor_on == steps.DECIDED


def test_a_head_drafts_no_decision_of_the_standing_body(city):
    round = steps.round_in(city, "proposed", made=steps.propose)
    assert draft(city, round, "decision", "staff").is_draft
    with pytest.raises(NotAllowed):
        draft(city, round, "decision", "head")  # a round of the Standing body


@pytest.mark.parametrize(
    ("made", "authority", "post"),
    [
        (steps.of_committee, "TM. BAN", "TRƯỞNG BAN"),
        (steps.propose, "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"),
    ],
)
def test_the_decision_is_signed_by_whose_round_it_is(city, made, authority, post):
    letter = draft(city, steps.round_in(city, "decided", made=made), "decision", "staff")
    assert letter.authority.startswith(authority) and letter.signer_post == post


def test_the_head_of_the_committee_signs_by_name(city, chair):
    Post.objects.create(
        delegate=city.delegate, body=city.committee, title=Post.Title.HEAD, from_on=date(2021, 6, 25)
    )
    assert draft(city, steps.round_in(city, "decided"), "decision", "staff").signer_name == city.delegate.name


def test_a_decision_names_the_programme_only_of_a_planned_round(city):
    outside = steps.round_in(city, "proposed")
    assert "Chương trình giám sát năm" not in draft(city, outside, "decision", "staff").text
    item = steps.programme_in(city, "decided").items.get()
    planned = steps.of_committee(city, programme_item=item)
    assert "Căn cứ Chương trình giám sát năm 2026" in draft(city, planned, "decision", "staff").text


def test_the_plan_gives_its_number_and_takes_it_back(city):
    round = steps.round_in(city, "decided")
    made = issue(city, round, "plan", "staff", on=steps.SENT)
    round = Round.objects.get(pk=round.pk)
    assert (round.plan_no, round.plan_on) == (made.number, steps.SENT)
    withdraw(city, made, "staff")
    round = Round.objects.get(pk=round.pk)
    assert (round.plan_no, round.plan_on) == ("", None)


def test_the_outline_goes_out_with_its_letter(city):
    empty = steps.decide(city, steps.of_committee(city))
    with pytest.raises(Refused, match="Chưa có đơn vị"):
        issue(city, empty, "outline", "staff", on=steps.SENT)
    round = steps.round_in(city, "decided")
    made = issue(city, round, "outline", "staff", on=steps.SENT)
    round, visit = Round.objects.get(pk=round.pk), Visit.objects.get(round=round.pk)
    assert (round.state, round.outline_no, round.outline_sent_on) == ("outline_sent", made.number, steps.SENT)
    assert visit.state == "outline_sent" and Share.objects.filter(record=visit.pk, body=city.agency).exists()
    assert Deadline.objects.get(record=round.pk, code="oversight.outline_to_unit").met_on == steps.SENT


def test_the_notice_to_a_unit_meets_what_was_owed(city):
    visit = steps.visit_in(city, "outline_sent")
    made = issue(city, visit, "notice", "staff", on=date(2026, 9, 24))
    visit = Visit.objects.get(pk=visit.pk)
    assert (visit.notice_no, visit.notified_on) == (made.number, date(2026, 9, 24))
    assert Deadline.objects.get(record=visit.pk, code="oversight.team_list_to_unit").met_on == date(
        2026, 9, 24
    )


@pytest.mark.parametrize(
    ("name", "state", "number", "on"),
    [
        ("decision", "decided", "15/QĐ-HĐND", steps.DECIDED), ("outline", "outline_sent", "20/HĐND-VP", steps.SENT),
        ("team_report", "reported", "31/BC-ĐGS", steps.REPORTED), ("conclusion", "concluded", "40/KL-TTHĐND", steps.CONCLUDED),
    ],
)  # fmt: skip
def test_a_letter_carries_the_number_that_stands_in_the_record(city, name, state, number, on):
    made = draft(city, steps.round_in(city, state), name, "staff")
    assert (made.number, made.signed_on) == (number, on)


def test_a_secret_round_tells_the_unit_of_no_letter(city):
    round = steps.round_in(city, "decided", made=lambda place: steps.of_committee(place, is_secret=True))
    issue(city, round.visits.get(), "notice", "staff", on=steps.SENT)
    assert not Share.objects.exists() and not Notice.objects.filter(user=city.users["agency"]).exists()


# --- every letter, as a file and from its page ------------------------------------------------------------------

EVERY = [
    *(("decided", name) for name in ("decision", "plan", "outline")),
    *(("concluded", name) for name in ("team_report", "conclusion")),
]


@pytest.mark.parametrize(("state", "name"), EVERY)
def test_letters_of_a_round_are_printed_as_pdf_and_docx(city, state, name):
    round = steps.round_in(city, state)
    made = issue(city, round, name, "staff", number="71/X")
    assert to_pdf(made.document).startswith(b"%PDF") and to_docx(made.document).startswith(b"PK")
    assert "{" not in made.text and round.title in made.text + made.abstract


@pytest.mark.parametrize("name", sorted(set(LADDER.values())))
def test_letters_of_a_recommendation_are_printed_as_pdf_and_docx(city, name):
    item = steps.recommendation_in(city, "open")
    climb(city, item, until=next(step for step, letter in LADDER.items() if letter == name))
    made = issue(city, item, name, on=LATER + timedelta(9))
    assert to_pdf(made.document).startswith(b"%PDF") and to_docx(made.document).startswith(b"PK")
    assert "{" not in made.text and item.title in made.text


def test_the_page_offers_the_letters_and_shows_the_step_taken(city, sign_in):
    item = steps.recommendation_in(city, "open")
    client = sign_in("chair")
    labels = {row["label"] for row in client.get(item.get_absolute_url()).context["letter_choices"]}
    assert labels == {row.label for row in letters_of(Recommendation)}
    client.post(reverse("core:letter_new", args=[item.pk, "oversight.urging"]))
    url = Letter.objects.get().get_absolute_url()
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    page = client.post(url, data | {"signed_on": "05/01/2027", "_issue": "1"}, follow=True)
    assert page.status_code == 200 and "05/01/2027 · 01/HĐND-VP" in page.content.decode()


def test_a_number_of_the_teams_own_register_leaves_the_councils_series(city):
    round = steps.round_in(city, "concluded")
    assert issue(city, round, "team_report", "staff").number == "31/BC-ĐGS"
    item = round.recommendations.get()
    climb(city, item, until="report_to_council")
    assert issue(city, item, "to_council", on=LATER + timedelta(9)).number == "01/BC-HĐND"


def test_the_report_tells_what_proves_a_finding(city, upload):
    round = steps.round_in(city, "reported")
    fault = round.visits.get().findings.get(finding_kind="fault")
    files.keep(fault, upload, city.users["staff"].pk)
    steps.do(city, services.amend_finding, fault, paper="12/BB", legal_ground="Luật Xây dựng")
    text = draft(city, round, "team_report", "staff").text
    assert "12/BB; 1 tệp, ảnh kèm hồ sơ; Luật Xây dựng" in text


def test_no_heading_of_a_draft_stands_over_an_empty_place(city):
    round = steps.decide(city, steps.propose(city))
    made = draft(city, round, "plan", "staff")
    lines = made.text.splitlines()
    headings = [n for n, line in enumerate(lines) if line.startswith("## ")]
    assert headings and not any(lines[n + 1].startswith("## ") for n in headings[:-1])
    assert "| … | … | … | …" in lines


def test_the_points_of_the_outline_letter_are_counted_without_a_gap(city):
    round = steps.round_in(city, "decided")
    made = draft(city, round, "outline", "staff")
    points = [line[:2] for line in made.text.splitlines() if line[:1].isdigit()]
    assert points == ["1.", "2."]
