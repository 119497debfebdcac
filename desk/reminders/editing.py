"""What people and administrators change: the own way of being reminded, a council's own ladder."""

from django.core.exceptions import ValidationError
from django.http import Http404

from core.errors import Refused
from core.history import acting
from council.acts import act
from desk.models import ReminderChoice, ReminderStep
from desk.reminders.ladder import SHARED, ladder_of


def choose(actor, *, by_mail, quiet_from=None, quiet_to=None):
    """The actor's own choice of channels and quiet hours."""
    values = {"by_mail": by_mail, "quiet_from": quiet_from, "quiet_to": quiet_to}
    with acting(actor.user_id, "desk.choose_reminders"):
        return ReminderChoice.objects.update_or_create(user_id=actor.user_id, defaults=values)[0]


@act("desk.add_step")
def add_step(actor, *, kind, days, unit):
    """A step more on the ladder of the actor's council."""
    _check_free(actor, kind, days)
    _own(actor)
    return ReminderStep.objects.create(home_id=actor.home_id, kind=kind, days=days, unit=unit)


@act("desk.edit_step")
def edit_step(actor, pk, *, kind, days, unit):
    """Another day for a step; a ladder shared with others is copied first, so that theirs stays."""
    old = step_of(actor, pk)
    _check_free(actor, kind, days, old)
    step = _own(actor).get(kind=old.kind, days=old.days)
    step.kind, step.days, step.unit = kind, days, unit
    step.save()
    return step


@act("desk.remove_step")
def remove_step(actor, pk):
    old = step_of(actor, pk)
    rows = _own(actor)
    if rows.count() == 1:
        raise Refused("Phải còn ít nhất một bậc nhắc. Hãy sửa bậc này, hoặc trở về các bậc dùng chung.")
    rows.filter(kind=old.kind, days=old.days).delete()
    return old


@act("desk.share_ladder")
def share_ladder(actor):
    """Give up the council's own ladder. Returns how many steps it had."""
    return ReminderStep.objects.filter(home=actor.home_id).delete()[0]


def step_of(actor, pk):
    """A step of the ladder that the actor's council climbs; anything else is not found."""
    found = next((step for step in ladder_of(actor.home_id)[1] if step.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _own(actor):
    """The council's own steps, copied from the ladder it climbed until now if it had none."""
    own = ReminderStep.objects.select_for_update().filter(home=actor.home_id)
    if not own.exists():
        steps = ladder_of(actor.home_id)[1]
        ReminderStep.objects.bulk_create(
            ReminderStep(home_id=actor.home_id, kind=step.kind, days=step.days, unit=step.unit)
            for step in steps
        )
    return own


def _check_free(actor, kind, days, but=None):
    steps = ladder_of(actor.home_id)[1]
    if any((step.kind, step.days) == (kind, days) and step != but for step in steps):
        raise ValidationError({"days": "Đã có bậc nhắc này. Chọn số ngày khác hoặc sửa bậc đã có."})


def shares(owner, actor):
    """Whether the ladder in use is not the council's own."""
    return owner != actor.home_id or owner == SHARED
