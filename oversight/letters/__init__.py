"""Official documents of the oversight registers; their shipped wordings stand beside this file."""

from core.letters import Target, letter
from core.letters.blocks import long_day
from oversight import rules
from oversight.letters.values import (
    common,
    conclusion_of,
    findings_table,
    outline_table,
    outline_units,
    programme_of,
    recommendations_table,
    signed_for,
    team_table,
    units_table,
)  # fmt: skip
from oversight.models import Recommendation, Round, Visit
from oversight.services import letters as issued

_ROUND = {
    "chuyen_de": "chuyên đề của cuộc giám sát", "chu_the": "cơ quan giám sát", "hinh_thuc": "hình thức giám sát",
    "truong_doan": "Trưởng đoàn", "bat_dau": "ngày bắt đầu", "ket_thuc": "ngày kết thúc", "thoi_ky": "thời kỳ được giám sát",
    "quyet_dinh": "số, ngày quyết định thành lập Đoàn", "muc_dich": "mục đích, yêu cầu", "noi_dung": "nội dung, phạm vi",
}  # fmt: skip
# Who signs for the body that oversees: its chair, or the head of the committee, the leader of the group.
_SIGNED = {
    "thay_mat": "thẩm quyền ký",
    "chuc_vu": "chức vụ người ký",
    "nguoi_ky": "người ký, khi không phải Chủ tịch",
}


@letter(
    "oversight.decision", Round, "Quyết định thành lập Đoàn giám sát", may=rules.decides, doc_type="QĐ",
    offered=lambda item: item.state in ("proposed", "decided"), issued=issued.decided,
    known=lambda item: (item.decision_no, item.decision_on),
    fields=_ROUND | _SIGNED | {
        "thanh_vien": "bảng thành viên Đoàn", "don_vi": "bảng đơn vị chịu giám sát", "chuong_trinh": "chương trình năm, nếu có",
    },
)  # fmt: skip
def decision(actor, round, target=None):
    """Sets up the team; issued on a proposed round, it is the round's decision."""
    return common(round) | signed_for(round) | {
        "thanh_vien": team_table(round), "don_vi": units_table(round), "chuong_trinh": programme_of(round),
    }  # fmt: skip


@letter(
    "oversight.plan", Round, "Kế hoạch giám sát", may=rules.runs, doc_type="KH",
    offered=lambda item: item.state in ("decided", "outline_sent", "working"), issued=issued.planned,
    withdrawn=issued.plan_withdrawn, known=lambda item: (item.plan_no, item.plan_on),
    fields=_ROUND | {"don_vi": "bảng lịch làm việc với các đơn vị", "thanh_vien": "bảng thành viên Đoàn"},
)  # fmt: skip
def plan(actor, round, target=None):
    return common(round) | {"don_vi": units_table(round), "thanh_vien": team_table(round)}


@letter(
    "oversight.outline", Round, "Công văn gửi đề cương báo cáo", may=rules.runs, doc_type="CV",
    offered=lambda item: item.needs_outline and item.state in ("decided", "outline_sent", "working"),
    issued=issued.outline_sent, known=lambda item: (item.outline_no, item.outline_sent_on),
    fields=_ROUND | {"don_vi": "tên các đơn vị", "han": "hạn gửi báo cáo", "de_cuong": "bảng câu hỏi, số liệu"},
)  # fmt: skip
def outline(actor, round, target=None):
    names, due = outline_units(round)
    return common(round) | {"don_vi": names, "han": due, "de_cuong": outline_table(round)}


@letter(
    "oversight.notice", Visit, "Thông báo chương trình làm việc của Đoàn", may=rules.runs, doc_type="TB",
    body=lambda visit: visit.target_id, offered=lambda visit: visit.state in visit.AHEAD,
    issued=issued.unit_notified, known=lambda visit: (visit.notice_no, visit.notified_on),
    fields=_ROUND | {
        "don_vi": "tên đơn vị", "ngay_lam_viec": "ngày làm việc", "dia_diem": "địa điểm", "thanh_vien": "bảng thành viên Đoàn",
    },
)  # fmt: skip
def notice(actor, visit, target=None):
    return common(visit.round) | {
        "don_vi": visit.target.name, "ngay_lam_viec": long_day(visit.on), "dia_diem": visit.place,
        "thanh_vien": team_table(visit.round),
    }  # fmt: skip


@letter(
    "oversight.team_report", Round, "Báo cáo kết quả giám sát của Đoàn", may=rules.runs, doc_type="BC",
    offered=lambda item: item.state in ("working", "reported", "concluded", "closed"),
    known=lambda item: (item.report_no, item.reported_on),
    fields=_ROUND | {
        "so_don_vi": "số đơn vị đã làm việc", "ket_qua": "bảng kết quả đạt được", "ton_tai": "bảng tồn tại, hạn chế, có căn cứ",
        "nguyen_nhan": "bảng nguyên nhân", "kien_nghi": "bảng kiến nghị",
    },
)  # fmt: skip
def team_report(actor, round, target=None):
    return common(round) | {
        "so_don_vi": f"{round.visits.filter(state='worked').count():02d}", "ket_qua": findings_table(round, "good"),
        "ton_tai": findings_table(round, "fault"), "nguyen_nhan": findings_table(round, "cause"),
        "kien_nghi": recommendations_table(round),
    }  # fmt: skip


@letter(
    "oversight.conclusion", Round, "Kết luận giám sát", may=rules.decides, doc_type="KL",
    offered=lambda item: item.state in ("reported", "concluded", "closed"),
    known=lambda item: (item.conclusion_no, item.conclusion_on),
    fields=_ROUND | _SIGNED | {"ket_luan": "nội dung kết luận", "ton_tai": "bảng tồn tại", "kien_nghi": "bảng kiến nghị"},
)  # fmt: skip
def conclusion(actor, round, target=None):
    return common(round) | signed_for(round) | {
        "ket_luan": round.conclusion, "ton_tai": findings_table(round, "fault"), "kien_nghi": recommendations_table(round),
    }  # fmt: skip


def _addressees(round):
    """The units and the agencies that have to act, each once."""
    bodies = {row.target for row in round.visits.exclude(state="cancelled").select_related("target")}
    bodies |= {row.lead for row in round.recommendations.exclude(state="draft").select_related("lead")}
    return [Target(str(body.pk), body.name, body.pk) for body in sorted(bodies, key=lambda body: body.name)]


@letter(
    "oversight.conclusion_notice", Round, "Thông báo kết luận giám sát", may=rules.decides, doc_type="TB",
    offered=lambda item: item.state in ("concluded", "closed"), targets=_addressees,
    fields=_ROUND | _SIGNED | {
        "co_quan": "cơ quan, đơn vị nhận", "ket_luan_so": "số, ngày của kết luận", "ket_luan": "nội dung kết luận",
        "kien_nghi": "bảng kiến nghị mà cơ quan ấy phải thực hiện",
    },
)  # fmt: skip
def conclusion_notice(actor, round, target=None):
    return common(round) | signed_for(round) | {
        "co_quan": target.label, "ket_luan_so": conclusion_of(round), "ket_luan": round.conclusion,
        "kien_nghi": recommendations_table(round, target.body_id),
    }  # fmt: skip


# --- of a recommendation ------------------------------------------------------------------------------------

_ITEM = {
    "ma": "mã kiến nghị", "kien_nghi": "nội dung kiến nghị", "co_quan": "cơ quan phải thực hiện",
    "cuoc_giam_sat": "tên cuộc giám sát", "chu_the": "chủ thể giám sát", "ket_luan": "số, ngày của kết luận giám sát",
    "han": "hạn thực hiện", "san_pham": "sản phẩm phải có", "lan_truoc": "các văn bản đôn đốc đã gửi",
}  # fmt: skip


def _of_item(item):
    round = item.round
    before = [f"{row.letter_no} {long_day(row.on)}" for row in item.escalations.all()]
    return {
        "ma": item.code, "kien_nghi": item.title.rstrip(". "), "co_quan": item.lead.name,
        "cuoc_giam_sat": round.title.rstrip(". "),
        "chu_the": round.subject_body.name, "ket_luan": conclusion_of(round), "han": f"{item.due_on:%d/%m/%Y}",
        "san_pham": item.product.rstrip(". "), "lan_truoc": "; ".join(before),
    }  # fmt: skip


def _owed(item):
    return item.state in ("open", "partly_done", "not_done")


@letter(
    "oversight.urging", Recommendation, "Công văn đôn đốc thực hiện kiến nghị", may=rules.decides, doc_type="CV",
    body=lambda item: item.lead_id, offered=_owed, issued=issued.urged,
    withdrawn=issued.step_withdrawn, fields=_ITEM,
)  # fmt: skip
def urging(actor, item, target=None):
    """What an agency is reminded of when its recommendation is not fulfilled; it is the step that comes next."""
    return _of_item(item)


@letter(
    "oversight.handling", Recommendation, "Công văn đề nghị xử lý việc không thực hiện kiến nghị", may=rules.decides,
    doc_type="CV", offered=_owed, issued=issued.handling_proposed,
    withdrawn=issued.step_withdrawn, fields=_ITEM,
)  # fmt: skip
def handling(actor, item, target=None):
    return _of_item(item)


@letter(
    "oversight.hearing", Recommendation, "Công văn yêu cầu giải trình", may=rules.decides, doc_type="CV",
    body=lambda item: item.lead_id, offered=_owed, issued=issued.heard,
    withdrawn=issued.step_withdrawn, fields=_ITEM,
)  # fmt: skip
def hearing(actor, item, target=None):
    return _of_item(item)


@letter(
    "oversight.question", Recommendation, "Văn bản chất vấn về kiến nghị không được thực hiện", may=rules.decides, doc_type="CV",
    body=lambda item: item.lead_id, offered=_owed, issued=issued.questioned, withdrawn=issued.step_withdrawn,
    fields=_ITEM,
)  # fmt: skip
def question(actor, item, target=None):
    """Puts the question to the head of the agency, who answers in person (Law 87/2015, articles 60 and 69)."""
    return _of_item(item)


@letter(
    "oversight.reinspection", Recommendation, "Thông báo giám sát lại việc thực hiện kiến nghị", may=rules.decides,
    doc_type="TB", body=lambda item: item.lead_id, offered=_owed, issued=issued.reinspected,
    withdrawn=issued.step_withdrawn, fields=_ITEM | {"cuoc_giam_sat_lai": "số, ngày bắt đầu của cuộc giám sát lại"},
)  # fmt: skip
def reinspection(actor, item, target=None):
    again = item.superseded_by
    return _of_item(item) | {
        "cuoc_giam_sat_lai": f"{again.code}, từ ngày {again.on:%d/%m/%Y}" if again else ""
    }


@letter(
    "oversight.to_council", Recommendation, "Báo cáo HĐND về kiến nghị không được thực hiện", may=rules.decides,
    doc_type="BC", offered=_owed, issued=issued.reported_to_council,
    withdrawn=issued.step_withdrawn, fields=_ITEM,
)  # fmt: skip
def to_council(actor, item, target=None):
    return _of_item(item)
