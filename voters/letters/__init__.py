"""Official documents of voter contact; their shipped wordings stand beside this file."""

from django.db.models import F

from core.letters import letter
from core.letters.blocks import long_day
from core.models import Record
from core.services import deadlines
from core.verbs import perform
from sessions.models import Session
from voters import rules, services
from voters.models import Meeting, Opinion
from voters.routing import same_letter
from voters.sheets import of_groups
from voters.summary import COLUMNS, span_of, summarise

LISTED = 400  # rows of an annex that is printed; the spreadsheet holds them all


def _day(day):
    return f"{day:%d/%m/%Y}" if day else ""


def _table(head, rows, widths):
    """A table of a letter; all cells text."""
    return {"head": head, "rows": [[str(cell or "") for cell in row] for row in rows], "widths": widths}


def _place(meeting):
    return ", ".join(filter(None, (meeting.place, meeting.hamlet, meeting.unit.name)))


# --- meetings ------------------------------------------------------------------------------------------------


def _announced(actor, meeting, made):
    """The notice given is the notice owed."""
    if meeting.state == "planned":
        perform(services.announce, actor, meeting.pk, notice_on=made.signed_on, notice_no=made.number[:60])


@letter(
    "voters.notice", Meeting, "Thông báo tiếp xúc cử tri", may=rules.records, doc_type="TB",
    offered=lambda meeting: meeting.state in ("planned", "announced"), issued=_announced,
    known=lambda meeting: (meeting.notice_no, meeting.notice_on if meeting.notice_no else None),
    fields={
        "hoi_nghi": "tên hội nghị", "loai": "loại tiếp xúc", "hinh_thuc": "trực tiếp hay trực tuyến", "ngay": "ngày tổ chức",
        "gio": "giờ bắt đầu", "noi": "địa điểm, thôn, xã phường", "ky_hop": "kỳ họp gắn với hội nghị",
        "chu_tri": "cơ quan chủ trì", "phoi_hop": "HĐND cấp trên cùng tiếp xúc", "dai_bieu": "bảng đại biểu dự",
    },
)  # fmt: skip
def notice(actor, meeting, target=None):
    """When and where which delegates meet voters (Joint Resolution 72/2025, article 11)."""
    rows = [[n, row.name] for n, row in enumerate(meeting.delegates.by_name(), 1)]
    return {
        "hoi_nghi": meeting.title.rstrip(". "), "loai": meeting.get_meeting_kind_display().lower(), "ngay": long_day(meeting.on),
        "hinh_thuc": meeting.get_mode_display().lower(), "gio": f"{meeting.starts_at:%H giờ %M}" if meeting.starts_at else "",
        "noi": _place(meeting), "ky_hop": meeting.council_session.title if meeting.council_session else "",
        "chu_tri": (meeting.host or meeting.joint_with or meeting.owner).name,
        "phoi_hop": meeting.joint_with.name if meeting.joint_with else "",
        "dai_bieu": _table(["TT", "Đại biểu"], rows, [15, 0]),
    }  # fmt: skip


@letter(
    "voters.schedule", Session, "Kế hoạch tiếp xúc cử tri", may=rules.records, doc_type="KH",
    offered=lambda item: item.state != "cancelled",
    fields={
        "ky_hop": "tên kỳ họp", "ngay_khai_mac": "ngày khai mạc", "so_cuoc": "số hội nghị",
        "lich": "bảng lịch tiếp xúc: ngày, giờ, nơi, đại biểu",
    },
)  # fmt: skip
def schedule(actor, council_session, target=None):
    """The timetable of the meetings around a session."""
    rows = Meeting.objects.filter(council_session=council_session.pk, host=None).exclude(state="cancelled")
    rows = rows.select_related("unit").prefetch_related("delegates").order_by("on", "starts_at")[:LISTED]
    table = [
        [n, _day(row.on), f"{row.starts_at:%H:%M}" if row.starts_at else "", row.get_meeting_kind_display(), _place(row),
         "; ".join(delegate.name for delegate in row.delegates.all())]
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip
    return {
        "ky_hop": council_session.title, "ngay_khai_mac": long_day(council_session.on), "so_cuoc": f"{len(table):02}",
        "lich": _table(["TT", "Ngày", "Giờ", "Loại", "Địa điểm", "Đại biểu"], table, [10, 22, 14, 26, 0, 45]),
    }  # fmt: skip


def _voiced_at(opinion):
    return opinion.meeting.unit.name if opinion.meeting else opinion.owner.short_name


# --- opinions ------------------------------------------------------------------------------------------------


def _numbered(actor, opinion, made):
    """The letter's number is that of every opinion which went with it."""
    waiting = same_letter(opinion).filter(letter_no="")
    pks = list(waiting.values_list("pk", flat=True))
    Opinion.objects.filter(pk__in=pks).update(letter_no=made.number[:60])
    Record.objects.filter(pk__in=pks).update(version=F("version") + 1)


@letter(
    "voters.forwarding", Opinion, "Công văn chuyển kiến nghị cử tri", may=rules.handles, doc_type="CV",
    body=lambda opinion: opinion.agency_id, offered=lambda opinion: opinion.state == "forwarded", issued=_numbered,
    known=lambda opinion: (opinion.letter_no, opinion.forwarded_on if opinion.letter_no else None),
    fields={
        "co_quan": "cơ quan giải quyết", "so_kien_nghi": "số kiến nghị kèm theo", "ngay_chuyen": "ngày chuyển",
        "han": "hạn trả lời", "can_cu": "căn cứ của hạn trả lời", "kien_nghi": "bảng kiến nghị kèm theo",
    },
)  # fmt: skip
def forwarding(actor, opinion, target=None):
    """One letter to one agency, with every opinion that goes to it that day under the same number."""
    rows = list(same_letter(opinion)[:LISTED])
    due = (
        opinion.deadlines.filter(code="opinion.answer").select_related("rule").order_by("-anchor_on").first()
    )
    basis = f"{due.rule.article} {due.rule.basis}".strip() if due and due.rule else ""
    table = [
        [n, row.code, row.title, row.get_field_display(), _voiced_at(row), _day(row.on)]
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip
    return {
        "co_quan": opinion.agency.name, "so_kien_nghi": f"{len(rows):02}", "ngay_chuyen": long_day(opinion.forwarded_on),
        "han": _day(due.due_on) if due else "", "can_cu": basis,
        "kien_nghi": _table(["TT", "Số", "Nội dung", "Lĩnh vực", "Nơi nêu", "Ngày nêu"], table, [10, 31, 0, 32, 34, 25]),
    }  # fmt: skip


SUMMED = ("total", "spot", "sent", "answered", "late")


def _summed(actor, council_session, made):
    """The summary sent is the summary owed to the People's Committee (article 42 clause 2)."""
    code = "opinion.summary_to_committee"
    deadlines.meet(council_session, code, made.signed_on, user_id=actor.user_id, paper=made.number)


def _cut(groups, name):
    """A group table for the page: the columns that matter there."""
    keep = [list(COLUMNS).index(key) + 1 for key in SUMMED]
    return [[row[0], *(row[n] for n in keep)] for row in of_groups(name, groups)]


def _some(n):
    """A number whose sentence is left out when there is nothing to tell."""
    return f"{n:02}" if n else ""


def _grouped(groups, name):
    head, *rows = _cut(groups, name)
    return _table(head, [[row[0], *map(str, row[1:])] for row in rows], [0, 22, 26, 22, 22, 20])


def _annex(rows, answered=False):
    head = ["TT", "Số", "Nội dung", "Lĩnh vực", "Nơi nêu", "Cơ quan"]
    more = ["Trả lời", "Kết quả"] if answered else ["Chuyển ngày", "Tình trạng"]
    table = [
        [n, row.code, row.title, row.get_field_display(), _voiced_at(row),
         row.agency.short_name if row.agency else "",
         *([row.answer, row.outcome_label] if answered else [_day(row.forwarded_on), row.below_reason or row.status["label"]])]
        for n, row in enumerate(rows[:LISTED], 1)
    ]  # fmt: skip
    return _table(head + more, table, [10, 31, 0, 26, 28, 28, 60 if answered else 25, 26])


@letter(
    "voters.summary", Session, "Báo cáo tổng hợp ý kiến, kiến nghị cử tri", may=rules.records, doc_type="BC", issued=_summed,
    offered=lambda item: item.state != "cancelled",
    fields={
        "ky_hop": "tên kỳ họp", "tu": "từ ngày", "den": "đến ngày", "tinh_den": "số liệu tính đến ngày", "ubnd": "nơi nhận: UBND",
        "so_hoi_nghi": "số hội nghị tiếp xúc", "tiep_nhan": "số kiến nghị tiếp nhận", "tai_cho": "số trả lời tại hội nghị",
        "trung": "số trùng, gộp", "giu_lai": "số giữ lại cấp dưới", "da_chuyen": "số đã chuyển", "da_tra_loi": "số đã trả lời",
        "xong": "số giải quyết xong", "dang": "số đang giải quyết", "se": "số sẽ giải quyết", "giai_trinh": "số giải trình",
        "qua_han": "số quá hạn", "ton": "số kỳ trước chuyển sang", "theo_linh_vuc": "bảng theo lĩnh vực",
        "theo_cap": "bảng theo thẩm quyền", "theo_dia_ban": "bảng theo địa bàn", "theo_co_quan": "bảng theo cơ quan",
        "ly_do_giu_lai": "bảng lý do giữ lại", "pl_cho": "phụ lục: đang chờ", "pl_tra_loi": "phụ lục: đã trả lời",
        "pl_ton": "phụ lục: tồn qua các kỳ", "pl_cap_duoi": "phụ lục: giữ lại cấp dưới",
    },
)  # fmt: skip
def summary(actor, council_session, target=None):
    """The summary for the session and for the People's Committee, with its annexes."""
    found = summarise(span_of(council_session), with_lists=True)
    span, n = found.span, {key: f"{value:02}" for key, value in found.totals.items()}
    numbers = {
        "tiep_nhan": n["total"], "tai_cho": n["spot"], "trung": n["same"], "da_chuyen": n["sent"], "da_tra_loi": n["answered"],
        "xong": n["resolved"], "dang": n["being"], "se": n["will"], "giai_trinh": n["explained"], "qua_han": n["late"],
        "giu_lai": _some(found.below), "ton": _some(found.carried), "so_hoi_nghi": f"{sum(found.meetings.values()):02}",
    }  # fmt: skip
    tables = {
        "theo_linh_vuc": _grouped(found.by_field, "Lĩnh vực"), "theo_cap": _grouped(found.by_level, "Thẩm quyền"),
        "theo_dia_ban": _grouped(found.by_unit, "Địa bàn"), "theo_co_quan": _grouped(found.by_agency, "Cơ quan"),
        "ly_do_giu_lai": _table(["Lý do", "Số kiến nghị"], found.below_reasons, [0, 30]),
        "pl_cho": _annex(found.lists["open"]), "pl_tra_loi": _annex(found.lists["answered"], answered=True),
        "pl_ton": _annex(found.lists["carried"]), "pl_cap_duoi": _annex(found.lists["below"]),
    }  # fmt: skip
    return {
        "ky_hop": council_session.title, "tu": _day(span.start), "den": _day(span.end), "tinh_den": _day(span.until),
        "ubnd": f"Ủy ban nhân dân {council_session.owner.council.unit.name}", **numbers, **tables,
    }  # fmt: skip
