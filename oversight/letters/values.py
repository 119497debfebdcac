"""The values that the letters of this room print."""

from django.db.models import Count, Q

from core.letters.blocks import long_day
from council.models import Post
from oversight.models import Finding, Round

Subject = Round.Subject
# Whose rounds are signed by the one who leads the body itself; the Standing body signs the others.
_LEADERS = {
    Subject.COMMITTEE: (Post.Title.HEAD, "TRƯỞNG BAN"),
    Subject.GROUP: (Post.Title.LEADER, "TỔ TRƯỞNG"),
}

# What stands where the register says nothing yet, so that no heading is printed over an empty place.
_PURPOSE = (
    "Đánh giá kết quả thực hiện; làm rõ tồn tại, nguyên nhân, trách nhiệm; kiến nghị biện pháp khắc phục."
)
_TO_FILL = "…"


def common(round):
    """What every letter of a round may name."""
    decided = round.decision_on and f"số {round.decision_no} {long_day(round.decision_on)}"
    times = [f"{day:%d/%m/%Y}" for day in (round.scope_from, round.scope_to) if day]
    return {
        "chuyen_de": round.title.rstrip(". "), "chu_the": round.subject_body.name,
        "hinh_thuc": round.get_round_kind_display(), "truong_doan": round.head.name if round.head else "",
        "bat_dau": f"{round.on:%d/%m/%Y}", "ket_thuc": f"{round.ends_on:%d/%m/%Y}" if round.ends_on else "",
        "thoi_ky": " đến ".join(times), "quyet_dinh": decided or "", "muc_dich": round.purpose or _PURPOSE,
        "noi_dung": round.scope or f"{round.title.rstrip('. ')}.",
    }  # fmt: skip


def signed_for(round):
    """Authority, post and name under the decision and the conclusion of a round."""
    body = round.subject_body
    if round.subject_kind not in _LEADERS:
        return {"thay_mat": "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "chuc_vu": "CHỦ TỊCH", "nguoi_ky": ""}
    title, post = _LEADERS[round.subject_kind]
    now = (
        Post.objects.filter(body=body, title=title, to_on=None)
        .select_related("delegate")
        .order_by("-from_on")
    )
    leader = now.first()
    return {
        "thay_mat": f"TM. {body.name.upper()}", "chuc_vu": post, "nguoi_ky": leader.delegate.name if leader else "",
    }  # fmt: skip


def programme_of(round):
    """The yearly programme that plans the round; empty outside of it."""
    item = getattr(round, "programme_item", None)
    return item.programme.title if item else ""


def conclusion_of(round):
    return ", ".join(
        filter(None, (round.conclusion_no, round.conclusion_on and long_day(round.conclusion_on)))
    )


def team_table(round):
    """The team: its head, the members in the order of their names, those invited."""
    head = [round.head] if round.head else []
    members = [row for row in round.members.by_name() if row.pk != round.head_id]
    rows = [(row.name, row.work, "Trưởng đoàn") for row in head] + [
        (row.name, row.work, "Thành viên") for row in members
    ]
    rows += [(*(guest.partition(",")[::2]), "Mời tham gia") for guest in round.guests]
    return _table(["Họ và tên", "Chức vụ, nơi công tác", "Trong Đoàn"], rows, [55, 0, 35])


def units_table(round):
    visits = round.visits.exclude(state="cancelled").select_related("target").order_by("on", "pk")
    rows = [(visit.target.name, f"{visit.on:%d/%m/%Y}", visit.place) for visit in visits]
    return _table(["Đơn vị", "Ngày làm việc", "Địa điểm"], rows, [0, 32, 50])


def outline_units(round):
    """(names of the units, the last day for their reports)."""
    visits = list(round.visits.exclude(state="cancelled").select_related("target").order_by("on", "pk"))
    due = [visit.report_due_on for visit in visits if visit.report_due_on]
    return "; ".join(visit.target.name for visit in visits), f"{min(due):%d/%m/%Y}" if due else ""


def outline_table(round):
    rows = [(item.text + (f" ({item.hint})" if item.hint else ""), item.unit) for item in round.outline.all()]
    return _table(["Nội dung báo cáo, số liệu", "Đơn vị tính"], rows, [0, 30])


def findings_table(round, kind):
    """What was found of a kind, each with its unit, evidence and ground."""
    found = Finding.objects.of_kind().filter(visit__round=round, finding_kind=kind).exclude(state="withdrawn")
    found = found.annotate(files=Count("attachments", filter=Q(attachments__removed_at=None)))
    rows = [
        (row.title, row.visit.target.short_name, _proof(row))
        for row in found.select_related("visit__target").order_by("visit__on", "pk")
    ]
    return _table(["Nội dung", "Tại đơn vị", "Bằng chứng, căn cứ"], rows, [0, 38, 48])


def _proof(finding):
    files = f"{finding.files} tệp, ảnh kèm hồ sơ" if finding.files else ""
    return "; ".join(filter(None, (finding.paper, files, finding.legal_ground)))


def recommendations_table(round, lead_id=None):
    items = round.recommendations.select_related("lead").prefetch_related("partners").order_by("due_on", "pk")
    shown = items.filter(lead=lead_id) if lead_id else items
    rows = [
        (item.title, item.lead.short_name, ", ".join(body.short_name for body in item.partners.all()), item.product,
         f"{item.due_on:%d/%m/%Y}")
        for item in shown
    ]  # fmt: skip
    return _table(["Kiến nghị", "Thực hiện", "Phối hợp", "Sản phẩm", "Thời hạn"], rows, [0, 28, 28, 30, 24])


def _table(head, rows, widths):
    numbered = [[str(number), *row] for number, row in enumerate(rows, 1)] or [[_TO_FILL] * (len(head) + 1)]
    return {"head": ["TT", *head], "rows": numbered, "widths": [10, *widths]}
