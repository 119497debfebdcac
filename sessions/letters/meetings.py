"""The Standing Body's notice of conclusion."""

from django_fsm import can_proceed

from core.letters import letter
from core.letters.blocks import long_day
from sessions import rules
from sessions.models import StandingMeeting
from sessions.services.standing import give_notice


def _noticed(actor, record, issued):
    """The notice that went out concludes the meeting, under its number."""
    if can_proceed(record.give_notice):
        give_notice(actor, record, code=issued.number, noticed_on=issued.signed_on)


@letter(
    "standing.conclusion", StandingMeeting, "Thông báo kết luận phiên họp", may=rules.keeps, doc_type="TB",
    issued=_noticed, offered=lambda record: record.state in ("held", "concluded"),
    known=lambda record: (record.code, record.noticed_on) if record.noticed_on else ("", None),
    fields={
        "phien_hop": "tên phiên họp", "ngay_hop": "ngày họp", "dia_diem": "địa điểm", "thanh_phan": "thành phần dự họp",
        "ket_luan": "bảng nội dung và kết luận", "giao_viec": "bảng việc được giao, nơi làm, thời hạn",
    },
)  # fmt: skip
def conclusion(actor, record, target=None):
    """What the Standing Body concluded on each content, and what it gave to whom by when."""
    topics = list(record.topics.all())
    rows = [[str(n), row.title, row.conclusion] for n, row in enumerate(topics, 1)]
    tasks = [
        [row.conclusion, row.task_owner, f"{row.due_on:%d/%m/%Y}" if row.due_on else ""]
        for row in topics
        if row.task_owner
    ]
    return {
        "phien_hop": record.title[:1].lower() + record.title[1:], "ngay_hop": long_day(record.on), "dia_diem": record.place,
        "thanh_phan": " ".join(record.present.split()).rstrip("."),
        "ket_luan": {"head": ["TT", "Nội dung", "Kết luận"], "rows": rows, "widths": [12, 60, 0]},
        "giao_viec": {"head": ["Việc", "Nơi thực hiện", "Thời hạn"], "rows": tasks, "widths": [0, 40, 26]},
    }  # fmt: skip
