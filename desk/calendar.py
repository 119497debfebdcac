"""The calendar: sessions, meetings, working days and due dates of a month, with the days off and their reasons."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate

from core.chips import due_chip
from core.errors import Refused
from core.models import Deadline, Record, SpecialDay
from core.register import REGISTERS
from core.services import days
from desk.home import EVENTS, GONE
from desk.probe import Probe, ask
from desk.words import WEEKDAYS, long_day, short

SHOWN, CAP, DAY_SHOWN = 4, 100, 300
FIRST_YEAR, LAST_YEAR = 1990, 2100


class BadQuery(Refused):
    status, heading = 400, "Địa chỉ không đúng"


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a month or one day, as a grid or a list, one register or all."""

    first: date
    day: date | None = None
    mode: str = "month"
    kind: str = ""

    def url(self, **changes):
        values = {
            "thang": f"{self.first:%Y-%m}",
            "kieu": "danh-sach" if self.mode == "list" else "",
            "so": self.kind,
        }
        values |= changes
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse('desk:calendar')}?{query}"


def read(params):
    """The parameters of the address. Raises `BadQuery` (400) when one cannot be read."""
    day = _day(params["ngay"]) if params.get("ngay") else None
    first = day.replace(day=1) if day else _month(params.get("thang", ""))
    mode, kind = params.get("kieu", ""), params.get("so", "")
    if mode not in ("", "thang", "danh-sach"):
        raise BadQuery("Kiểu xem lịch là «thang» hoặc «danh-sach».", reverse("desk:calendar"))
    if kind and kind not in REGISTERS:
        raise BadQuery("Không có sổ này. Hãy chọn lại trong danh sách sổ.", reverse("desk:calendar"))
    return Asked(first, day, "list" if mode == "danh-sach" or day else "month", kind)


def _month(text):
    if not text:
        return localdate().replace(day=1)
    match = re.fullmatch(r"(\d{4})-(\d{1,2})", text, re.ASCII) or re.fullmatch(
        r"(\d{1,2})/(\d{4})", text, re.ASCII
    )
    if match is None:
        raise BadQuery("Tháng không đọc được. Gõ dạng 2026-11 hoặc 11/2026.", reverse("desk:calendar"))
    year, month = sorted(map(int, match.groups()), reverse=True)
    return _checked(year, month, 1)


def _day(text):
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    if match is None:
        raise BadQuery("Ngày không đọc được. Gõ dạng 2026-11-24.", reverse("desk:calendar"))
    return _checked(*map(int, match.groups()))


def _checked(year, month, day):
    good = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    if not good:
        text = f"Không có tháng hoặc ngày này trong các năm {FIRST_YEAR}–{LAST_YEAR}."
        raise BadQuery(text, reverse("desk:calendar"))
    return date(year, month, day)


def page(actor, asked):
    """The context of the calendar."""
    dates = [asked.day] if asked.day else _dates(asked.first)
    cells = _cells(actor, asked, dates)
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    later, earlier = asked.first + timedelta(31), asked.first - timedelta(1)
    step = (
        (lambda day: asked.url(thang="", ngay=f"{day:%Y-%m-%d}"))
        if asked.day
        else (lambda day: asked.url(thang=f"{day:%Y-%m}"))
    )
    before, after = (asked.day - timedelta(1), asked.day + timedelta(1)) if asked.day else (earlier, later)
    return {
        "title": long_day(asked.day) if asked.day else f"Tháng {asked.first.month}/{asked.first.year}",
        "weeks": weeks, "mode": asked.mode, "asked": asked, "kinds": _kinds(asked), "one_day": bool(asked.day),
        "month_url": asked.url(kieu=""), "list_url": asked.url(kieu="danh-sach"), "today_url": asked.url(thang=""),
        "prev_url": step(before), "next_url": step(after), "unconfirmed": days.calendar().unconfirmed(dates[0], dates[-1]),
    }  # fmt: skip


def _kinds(asked):
    return [(kind, item.plural or item.noun, kind == asked.kind) for kind, item in REGISTERS.items()]


def _dates(first):
    """Whole weeks, from Monday, that hold the month."""
    start = first - timedelta(first.weekday())
    last = first.replace(day=monthrange(first.year, first.month)[1])
    end = last + timedelta(6 - last.weekday())
    return [start + timedelta(n) for n in range((end - start).days + 1)]


def _cells(actor, asked, dates):
    events, totals = _events(actor, asked, dates)
    worked = dict(
        SpecialDay.objects.filter(day__range=(dates[0], dates[-1]), worked=True).values_list("day", "name")
    )
    return [_cell(day, asked, events.get(day, []), totals.get(day, 0), worked) for day in dates]


def _cell(day, asked, events, total, worked):
    calendar, shown = days.calendar(), DAY_SHOWN if asked.day else SHOWN
    working = calendar.is_working(day)
    made_up = working and (worked.get(day) or ("ngày làm bù" if day.weekday() > 4 else ""))
    reason = made_up or calendar.reason_off(day) or ""
    plain = not working and reason in WEEKDAYS
    return {
        "date": day, "weekday": WEEKDAYS[day.weekday()], "in_month": day.month == asked.first.month, "working": working,
        "today": day == localdate(), "reason": "" if plain else reason, "worked": bool(made_up), "events": events[:shown],
        "more": _more(total - shown), "day_url": asked.url(thang="", kieu="", ngay=f"{day:%Y-%m-%d}"),
    }  # fmt: skip


def _more(n):
    if n <= 0:
        return ""
    return f"còn {n} việc" if n < CAP - SHOWN else f"còn từ {CAP - SHOWN} việc trở lên"


def _events(actor, asked, dates):
    """({day: events}, {day: how many, counted up to CAP of each sort}); four statements."""
    shown, cap = (DAY_SHOWN, DAY_SHOWN) if asked.day else (SHOWN, CAP)
    found = ask([
        Probe("event", _records(actor, asked).order_by("on"), "on", dates, cap),
        Probe("due", _deadlines(actor, asked).order_by("due_on"), "due_on", dates, cap),
    ])  # fmt: skip
    by_day = {}
    for label, day, pk in found:
        by_day.setdefault((date.fromisoformat(day), label), []).append(pk)
    totals = {day: sum(len(by_day.get((day, label), [])) for label in ("event", "due")) for day in dates}
    picked = {
        label: [pk for (_, name), pks in by_day.items() if name == label for pk in pks[:shown]]
        for label in ("event", "due")
    }
    return _drawn(picked), totals


def _records(actor, asked):
    kinds = [kind for kind in EVENTS if kind in REGISTERS and asked.kind in ("", kind)]
    return Record.objects.visible_to(actor).filter(kind__in=kinds).exclude(state__in=GONE)


def _deadlines(actor, asked):
    rows = Deadline.objects.visible_to(actor).open()
    return rows.filter(record__kind=asked.kind) if asked.kind else rows


def _drawn(picked):
    """{day: [{label, url, tone}]}: what happens first, then what is due."""
    events = {}
    for record in Record.objects.filter(pk__in=picked["event"]).select_related("owner").order_by("on", "id"):
        label = f"{short(record.title, 90)} · {record.owner.short_name}"
        events.setdefault(record.on, []).append(
            {"label": label, "url": record.get_absolute_url(), "tone": "doing"}
        )
    rows = (
        Deadline.objects.filter(pk__in=picked["due"])
        .select_related("record", "owed_by", "holder")
        .order_by("due_on", "pk")
    )
    for row in rows:
        debtor = row.owed_by or row.holder
        label = f"Hạn: {short(row.record.title, 70)} · {row.owed} · {debtor.short_name}"
        event = {"label": label, "url": row.record.get_absolute_url(), "tone": due_chip(row.due_on).tone}
        events.setdefault(row.due_on, []).append(event)
    return events
