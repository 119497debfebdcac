"""What the address of the calendar asks for, and the address of what is next to it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from core.errors import Refused
from core.forms import typed_day
from core.models import Body
from core.register import REGISTERS
from desk.calendar import choices

FIRST_YEAR, LAST_YEAR = 1990, 2100
SOON = 7  # days within which a limit is near, as on the desk
MODES = {"": "month", "thang": "month", "tuan": "week", "danh-sach": "list"}
WORDS = {"month": "", "week": "tuan", "list": "danh-sach"}
TONES = {"qua-han": "Quá hạn", "hom-nay": "Hôm nay", "sap-den": "Sắp đến hạn", "con-xa": "Còn xa"}


class BadQuery(Refused):
    status, heading = 400, "Địa chỉ không đúng"


@dataclass(frozen=True)
class Asked:
    """A month, a week (`first` is its Monday) or one day, as a grid or a list, and what it is narrowed to."""

    first: date
    day: date | None = None
    mode: str = "month"
    kind: str = ""
    body: Body | None = None
    person: choices.Person | None = None
    tone: str = ""

    @property
    def dues_only(self):
        """Events have no tone and no debtor."""
        return bool(self.tone or self.person)

    def url(self, **changes):
        week = self.mode == "week"
        values = {
            "thang": "" if week else f"{self.first:%Y-%m}", "tuan": f"{self.first:%Y-%m-%d}" if week else "",
            "kieu": WORDS[self.mode], "so": self.kind, "noi": self.body.code if self.body else "",
            "nguoi": self.person.pk if self.person else "", "han": self.tone,
        }  # fmt: skip
        query = urlencode({name: value for name, value in (values | changes).items() if value})
        return f"{reverse('desk:calendar')}?{query}"

    def falls(self, day, today):
        """Whether a limit of that day has the tone that is asked for."""
        left = (day - today).days
        return {
            "": True, "qua-han": left < 0, "hom-nay": left == 0, "sap-den": 0 < left <= SOON, "con-xa": left > SOON,
        }[self.tone]  # fmt: skip


def read(params, actor):
    """The parameters of the address. Raises `BadQuery` (400) when one cannot be read or names what is not in view."""
    text = {
        name: params.get(name, "").strip()
        for name in ("thang", "tuan", "ngay", "kieu", "so", "noi", "nguoi", "han")
    }
    _known(text["kieu"], MODES, "Kiểu xem lịch là «thang», «tuan» hoặc «danh-sach».")
    _known(text["so"], {"", *REGISTERS}, "Không có sổ này. Hãy chọn lại trong danh sách sổ.")
    _known(text["han"], {"", *TONES}, "Mức hạn là «qua-han», «hom-nay», «sap-den» hoặc «con-xa».")
    day = _day(text["ngay"]) if text["ngay"] else None
    mode = "list" if day else MODES[text["kieu"]]
    body = text["noi"] and _found(
        choices.body_in_view(actor, text["noi"]), "Không có đơn vị này trong phạm vi được xem."
    )
    person = text["nguoi"] and _found(
        choices.person_of(actor, text["nguoi"]), "Không có người này trong các đơn vị của mình."
    )
    return Asked(_first(text, day, mode), day, mode, text["so"], body or None, person or None, text["han"])


def _known(value, known, message):
    if value not in known:
        raise BadQuery(message, reverse("desk:calendar"))


def _found(value, message):
    if value is None:
        raise BadQuery(message, reverse("desk:calendar"))
    return value


def _first(text, day, mode):
    """The Monday of the week, or the first of the month, that is asked for."""
    if mode == "week":
        any_day = (
            _day(text["tuan"]) if text["tuan"] else _month(text["thang"]) if text["thang"] else localdate()
        )
        return any_day - timedelta(any_day.weekday())
    if day:
        return day.replace(day=1)
    if text["tuan"] and not text["thang"]:
        return _day(text["tuan"]).replace(day=1)
    return _month(text["thang"])


def _month(text):
    if not text:
        return localdate().replace(day=1)
    match = re.fullmatch(r"(\d{4})-(\d{1,2})", text, re.ASCII) or re.fullmatch(
        r"(\d{1,2})/(\d{4})", text, re.ASCII
    )
    if match is None:
        raise BadQuery("Tháng không đọc được. Gõ dạng 2026-11 hoặc 11/2026.", reverse("desk:calendar"))
    year, month = sorted(map(int, match.groups()), reverse=True)
    good = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
    return _checked(date(year, month, 1) if good else None)


def _day(text):
    try:
        return _checked(typed_day(text))
    except ValidationError as fault:
        raise BadQuery(" ".join(fault.messages), reverse("desk:calendar")) from None


def _checked(day):
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        text = f"Không có tháng hoặc ngày này trong các năm {FIRST_YEAR}–{LAST_YEAR}."
        raise BadQuery(text, reverse("desk:calendar"))
    return day


def month_end(first):
    return first.replace(day=monthrange(first.year, first.month)[1])
