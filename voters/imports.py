"""Opinions in from a spreadsheet: read, checked row by row, shown, and only then written, all or none.

The columns are those of the list's own Excel file (`COLUMNS`), so that what is exported can be read again.
"""

import datetime
import uuid
from dataclasses import dataclass, field

import python_calamine
from django import forms
from django.core.cache import cache
from django.utils.timezone import localdate

from core.errors import Refused
from core.forms import typed_day
from core.text import fold, nfc
from core.verbs import create, perform
from voters import services
from voters.forms.opinions import answering_bodies
from voters.models import PROMISED, Competence, Field, Meeting, Opinion, Result

MAX_ROWS = 2000
KEPT_SECONDS = 2 * 3600

# The heading of each column and the name under which its value is kept; an empty name is written, not read.
COLUMNS = {
    "Số": "code", "Ngày nêu": "on", "Nội dung": "title", "Lĩnh vực": "field", "Thẩm quyền": "competence",
    "Hội nghị": "meeting", "Cơ quan giải quyết": "agency", "Ngày chuyển": "forwarded_on", "Công văn chuyển": "letter_no",
    "Ngày trả lời": "answered_on", "Số văn bản trả lời": "answer_no", "Kết quả": "result", "Nội dung trả lời": "answer",
    "Dự kiến xong": "expected_on", "Tình trạng": "", "Đơn vị": "",
}  # fmt: skip
NEEDED = ("Nội dung", "Lĩnh vực")
LABELS = {name: heading for heading, name in COLUMNS.items() if name}
DAYS = ("on", "forwarded_on", "answered_on", "expected_on")


@dataclass
class Row:
    """One row of the file: its number there, its cells as shown, its values, and what is wrong with it."""

    n: int
    cells: list
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)

    def wrong(self, name, text):
        self.errors.append(f"{LABELS[name]}: {text}")


def read(upload):
    """The first sheet of an XLSX file as (headings, [(row number, cells)]), empty rows left out.

    Raises ValidationError when it is no spreadsheet, lacks a column, or is too long.
    """
    try:
        sheet = python_calamine.load_workbook(upload).get_sheet_by_index(0)
    except python_calamine.CalamineError:
        raise forms.ValidationError(
            "Tệp không mở được như một bảng tính Excel. Mở bằng Excel, lưu lại thành .xlsx rồi tải lên."
        ) from None
    table = [
        (n, [_cell(value) for value in cells])
        for n, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    ]
    filled = [(n, cells) for n, cells in table if any(cells)]
    return _headed(filled)


def _cell(value):
    """A cell as text that can be shown and stored; days as dd/mm/yyyy, whole numbers without a point."""
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return nfc(str(value)).removeprefix("'")


def _headed(filled):
    for position, (_, cells) in enumerate(filled[:10]):
        headings = [_heading(cell) for cell in cells]
        if "Nội dung" in headings:
            return _checked(headings, filled[position + 1 :])
    raise forms.ValidationError(
        "Không thấy dòng tên cột. Dòng đầu phải có cột «Nội dung» và «Lĩnh vực»; xem tệp mẫu."
    )


def _heading(text):
    plain = fold(text).rstrip(" *")
    return next((name for name in COLUMNS if fold(name) == plain), text)


def _checked(headings, rows):
    if missing := [name for name in NEEDED if name not in headings]:
        raise forms.ValidationError(f"Thiếu cột «{missing[0]}». Thêm cột này vào tệp; xem tệp mẫu.")
    if not rows:
        raise forms.ValidationError("Tệp chỉ có dòng tên cột, chưa có kiến nghị nào.")
    if len(rows) > MAX_ROWS:
        raise forms.ValidationError(
            f"Tệp có {len(rows)} dòng; mỗi lần nhập được nhiều nhất 2.000. Hãy chia thành nhiều tệp."
        )
    return headings, rows


class Checker:
    """Checks rows for one actor; what they may refer to is read once."""

    def __init__(self, actor, headings, rows):
        self.headings = [name for name in headings if COLUMNS.get(name)]
        self.places = [headings.index(name) for name in self.headings]
        self.raw = rows
        self.agencies = {
            fold(name): body for body in answering_bodies(actor) for name in (body.name, body.short_name)
        }
        own = Meeting.objects.filter(kind=Meeting.KIND, owner=actor.home_id).exclude(state="cancelled")
        titles = {fold(text) for text in self._column("Hội nghị")}
        self.meetings = {fold(meeting.title): meeting for meeting in own.order_by("on")} if titles else {}
        taken = Opinion.objects.filter(kind=Opinion.KIND, owner=actor.home_id, code__in=self._column("Số"))
        self.codes = set(taken.values_list("code", flat=True))

    def _column(self, heading):
        place = self.places[self.headings.index(heading)] if heading in self.headings else None
        return (
            {cells[place] for _, cells in self.raw if len(cells) > place and cells[place]}
            if place is not None
            else set()
        )

    def rows(self):
        return [self._row(n, cells) for n, cells in self.raw]

    def _row(self, n, cells):
        shown = [cells[place] if place < len(cells) else "" for place in self.places]
        row = Row(n, shown)
        text = {COLUMNS[name]: value for name, value in zip(self.headings, shown, strict=True)}
        self._subject(row, text)
        self._course(row, text)
        return row

    def _subject(self, row, text):
        values = row.values
        values["title"] = text["title"]
        if not text["title"]:
            row.wrong("title", "đang trống. Gõ nội dung kiến nghị.")
        if len(text["title"]) > 20_000:
            row.wrong("title", "dài quá 20.000 ký tự. Rút gọn lại.")
        values["code"] = self._code(row, text.get("code", ""))
        values["field"] = _choice(row, "field", text["field"], Field) or (
            row.wrong("field", _one_of(Field)) if not text["field"] else None
        )
        values["competence"] = _choice(row, "competence", text.get("competence", ""), Competence)
        values["meeting"] = self._meeting(row, text.get("meeting", ""))
        for name in DAYS:
            values[name] = _day(row, name, text.get(name, ""))
        values["on"] = values["on"] or getattr(values["meeting"], "on", None) or localdate()

    def _code(self, row, code):
        if code in self.codes:
            row.wrong(
                "code", f"{code} đã có trong sổ hoặc ở dòng trên. Để trống để lấy số mới, hoặc bỏ dòng này."
            )
        elif len(code) > 60:
            row.wrong("code", "dài quá 60 ký tự.")
        if code:
            self.codes.add(code)
        return code

    def _meeting(self, row, title):
        found = self.meetings.get(fold(title)) if title else None
        if title and found is None:
            row.wrong(
                "meeting", f"không có hội nghị «{title[:60]}» trong sổ. Gõ đúng tên hội nghị, hoặc để trống."
            )
        return found

    def _course(self, row, text):
        values = row.values
        for name, size in (("letter_no", 60), ("answer_no", 60), ("answer", 200_000)):
            values[name] = text.get(name, "")
            if len(values[name]) > size:
                row.wrong(name, f"dài quá {size} ký tự.")
        values["result"] = _choice(row, "result", text.get("result", ""), Result)
        values["agency"] = self.agencies.get(fold(text.get("agency", "")))
        if text.get("agency") and values["agency"] is None:
            row.wrong(
                "agency",
                f"không có cơ quan «{text['agency'][:60]}» trong danh bạ. Gõ đúng tên, hoặc để trống.",
            )
        _whole(row, values)


def _choice(row, name, text, choices):
    """The key of a choice by its label or key, diacritics and case apart; '' when empty or wrong."""
    keys = {fold(label): key for key, label in choices.choices} | {key: key for key in choices.values}
    if text and fold(text) not in keys:
        row.wrong(name, f"«{text[:40]}» không có trong danh mục. {_one_of(choices)}")
    return keys.get(fold(text), "")


def _one_of(choices):
    return f"Chọn một trong: {'; '.join(choices.labels)}."


def _day(row, name, text):
    if not text:
        return None
    try:
        day = typed_day(text)
    except forms.ValidationError as error:
        row.wrong(name, error.messages[0])
        return None
    if day > localdate() and name != "expected_on":
        row.wrong(name, f"{text} là ngày chưa đến. Sửa lại ngày.")
    return day


def _whole(row, values):
    """What goes together: agency with its day, an answer with its day and result, days in their order."""
    sent, answered = values["agency"], bool(values["answer"])
    if bool(sent) != bool(values["forwarded_on"]) and not row.errors:
        row.wrong("forwarded_on", "cơ quan giải quyết và ngày chuyển phải cùng có hoặc cùng trống.")
    if sent and not values["competence"]:
        row.wrong("competence", "kiến nghị đã chuyển phải ghi thẩm quyền giải quyết.")
    if answered and not (sent and values["answered_on"] and values["result"]):
        row.wrong("answer", "có nội dung trả lời thì phải có cơ quan, ngày chuyển, ngày trả lời và kết quả.")
    if not answered and (values["answered_on"] or values["result"]):
        row.wrong("answer", "đang trống mà có ngày trả lời hoặc kết quả. Gõ nội dung trả lời.")
    if values["result"] in PROMISED and not values["expected_on"]:
        row.wrong("expected_on", "đang hoặc sẽ giải quyết thì phải có ngày dự kiến xong.")
    days = [values[name] for name in ("on", "forwarded_on", "answered_on") if values[name]]
    if days != sorted(days):
        row.wrong("on", "ngày nêu, ngày chuyển, ngày trả lời phải theo thứ tự trước sau.")


def keep(actor, headings, rows):
    """Keep what was read until it is committed; gives the token by which it is found again."""
    token = uuid.uuid4().hex
    cache.set(_key(actor, token), (headings, rows), KEPT_SECONDS)
    return token


def _key(actor, token):
    return f"import:{actor.membership_id}:{token}"


def kept(actor, token):
    """What was kept under `token` by this person, checked anew. Raises Refused when it is gone."""
    found = cache.get(_key(actor, token))
    if found is None:
        raise Refused(
            "Bản xem trước đã được nhập hoặc đã quá 2 giờ. Hãy chọn lại tệp để xem trước.", "/kien-nghi/nhap/"
        )
    return Checker(actor, *found)


def commit(actor, token):
    """Write the good rows in the caller's transaction, those with a number of their own first. Returns how many."""
    good = [row for row in kept(actor, token).rows() if not row.errors]
    for row in sorted(good, key=lambda row: not row.values["code"]):
        _write(actor, row, uuid.uuid5(uuid.UUID(token), str(row.n)))
    return len(good)


def forget(actor, token):
    cache.delete(_key(actor, token))


def _write(actor, row, once):
    """One opinion through the verbs that lead to where the row says it is."""
    values = row.values
    begun = {name: values[name] for name in ("code", "title", "field", "competence", "meeting", "on")}
    opinion = create(services.record_opinion, actor, once=once, **begun)
    if values["agency"] and opinion.state == "recorded":
        sent = {name: values[name] for name in ("agency", "forwarded_on", "letter_no")}
        perform(services.forward, actor, opinion.pk, **sent, quiet=True)
    if values["answer"]:
        given = {
            name: values[name] for name in ("answer", "answer_no", "answered_on", "result", "expected_on")
        }
        perform(services.answer, actor, opinion.pk, **given, quiet=True)


def exported(opinions):
    """The rows of the Excel file of a list: the headings, then one row per opinion; never who voiced it."""
    yield list(COLUMNS)
    for opinion in opinions:
        yield [_out(opinion, name or heading) for heading, name in COLUMNS.items()]


def _out(opinion, name):
    special = {
        "field": opinion.get_field_display, "competence": opinion.get_competence_display, "result": opinion.get_result_display,
        "meeting": lambda: opinion.meeting.title if opinion.meeting else "",
        "agency": lambda: opinion.agency.short_name if opinion.agency else "",
        "Tình trạng": lambda: opinion.status["label"], "Đơn vị": lambda: opinion.owner.short_name,
    }  # fmt: skip
    return special[name]() if name in special else getattr(opinion, name)
