"""The legal rules that hang on no record of the registers, and so are entered as duties."""

from core.models import DeadlineRule
from core.services.deadlines import choose_rule

GROUPS = {
    "Hội đồng nhân dân, Thường trực": (
        "session.first", "session.plan_next_year", "session.thematic_on_request", "session.election_result_up",
        "standing.front_notice", "standing.activity_report", "standing.letter_issue",
    ),
    "Giám sát": (
        "question.hearing_plan", "oversight.quarterly_meeting", "oversight.document_answer",
        "oversight.violation_report_standing", "oversight.violation_report_committee",
    ),
    "Tiếp xúc cử tri": ("meeting.leader_report",),
    "Đơn thư, tiếp công dân": (
        "reception.dialogue_notice", "reception.dialogue_result", "petition.dialogue_notice",
        "petition.denunciation_overdue_demand", "petition.denunciation_overdue_reply",
        "petition.complaint_accept_discipline", "petition.complaint_resolve_discipline",
        "petition.complaint_resolve_discipline_complex",
    ),
}  # fmt: skip
CODES = [code for codes in GROUPS.values() for code in codes]


def choices():
    """[(group, [(code, words)])] of the rules as they now stand, for a list of choices."""
    words = names()
    groups = [
        (name, [(code, words[code]) for code in codes if code in words]) for name, codes in GROUPS.items()
    ]
    return [(name, rows) for name, rows in groups if rows]


def names():
    """{code: what is owed}, in the words of the newest rule of that code."""
    rows = DeadlineRule.objects.filter(code__in=CODES, scope=None, retired=False).order_by("valid_from")
    return dict(rows.values_list("code", "owed"))


def fault(home, code, on, due_asked):
    """What keeps a duty of `home` from having a limit, as (field, message); None when nothing does.

    The law must give the number of days, or a paper the date (`due_asked`).
    """
    rule = choose_rule(code, on, home)
    if due_asked is None and rule is None:
        return "on", f"Ngày {on:%d/%m/%Y} chưa có quy định này. Chọn ngày khác hoặc ghi hạn theo văn bản."
    if due_asked is None and rule.offset is None:
        return "due_asked", "Luật không định số ngày cho việc này. Ghi hạn do văn bản ấn định."
    before = rule is not None and rule.offset is not None and rule.offset < 0
    if due_asked and due_asked < on and not before:
        return "due_asked", f"Hạn không thể trước ngày bắt đầu tính ({on:%d/%m/%Y})."
    return None
