"""Past sessions and resolutions in from spreadsheets, checked row by row."""

from django import forms
from django.utils.timezone import localdate

from core.imports import Column, Importer, any_day, listed, number, one_of, past_day
from core.text import fold
from core.verbs import create
from council.models import Term
from sessions import services
from sessions.models import Field, Resolution, Session
from sessions.models.session import SessionKind


def _between(least, most):
    """A parser of a whole number within bounds."""

    def parse(text, known=None):
        value = number(text)
        if not least <= value <= most:
            raise forms.ValidationError(f"{value} ngoài khoảng từ {least} đến {most}.")
        return value

    return parse


class Terms:
    """The terms of the actor's council, the latest first."""

    def __init__(self, actor):
        self.terms = list(Term.objects.filter(council=actor.home_id).order_by("-starts_on"))

    def on(self, day):
        """The term that a day falls in; None before the first."""
        return next((term for term in self.terms if term.starts_on <= day), None)


# --- sessions ------------------------------------------------------------------------------------------------------


class KnownSessions(Terms):
    def __init__(self, actor):
        super().__init__(actor)
        rows = Session.objects.filter(owner=actor.home_id).values_list("term", "number", "title")
        self.taken = {(term, at): title for term, at, title in rows}


class SessionImporter(Importer):
    namespace, name, noun, title = "sessions", "import_sessions", "kỳ họp", "Nhập kỳ họp đã qua từ Excel"
    verb = staticmethod(services.record_past_session)
    list_page, crumb = "sessions:session_list", "Kỳ họp"
    columns = [
        Column("Kỳ họp thứ", "number", required=True, parse=_between(1, 500), empty=None, example="5"),
        Column("Loại", "session_kind", required=True, parse=one_of(SessionKind), example=SessionKind.REGULAR_MID.label,
               asked=listed(SessionKind)),
        Column("Khai mạc", "on", required=True, parse=past_day, empty=None, example="20/07/2022"),
        Column("Bế mạc", "ends_on", parse=past_day, empty=None, example="22/07/2022"),
        Column("Địa điểm", "place", most=200),
        Column("Nội dung chính", "topic", most=4000),
        Column("Số quyết định triệu tập", "convocation_no", most=60, example="42/QĐ-HĐND"),
        Column("Ngày quyết định triệu tập", "convocation_on", parse=past_day, empty=None, example="28/06/2022"),
        Column("Tổng số đại biểu", "delegates_total", parse=_between(1, 1000), empty=None),
        Column("Đại biểu có mặt", "delegates_present", parse=_between(0, 1000), empty=None),
        Column("Tổng số phút họp", "minutes_total", parse=_between(1, 20_000), empty=None),
        Column("Số phút chất vấn", "minutes_qa", parse=_between(0, 20_000), empty=None),
    ]  # fmt: skip

    def known(self, actor, table):
        return KnownSessions(actor)

    def check(self, row, known):
        values = row.values
        _order(row, "on", "ends_on", "không được trước ngày khai mạc.")
        _order(row, "convocation_on", "on", "không được trước ngày quyết định triệu tập.")
        _part(row, "delegates_present", "delegates_total", "vượt quá tổng số đại biểu.")
        _part(row, "minutes_qa", "minutes_total", "vượt quá tổng số phút họp.")
        if bool(values["convocation_no"]) != bool(values["convocation_on"]):
            row.wrong("convocation_no", "số và ngày quyết định triệu tập phải cùng có hoặc cùng trống.")
        self._place(row, known)

    def _place(self, row, known):
        """The term by the opening day, in which the number must be free."""
        values = row.values
        if values["on"] is None or values["number"] is None:
            return
        values["term"] = known.on(values["on"])
        if values["term"] is None:
            row.wrong("on", "trước mọi nhiệm kỳ đã khai. Quản trị viên thêm nhiệm kỳ rồi nhập lại.")
            return
        key = (values["term"].pk, values["number"])
        if key in known.taken:
            row.wrong("number", f"số này đã dùng cho «{known.taken[key]}».")
        known.taken[key] = f"dòng {row.n}"

    def order(self, rows):
        return sorted(rows, key=lambda row: (row.values["on"], row.values["number"]))

    def write(self, actor, row, once):
        create(services.record_past_session, actor, once=once, **row.values)

    def help(self):
        return [
            ("Loại", "; ".join(SessionKind.labels)),
            ("Nhiệm kỳ", "xác định theo ngày khai mạc"),
            ("Ngày", "dạng 20/07/2022"),
        ]


def _order(row, first, second, text):
    one, other = row.values[first], row.values[second]
    if one and other and other < one:
        row.wrong(second, text)


def _part(row, part, whole, text):
    one, other = row.values[part], row.values[whole]
    if one is not None and other is not None and one > other:
        row.wrong(part, text)


# --- resolutions -----------------------------------------------------------------------------------------------------

YES, NO = ("co", "x", "quy pham", "quy pham phap luat", "qppl"), ("khong", "ca biet")
VOTES = ("votes_for", "votes_against", "votes_abstain", "delegates_total")


def _normative(text, known=None):
    plain = fold(text)
    if plain not in YES + NO:
        raise forms.ValidationError(f"«{text[:20]}» không hiểu được. Ghi «có» hoặc «không».")
    return plain in YES


class KnownResolutions(Terms):
    def __init__(self, actor):
        super().__init__(actor)
        rows = Session.objects.filter(owner=actor.home_id).exclude(state="cancelled")
        self.sessions = {(row.term_id, row.number): row for row in rows.defer("tsv", "words")}
        own = Resolution.objects.filter(owner=actor.home_id)
        self.codes = {(fold(code), on.year) for code, on in own.values_list("code", "on")}
        self.titles = {(on, fold(title)): code for on, title, code in own.values_list("on", "title", "code")}


class ResolutionImporter(Importer):
    namespace, name, noun, title = (
        "sessions",
        "import_resolutions",
        "nghị quyết",
        "Nhập nghị quyết đã ban hành từ Excel",
    )
    verb = staticmethod(services.record_past_resolution)
    list_page, crumb = "sessions:resolution_list", "Nghị quyết"
    columns = [
        Column("Số, ký hiệu", "code", required=True, most=60, example="12/NQ-HĐND"),
        Column("Ngày thông qua", "on", required=True, parse=past_day, empty=None, example="22/07/2022"),
        Column("Trích yếu", "title", required=True, most=4000, example="Về dự toán ngân sách năm 2023"),
        Column("Kỳ họp thứ", "session_number", required=True, parse=_between(1, 500), empty=None, example="5"),
        Column("Lĩnh vực", "field", required=True, parse=one_of(Field), example=Field.BUDGET.label, asked=listed(Field)),
        Column("Quy phạm pháp luật", "is_normative", parse=_normative, empty=False, example="không"),
        Column("Tán thành", "votes_for", parse=_between(0, 1000), empty=None),
        Column("Không tán thành", "votes_against", parse=_between(0, 1000), empty=None),
        Column("Không biểu quyết", "votes_abstain", parse=_between(0, 1000), empty=None),
        Column("Tổng số đại biểu", "delegates_total", parse=_between(1, 1000), empty=None),
        Column("Ngày ký chứng thực", "certified_on", parse=past_day, empty=None),
        Column("Ngày gửi cấp trên", "sent_up_on", parse=past_day, empty=None),
        Column("Ngày công bố", "published_on", parse=past_day, empty=None),
        Column("Ngày có hiệu lực", "effective_on", parse=any_day, empty=None, example="01/08/2022"),
        Column("Ngày hết hiệu lực", "expires_on", parse=any_day, empty=None),
    ]  # fmt: skip

    def known(self, actor, table):
        return KnownResolutions(actor)

    def check(self, row, known):
        values = row.values
        for name in ("certified_on", "sent_up_on", "published_on", "effective_on"):
            _order(row, "on", name, "không được trước ngày thông qua.")
        _order(row, "effective_on", "expires_on", "phải sau ngày có hiệu lực.")
        fault = "" if row.errors else Resolution.vote_fault(*(values[name] for name in VOTES))
        if fault:
            row.wrong("votes_for", fault[0].lower() + fault[1:])
        self._place(row, known)
        self._number(row, known)

    def _place(self, row, known):
        """The session by its number in the term of the day."""
        values = row.values
        at = values.pop("session_number")
        if values["on"] is None or at is None:
            return
        term = known.on(values["on"])
        found = known.sessions.get((term.pk, at)) if term else None
        if found is None:
            row.wrong("session_number", f"không có kỳ họp thứ {at} của nhiệm kỳ trong sổ. Nhập kỳ họp trước.")
        elif not found.on <= values["on"] <= max(found.ends_on or found.on, found.on):
            row.wrong("on", f"không nằm trong thời gian của {found.title} ({found.on:%d/%m/%Y}).")
        values["council_session"] = found

    def _number(self, row, known):
        values = row.values
        if not values["code"] or values["on"] is None:
            return
        key = (fold(values["code"]), values["on"].year)
        if key in known.codes:
            row.wrong("code", "đã có trong sổ hoặc ở dòng trên trong cùng năm.")
        known.codes.add(key)

    def similar(self, actor, rows, known):
        for row in rows:
            code = known.titles.get((row.values["on"], fold(row.values["title"])))
            row.similar = f"Có thể trùng {code}" if code else ""

    def write(self, actor, row, once):
        create(services.record_past_resolution, actor, once=once, **row.values)

    def help(self):
        return [("Lĩnh vực", "; ".join(Field.labels)), ("Kỳ họp thứ", "kỳ họp phải có trong sổ; nhập kỳ họp trước"),
                ("Biểu quyết", "đủ bốn số hoặc để trống cả bốn"), ("Ngày", f"dạng {localdate():%d/%m/%Y}")]  # fmt: skip


sessions_in, resolutions_in = SessionImporter(), ResolutionImporter()
