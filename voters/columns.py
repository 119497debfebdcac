"""The columns of the opinions' spreadsheet: as they are written, and how each is read again."""

import datetime

from django import forms

from core.export import harmless
from core.imports import Column, any_day, listed, one_of, past_day
from core.models import Body
from core.text import fold, nfc
from voters.forms.opinions import answering_bodies
from voters.models import Competence, Field, Meeting, Opinion, Result
from voters.similar import linkable


class Known:
    """What the rows of a file may refer to, for one actor; read once."""

    def __init__(self, actor, table):
        self.home, self.headings = actor.home_id, table.columns_shown
        self.own_names = _names(Body.objects.get(pk=actor.home_id))
        self.agencies = {name: body for body in answering_bodies(actor) for name in _names(body)}
        self.meetings = self._meetings() if table.column("Hội nghị") else {}
        self.in_file, self.read = table.column("Số"), set()
        self.stored = self._stored(actor)
        self.firsts = self._firsts(actor, table.column("Trùng với"))

    def _meetings(self):
        own = Meeting.objects.filter(kind=Meeting.KIND, owner=self.home).exclude(state="cancelled")
        found = {}
        for meeting in own.order_by("on"):
            found.setdefault(fold(meeting.title), []).append(meeting)
        return found

    def _stored(self, actor):
        """{(unit, number): the cells of its line in the Excel file} of those that the file numbers; the own unit is ""."""
        rows = Opinion.objects.visible_to(actor).filter(owner__in=actor.scope, code__in=self.in_file)
        rows = rows.select_related("owner", "meeting", "agency", "same_as__owner")
        return {self._key(row): {heading: _text(cell) for heading, cell in line(row).items()} for row in rows}

    def _firsts(self, actor, named):
        """{(unit, number): pk} of the opinions that rows name as the ones they repeat."""
        if not named:
            return {}
        codes = {split_first(text)[1] for text in named}
        rows = linkable(actor).filter(code__in=codes).select_related("owner").only("pk", "code", "owner")
        return {self._key(row): row.pk for row in rows}

    def _key(self, row):
        return ("" if row.owner_id == self.home else fold(row.owner.short_name), row.code)

    def unit(self, name):
        """The unit that a row names, "" for the own one."""
        return "" if not name or fold(name) in self.own_names else fold(name)

    def unchanged(self, row):
        """Whether the row says of an opinion in the register just what the register says."""
        there = self.stored.get((self.unit(row.values["owner"]), row.values["code"]))
        pairs = zip(self.headings, row.cells, strict=True)
        return there is not None and all(there[heading] == _text(cell) for heading, cell in pairs)


def _names(body):
    return {fold(body.name), fold(body.short_name)}


def _text(cell):
    """A cell as it is read from a file."""
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    return nfc(str(harmless("" if cell is None else cell))).removeprefix("'").replace("\r\n", "\n").strip()


def split_first(text):
    """(unit, number) of what stands in «Trùng với»: a number, and in brackets whose it is when it is another unit's."""
    code, mark, unit = text.partition(" (")
    return (fold(unit.removesuffix(")")), code) if mark else ("", text)


def _first(text, known):
    key = split_first(text)
    if key not in known.firsts and (key[0] or key[1] not in known.in_file):
        raise forms.ValidationError(
            f"không thấy kiến nghị «{text[:60]}» trong sổ, trong tệp. Sửa số hoặc để trống."
        )
    return known.firsts.get(key) or key[1]


def _meeting(title, known):
    found = known.meetings.get(fold(title))
    if found is None:
        raise forms.ValidationError(
            f"không có hội nghị «{title[:60]}» trong sổ. Gõ đúng tên hội nghị, hoặc để trống."
        )
    return found


def _agency(name, known):
    found = known.agencies.get(fold(name))
    if found is None:
        raise forms.ValidationError(
            f"không có cơ quan «{name[:60]}» trong danh bạ. Gõ đúng tên, hoặc để trống."
        )
    return found


def _code(code, known):
    if code in known.read:
        raise forms.ValidationError(f"{code} đã có ở dòng trên. Để trống để lấy số mới, hoặc bỏ dòng này.")
    return code


def _yes(text, known):
    if fold(text) not in ("co", "x", "dung"):
        raise forms.ValidationError(f"«{text[:20]}» không đọc được. Ghi «có» hoặc để trống.")
    return True


# In the order of the Excel file; what has no key is written, not read.
LAYOUT = [
    Column("Số", "code", parse=_code, most=60),
    Column("Ngày nêu", "on", parse=past_day, empty=None, example="08/10/2026"),
    Column("Nội dung", "title", required=True, most=20_000, example="Nạo vét rãnh thoát nước tổ dân phố 12",
           asked="đang trống. Gõ nội dung kiến nghị."),
    Column("Lĩnh vực", "field", required=True, parse=one_of(Field), empty=None, example=Field.IRRIGATION.label,
           asked=listed(Field)),
    Column("Thẩm quyền", "competence", parse=one_of(Competence), example="Thành phố"),
    Column("Hội nghị", "meeting", parse=_meeting, empty=None),
    Column("Cơ quan giải quyết", "agency", parse=_agency, empty=None),
    Column("Ngày chuyển", "forwarded_on", parse=past_day, empty=None),
    Column("Công văn chuyển", "letter_no", most=60),
    Column("Ngày trả lời", "answered_on", parse=past_day, empty=None),
    Column("Số văn bản trả lời", "answer_no", most=60),
    Column("Kết quả", "result", parse=one_of(Result)),
    Column("Nội dung trả lời", "answer", most=200_000),
    Column("Dự kiến xong", "expected_on", parse=any_day, empty=None),
    Column("Trả lời tại hội nghị", "on_spot", parse=_yes, empty=False),
    Column("Thực hiện xong ngày", "settled_on", parse=past_day, empty=None),
    Column("Kết quả thực hiện", "settlement", most=200_000),
    Column("Văn bản kết quả thực hiện", "settled_no", most=60),
    Column("Xác nhận ngày", "confirmed_on", parse=past_day, empty=None),
    Column("Giữ lại từ", "kept_below_on", parse=past_day, empty=None),
    Column("Lý do giữ lại", "below_reason", most=250),
    Column("Gửi cấp trên ngày", "sent_up_on", parse=past_day, empty=None),
    Column("Văn bản gửi cấp trên", "sent_up_no", most=60),
    Column("Trùng với", "same_as", parse=_first, empty=None),
    Column("Nguyên văn khi ghi nhận", "voiced", most=20_000),
    Column("Tình trạng"),
    Column("Đơn vị", "owner"),
]  # fmt: skip
COLUMNS = {column.heading: column.key for column in LAYOUT}


def exported(opinions):
    """The rows of the Excel file of a list: the headings, then one row per opinion; never who voiced it."""
    yield list(COLUMNS)
    for opinion in opinions:
        yield list(line(opinion).values())


def line(opinion):
    """{heading: cell} of one opinion."""
    return {heading: _out(opinion, name or heading) for heading, name in COLUMNS.items()}


def _out(opinion, name):
    special = {
        "field": opinion.get_field_display, "competence": opinion.get_competence_display, "result": opinion.get_result_display,
        "meeting": lambda: opinion.meeting.title if opinion.meeting else "",
        "agency": lambda: opinion.agency.short_name if opinion.agency else "",
        "on_spot": lambda: "có" if opinion.on_spot else "", "same_as": lambda: _named(opinion),
        "Tình trạng": lambda: opinion.status["label"], "owner": lambda: opinion.owner.short_name,
    }  # fmt: skip
    return special[name]() if name in special else getattr(opinion, name)


def _named(opinion):
    """The opinion that this one repeats, with its unit when it is another one's."""
    first = opinion.same_as
    if first is None:
        return ""
    return first.code if first.owner_id == opinion.owner_id else f"{first.code} ({first.owner.short_name})"
