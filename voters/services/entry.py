"""Opinions entered by the dozen: one row after the other, each saved exactly once however often it is sent."""

from django.db import transaction

from core.errors import Refused
from core.verbs import create, perform
from voters.models import Opinion
from voters.services.opinions import amend_opinion, answer_on_spot, record_opinion
from voters.services.outcomes import link_duplicate
from voters.similar import linkable

TYPED = ("title", "field", "competence", "voter")


def enter_row(actor, meeting, *, once, answer="", same_as=None, **values):
    """Save one row of the grid under `meeting`. Sent again, it gives the opinion made the first time, with what was
    changed in the row meanwhile. Returns the opinion.

    `answer` is what was answered at the meeting itself, `same_as` the pk of the opinion that the row repeats. An empty
    `voter` never takes away a name stored before: the browser keeps none in its draft.
    """
    with transaction.atomic():
        begun = values | {"meeting": meeting, "on": meeting.on}
        made = create(record_opinion, actor, once=once, **begun)
        if made.meeting_id != meeting.pk or made.owner_id != actor.home_id:
            raise Refused("Dòng này đã được lưu ở hội nghị khác. Tải lại trang rồi nhập lại.")
        changed = {name: value for name, value in values.items() if _differs(made, name, value)}
        if changed:
            perform(amend_opinion, actor, made.pk, **changed)
        if same_as and made.state == "recorded":
            perform(link_duplicate, actor, made.pk, same_as=_first(actor, same_as))
        if answer and made.state == "recorded":
            perform(answer_on_spot, actor, made.pk, answer=answer, answered_on=meeting.on)
    return Opinion.objects.get(pk=made.pk)


def _first(actor, pk):
    found = linkable(actor).filter(pk=pk).first()
    if found is None:
        raise Refused(
            "Kiến nghị được chọn để liên kết không còn trong phạm vi được xem. Bỏ liên kết rồi lưu lại."
        )
    return found


def _differs(made, name, value):
    return getattr(made, name) != value and not (name == "voter" and not value)
