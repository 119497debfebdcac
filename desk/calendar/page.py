"""The context of the calendar's page."""

from datetime import timedelta

from django.utils.timezone import localdate

from core.models import SpecialDay
from core.register import REGISTERS
from core.services import days
from desk.calendar import choices, events
from desk.calendar.address import TONES, month_end
from desk.words import WEEKDAYS, long_day

SHOWN, WEEK_SHOWN, DAY_SHOWN, CAP = 4, 16, 300, 100


def page(actor, asked):
    """The context of the calendar."""
    dates = _dates(asked)
    cells = _cells(actor, asked, dates)
    before, after = _beside(asked)
    return {
        "title": _title(asked), "weeks": [cells[start : start + 7] for start in range(0, len(cells), 7)],
        "mode": asked.mode, "asked": asked, "one_day": bool(asked.day), "narrowed": _narrowed(asked),
        "views": _views(asked), "today_url": asked.url(thang="", tuan=""), "prev_url": before, "next_url": after,
        "unconfirmed": days.calendar().unconfirmed(dates[0], dates[-1]), **_choices(actor, asked),
    }  # fmt: skip


def _title(asked):
    if asked.day:
        return long_day(asked.day)
    if asked.mode == "week":
        return f"Tuần {asked.first:%d/%m} – {asked.first + timedelta(6):%d/%m/%Y}"
    return f"Tháng {asked.first.month}/{asked.first.year}"


def _views(asked):
    """The three ways of looking at the same time, as [(label, address, is current)]."""
    week = asked.day or _week_of(asked)
    month = f"{week:%Y-%m}"
    return [
        ("Tháng", asked.url(kieu="", tuan="", thang=month), asked.mode == "month"),
        ("Tuần", asked.url(kieu="tuan", thang="", tuan=f"{week:%Y-%m-%d}"), asked.mode == "week"),
        ("Danh sách", asked.url(kieu="danh-sach", tuan="", thang=month), asked.mode == "list"),
    ]


def _week_of(asked):
    """The day whose week is opened from a month: today when it lies there, else the first."""
    today = localdate()
    if asked.mode == "week":
        return today if asked.first <= today <= asked.first + timedelta(6) else asked.first
    return today if today.replace(day=1) == asked.first else asked.first


def _beside(asked):
    """The addresses of the time before and after."""
    if asked.day:
        step = [asked.day - timedelta(1), asked.day + timedelta(1)]
        return [asked.url(thang="", ngay=f"{day:%Y-%m-%d}") for day in step]
    if asked.mode == "week":
        step = [asked.first - timedelta(7), asked.first + timedelta(7)]
        return [asked.url(tuan=f"{day:%Y-%m-%d}") for day in step]
    step = [asked.first - timedelta(1), asked.first + timedelta(31)]
    return [asked.url(thang=f"{day:%Y-%m}") for day in step]


def _narrowed(asked):
    """In words, what an event can never be found by."""
    if not asked.dues_only:
        return ""
    what = [f"của các đơn vị mà {asked.person.name} đang làm việc" if asked.person else ""]
    what += [f"ở mức «{TONES[asked.tone].lower()}»" if asked.tone else ""]
    return f"Chỉ có các thời hạn {' '.join(filter(None, what))}, không có kỳ họp và hội nghị."


def _choices(actor, asked):
    kinds = [(kind, item.plural or item.noun, kind == asked.kind) for kind, item in REGISTERS.items()]
    people = [(pk, name, bool(asked.person) and pk == asked.person.pk) for pk, name in choices.people(actor)]
    return {
        "kinds": kinds, "people": people, "bodies": choices.grouped(choices.bodies(actor), asked.body),
        "tones": [(name, label, name == asked.tone) for name, label in TONES.items()],
    }  # fmt: skip


def _dates(asked):
    """One day, one week, or the whole weeks, from Monday, that hold the month."""
    if asked.day:
        return [asked.day]
    start, end = asked.first, asked.first + timedelta(6)
    if asked.mode != "week":
        last = month_end(asked.first)
        start, end = asked.first - timedelta(asked.first.weekday()), last + timedelta(6 - last.weekday())
    return [start + timedelta(n) for n in range((end - start).days + 1)]


def _shown(asked):
    return DAY_SHOWN if asked.day else WEEK_SHOWN if asked.mode == "week" else SHOWN


def _cells(actor, asked, dates):
    shown = _shown(asked)
    found, totals = events.found(actor, asked, dates, shown, max(shown, CAP))
    worked = dict(
        SpecialDay.objects.filter(day__range=(dates[0], dates[-1]), worked=True).values_list("day", "name")
    )
    return [_cell(day, asked, found.get(day, []), totals.get(day, 0), worked) for day in dates]


def _cell(day, asked, found, total, worked):
    calendar = days.calendar()
    working = calendar.is_working(day)
    made_up = working and (worked.get(day) or ("ngày làm bù" if day.weekday() > 4 else ""))
    reason = made_up or calendar.reason_off(day) or ""
    plain = not working and reason in WEEKDAYS
    return {
        "date": day, "weekday": WEEKDAYS[day.weekday()], "working": working, "worked": bool(made_up),
        "in_month": asked.mode == "week" or day.month == asked.first.month, "today": day == localdate(),
        "reason": "" if plain else reason, "events": found, "more": _more(total - len(found)),
        "day_url": asked.url(thang="", tuan="", kieu="", ngay=f"{day:%Y-%m-%d}"),
    }  # fmt: skip


def _more(n):
    if n <= 0:
        return ""
    least = CAP - WEEK_SHOWN
    return f"còn {n} việc" if n < least else f"còn từ {least} việc trở lên"
