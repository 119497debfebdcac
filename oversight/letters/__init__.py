"""Official documents of the oversight registers; their shipped wordings stand beside this file."""

from core.letters import letter
from core.letters.blocks import long_day
from oversight import rules
from oversight.models import Recommendation


@letter(
    "oversight.urging", Recommendation, "Công văn đôn đốc thực hiện kiến nghị", may=rules.decides, doc_type="CV",
    body=lambda item: item.lead_id, offered=lambda item: item.state in ("open", "partly_done", "not_done"),
    fields={
        "ma": "mã kiến nghị", "kien_nghi": "nội dung kiến nghị", "co_quan": "cơ quan phải thực hiện",
        "cuoc_giam_sat": "tên cuộc giám sát", "chu_the": "chủ thể giám sát", "ket_luan": "số, ngày của kết luận giám sát",
        "han": "hạn thực hiện", "san_pham": "sản phẩm phải có", "lan_truoc": "các văn bản đôn đốc đã gửi",
    },
)  # fmt: skip
def urging(actor, item, target=None):
    """What an agency is reminded of when its recommendation is not fulfilled."""
    round = item.round
    conclusion = ", ".join(
        filter(None, (round.conclusion_no, round.conclusion_on and long_day(round.conclusion_on)))
    )
    before = [f"{row.letter_no} {long_day(row.on)}" for row in item.escalations.all()]
    return {
        "ma": item.code, "kien_nghi": item.title.rstrip(". "), "co_quan": item.lead.name,
        "cuoc_giam_sat": round.title.rstrip(". "),
        "chu_the": round.subject_body.name, "ket_luan": conclusion, "han": f"{item.due_on:%d/%m/%Y}",
        "san_pham": item.product.rstrip(". "), "lan_truoc": "; ".join(before),
    }  # fmt: skip
