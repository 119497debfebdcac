"""Facts of two columns are tied by the database itself."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.voters import make
from voters.models import Meeting, Opinion

DAY = date(2026, 10, 12)
OPINION = {
    "opinion_forwarded_whole": [{"forwarded_on": DAY}, {"letter_no": "1"}, {"agency": "agency"}],
    "opinion_answered_whole": [{"answered_on": DAY}, {"answer": "x"}, {"result": "resolved"}, {"answer_no": "1"},
                               {"on_spot": True}],
    "opinion_promise_dated": [{"answered_on": DAY, "answer": "x", "result": "will_be_resolved"}],
    "opinion_sent_up_whole": [{"sent_up_on": DAY}, {"sent_up_no": "1"}, {"sent_up_to": "council"},
                              {"sent_up_on": DAY, "sent_up_to": "council", "competence": "commune"},
                              {"sent_up_on": DAY, "sent_up_to": "council", "kept_below_on": DAY}],
    "opinion_returned_to": [{"return_points_to": "agency"}],
    "opinion_kept_below_whole": [{"below_reason": "x"}],
    "opinion_settled_whole": [{"settlement": "x"}, {"settled_no": "1"}, {"settled_on": DAY, "settlement": "x"},
                              {"settled_on": DAY, "settlement": "x", "answered_on": DAY, "answer": "x", "result": "explained"}],
    "opinion_returned_whole": [{"returned_on": DAY}, {"return_reason": "x"}, {"returned_by": "agency"}],
}  # fmt: skip
MEETING = {
    "meeting_notice_whole": [{"notice_no": "1"}],
    "meeting_decision_whole": [{"decision_no": "1"}],
    "meeting_report_whole": [{"report_no": "1"}],
    "meeting_cancelled_whole": [{"cancelled_on": DAY}, {"cancel_reason": "x"}],
    "meeting_speakers_among_voters": [{"voters": 3, "speakers": 4}],
    "meeting_one_leader": [{"host": "agency", "joint_with": "council"}],
}


def cases(table):
    return [
        pytest.param(name, half, id=f"{name}-{n}")
        for name, halves in table.items()
        for n, half in enumerate(halves)
    ]


def refuses(model, pk, city, name, half):
    values = {
        key: getattr(city, value) if value in ("agency", "council") and key not in ("answer",) else value
        for key, value in half.items()
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(pk=pk).update(**values)


@pytest.mark.parametrize("name, half", cases(OPINION))
def test_half_a_fact_of_an_opinion_is_not_stored(city, name, half):
    refuses(Opinion, make.opinion(city).pk, city, name, half)


@pytest.mark.parametrize("name, half", cases(MEETING))
def test_half_a_fact_of_a_meeting_is_not_stored(city, name, half):
    refuses(Meeting, make.meeting(city).pk, city, name, half)


def test_an_answer_is_not_older_than_the_letter(city):
    made = make.forwarded(city, sent_on=DAY)
    refuses(
        Opinion,
        made.pk,
        city,
        "opinion_answered_after_forwarded",
        {"answered_on": date(2026, 10, 11), "answer": "x", "result": "resolved"},
    )


def test_every_constraint_is_tried():
    tied = {item.name for model in (Opinion, Meeting) for item in model._meta.constraints}
    assert tied == {*OPINION, *MEETING, "opinion_answered_after_forwarded"}
