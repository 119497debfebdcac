"""Other days off than the national calendar's: what they move, done here or by the worker, and decided years."""

import re
from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from core import changes as history
from core import jobs
from core.errors import Refused
from core.forms import typed_day
from core.history import acting
from core.models import ConfirmedYear, SpecialDay
from core.seats import actor_of
from core.services import days, moves, shifts
from core.text import fold
from council.acts import check_admin

# More moves than this are left to the worker.
AT_ONCE = 500
history.name_acts(
    {
        "council.add_day": "Thêm ngày nghỉ, ngày làm bù",
        "council.edit_day": "Sửa ngày nghỉ, ngày làm bù",
        "council.remove_day": "Bỏ ngày nghỉ, ngày làm bù",
        "council.import_days": "Nhập lịch nghỉ",
    }
)


def plan(changes, progress=lambda percent: None):
    """The moves that `changes` would bring. `changes`: {day: (worked, name, basis) or None to take it out}."""
    return shifts.by_days(_for_calendar(changes), progress)


def _for_calendar(changes):
    return {day: row and row[:2] for day, row in changes.items()}


def change(actor, changes):
    """Store the days and move what they touch, in the transaction under way; who is concerned is told once."""
    found = plan(changes)
    for day, row in changes.items():
        _store(day, row)
    made = moves.store(found)
    moves.tell_moved(made, describe(changes), key=f"days:{uuid4().hex}", but=actor.user_id)
    transaction.on_commit(days.changed)
    return made


def _store(day, row):
    if row is None:
        SpecialDay.objects.filter(day=day).delete()
        return
    worked, name, basis = row
    values = {"worked": worked, "name": name, "basis": basis, "edited": True}
    SpecialDay.objects.update_or_create(day=day, defaults=values)


def describe(changes):
    """What changes, in words: for the notice and the job."""
    words = [f"{day:%d/%m/%Y} {_word(row)}" for day, row in sorted(changes.items())]
    more = f" và {len(words) - 4} ngày khác" if len(words) > 4 else ""
    return f"Lịch nghỉ thay đổi: {', '.join(words[:4])}{more}."


def _word(row):
    if row is None:
        return "theo lịch chung"
    return "đi làm" if row[0] else "nghỉ"


# --- by the worker -----------------------------------------------------------------------------------------


def ask(actor, changes, act, **values):
    """Leave it to the worker: the job that does `changes` under the name `act`."""
    rows = [[day.isoformat(), row] for day, row in sorted(changes.items())]
    return jobs.ask(actor, "days", describe(changes)[:250], {"rows": rows, "act": act, **values})


@jobs.handles("days")
def shift(job, progress):
    """One pass that shows how far it is, then the act itself; deadlines opened meanwhile follow in a last look."""
    params, actor = job.params, actor_of(job.membership_id)
    changes = {date.fromisoformat(day): row and tuple(row) for day, row in params["rows"]}
    check_admin(actor)
    before = days.calendars(_for_calendar(changes))
    plan(changes, progress)
    with acting(actor.user_id, params["act"]):
        change(actor, changes)
        for year in params.get("years", ()):
            confirm(year, params["basis"])
    progress(90)
    with acting(actor.user_id, params["act"]):
        moves.store(shifts.by_days(_for_calendar(changes), calendars=before))


# --- a pasted table ----------------------------------------------------------------------------------------

_KINDS = {"nghi": False, "lam bu": True, "di lam": True, "lam": True}


def read_rows(text):
    """The changes that a pasted table means, and what is wrong with it: ({day: (worked, name)}, [fault])."""
    changes, faults = {}, []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            day, row = _row(line)
            if day in changes:
                raise ValidationError(f"ngày {day:%d/%m/%Y} có hai lần.")
            changes[day] = row
        except ValidationError as error:
            faults.append(f"Dòng {number}: {error.messages[0]}")
    return changes, faults or ([] if changes else ["Chưa có ngày nào."])


def _row(line):
    cells = [cell.strip() for cell in re.split(r"\t|;|\s{2,}", line.strip(), maxsplit=2)]
    if len(cells) < 3 or not cells[2]:
        raise ValidationError("cần đủ ba cột: ngày, «nghỉ» hoặc «làm bù», lý do.")
    day, kind = typed_day(cells[0]), fold(cells[1])
    if kind not in _KINDS:
        raise ValidationError(f"cột thứ hai phải là «nghỉ» hoặc «làm bù», không phải «{cells[1][:40]}».")
    if len(cells[2]) > 200:
        raise ValidationError("lý do dài quá 200 ký tự.")
    return day, (_KINDS[kind], cells[2])


# --- decided years -----------------------------------------------------------------------------------------


def confirm(year, basis):
    """Note in the transaction under way that the days off of `year` have been announced by `basis`."""
    if not basis.strip():
        raise ValidationError({"basis": "Ghi số văn bản công bố lịch nghỉ."})
    ConfirmedYear.objects.update_or_create(year=year, defaults={"basis": basis.strip()})
    transaction.on_commit(days.changed)


def unconfirm(year):
    if year in days.shipped_years():
        raise Refused("Năm này đã được xác nhận trong dữ liệu kèm theo phần mềm nên không bỏ được.")
    ConfirmedYear.objects.filter(year=year).delete()
    transaction.on_commit(days.changed)
