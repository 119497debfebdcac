"""What the issue of a letter does to the record that it is about, in the same transaction."""

from core.errors import Refused
from core.verbs import locked, must_be_open
from oversight.models import Escalation, Recommendation, Round, Visit
from oversight.services import clock
from oversight.services.common import put, touched
from oversight.services.recommendations import escalate, next_step, take_step, untake_step
from oversight.services.rounds import outlined
from oversight.services.visits import notified

Step = Escalation.Step


# --- of a round and its units --------------------------------------------------------------------------------


def decided(actor, round, letter):
    """The decision that sets up the team, issued on a proposed round."""
    round = locked(Round, actor, round.pk)
    if round.state != "proposed":
        return
    if round.head is None:
        raise Refused("Chọn Trưởng đoàn trước khi ban hành quyết định.", round.get_absolute_url())
    round.decide()
    put(round, decision_no=letter.number, decision_on=letter.signed_on)
    clock.run_round(round, actor.user_id)
    touched([round.pk])


def planned(actor, round, letter):
    round = locked(Round, actor, round.pk)
    if not round.plan_no:
        put(round, plan_no=letter.number, plan_on=letter.signed_on)
        touched([round.pk])


def plan_withdrawn(actor, round, letter):
    round = locked(Round, actor, round.pk)
    if (round.plan_no, round.plan_on) == (letter.number, letter.signed_on):
        put(round, plan_no="", plan_on=None)
        touched([round.pk])


def outline_sent(actor, round, letter):
    """The outline goes to every unit by this letter, unless it went before."""
    round = locked(Round, actor, round.pk)
    if round.state == "decided":
        outlined(actor, round, letter.number, letter.signed_on)
        touched([round.pk])


def unit_notified(actor, visit, letter):
    """The unit has its notice, which was owed before the working day."""
    visit = locked(Visit, actor, visit.pk)
    if visit.notified_on is None and visit.state in visit.AHEAD:
        notified(actor, visit, letter.number, letter.signed_on)
        touched([visit.pk])


# --- of a recommendation --------------------------------------------------------------------------------------


def _owed(actor, item):
    """The recommendation, locked. Raises Refused when nothing is owed any more."""
    item = locked(Recommendation, actor, item.pk)
    must_be_open(escalate.verb, actor, item)
    return item


def _take(item, step, letter):
    take_step(item, step, letter.number, letter.signed_on)
    touched([item.pk])


def _step(wanted):
    def issued(actor, item, letter):
        """The letter is that step of the ladder, when it is its turn."""
        item = _owed(actor, item)
        step = next_step(item)
        if step != wanted:
            turn = f"bước tiếp theo là «{step.label}»" if step else "đã áp dụng đủ các bước"
            raise Refused(f"Chưa đến lượt văn bản này: {turn}.", item.get_absolute_url())
        _take(item, step, letter)

    return issued


def urged(actor, item, letter):
    """The first and the second urging are steps; a further reminder is a letter only."""
    item = _owed(actor, item)
    step = next_step(item)
    if step in (Step.URGE, Step.URGE_AGAIN):
        _take(item, step, letter)


def step_withdrawn(actor, item, letter):
    """A letter taken back was no step. Raises Refused when another step was taken since."""
    item = locked(Recommendation, actor, item.pk)
    steps = list(item.escalations.all())
    own = [row for row in steps if (row.letter_no, row.on) == (letter.number, letter.signed_on)]
    if not own:
        return
    if own[-1] != steps[-1]:
        raise Refused(
            f"Sau văn bản này đã có bước «{steps[-1].get_step_display()}». Thu hồi văn bản của bước ấy trước.",
            item.get_absolute_url(),
        )
    untake_step(item, own[-1])
    touched([item.pk])


handling_proposed = _step(Step.PROPOSE_HANDLING)
heard = _step(Step.HEARING)
questioned = _step(Step.QUESTION)
reinspected = _step(Step.REINSPECTION)
reported_to_council = _step(Step.REPORT_TO_COUNCIL)
