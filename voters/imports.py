"""Opinions in from a spreadsheet: the Excel file of the list itself, or one like it.

A row that says of an opinion in the register just what the register says is left alone, so that an exported file may
come back unchanged; into an empty register it brings back what it shows.
"""

from django.utils.timezone import localdate

from core.errors import Refused
from core.imports import Importer
from core.text import fold
from core.verbs import create, perform
from voters import services
from voters.columns import LAYOUT, Known
from voters.models import BELOW_CITY, PROMISED, Competence, Field, Opinion, Result

UNCHANGED = "Đã có trong sổ, không đổi; không ghi lại"


class OpinionImporter(Importer):
    namespace, noun, title = "voters", "kiến nghị", "Nhập kiến nghị từ Excel"
    verb = staticmethod(services.record_opinion)
    columns = LAYOUT
    list_page, crumb = "voters:opinion_list", "Kiến nghị cử tri"

    def known(self, actor, table):
        return Known(actor, table)

    def check(self, row, known):
        values = row.values
        values["unchanged"] = known.unchanged(row)
        if values["unchanged"]:
            row.errors.clear()
            row.similar = UNCHANGED
            return
        known.read.add(values["code"])
        values["meeting"] = _meeting_of(values["meeting"], values["on"])
        values["on"] = values["on"] or getattr(values["meeting"], "on", None) or localdate()
        _whose(row, values, known)
        _whole(row, values)

    def similar(self, actor, rows, known):
        """Rows with the text of an opinion of the same day, in the register or above in the file."""
        fresh = [row for row in rows if not row.values["unchanged"]]
        days = {row.values["on"] for row in fresh}
        there = Opinion.objects.filter(kind=Opinion.KIND, owner=known.home, on__in=days).order_by("pk")
        seen = {
            (on, fold(title)): f"Có thể trùng {code}"
            for on, title, code in there.values_list("on", "title", "code")
        }
        for row in fresh:
            key = (row.values["on"], fold(row.values["title"]))
            row.similar = seen.get(key, "")
            seen.setdefault(key, f"Có thể trùng dòng {row.n}")

    def good(self, actor, token, skip=False):
        return [row for row in super().good(actor, token, skip) if not row.values["unchanged"]]

    def order(self, rows):
        """Those with a number of their own first, the series goes on after them; what repeats another one last."""
        return sorted(rows, key=lambda row: (row.values["same_as"] is not None, not row.values["code"]))

    def write(self, actor, row, once):
        _write(actor, row, once)

    def help(self):
        kinds = (("Lĩnh vực", Field), ("Thẩm quyền", Competence), ("Kết quả", Result))
        return [
            *((label, "; ".join(kind.labels)) for label, kind in kinds),
            ("Hội nghị, cơ quan", "ghi đúng tên trong sổ và danh bạ, không cần dấu"),
            ("Ngày", "dạng 08/10/2026"),
            (
                "Tệp xuất từ sổ",
                "nhập lại được nguyên vẹn; dòng đã có trong sổ và không đổi thì không ghi lại",
            ),
        ]


def _meeting_of(found, day):
    """Of the meetings of one name the one of that day, else the latest."""
    return next((meeting for meeting in found or () if meeting.on == day), found[-1] if found else None)


def _whose(row, values, known):
    """A row is the own unit's, and new."""
    unit = known.unit(values["owner"])
    if unit:
        row.wrong("owner", f"dòng này của {values['owner']}; chỉ đơn vị đó nhập được vào sổ của mình.")
    elif ("", values["code"]) in known.stored:
        row.wrong(
            "code",
            f"{values['code']} đã có trong sổ với nội dung khác. Sửa ở sổ, hoặc để trống để lấy số mới.",
        )


def _whole(row, values):
    """What goes together: agency with its day, an answer with its day and result, days in their order."""
    _whole_road(row, values)
    if not values["same_as"]:
        _whole_answer(row, values)
    _whole_end(row, values)
    days = [values[name] for name in ("on", "forwarded_on", "answered_on", "settled_on") if values[name]]
    if days != sorted(days) and not values["same_as"]:
        row.wrong(
            "on", "ngày nêu, ngày chuyển, ngày trả lời, ngày thực hiện xong phải theo thứ tự trước sau."
        )


def _whole_road(row, values):
    """Where an opinion went: to an agency, up, or to the one that it repeats."""
    sent = values["agency"]
    if bool(sent) != bool(values["forwarded_on"]) and not row.errors:
        row.wrong("forwarded_on", "cơ quan giải quyết và ngày chuyển phải cùng có hoặc cùng trống.")
    if sent and not values["competence"]:
        row.wrong("competence", "kiến nghị đã chuyển phải ghi thẩm quyền giải quyết.")
    if sent and values["same_as"]:
        row.wrong(
            "same_as", "kiến nghị trùng được trả lời chung, không chuyển riêng. Để trống cơ quan giải quyết."
        )
    if values["sent_up_no"] and not values["sent_up_on"]:
        row.wrong("sent_up_on", "ghi văn bản gửi cấp trên thì phải ghi ngày gửi.")
    if values["sent_up_on"] and values["competence"] in ("", *BELOW_CITY):
        row.wrong("sent_up_on", "chỉ gửi cấp trên kiến nghị vượt thẩm quyền phường, xã. Ghi đúng thẩm quyền.")
    if values["sent_up_on"] and values["forwarded_on"]:
        row.wrong(
            "agency", "sau khi gửi cấp trên, việc chuyển và trả lời do cấp trên ghi. Để trống các cột đó."
        )


def _whole_answer(row, values):
    sent, answered = values["agency"], bool(values["answer"])
    if values["on_spot"] and (not answered or sent):
        row.wrong(
            "on_spot", "trả lời tại hội nghị thì phải có nội dung trả lời và không có cơ quan giải quyết."
        )
    if answered and not values["on_spot"] and not (sent and values["answered_on"] and values["result"]):
        row.wrong("answer", "có nội dung trả lời thì phải có cơ quan, ngày chuyển, ngày trả lời và kết quả.")
    if not answered and (values["answered_on"] or values["result"]):
        row.wrong("answer", "đang trống mà có ngày trả lời hoặc kết quả. Gõ nội dung trả lời.")
    if values["result"] in PROMISED and not values["expected_on"]:
        row.wrong("expected_on", "đang hoặc sẽ giải quyết thì phải có ngày dự kiến xong.")


def _whole_end(row, values):
    """How an opinion ends: a kept promise, a confirmation, or that it stays below."""
    if bool(values["settled_on"]) != bool(values["settlement"]):
        row.wrong("settlement", "ngày thực hiện xong và kết quả thực hiện phải cùng có hoặc cùng trống.")
    if values["settled_on"] and values["result"] not in PROMISED:
        row.wrong("settled_on", "chỉ ghi khi kết quả là đang hoặc sẽ giải quyết.")
    if values["confirmed_on"] and not values["answer"]:
        row.wrong("confirmed_on", "chưa có trả lời nên chưa xác nhận được.")
    if values["kept_below_on"] and values["competence"] not in BELOW_CITY:
        row.wrong("kept_below_on", "chỉ giữ lại kiến nghị thuộc thẩm quyền thôn, tổ dân phố, xã, phường.")
    if values["below_reason"] and not values["kept_below_on"]:
        row.wrong("below_reason", "ghi lý do thì phải ghi ngày giữ lại.")


def _write(actor, row, once):
    """One opinion through the verbs that lead to where the row says it is."""
    values = row.values
    begun = {
        name: values[name] for name in ("code", "title", "field", "competence", "meeting", "on", "voiced")
    }
    opinion = create(services.record_opinion, actor, once=once, **begun)
    if opinion.state != "recorded":
        return
    if values["kept_below_on"]:
        kept = {
            "competence": values["competence"],
            "reason": values["below_reason"],
            "kept_on": values["kept_below_on"],
        }
        perform(services.keep_below, actor, opinion.pk, **kept)
    if values["same_as"]:
        _link(actor, opinion, values)
    elif values["agency"]:
        sent = {name: values[name] for name in ("agency", "forwarded_on", "letter_no")}
        perform(services.forward, actor, opinion.pk, **sent, quiet=True)
    if values["sent_up_on"] and not values["same_as"]:
        up = {name: values[name] for name in ("sent_up_on", "sent_up_no")}
        perform(services.send_up, actor, opinion.pk, **up, quiet=True)
    elif values["answer"]:
        _write_answer(actor, opinion.pk, values)


def _link(actor, opinion, values):
    """To the opinion that it repeats, one of the register or a row before; its answer is taken over."""
    first = values["same_as"]
    rows = Opinion.objects.filter(owner=actor.home_id)
    same_as = (
        Opinion.objects.filter(pk=first).first()
        if isinstance(first, int)
        else rows.filter(code=first).first()
    )
    if same_as is None:
        raise Refused(
            f"Kiến nghị {first}, mà {opinion.code} trùng với, chưa nhập được. Sửa dòng đó trước rồi nhập lại tệp."
        )
    perform(services.link_duplicate, actor, opinion.pk, same_as=same_as, quiet=True)


def _write_answer(actor, pk, values):
    """What was answered, and what became of it."""
    if values["same_as"]:
        pass
    elif values["on_spot"]:
        perform(
            services.answer_on_spot, actor, pk, answer=values["answer"], answered_on=values["answered_on"]
        )
    else:
        names = ("answer", "answer_no", "answered_on", "result", "expected_on")
        perform(services.answer, actor, pk, **{name: values[name] for name in names}, quiet=True)
    if values["settled_on"] and not values["same_as"]:
        done = {
            "answer": values["settlement"],
            "answer_no": values["settled_no"],
            "answered_on": values["settled_on"],
        }
        perform(services.settle, actor, pk, **done, quiet=True)
    if values["confirmed_on"]:
        perform(services.confirm, actor, pk, confirmed_on=values["confirmed_on"])


importer = OpinionImporter()
