"""Letters about dossiers, and the request to answer a question."""

from core.letters import letter
from core.letters.blocks import long_day
from core.letters.book import Target
from sessions import rules
from sessions.models import Dossier, DossierPart, Question

_DOSSIER = {
    "ma": "mã hồ sơ", "ho_so": "tên hồ sơ", "loai": "loại hồ sơ", "co_quan": "cơ quan trình", "ky_hop": "tên kỳ họp",
    "khai_mac": "ngày khai mạc", "danh_muc": "bảng thành phần hồ sơ",
}  # fmt: skip


def _dossier(dossier):
    return {
        "ma": dossier.code, "ho_so": dossier.title.rstrip(". "), "loai": dossier.get_document_kind_display().lower(),
        "co_quan": dossier.submitter.name, "ky_hop": dossier.council_session.title,
        "khai_mac": long_day(dossier.council_session.on), "danh_muc": _parts(dossier),
    }  # fmt: skip


def _parts(dossier):
    """The parts of the dossier and how each came."""
    rows = [[str(n), part.name, _came(part)] for n, part in enumerate(dossier.dossier_parts.all(), start=1)]
    return {"head": ["TT", "Thành phần hồ sơ", "Tình trạng"], "rows": rows, "widths": [12, 0, 45]}


def _came(part):
    if part.received_as:
        return f"{DossierPart.Form(part.received_as).label}, {part.received_on:%d/%m/%Y}"
    return "Chưa có" if part.is_required else "Không có"


def _committees(dossier):
    rows = dossier.verifications.select_related("committee").filter(given_on=None)
    return [Target(str(row.committee_id), row.committee.name, row.committee_id) for row in rows]


@letter(
    "dossier.transfer", Dossier, "Phiếu chuyển hồ sơ thẩm tra", may=rules.keeps, doc_type="PC", targets=_committees,
    offered=lambda dossier: dossier.state in ("assigned", "received", "verifying"),
    fields={**_DOSSIER, "ban": "Ban được chuyển", "vai_tro": "chủ trì hoặc cùng thẩm tra", "han": "hạn báo cáo thẩm tra"},
)  # fmt: skip
def transfer(actor, dossier, target=None):
    """What goes to a committee with the dossier it is to verify."""
    row = dossier.verified_by(int(target.key)) if target else None
    limit = row and dossier.deadlines.filter(code="dossier.verification_report", key=row.clock).first()
    role = "chủ trì thẩm tra" if row is None or row.is_lead else "cùng thẩm tra"
    return {
        **_dossier(dossier), "ban": row.committee.name if row else "", "vai_tro": role,
        "han": f"{limit.due_on:%d/%m/%Y}" if limit and limit.due_on else "",
    }  # fmt: skip


@letter(
    "dossier.receipt", Dossier, "Thông báo tiếp nhận hồ sơ", may=rules.keeps, doc_type="TB",
    body=lambda dossier: dossier.submitter_id, offered=lambda dossier: dossier.received_on is not None,
    fields={**_DOSSIER, "ngay_nhan": "ngày nhận đủ hồ sơ", "han": "hạn gửi hồ sơ", "ly_do_cham": "lý do gửi chậm"},
)  # fmt: skip
def receipt(actor, dossier, target=None):
    """To the submitting body: its dossier was received, in time or not."""
    limit = dossier.receipt_limit
    return {
        **_dossier(dossier), "ngay_nhan": long_day(dossier.received_on) if dossier.received_on else "",
        "han": f"{limit:%d/%m/%Y}" if limit else "", "ly_do_cham": dossier.late_reason,
    }  # fmt: skip


@letter(
    "dossier.incomplete", Dossier, "Công văn trả lại hồ sơ", may=rules.keeps, doc_type="CV",
    body=lambda dossier: dossier.submitter_id, offered=lambda dossier: dossier.state == "returned",
    fields={**_DOSSIER, "ly_do": "còn thiếu gì, lý do trả lại", "ngay_tra": "ngày trả lại", "han": "hạn gửi hồ sơ"},
)  # fmt: skip
def incomplete(actor, dossier, target=None):
    """To the submitting body: what its dossier lacks."""
    limit = dossier.receipt_limit
    return {
        **_dossier(dossier), "ly_do": dossier.return_reason.rstrip(". "),
        "ngay_tra": long_day(dossier.returned_on) if dossier.returned_on else "",
        "han": f"{limit:%d/%m/%Y}" if limit else "",
    }  # fmt: skip


@letter(
    "question.answer_request", Question, "Công văn đề nghị trả lời chất vấn", may=rules.keeps, doc_type="CV",
    body=lambda question: question.respondent_id, offered=lambda question: question.state in ("asked", "written_pending"),
    fields={
        "ma": "mã phiếu", "van_de": "vấn đề chất vấn", "dai_bieu": "đại biểu chất vấn", "chuc_vu": "chức vụ người bị chất vấn",
        "nguoi": "tên người bị chất vấn", "co_quan": "cơ quan trả lời", "ngay": "ngày chất vấn", "ky_hop": "kỳ họp",
        "han": "hạn trả lời bằng văn bản", "hinh_thuc": "hình thức trả lời",
    },
)  # fmt: skip
def answer_request(actor, question, target=None):
    """To the respondent: the question, and how and until when to answer."""
    limit = question.deadlines.open().filter(code="question.written_answer").first()
    written = question.state == "written_pending"
    return {
        "ma": question.code, "van_de": question.title.rstrip(". "), "dai_bieu": question.delegate.name,
        "chuc_vu": question.respondent_post, "nguoi": question.respondent_name, "co_quan": question.respondent.name,
        "ngay": long_day(question.on), "ky_hop": question.council_session.title if question.council_session else "",
        "han": f"{limit.due_on:%d/%m/%Y}" if limit and limit.due_on else "",
        "hinh_thuc": "bằng văn bản" if written else "trực tiếp tại kỳ họp",
    }  # fmt: skip
