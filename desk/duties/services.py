"""Verbs of duties: opened, amended, done (and opened again when they come back), dropped."""

from calendar import monthrange
from datetime import date

from django.utils import timezone

from core.errors import Refused
from core.models import Body, Share
from core.services import deadlines
from core.services.numbers import yearly_code
from core.verbs import start, verb
from council.directory import AGENCIES
from council.models import BodyKind
from desk.duties.catalogue import fault, names
from desk.duties.forms import DropForm, FinishForm
from desk.duties.models import Duty
from desk.duties.rules import keeps_duties

MONTHS = {Duty.Repeat.MONTH: 1, Duty.Repeat.QUARTER: 3, Duty.Repeat.HALF: 6, Duty.Repeat.YEAR: 12}


@verb("duties.open", Duty, "Thêm việc theo luật", may=keeps_duties, creates=True)
def open_duty(actor, *, once=None, title="", owed_by=None, **values):
    """A duty of a body of the council, counted by its rule from the day `on`.

    Raises Refused where `catalogue.fault` finds one.
    """
    owed_by = owed_by or _standing(actor.home_id)
    duty = start(
        Duty, actor, once=once, state="open", title=title or names().get(values["rule_code"], ""),
        owed_by=owed_by, **values,
    )  # fmt: skip
    duty.code = yearly_code(actor.home_id, "VL", duty.on.year)
    duty.save()
    _owe(duty)
    return duty


@verb("duties.amend", Duty, "Sửa việc theo luật", may=keeps_duties, amends=True)
def amend_duty(actor, duty, *, title="", owed_by=None, **values):
    """Change an open duty; another rule or day counts its limit anew."""
    duty.amend()
    old = duty.rule_code
    values |= {"title": title or duty.title, "owed_by": owed_by or duty.owed_by}
    for name, value in values.items():
        setattr(duty, name, value)
    duty.save()
    Share.objects.filter(record_id=duty.pk).exclude(body=duty.owed_by).delete()
    if duty.rule_code != old:
        deadlines.drop(duty, old)
    _owe(duty)


@verb("duties.finish", Duty, "Đã xong", slug="xong", may=keeps_duties, form=FinishForm, primary=True)
def finish(actor, duty, *, done_on, done_no=""):
    """Note that the duty is done; one that comes back is opened again for the next period."""
    duty.finish()
    duty.done_on, duty.done_no = done_on, done_no
    duty.save()
    deadlines.meet(duty, duty.rule_code, done_on, user_id=actor.user_id, paper=done_no)
    if duty.repeat:
        _open_next(actor, duty)


@verb("duties.drop", Duty, "Không phải làm", slug="bo", may=keeps_duties, form=DropForm, danger=True)
def drop_duty(actor, duty, *, reason):
    """The duty is not owed after all; its open limit is taken away."""
    duty.drop()
    duty.dropped_on, duty.drop_reason = timezone.localdate(), reason
    duty.save()
    deadlines.drop(duty)


def _owe(duty):
    if wrong := fault(duty.owner, duty.rule_code, duty.on, duty.due_asked):
        raise Refused(wrong[1])
    deadlines.open_deadline(
        duty, duty.rule_code, duty.on, owed_by=duty.owed_by, due_on=duty.due_asked, owed=duty.title[:250]
    )
    if duty.owed_by.kind in AGENCIES:
        Share.objects.get_or_create(record_id=duty.pk, body=duty.owed_by)


def _open_next(actor, duty):
    months = MONTHS[duty.repeat]
    open_duty(
        actor, title=duty.title, owed_by=duty.owed_by, rule_code=duty.rule_code, on=later(duty.on, months),
        due_asked=later(duty.due_asked, months), repeat=duty.repeat, note=duty.note,
    )  # fmt: skip


def later(day, months):
    """The same day some months on, or the month's last when it has no such day; None stays None."""
    if day is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _standing(home_id):
    """Who owes what nobody is named for: the Standing Body, else the council itself."""
    found = Body.objects.filter(home_id=home_id, kind=BodyKind.STANDING, valid_to=None).order_by("pk").first()
    return found or Body.objects.get(pk=home_id)
