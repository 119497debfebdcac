"""Old registers of petitions in from a spreadsheet.

What was read waits sealed between preview and writing, and whoever denounces is shown in no preview and handed back
in no file of rows to be mended.
"""

import json

from django import forms
from django.core.cache import cache
from django.views.decorators.debug import sensitive_variables

from core.errors import Refused
from core.imports import Column, Importer, Table, listed, number, one_of, past_day
from core.imports.importer import KEPT_SECONDS
from core.models import Body
from core.sealing import seal, unseal
from core.text import fold
from core.verbs import create, perform
from petitions import services
from petitions.forms.intake import MASS
from petitions.forms.privacy import says_who
from petitions.forms.steps import COMPETENT
from petitions.models import Fault, Field, Kind, Outcome, Petition, Source
from petitions.services.identity import HIDDEN

PERSON = ("Người gửi", "Địa chỉ", "Điện thoại", "Số giấy tờ", "Bị khiếu nại, tố cáo")
HANDLED = {"luu don": "file", "chuyen don": "transfer", "huong dan": "guide", "tra lai don": "send_back"}


class Known:
    """What the rows may refer to, and where the columns that tell who wrote stand."""

    def __init__(self, actor, table):
        bodies = Body.objects.filter(home__in=actor.scope, kind__in=COMPETENT)
        self.agencies = {fold(name): body for body in bodies for name in (body.name, body.short_name)}
        own = Petition.objects.filter(kind=Petition.KIND, owner=actor.home_id)
        self.home = actor.home_id
        self.codes = set(own.filter(code__in=table.column("Số")).values_list("code", flat=True))
        self.hidden = [place for place, name in enumerate(table.columns_shown) if name in PERSON]


def _code(code, known):
    if code in known.codes:
        raise forms.ValidationError(f"{code} đã có trong sổ hoặc ở dòng trên. Để trống để lấy số mới.")
    known.codes.add(code)
    return code


def _agency(name, known):
    if fold(name) not in known.agencies:
        raise forms.ValidationError(f"không có cơ quan «{name[:60]}» trong danh bạ. Gõ đúng tên.")
    return known.agencies[fold(name)]


def _handled(text, known):
    if fold(text) not in HANDLED:
        raise forms.ValidationError(f"«{text[:40]}»: ghi Lưu đơn, Chuyển đơn, Hướng dẫn hoặc Trả lại đơn.")
    return HANDLED[fold(text)]


def _people(text, known):
    count = number(text)
    if count < 1:
        raise forms.ValidationError("phải từ 1 người trở lên.")
    return count


def _yes(text, known):
    if fold(text) not in ("co", "x", "khong"):
        raise forms.ValidationError(f"«{text[:20]}»: ghi Có hoặc để trống.")
    return fold(text) != "khong"


LAYOUT = [
    Column("Số", "code", parse=_code, most=60),
    Column("Ngày nhận", "on", required=True, parse=past_day, empty=None, example="05/10/2021"),
    Column("Ngày viết đơn", "written_on", parse=past_day, empty=None),
    Column("Nguồn đơn", "source", parse=one_of(Source), empty=Source.OTHER, example=Source.POST.label),
    Column("Loại đơn", "petition_kind", required=True, parse=one_of(Kind), example="Khiếu nại", asked=listed(Kind)),
    Column("Có nội dung tố cáo", "with_denunciation", parse=_yes, empty=False),
    Column("Lĩnh vực", "field", parse=one_of(Field), empty=Field.OTHER, example=Field.LAND.label),
    Column("Nội dung", "title", required=True, most=20_000, example="Khiếu nại quyết định thu hồi đất"),
    Column("Người gửi", "sender_name", most=250, example="Nguyễn Văn A"),
    Column("Địa chỉ", "sender_address", most=250),
    Column("Điện thoại", "sender_phone", most=40),
    Column("Số giấy tờ", "sender_id_number", most=40),
    Column("Số người", "people", parse=_people, empty=1),
    Column("Bị khiếu nại, tố cáo", "respondent", most=250),
    Column("Xử lý", "handled", parse=_handled, example="Chuyển đơn"),
    Column("Ngày xử lý", "handled_on", parse=past_day, empty=None, example="12/10/2021"),
    Column("Cơ quan giải quyết", "agency", parse=_agency, empty=None),
    Column("Số văn bản", "paper", most=60),
    Column("Lý do", "reason", most=2000),
    Column("Ngày thụ lý", "accepted_on", parse=past_day, empty=None),
    Column("Ngày giải quyết", "resolved_on", parse=past_day, empty=None),
    Column("Kết luận", "outcome", parse=one_of(Outcome)),
    Column("Kết quả giải quyết", "result", most=20_000),
    Column("Ngày báo kết quả", "informed_on", parse=past_day, empty=None),
    Column("Ngày kết thúc", "closed_on", parse=past_day, empty=None),
]  # fmt: skip
TAKEN = (
    "code", "on", "written_on", "source", "petition_kind", "with_denunciation", "field", "title", "sender_name", "sender_address",
    "sender_phone", "sender_id_number", "people", "respondent",
)  # fmt: skip
DAYS = ("on", "handled_on", "accepted_on", "resolved_on", "informed_on", "closed_on")


class PetitionImporter(Importer):
    namespace, noun, title = "petitions", "đơn", "Nhập sổ đơn thư cũ từ Excel"
    verb = staticmethod(services.register)
    columns = LAYOUT
    list_page, crumb = "petitions:petition_list", "Đơn thư"

    @sensitive_variables()
    def keep(self, actor, table, token=""):
        token = super().keep(actor, Table(table.columns, [], []), token)
        sealed = seal(json.dumps([table.headings, table.raw], ensure_ascii=False))
        cache.set(self._key(actor.membership_id, token), sealed, KEPT_SECONDS)
        return token

    @sensitive_variables()
    def kept(self, actor, token):
        sealed = cache.get(self._key(actor.membership_id, token))
        if sealed is None:
            text = "Bản xem trước đã được nhập hoặc đã quá 2 giờ. Hãy chọn lại tệp để xem trước."
            raise Refused(text, self.url(""))
        headings, raw = json.loads(unseal(sealed))
        raw = [(n, cells) for n, cells in raw]
        return Table([column for column in self.readable if column.heading in headings], headings, raw)

    def known(self, actor, table):
        return Known(actor, table)

    @sensitive_variables()
    def check(self, row, known):
        values = row.values
        _whole(row, values)
        if values["petition_kind"] in (Kind.DENUNCIATION, Kind.MIXED, ""):
            wrong = says_who(
                values["title"], [values["sender_name"]], (values["sender_phone"], values["sender_id_number"])
            )
            if wrong:
                row.wrong("title", wrong)
            for place in known.hidden:
                row.cells[place] = HIDDEN if row.cells[place] else ""

    def similar(self, actor, rows, known):
        """Rows with the day and the text of a petition that is there, or of a row above."""
        days = {row.values["on"] for row in rows}
        there = Petition.objects.filter(kind=Petition.KIND, owner=known.home, on__in=days).order_by("pk")
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

    @sensitive_variables()
    def write(self, actor, row, once):
        _write(actor, row.values, once)

    def help(self):
        kinds = (("Loại đơn", Kind), ("Lĩnh vực", Field), ("Nguồn đơn", Source), ("Kết luận", Outcome))
        return [
            *((label, "; ".join(kind.labels)) for label, kind in kinds),
            ("Có nội dung tố cáo", "ghi Có với đơn nhiều nội dung mà một phần là tố cáo; đơn khác để trống"),
            ("Xử lý", "Lưu đơn; Chuyển đơn; Hướng dẫn; Trả lại đơn"),
            (
                "Đơn tố cáo",
                "người gửi, người bị tố cáo được niêm phong ngay khi nhập và không hiện ở bản xem trước",
            ),
        ]


def _whole(row, values):
    """What goes together: a handling with its day, a transfer with its agency, a result with all of it."""
    if bool(values["handled"]) != bool(values["handled_on"]) and not row.errors:
        row.wrong("handled", "cách xử lý và ngày xử lý phải cùng có hoặc cùng trống.")
    if values["with_denunciation"] and values["petition_kind"] not in (Kind.MIXED, Kind.DENUNCIATION):
        row.wrong("with_denunciation", "chỉ ghi với đơn nhiều nội dung.")
    if values["handled"] == "transfer" and not values["agency"]:
        row.wrong("agency", "đơn đã chuyển phải ghi cơ quan giải quyết.")
    if values["handled"] in ("file", "send_back") and not values["reason"]:
        row.wrong("reason", "đơn lưu, trả lại phải ghi lý do.")
    if values["resolved_on"]:
        _resolved_whole(row, values)
    _ended_whole(row, values)
    days = [values[name] for name in DAYS if values[name]]
    if days != sorted(days):
        row.wrong("on", "các ngày từ nhận đơn đến kết thúc phải theo thứ tự trước sau.")
    if values["written_on"] and values["on"] and values["written_on"] > values["on"]:
        row.wrong("written_on", "không được sau ngày nhận.")


def _ended_whole(row, values):
    if values["informed_on"] and not values["resolved_on"]:
        row.wrong("informed_on", "chỉ đơn đã giải quyết mới có ngày báo kết quả.")
    replied = values["handled"] in ("guide", "send_back")
    if values["closed_on"] and not (replied or values["informed_on"]):
        row.wrong("closed_on", "đơn chỉ kết thúc sau khi hướng dẫn, trả lại hoặc báo kết quả cho người gửi.")


def _resolved_whole(row, values):
    if values["handled"] != "transfer":
        row.wrong("resolved_on", "chỉ đơn đã chuyển mới có kết quả giải quyết.")
    if not (values["outcome"] and values["result"]):
        row.wrong("result", "có ngày giải quyết thì phải có kết luận và kết quả.")
    if values["petition_kind"] not in (Kind.RECOMMENDATION, "") and not values["accepted_on"]:
        row.wrong("accepted_on", "đơn khiếu nại, tố cáo đã giải quyết phải ghi ngày thụ lý.")


@sensitive_variables()
def _write(actor, values, once):
    """One petition through the verbs that lead to where the row says it is."""
    begun = {name: values[name] for name in TAKEN} | {"is_mass": values["people"] >= MASS}
    begun["with_denunciation"] &= values["petition_kind"] == Kind.MIXED
    begun["sender_kind"] = "group" if values["people"] > 1 else "person"
    made = create(services.register, actor, once=once, **begun)
    if not values["handled"] or made.state != "received":
        return
    on, reason = values["handled_on"], values["reason"]
    if values["handled"] == "file":
        perform(services.file, actor, made.pk, fault=Fault.OTHER, filed_on=on, reason=reason)
        return
    perform(services.qualify, actor, made.pk, qualified_on=on)
    if values["handled"] == "guide":
        perform(services.guide, actor, made.pk, guided_on=on, reply_no=values["paper"], reason=reason)
    elif values["handled"] == "send_back":
        perform(services.send_back, actor, made.pk, returned_on=on, reply_no=values["paper"], reason=reason)
    else:
        _transferred(actor, made, values)
    if values["closed_on"]:
        perform(services.close, actor, made.pk, closed_on=values["closed_on"])


def _transferred(actor, made, values):
    sent = {"agency": values["agency"], "transferred_on": values["handled_on"], "letter_no": values["paper"]}
    perform(services.transfer, actor, made.pk, quiet=True, **sent)
    if values["accepted_on"]:
        perform(services.accept, actor, made.pk, accepted_on=values["accepted_on"], instance="first")
    if values["resolved_on"]:
        result = {name: values[name] for name in ("resolved_on", "outcome", "result")}
        perform(services.resolve, actor, made.pk, reported_on=values["resolved_on"], **result)
    if values["informed_on"]:
        perform(services.inform, actor, made.pk, informed_on=values["informed_on"])


importer = PetitionImporter()
