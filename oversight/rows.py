"""Rows of the pages of this room, as plain values for the templates."""

from core.chips import due_chip
from oversight.models import Escalation, Recommendation, Visit


def score(items, today):
    """How far the recommendations are: {issued, due, done, share, late}; the share over those due only."""
    issued = [item for item in items if item.state != "draft"]
    due = [item for item in issued if item.due_on <= today]
    done = [item for item in due if item.state == "done"]
    share = round(100 * len(done) / len(due)) if due else None
    late = [item for item in issued if item.due_on < today and item.state != "done"]
    return {"issued": len(issued), "due": len(due), "done": len(done), "share": share, "late": len(late)}


def ladder(item):
    """The legal steps in order: taken, next, still ahead."""
    taken = {row.step: row for row in item.escalations.all()}
    steps, ahead = [], False
    for step in Escalation.Step:
        row = taken.get(step)
        sub = f"{row.on:%d/%m/%Y} · {row.letter_no}" if row else "" if ahead else "bước tiếp theo"
        steps.append({"label": step.label, "sub": sub, "tone": "done" if row else ""})
        ahead = ahead or row is None
    return steps


def visit_row(visit, today):
    received = visit.report_received_on
    late = received and visit.report_due_on and received > visit.report_due_on
    text = f"{'nộp chậm' if late else 'đã nộp'} {received:%d/%m/%Y}" if received else ""
    waits = visit.report_due_on and visit.state in Visit.AHEAD
    chip = None if received or not waits else due_chip(visit.report_due_on, today)
    return {
        "visit": visit,
        "status": visit.status,
        "report": text,
        "report_tone": "soon" if late else "done",
        "report_due": chip,
    }


def recommendation_row(item, today):
    owed = item.state in Recommendation.OWED
    return {
        "item": item,
        "status": item.status,
        "due": due_chip(item.due_on, today) if owed else None,
        "step": Escalation.Step(item.step).label if item.step else "",
    }
