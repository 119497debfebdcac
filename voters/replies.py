"""An agency takes its list home as a spreadsheet, fills in the answers, and gives it back: row by row checked.

A row is known by its «Mã dòng» (opinion and round), so that an old file never answers an opinion raised again. Rows
without an answer, and rows answered before just so, are left alone: the same file may come back as often as it fills.
"""

import datetime
import io
import uuid
from dataclasses import dataclass, field

from django import forms
from django.core.cache import cache
from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localdate
from openpyxl import load_workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from core import export, spreadsheet
from core.errors import Refused
from core.forms import typed_day
from core.models import Deadline
from core.text import fold, nfc
from council.models import Role
from voters.models import PROMISED, Opinion, Result

KEPT_SECONDS, MAX_ROWS = 2 * 3600, 2000
GIVEN = (
    "Mã dòng",
    "Số",
    "Nội dung kiến nghị",
    "Lĩnh vực",
    "Nơi nêu",
    "Công văn chuyển",
    "Ngày chuyển",
    "Hạn trả lời",
)
FILLED = {
    "Nội dung trả lời": "answer", "Kết quả": "result", "Dự kiến xong": "expected_on", "Số văn bản trả lời": "answer_no",
    "Ngày trả lời": "answered_on",
}  # fmt: skip


def waiting(actor):
    """The opinions whose answer this person may give: an agency's own, or all that the office follows."""
    if actor.role == Role.AGENCY:
        mine = Q(agency=actor.body_id)
    elif actor.keeps_registers:
        mine = Q(owner=actor.home_id, sent_up_to=None) | Q(sent_up_to=actor.home_id)
    else:
        return Opinion.objects.none()
    rows = Opinion.objects.visible_to(actor).filter(mine, state="forwarded")
    due = Deadline.objects.filter(record=OuterRef("pk"), code="opinion.answer", met_on=None, waived_on=None)
    rows = rows.annotate(answer_due=Subquery(due.order_by("-due_on").values("due_on")[:1]))
    return (
        rows.select_related("owner", "agency", "meeting__unit")
        .defer("tsv", "words")
        .order_by("forwarded_on", "pk")
    )


def mark(opinion):
    return f"{opinion.pk}.{opinion.round}"


def sheet(opinions):
    """The list as XLSX (bytes): what was asked, and empty columns with the classes of result to choose from."""
    rows = [[*GIVEN, *FILLED], *(_line(row) for row in opinions)]
    book = load_workbook(io.BytesIO(export.xlsx("Kiến nghị cần trả lời", rows)))
    page, first, last = book.active, len(GIVEN) + 1, len(GIVEN) + len(FILLED)
    choices = DataValidation(type="list", formula1=f'"{_choices()}"', allow_blank=True)
    choices.error, choices.errorTitle = "Chọn một kết quả trong danh sách.", "Kết quả"
    page.add_data_validation(choices)
    choices.add(f"J2:J{max(2, len(rows))}")
    for cells in page.iter_rows(min_row=1, max_row=len(rows), min_col=first, max_col=last):
        for cell in cells:
            cell.fill = PatternFill("solid", fgColor="FFF4D6")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _choices():
    """The classes of result as a list of Excel, whose items must hold no comma."""
    return ",".join(label.replace(",", ";") for label in Result.labels)


def _line(opinion):
    place = opinion.meeting.unit.name if opinion.meeting else opinion.owner.short_name
    asked = [
        mark(opinion),
        opinion.code,
        opinion.title,
        opinion.get_field_display(),
        place,
        opinion.letter_no,
    ]
    return [*asked, opinion.forwarded_on, getattr(opinion, "answer_due", None), *[""] * len(FILLED)]


# --- back again ----------------------------------------------------------------------------------------------


@dataclass
class Reply:
    """One row of the returned file: what it says, of which opinion, and what is wrong with it."""

    n: int
    cells: list
    opinion: Opinion | None = None
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)


def read(upload):
    """The rows of the returned file as [(row number, {heading: text})]. Raises ValidationError."""
    try:
        table = spreadsheet.first(upload.read())
    except spreadsheet.Unreadable:
        raise forms.ValidationError(
            "Tệp không mở được như một bảng tính Excel. Lưu lại thành .xlsx rồi tải lên."
        ) from None
    table = [[_cell(value) for value in cells] for cells in table]
    start = next((n for n, cells in enumerate(table[:10]) if "Mã dòng" in cells), None)
    if start is None:
        raise forms.ValidationError(
            "Không thấy cột «Mã dòng». Dùng tệp đã tải từ trang này và giữ nguyên các cột."
        )
    heads = table[start]
    if missing := [name for name in ("Nội dung trả lời", "Kết quả", "Ngày trả lời") if name not in heads]:
        raise forms.ValidationError(f"Thiếu cột «{missing[0]}». Dùng tệp đã tải từ trang này.")
    rows = [
        (n, dict(zip(heads, cells, strict=False)))
        for n, cells in enumerate(table[start + 1 :], start + 2) if any(cells)
    ]  # fmt: skip
    if len(rows) > MAX_ROWS:
        raise forms.ValidationError(
            f"Tệp có {len(rows)} dòng; mỗi lần nhận nhiều nhất 2.000. Hãy chia thành nhiều tệp."
        )
    return rows


def _cell(value):
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return nfc(str(value)).removeprefix("'")


def check(actor, rows):
    """The rows with an answer, checked: [Reply]. Those that the opinion is answered with already are left out."""
    marks = {_key(cells.get("Mã dòng", "")) for _, cells in rows}
    open_ones = {mark(row): row for row in waiting(actor).filter(pk__in=[key for key in marks if key])}
    done = {mark(row): row for row in _answered(actor, marks)}
    seen, found = set(), []
    for n, cells in rows:
        code = cells.get("Mã dòng", "")
        texts = {name: cells.get(heading, "") for heading, name in FILLED.items()}
        if not any(texts.values()) or _given(done.get(code), texts):
            continue
        reply = Reply(
            n,
            [cells.get("Số", ""), cells.get("Nội dung kiến nghị", ""), *texts.values()],
            open_ones.get(code),
        )
        _check(reply, code, texts, seen, done)
        found.append(reply)
    return found


def _key(code):
    pk = code.partition(".")[0]
    return int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None


def _answered(actor, marks):
    return (
        Opinion.objects.visible_to(actor)
        .filter(pk__in=[key for key in marks if key])
        .exclude(answered_on=None)
    )


def _given(opinion, texts):
    return opinion is not None and opinion.answer == texts["answer"]


def _check(reply, code, texts, seen, done):
    wrong, values = reply.errors.append, reply.values
    if code in seen:
        wrong(f"Mã dòng {code} có hai lần trong tệp. Giữ lại một dòng.")
    seen.add(code)
    if reply.opinion is None:
        wrong(
            "Kiến nghị này đã có trả lời khác."
            if code in done
            else "Không phải kiến nghị đang chờ đơn vị trả lời."
        )
        return
    values["answer"], values["answer_no"] = texts["answer"], texts["answer_no"]
    if not texts["answer"]:
        wrong("Nội dung trả lời: đang trống.")
    if len(texts["answer_no"]) > 60:
        wrong("Số văn bản trả lời: dài quá 60 ký tự.")
    values["result"] = _result(texts["result"])
    if not values["result"]:
        wrong(f"Kết quả: chọn một trong: {'; '.join(Result.labels)}.")
    _check_days(reply, texts)


def _result(text):
    """The class of result by its label, diacritics, commas and case apart."""
    plain = fold(text).replace(";", ",").strip()
    return next((key for key, label in Result.choices if fold(label) == plain or key == plain), "")


def _check_days(reply, texts):
    values, wrong = reply.values, reply.errors.append
    for name, label in (("answered_on", "Ngày trả lời"), ("expected_on", "Dự kiến xong")):
        try:
            values[name] = typed_day(texts[name]) if texts[name] else None
        except forms.ValidationError as error:
            values[name] = None
            wrong(f"{label}: {error.messages[0]}")
    answered, expected = values["answered_on"], values["expected_on"]
    if answered is None and texts["answered_on"] == "":
        values["answered_on"] = answered = localdate()
    if answered and answered > localdate():
        wrong("Ngày trả lời: là ngày chưa đến.")
    if answered and answered < reply.opinion.forwarded_on:
        wrong(f"Ngày trả lời: không thể trước ngày chuyển {reply.opinion.forwarded_on:%d/%m/%Y}.")
    promised = values["result"] in PROMISED
    if promised and not expected and not texts["expected_on"]:
        wrong("Dự kiến xong: đang hoặc sẽ giải quyết thì phải có ngày.")
    if promised and expected and answered and expected < answered:
        wrong("Dự kiến xong: không thể trước ngày trả lời.")
    if not promised:
        values["expected_on"] = None


def keep(actor, rows):
    """Keep what was read until it is committed; gives its token."""
    token = uuid.uuid4().hex
    cache.set(_slot(actor, token), rows, KEPT_SECONDS)
    return token


def kept(actor, token):
    """What was kept under `token` by this person. Raises Refused when it is gone."""
    rows = cache.get(_slot(actor, token))
    if rows is None:
        raise Refused("Bản xem trước đã được ghi hoặc đã quá 2 giờ. Hãy chọn lại tệp.", "/kien-nghi/tra-loi/")
    return rows


def forget(actor, token):
    cache.delete(_slot(actor, token))


def _slot(actor, token):
    return f"replies:{actor.membership_id}:{token}"
