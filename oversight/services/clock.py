"""The deadlines of this room. They follow from the facts of a record: run again after every change, the same
facts give the same deadlines, and a changed date moves what hangs on it."""

from core.models import Deadline
from core.services import deadlines
from oversight.models import Round

Subject = Round.Subject
REPORTS = {
    Subject.COUNCIL: "oversight.report_council",
    Subject.STANDING: "oversight.report_standing",
    Subject.COMMITTEE: "oversight.report_committee",
    Subject.GROUP: "oversight.report_delegate",
    Subject.DELEGATE: "oversight.report_delegate",
}
NOTICES = {
    Subject.COUNCIL: "oversight.team_list_to_unit",
    Subject.STANDING: "oversight.team_list_to_unit",
    Subject.COMMITTEE: "oversight.team_list_to_unit",
    Subject.GROUP: "oversight.group_plan_to_unit",
}
OUTLINE, CONCLUSION = "oversight.outline_to_unit", "oversight.conclusion"
DRAFT, STANDING_PROGRAMME = "oversight.program_draft", "oversight.standing_program"
EXPLANATION = "recommendation.overdue_explanation"
UNIT_REPORT, RESPONSE = "oversight.unit_report", "recommendation.response"


def owe(record, code, anchor_on, met_on, user_id, *, paper="", **extra):
    """Open, move, meet or take away what `code` owes, as its anchor and its day of fulfilment say."""
    if anchor_on is None:
        deadlines.drop(record, code)
        return
    deadlines.open_deadline(record, code, anchor_on, **extra)
    if met_on:
        deadlines.meet(record, code, met_on, user_id=user_id, paper=paper)
        met = Deadline.objects.filter(record=record, code=code, met_on__isnull=False)
        met.exclude(met_on=met_on).update(met_on=met_on)


def run_round(round, user_id):
    """The deadlines of a round (Law 87/2015, articles 62, 70, 71, 80, 86)."""
    team = round.subject_body
    code = REPORTS[round.subject_kind]
    others = (set(REPORTS.values()) | {CONCLUSION}) - {
        code,
        round.subject_kind == Subject.STANDING and CONCLUSION,
    }
    deadlines.drop(round, *others)
    decided = round.decision_on
    outline_from = decided if round.needs_outline and round.subject_kind in NOTICES else None
    owe(round, OUTLINE, outline_from, round.outline_sent_on, user_id, paper=round.outline_no, owed_by=team)
    owe(
        round,
        code,
        decided and round.ends_on,
        round.reported_on,
        user_id,
        paper=round.report_no,
        owed_by=team,
    )
    # Only the Standing body owes its conclusion within a number of days (article 71.1).
    if round.subject_kind == Subject.STANDING:
        owe(
            round,
            CONCLUSION,
            round.reported_on,
            round.conclusion_on,
            user_id,
            paper=round.conclusion_no,
            owed_by=team,
        )


def run_programme(programme, user_id):
    """What the law owes on a yearly programme: the Council's draft before the mid-year session, the Standing body's
    decision after the year-end session (Law 87/2015, articles 58.1 and 67.2)."""
    session, team, kind = programme.council_session, programme.subject_body, programme.subject_kind
    opening = session.on if session and kind == Subject.COUNCIL else None
    closing = (session.ends_on or session.on) if session and kind == Subject.STANDING else None
    ready = programme.submitted_on or programme.decision_on
    owe(programme, DRAFT, opening, ready, user_id, owed_by=team)
    owe(
        programme,
        STANDING_PROGRAMME,
        closing,
        programme.decision_on,
        user_id,
        paper=programme.decision_no,
        owed_by=team,
    )


def run_visit(visit, user_id):
    """The deadlines of a visit: the team's notice to the unit, the unit's own report.

    A notice of which nothing is known when the day is over no longer arises.
    """
    round = visit.round
    wanted = NOTICES.get(round.subject_kind)
    deadlines.drop(visit, *({*NOTICES.values()} - {wanted}))
    if wanted:
        notice_for = visit.on if visit.notified_on or visit.state in visit.AHEAD else None
        owe(
            visit,
            wanted,
            notice_for,
            visit.notified_on,
            user_id,
            paper=visit.notice_no,
            owed_by=round.subject_body,
        )
    # A unit owes no report before it was asked for one.
    asked_on = visit.outline_sent_on or (None if round.needs_outline else visit.on)
    since = visit.report_due_on and asked_on
    owe(
        visit, UNIT_REPORT, since, visit.report_received_on, user_id, paper=visit.report_no,
        owed_by=visit.target, due_on=visit.report_due_on, owed="Gửi báo cáo theo đề cương giám sát",
    )  # fmt: skip


def run_recommendation(item, user_id):
    """The deadline of an issued recommendation: its own due date, whatever the rule says."""
    issued = item.on if item.state != "draft" else None
    owe(item, RESPONSE, issued, item.done_on, user_id, owed_by=item.lead, due_on=item.due_on)


def demand_explanation(item):
    """An overdue recommendation was urged: its agency owes an explanation, counted from the day it fell due (Law
    121/2025, article 40); a complex case is extended once."""
    deadlines.open_deadline(item, EXPLANATION, item.due_on, owed_by=item.lead)


def drop_explanation(item):
    deadlines.drop(item, EXPLANATION)


def explained(item, on, user_id, paper=""):
    deadlines.meet(item, EXPLANATION, on, user_id=user_id, paper=paper)
