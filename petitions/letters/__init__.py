"""Official documents of petitions and receptions; their shipped wordings stand beside this file.

What a letter holds is stored as it is printed: of a sealed sender no value is ever put in, whoever makes it.
"""

from django.views.decorators.debug import sensitive_variables

from core.errors import Refused
from core.letters import letter
from core.letters.blocks import long_day
from petitions import rules
from petitions.forms.privacy import says_sealed
from petitions.models import CitizenVisit, Fault, Kind, Petition, Reception, Sender
from petitions.services import identity

HIDDEN = "người gửi đơn (danh tính được giữ bí mật theo quy định)"
ISSUES = rules.records | rules.decides
GROUNDS = {
    Kind.COMPLAINT: "Luật Khiếu nại số 02/2011/QH13",
    Kind.DENUNCIATION: "Luật Tố cáo số 25/2018/QH14",
}
FIELDS = {
    "so_don": "số đơn trong sổ", "ngay_nhan": "ngày nhận đơn", "ngay_viet": "ngày viết đơn", "loai_don": "loại đơn",
    "noi_dung": "tóm tắt nội dung đơn", "nguoi_gui": "họ tên người gửi; đơn tố cáo không bao giờ ghi",
    "dia_chi": "địa chỉ người gửi", "co_quan": "cơ quan có thẩm quyền", "can_cu": "luật làm căn cứ",
    "bi_don": "cơ quan, người bị khiếu nại, phản ánh",
}  # fmt: skip


@sensitive_variables()
def base(petition):
    """The values that every letter of a petition may use."""
    sender = (
        Sender() if petition.is_secret else Sender.objects.filter(petition_id=petition.pk).first() or Sender()
    )
    name = HIDDEN if petition.is_secret else sender.name or "người gửi đơn (không ghi họ tên)"
    return {
        "so_don": petition.code, "ngay_nhan": long_day(petition.on),
        "ngay_viet": long_day(petition.written_on) if petition.written_on else "",
        "loai_don": petition.get_petition_kind_display().lower(), "noi_dung": petition.title.rstrip(". "),
        "nguoi_gui": name, "dia_chi": sender.address, "co_quan": petition.agency.name if petition.agency_id else "",
        "can_cu": GROUNDS.get(petition.petition_kind, "Luật Tiếp công dân số 42/2013/QH13"),
        "bi_don": "" if petition.is_secret else petition.respondent,
    }  # fmt: skip


def numbered(column):
    """What issuing does: the letter names nobody who is sealed, and its number goes into the register."""

    def issued(actor, petition, made):
        _check_sealed(actor, petition, made)
        if column:
            Petition.objects.filter(pk=petition.pk, **{column: ""}).update(**{column: made.number})

    return issued


@sensitive_variables()
def _check_sealed(actor, petition, made):
    """Text written by hand is looked through too; only before an assigned handler, who knows the name anyway."""
    if not petition.is_secret or not rules.looks(actor, petition):
        return
    text = " ".join((made.text, made.abstract, made.addressees, made.recipients))
    if wrong := says_sealed(text, identity.opened(petition)):
        raise Refused(f"Văn bản {wrong}", made.get_absolute_url())


def _petition(code, label, doc_type, offered, column="", fields=None, **more):
    return letter(
        f"petitions.{code}", Petition, label, may=rules.records, may_issue=ISSUES, doc_type=doc_type, offered=offered,
        fields=FIELDS | (fields or {}), issued=numbered(column), **more,
    )  # fmt: skip


def _agency(petition):
    return petition.agency_id


@_petition(
    "proposal", "Phiếu đề xuất xử lý đơn", "CV", lambda item: item.state in ("received", "qualified"),
    fields={"dieu_kien": "điều kiện xử lý đã đối chiếu"},
)  # fmt: skip
def proposal(actor, petition, target=None):
    checks = dict(Petition._meta.get_field("checks").base_field.choices)
    return base(petition) | {"dieu_kien": "; ".join(checks[key].lower() for key in petition.checks)}


@_petition(
    "transfer_slip", "Phiếu chuyển đơn", "PC", lambda item: item.transferred_on is not None, "letter_no", body=_agency,
    fields={"han_tra_loi": "ngày đề nghị trả lời", "luu_y": "lưu ý về bí mật người tố cáo"},
)  # fmt: skip
def transfer_slip(actor, petition, target=None):
    """Passed on with the letter; of a denunciation everything that tells who wrote it is left out."""
    stripped = "Danh tính người tố cáo và mọi chi tiết làm lộ danh tính đã được lược bỏ theo Điều 8, Điều 56 Luật Tố cáo."
    return base(petition) | {
        "han_tra_loi": f"{petition.asked_on:%d/%m/%Y}" if petition.asked_on else "",
        "luu_y": stripped if petition.is_secret else "",
    }


@_petition("transfer_notice", "Giấy báo tin chuyển đơn", "TB", lambda item: item.transferred_on is not None,
           fields={"ngay_chuyen": "ngày chuyển đơn", "so_phieu": "số phiếu chuyển"})  # fmt: skip
def transfer_notice(actor, petition, target=None):
    return base(petition) | {"ngay_chuyen": long_day(petition.transferred_on), "so_phieu": petition.letter_no}


@_petition("guidance", "Phiếu hướng dẫn", "HD", lambda item: item.state in ("qualified", "guided"), "reply_no",
           fields={"huong_dan": "nội dung hướng dẫn"})  # fmt: skip
def guidance(actor, petition, target=None):
    return base(petition) | {"huong_dan": petition.reason.rstrip(". ")}


@_petition("return_notice", "Thông báo trả lại đơn", "TB", lambda item: item.state in ("qualified", "returned"), "reply_no",
           fields={"ly_do": "lý do trả lại"})  # fmt: skip
def return_notice(actor, petition, target=None):
    return base(petition) | {"ly_do": petition.reason.rstrip(". ")}


@_petition("filing_notice", "Thông báo không xử lý đơn", "TB", lambda item: item.state == "filed",
           fields={"ly_do": "lý do lưu đơn"})  # fmt: skip
def filing_notice(actor, petition, target=None):
    fault = petition.get_fault_display() if petition.fault != Fault.OTHER else ""
    return base(petition) | {"ly_do": "; ".join(filter(None, (fault, petition.reason.rstrip(". "))))}


@_petition(
    "urging", "Công văn đôn đốc giải quyết đơn", "CV",
    lambda item: item.agency_id is not None and item.state in ("transferred", "agency_accepted", "suspended", "resolved"),
    body=_agency,
    fields={"so_phieu": "số phiếu chuyển", "ngay_chuyen": "ngày chuyển đơn", "lan_truoc": "các lần đôn đốc trước"},
)  # fmt: skip
def urging(actor, petition, target=None):
    before = [", ".join(filter(None, (row.letter_no, long_day(row.on)))) for row in petition.urgings.all()]
    return base(petition) | {
        "so_phieu": petition.letter_no, "ngay_chuyen": long_day(petition.transferred_on), "lan_truoc": "; ".join(before),
    }  # fmt: skip


@_petition(
    "result_notice", "Thông báo kết quả giải quyết đơn", "TB", lambda item: item.resolved_on is not None, "informed_no",
    fields={"ket_luan": "kết luận", "ket_qua": "kết quả giải quyết", "van_ban": "văn bản giải quyết"},
)  # fmt: skip
def result_notice(actor, petition, target=None):
    paper = ", ".join(filter(None, (petition.resolved_no, long_day(petition.resolved_on))))
    return base(petition) | {
        "ket_luan": petition.get_outcome_display().lower(), "ket_qua": petition.result.rstrip(". "), "van_ban": paper,
    }  # fmt: skip


@letter(
    "petitions.refusal_notice", CitizenVisit, "Thông báo từ chối tiếp công dân (Mẫu 01/TCD)", may=rules.records,
    may_issue=ISSUES, doc_type="TB", offered=lambda visit: visit.state == "refused",
    fields={"nguoi": "họ tên, địa chỉ người bị từ chối", "noi_dung": "nội dung vụ việc", "ngay": "ngày có căn cứ từ chối",
            "truong_hop": "trường hợp từ chối theo luật", "can_cu": "căn cứ cụ thể", "so": "số trong sổ tiếp công dân"},
    issued=lambda actor, visit, made: CitizenVisit.objects.filter(pk=visit.pk, refusal_no="").update(refusal_no=made.number),
)  # fmt: skip
@sensitive_variables()
def refusal_notice(actor, visit, target=None):
    person = (
        HIDDEN
        if visit.is_secret
        else ", ".join(filter(None, (visit.name, visit.address))) or "công dân (không ghi tên)"
    )
    return {
        "nguoi": person, "noi_dung": visit.title.rstrip(". "), "ngay": long_day(visit.refused_on), "so": visit.code,
        "truong_hop": visit.get_refusal_display().lower(), "can_cu": visit.remark.rstrip(". "),
    }  # fmt: skip


@letter(
    "petitions.reception_notice", Reception, "Thông báo lịch tiếp công dân", may=rules.records, may_issue=ISSUES,
    doc_type="TB", offered=lambda item: item.state in ("planned", "announced"),
    fields={"ngay": "ngày tiếp", "gio": "giờ bắt đầu", "noi_tiep": "địa điểm", "nguoi_tiep": "người tiếp công dân",
            "hinh_thuc": "hình thức tiếp", "truc_tuyen": "cách thức trực tuyến"},
)  # fmt: skip
def reception_notice(actor, reception, target=None):
    return {
        "ngay": long_day(reception.on), "gio": f"{reception.starts_at:%H giờ %M}" if reception.starts_at else "",
        "noi_tiep": reception.place, "nguoi_tiep": reception.host_label,
        "hinh_thuc": reception.get_reception_kind_display().lower(),
        "truc_tuyen": "Buổi tiếp được tổ chức trực tuyến." if reception.is_online else "",
    }  # fmt: skip
