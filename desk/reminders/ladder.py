"""The ladder: which due dates call for which step on which day. No queries below `ladders`."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.models import Body
from desk.models import ReminderStep
from desk.reminders.defaults import ship

SHARED = 0  # the ladder of councils that have none of their own
Kind, Unit = ReminderStep.Kind, ReminderStep.Unit
_ESCALATED = {Kind.HEAD, Kind.CHAIR}


@dataclass(frozen=True)
class Call:
    """Who owes something until `due_on` under the ladder `ladder` is to be told of `step`."""

    ladder: int
    step: str
    audience: str
    due_on: date


def ladders():
    """{council or SHARED: its steps}. The shipped ladder is put back if there is none at all."""
    found = {}
    ship(ReminderStep)
    for step in ReminderStep.objects.order_by("pk"):
        found.setdefault(step.home_id or SHARED, []).append(step)
    return found


def ladder_of(home_id):
    """(whose ladder a council climbs: its own id, that of a council above, or SHARED; the steps in order)."""
    found = ladders()
    above = Body.objects.filter(pk=home_id).values_list("pk", "parent", "parent__parent").first() or ()
    owner = next((pk for pk in above if pk in found), SHARED)
    return owner, sorted(found.get(owner, []), key=_order)


def _order(step):
    return list(Kind).index(step.kind), -step.days if step.kind == Kind.BEFORE else step.days


def calls(found, calendar, first, last, oldest):
    """The calls of the days from `first` to `last`, both included; `oldest` is the earliest open due date.

    Every step whose day has come is called, but of one that repeats only the latest time: who was away for a
    month is not told ten times that the same thing is late.
    """
    made = set()
    for ladder, steps in found.items():
        for step in steps:
            for due_on in _candidates(step, first, last, oldest):
                code = called(step, calendar, due_on, first, last)
                if code:
                    made.add(Call(ladder, code, audience(step), due_on))
    return sorted(made, key=lambda call: (call.due_on, call.ladder, call.step))


def audience(step):
    """debtor, head or chair."""
    return step.kind if step.kind in _ESCALATED else "debtor"


def _candidates(step, first, last, oldest):
    """Due dates among which those that call `step` are found; a working week may be as long as Tết."""
    reach = timedelta(3 * step.days + 30)
    if step.kind == Kind.BEFORE:
        return _dates(first, last + reach)
    return _dates(oldest if step.kind == Kind.LATE else first - reach, last)


def _dates(first, last):
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def called(step, calendar, due_on, first, last):
    """The code under which `step` of a deadline is told from `first` to `last`; empty when it is not."""
    if step.kind == Kind.LATE:
        times = _late(calendar, due_on, last, step.unit) // step.days
        units = times * step.days
    else:
        times, units = 1, -step.days if step.kind == Kind.BEFORE else step.days
    falls = times > 0 and first <= _shift(calendar, due_on, units, step.unit) <= last
    return f"{step.kind}:{abs(units)}" if falls else ""


def _late(calendar, due_on, day, unit):
    """How many days late `day` is, counted in `unit`."""
    return calendar.working_between(due_on, day) if unit == Unit.WORKING else (day - due_on).days


def _shift(calendar, day, units, unit):
    return calendar.add_working(day, units) if unit == Unit.WORKING else day + timedelta(units)


def step_label(code):
    """What a code says on the screen: before:3 → trước hạn 3 ngày."""
    kind, days = code.split(":")
    return {
        Kind.BEFORE: f"trước hạn {days} ngày" if days != "0" else "đúng ngày đến hạn",
        Kind.LATE: f"quá hạn {days} ngày", Kind.HEAD: "báo người đứng đầu", Kind.CHAIR: "báo Chủ tịch HĐND",
    }[kind]  # fmt: skip
