"""How near a date is, in words and tone."""

from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True)
class Chip:
    tone: str
    text: str


def due_chip(due_on, today=None):
    """The chip of an open due date: late is red, today and the next three days amber, later calm."""
    if due_on is None:
        return None
    left = (due_on - (today or timezone.localdate())).days
    if left < 0:
        return Chip("late", f"quá hạn {-left} ngày")
    if left == 0:
        return Chip("soon", "hôm nay")
    if left == 1:
        return Chip("soon", "ngày mai")
    return Chip("soon" if left <= 3 else "done" if left > 7 else "doing", f"còn {left} ngày")


def deadline_chip(deadline, today=None):
    """The chip of a deadline, met and waived ones too."""
    if deadline.met_on:
        late = deadline.due_on and deadline.met_on > deadline.due_on
        days = late and (deadline.met_on - deadline.due_on).days
        return (
            Chip("late", f"xong, chậm {days} ngày")
            if late
            else Chip("done", f"xong {deadline.met_on:%d/%m/%Y}")
        )
    if deadline.waived_on:
        return Chip("idle", "đã miễn")
    if deadline.due_on is None:
        return Chip(
            "idle",
            "đang tạm dừng"
            if deadline.rule and deadline.rule.offset is not None
            else "luật không định số ngày",
        )
    return due_chip(deadline.due_on, today)
