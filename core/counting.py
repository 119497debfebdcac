"""Counting a time limit, as the Civil Code 2015 (arts. 147-148) does; nothing of the database here.

- The day of the event is not counted (art. 147.2).
- A period that runs forward and ends on a day off ends at the end of the next worked day (art. 148.5).
- A limit backwards ("chậm nhất n ngày trước ...") that falls on a day off moves to the worked day before,
  so that the full number of days is kept. The Code does not speak of it: this is our reading, to verify.
- A pause stops the clock from its first day; the clock runs again on the pause's last day, which counts
  (N155 art. 12: the time runs again from the day of the decision to resume).
- A pause does not touch a backward limit: nothing runs, a date is only measured from another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from core.calendar import WEEKEND, WorkCalendar

Unit = Literal["calendar", "working"]
Pause = tuple[date, date | None]
DAY = timedelta(1)
UNIT_NAMES: dict[Unit, str] = {"calendar": "ngày", "working": "ngày làm việc"}
CLOSED_MARK = date.max


@dataclass(frozen=True)
class Counted:
    """A counted limit.

    ``due``: the last day on which the act is in time. While ``open_pause`` is true no date is running:
    ``due`` is then the day it was when the clock stopped, and ``remaining`` units are left from
    ``stopped_on``, the first day not counted. ``skipped``: days off passed over, with the reason.
    ``paused_days``: days taken out by closed pauses, in ``unit``. ``rolled_from``: the day off on which
    the bare count ended. ``unconfirmed_years``: years whose holidays could still move ``due``.
    """

    due: date
    skipped: tuple[tuple[date, str], ...]
    paused_days: int
    rolled_from: date | None
    unconfirmed_years: tuple[int, ...]
    anchor: date
    offset: int
    unit: Unit
    open_pause: bool = False
    stopped_on: date | None = None
    remaining: int | None = None

    @property
    def running_due(self) -> date | None:
        """The due date to hold someone to; None while the clock stands still."""
        return None if self.open_pause else self.due


def count(
    anchor: date, offset: int, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Counted:
    """The day on which a limit of ``offset`` units from ``anchor`` ends.

    ``offset`` < 0 counts backwards; 0 means the same day (moved to the next worked day when off).
    ``pauses``: (first day, day on which the clock runs again, or None while it stands still).
    Raises ValueError when a pause ends before it begins.
    """
    if offset < 0:
        return _backward(anchor, offset, unit, calendar)
    return _forward(anchor, offset, unit, calendar, merged(pauses))


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses in order, those that overlap or touch made one, empty ones dropped."""
    result: list[Pause] = []
    for start, end in sorted(pauses, key=lambda pause: (pause[0], pause[1] or CLOSED_MARK)):
        if end is not None and end < start:
            raise ValueError(f"pause ends on {end}, before its first day {start}")
        if start == end:
            continue
        if result and (result[-1][1] is None or start <= result[-1][1]):
            result[-1] = (result[-1][0], _later(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def _later(a: date | None, b: date | None) -> date | None:
    return None if a is None or b is None else max(a, b)


def _units(first: date, end: date, unit: Unit, calendar: WorkCalendar) -> int:
    """Units in [first, end); 0 when empty."""
    if end <= first:
        return 0
    return (end - first).days if unit == "calendar" else calendar.working_between(first - DAY, end - DAY)


def _add(day: date, n: int, unit: Unit, calendar: WorkCalendar) -> date:
    return day + n * DAY if unit == "calendar" else calendar.add_working(day, n)


def _forward(anchor: date, offset: int, unit: Unit, calendar: WorkCalendar, pauses: list[Pause]) -> Counted:
    """Add to the bare end what each pause took, in order, until a pause begins after the limit is over."""
    end, lost = _add(anchor, offset, unit, calendar), 0
    applied: list[Pause] = []
    for start, resumed in pauses:
        if start > _rolled(end, calendar, applied):
            break
        if resumed is None:
            return _standing(anchor, offset, unit, calendar, (end, lost, start, applied))
        applied.append((start, resumed))
        stopped = _units(max(start, anchor + DAY), resumed, unit, calendar)
        if start <= end and stopped:
            end, lost = _add(end, stopped, unit, calendar), lost + stopped
    return _counted(anchor, offset, unit, calendar, (end, lost, applied))


def _standing(
    anchor: date, offset: int, unit: Unit, calendar: WorkCalendar, at: tuple[date, int, date, list[Pause]]
) -> Counted:
    """The clock stands still since ``start``: what is left is counted from the first day lost."""
    end, lost, start, applied = at
    first = max(start, anchor + DAY)
    counted = _counted(anchor, offset, unit, calendar, (end, lost, applied))
    left = _units(first, end + DAY, unit, calendar)
    passed = tuple(item for item in counted.skipped if item[0] < first)
    return replace(
        counted, skipped=passed, rolled_from=None, open_pause=True, stopped_on=start, remaining=left
    )


def _rolled(end: date, calendar: WorkCalendar, pauses: Sequence[Pause]) -> date:
    """The first day from ``end`` on that is worked and lies in no pause (art. 148.5)."""
    due = calendar.next_working(end)
    for start, resumed in pauses:
        if resumed is not None and start <= due < resumed:
            due = calendar.next_working(resumed)
    return due


def _counted(
    anchor: date, offset: int, unit: Unit, calendar: WorkCalendar, run: tuple[date, int, list[Pause]]
) -> Counted:
    end, lost, pauses = run
    due = _rolled(end, calendar, pauses)
    first = end if unit == "calendar" or offset == 0 else anchor + DAY
    return Counted(
        due=due,
        skipped=tuple(_days_off(first, due, calendar, pauses)),
        paused_days=lost,
        rolled_from=end if due != end else None,
        unconfirmed_years=tuple(calendar.unconfirmed(first, due)),
        anchor=anchor,
        offset=offset,
        unit=unit,
    )


def _backward(anchor: date, offset: int, unit: Unit, calendar: WorkCalendar) -> Counted:
    bare = _add(anchor, offset, unit, calendar)
    due = calendar.previous_working(bare)
    last = bare if unit == "calendar" else anchor - DAY
    return Counted(
        due=due,
        skipped=tuple(_days_off(due, last, calendar)),
        paused_days=0,
        rolled_from=bare if due != bare else None,
        unconfirmed_years=tuple(calendar.unconfirmed(due, last)),
        anchor=anchor,
        offset=offset,
        unit=unit,
    )


def _days_off(
    first: date, last: date, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Iterator[tuple[date, str]]:
    """Days off in [first, last] that no pause has taken out already."""
    for i in range((last - first).days + 1):
        day = first + i * DAY
        if any(start <= day and (end is None or day < end) for start, end in pauses):
            continue
        if reason := calendar.reason_off(day):
            yield day, reason


def explain(counted: Counted, basis: str = "", article: str = "", verify: bool = False) -> list[str]:
    """The count in Vietnamese sentences for the screen, in the order in which one would count by hand."""
    lines = [_first_sentence(counted), *_skipped_sentences(counted), *_pause_sentences(counted)]
    if counted.rolled_from:
        lines.append(_rolled_sentence(counted))
    if counted.unconfirmed_years:
        years = ", ".join(map(str, counted.unconfirmed_years))
        lines.append(f"Lịch nghỉ lễ năm {years} chưa được công bố chính thức; ngày hết hạn có thể thay đổi.")
    if basis:
        lines.append(f"Căn cứ: {', '.join(filter(None, (article, basis)))}.")
    if verify:
        lines.append("Thời hạn này cần đối chiếu lại với văn bản gốc.")
    return lines


def _vn(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _first_sentence(counted: Counted) -> str:
    size, unit, anchor = abs(counted.offset), UNIT_NAMES[counted.unit], _vn(counted.anchor)
    due = "" if counted.open_pause else f": hạn cuối là ngày {_vn(counted.due)}"
    if counted.offset < 0:
        return f"Chậm nhất {size} {unit} trước ngày {anchor}{due}."
    if counted.offset == 0:
        return f"Trong ngày {anchor}{due}."
    return f"{size} {unit} kể từ ngày {anchor}, không tính ngày này{due}."


def _skipped_sentences(counted: Counted) -> Iterator[str]:
    """The days off a working-day limit passed over; the weekends only by number."""
    if counted.unit != "working" or not counted.skipped:
        return
    named = [(day, reason) for day, reason in counted.skipped if reason not in WEEKEND.values()]
    weekends = len(counted.skipped) - len(named)
    items = [f"{weekends} ngày Thứ Bảy, Chủ nhật"] if weekends else []
    yield f"Không tính {'; '.join([*items, *_runs(named)])}."


def _runs(skipped: Iterable[tuple[date, str]]) -> Iterator[str]:
    """Days off in a row for the same reason become one item."""
    marked = ((day.toordinal() - i, reason, day) for i, (day, reason) in enumerate(skipped))
    for (_, reason), group in groupby(marked, key=lambda item: item[:2]):
        days = [item[2] for item in group]
        span = f"ngày {_vn(days[0])}" if len(days) == 1 else f"từ {_vn(days[0])} đến {_vn(days[-1])}"
        yield f"{span} ({reason})"


def _pause_sentences(counted: Counted) -> Iterator[str]:
    unit = UNIT_NAMES[counted.unit]
    if counted.paused_days:
        yield f"Không tính {counted.paused_days} {unit} tạm đình chỉ."
    if counted.open_pause and counted.stopped_on:
        stopped = _vn(counted.stopped_on)
        yield f"Tạm đình chỉ từ ngày {stopped}, thời hạn đang dừng; còn lại {counted.remaining} {unit}."


def _rolled_sentence(counted: Counted) -> str:
    bare, due = counted.rolled_from or counted.due, _vn(counted.due)
    reason = dict(counted.skipped).get(bare)
    why = f"là ngày nghỉ ({reason})" if reason else "nằm trong thời gian tạm đình chỉ"
    if counted.offset < 0:
        return (
            f"Ngày {_vn(bare)} {why} nên hạn lùi về ngày làm việc liền trước, {due}, "
            "để giữ đủ số ngày; cách tính này cần đối chiếu lại."
        )
    return f"Ngày {_vn(bare)} {why} nên thời hạn kết thúc vào ngày làm việc tiếp theo, {due}."
