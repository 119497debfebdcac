"""Opinions in from a spreadsheet and out to one.

The columns are those of the list's own Excel file (`COLUMNS`), so that what is exported can be read again.
"""

from django import forms
from django.utils.timezone import localdate

from core.imports import Column, Importer, any_day, listed, one_of, past_day
from core.text import fold
from core.verbs import create, perform
from voters import services
from voters.forms.opinions import answering_bodies
from voters.models import PROMISED, Competence, Field, Meeting, Opinion, Result


class Known:
    """What the rows of a file may refer to, for one actor; read once."""

    def __init__(self, actor, table):
        self.home = actor.home_id
        self.agencies = {
            fold(name): body for body in answering_bodies(actor) for name in (body.name, body.short_name)
        }
        own = Meeting.objects.filter(kind=Meeting.KIND, owner=actor.home_id).exclude(state="cancelled")
        self.meetings = (
            {fold(meeting.title): meeting for meeting in own.order_by("on")}
            if table.column("Hội nghị")
            else {}
        )
        taken = Opinion.objects.filter(kind=Opinion.KIND, owner=actor.home_id, code__in=table.column("Số"))
        self.codes = set(taken.values_list("code", flat=True))


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
    if code in known.codes:
        raise forms.ValidationError(
            f"{code} đã có trong sổ hoặc ở dòng trên. Để trống để lấy số mới, hoặc bỏ dòng này."
        )
    known.codes.add(code)
    return code


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
    Column("Tình trạng"),
    Column("Đơn vị"),
]  # fmt: skip
COLUMNS = {column.heading: column.key for column in LAYOUT}


class OpinionImporter(Importer):
    namespace, noun, title = "voters", "kiến nghị", "Nhập kiến nghị từ Excel"
    verb = staticmethod(services.record_opinion)
    columns = LAYOUT
    list_page, crumb = "voters:opinion_list", "Kiến nghị cử tri"

    def known(self, actor, table):
        return Known(actor, table)

    def check(self, row, known):
        values = row.values
        values["on"] = values["on"] or getattr(values["meeting"], "on", None) or localdate()
        _whole(row, values)

    def similar(self, actor, rows, known):
        """Rows with the text of an opinion of the same day, in the register or above in the file."""
        days = {row.values["on"] for row in rows}
        there = Opinion.objects.filter(kind=Opinion.KIND, owner=known.home, on__in=days).order_by("pk")
        seen = {
            (on, fold(title)): f"Có thể trùng {code}"
            for on, title, code in there.values_list("on", "title", "code")
        }
        for row in rows:
            key = (row.values["on"], fold(row.values["title"]))
            row.similar = seen.get(key, "")
            seen.setdefault(key, f"Có thể trùng dòng {row.n}")

    def order(self, rows):
        """Those with a number of their own first: the series goes on after them."""
        return sorted(rows, key=lambda row: not row.values["code"])

    def write(self, actor, row, once):
        _write(actor, row, once)

    def help(self):
        kinds = (("Lĩnh vực", Field), ("Thẩm quyền", Competence), ("Kết quả", Result))
        named = ("Hội nghị, cơ quan", "ghi đúng tên trong sổ và danh bạ, không cần dấu")
        return [
            *((label, "; ".join(kind.labels)) for label, kind in kinds),
            named,
            ("Ngày", "dạng 08/10/2026"),
        ]


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


importer = OpinionImporter()
