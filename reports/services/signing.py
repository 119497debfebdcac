"""The digital signature under a frozen report. The key and its password live only while the file is signed."""

from core.errors import Refused
from core.verbs import verb
from reports import freezing, rules, signatures
from reports.forms import SignForm
from reports.models import SummaryReport


@verb(
    "reports.sign", SummaryReport, "Ký số", slug="ky-so", may=rules.decides, form=SignForm,
    hint="Khóa và mật khẩu chỉ dùng để ký lần này, không được lưu lại.",
    offered=freezing.has_file,
)  # fmt: skip
def sign(actor, report, *, password="", key=None):
    """Sign the frozen file with a PKCS#12 key, verify it at once and keep the signed copy."""
    content = freezing.latest_file(report)
    if content is None:
        raise Refused("Tệp PDF của báo cáo chưa tạo xong. Chờ việc tạo tệp kết thúc rồi ký.")
    pfx, secret = (key.read(), password.encode()) if key else signatures.configured()
    signed = signatures.sign(content, pfx, secret, reason=f"Ký báo cáo {report.number}")
    found = signatures.verify(signed)
    if not found or not all(item["intact"] for item in found):
        raise Refused(
            "Kiểm tra lại chữ ký vừa tạo không đạt nên chưa lưu. Thử ký lại; nếu vẫn lỗi, báo quản trị viên."
        )
    freezing.keep_signature(report, signed, found[-1], actor.user_id)
