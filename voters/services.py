"""Verbs of voter contact: one function, one transaction, one name in the history."""

from django.utils import timezone

from core import notify
from core.errors import Refused
from core.models import Share
from core.services import deadlines
from core.services.numbers import yearly_code
from core.verbs import start, verb
from council.seats import people_of
from voters import rules
from voters.forms import AnswerForm, ForwardForm
from voters.models import Meeting, Opinion


@verb("voters.plan_meeting", Meeting, "Thêm hội nghị tiếp xúc", may=rules.records, creates=True)
def plan_meeting(actor, *, once=None, delegates=(), **values):
    """A planned meeting; its notice is owed before the day (Joint Resolution 72/2025, article 11)."""
    meeting = start(Meeting, actor, once=once, state="planned", **values)
    meeting.save()
    meeting.delegates.set(delegates)
    deadlines.open_deadline(meeting, "meeting.notice", meeting.on, owed_by=None)
    return meeting


@verb("voters.amend_meeting", Meeting, "Sửa hội nghị", may=rules.records, amends=True)
def amend_meeting(actor, meeting, *, delegates=(), **values):
    _set(meeting, values)
    meeting.delegates.set(delegates)
    deadlines.move_anchor([meeting.pk], "meeting", meeting.on)


@verb("voters.record_opinion", Opinion, "Nhập kiến nghị", may=rules.records, creates=True)
def record_opinion(actor, *, once=None, **values):
    """A voter's opinion as it was voiced, numbered in the yearly series of the council."""
    opinion = start(Opinion, actor, once=once, state="recorded", **values)
    opinion.code = yearly_code(actor.home_id, "KN", opinion.on.year)
    opinion.save()
    return opinion


@verb("voters.amend_opinion", Opinion, "Sửa kiến nghị", may=rules.records, amends=True)
def amend_opinion(actor, opinion, **values):
    _set(opinion, values)


@verb(
    "voters.forward",
    Opinion,
    "Chuyển giải quyết",
    slug="chuyen",
    may=rules.records,
    form=ForwardForm,
    primary=True,
)
def forward(actor, opinion, *, agency, letter_no, forwarded_on):
    """Send an opinion to the competent body, which owes an answer from that day on. Needs a competence."""
    if not opinion.competence:
        raise Refused("Chưa xác định thẩm quyền giải quyết. Bấm Sửa, chọn thẩm quyền rồi chuyển lại.")
    opinion.forward()
    opinion.agency, opinion.letter_no, opinion.forwarded_on = agency, letter_no, forwarded_on
    opinion.save()
    Share.objects.get_or_create(record_id=opinion.pk, body=agency)
    deadlines.open_deadline(opinion, "opinion.answer", forwarded_on, owed_by=agency)
    notify.tell(
        people_of([agency.pk]),
        f"Kiến nghị mới cần trả lời: {opinion.title}",
        key=f"forward:{opinion.pk}",
        record=opinion,
    )


@verb(
    "voters.answer",
    Opinion,
    "Trả lời",
    slug="tra-loi",
    may=rules.answers,
    form=AnswerForm,
    primary=True,
    transition="answer_it",
)
def answer(actor, opinion, *, answer, answer_no, result, answered_on, expected_on=None):
    """Enter the competent body's answer with its class of result (Joint Resolution 72/2025, article 50)."""
    opinion.answer_it()
    _set(
        opinion,
        {
            "answer": answer,
            "answer_no": answer_no,
            "result": result,
            "answered_on": answered_on,
            "expected_on": expected_on,
        },
    )
    deadlines.meet(opinion, "opinion.answer", answered_on, user_id=actor.user_id, paper=answer_no)
    people = people_of([opinion.owner_id], "staff", "ward")
    notify.tell(
        people,
        f"Đã có trả lời kiến nghị: {opinion.title}",
        key=f"answer:{opinion.pk}:{timezone.localdate()}",
        record=opinion,
    )


def _set(record, values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
