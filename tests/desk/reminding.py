"""Things that the tests of reminders build, and the ladder worked out by hand."""

import itertools
from datetime import timedelta

from core.models import Deadline, Record, Share
from core.services import days

counter = itertools.count(1)


def record(owner, *, kind="opinion", title="Đường ngập", code=None, on=None, **extra):
    """A register entry of any kind, with nothing but its record."""
    code = f"KN-{next(counter)}" if code is None else code
    return Record.objects.create(
        owner=owner, kind=kind, title=title, code=code, on=on or days_ago(0), **extra
    )


def owe(record, due_on, owed_by=None, owed="Trả lời kiến nghị", shared=True, **extra):
    """An open deadline of a record, shown to the agency that owes it as the registers do."""
    if owed_by is not None and owed_by.kind == "department" and shared:
        Share.objects.get_or_create(record=record, body=owed_by)
    extra = {"code": f"x{next(counter)}", "anchor_on": due_on, **extra}
    return Deadline.objects.create(
        record=record, holder_id=record.owner_id, due_on=due_on, owed_by=owed_by, owed=owed, **extra
    )


def days_ago(n):
    from django.utils.timezone import localdate

    return localdate() - timedelta(n)


def steps_by_hand(due_on, day):
    """The codes that the shipped ladder calls on `day` for a date, each rule written out on its own."""
    left = (due_on - day).days
    late = days.calendar().working_between(due_on, day) if left < 0 else 0
    codes = {f"before:{left}"} if left in (15, 7, 3, 1, 0) else set()
    if late and late % 3 == 0 and days.calendar().is_working(day):
        codes.add(f"late:{late}")
    if left == -3:
        codes.add("head:3")
    if left == -7:
        codes.add("chair:7")
    return codes
