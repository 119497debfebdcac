"""The legal rules that hang on no record of the registers, and so are entered as duties."""

from core.models import DeadlineRule

GROUPS = {
    "Hội đồng nhân dân, Thường trực": (
        "session.first", "session.plan_next_year", "session.thematic_on_request", "session.election_result_up",
        "standing.front_notice", "standing.activity_report", "standing.monthly_meeting", "standing.letter_issue",
    ),
    "Giám sát": (
        "question.hearing_plan", "oversight.quarterly_meeting", "oversight.document_answer",
        "oversight.violation_report_standing", "oversight.violation_report_committee",
    ),
    "Tiếp xúc cử tri": ("meeting.outside_decision", "meeting.leader_report"),
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
