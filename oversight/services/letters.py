"""What the issue of a letter does to the record that it is about, in the same transaction."""

from core.errors import Refused
from oversight.models import Escalation
from oversight.services import clock
from oversight.services.common import put
from oversight.services.recommendations import next_step, take_step

Step = Escalation.Step


def decided(actor, round, letter):
    """The decision that sets up the team, issued on a proposed round."""
    if round.state != "proposed":
        return
    if round.head is None:
        raise Refused("Chọn Trưởng đoàn trước khi ban hành quyết định.", round.get_absolute_url())
    round.decide()
    put(round, decision_no=letter.number, decision_on=letter.signed_on)
    clock.run_round(round, actor.user_id)


def planned(actor, round, letter):
    if not round.plan_no:
        put(round, plan_no=letter.number, plan_on=letter.signed_on)


def _steps(*steps):
    def issued(actor, item, letter):
        """The letter is the next step of the ladder, when it is that step's turn."""
        step = next_step(item)
        if step not in steps:
            wanted = f"«{step.label}»" if step else "không còn bước nào"
            raise Refused(f"Chưa đến lượt văn bản này: bước tiếp theo là {wanted}.", item.get_absolute_url())
        take_step(item, step, letter.number, letter.signed_on)

    return issued


def urged(actor, item, letter):
    """The first and the second urging are steps; a further reminder is a letter only."""
    step = next_step(item)
    if step in (Step.URGE, Step.URGE_AGAIN):
        take_step(item, step, letter.number, letter.signed_on)


handling_proposed = _steps(Step.PROPOSE_HANDLING)
heard = _steps(Step.HEARING)
reported_to_council = _steps(Step.REPORT_TO_COUNCIL)
