"""Rows of the pages of this room, as plain values for the templates."""

from core.chips import due_chip
from oversight.answers import flags, shown
from oversight.models import Escalation, ProgrammeItem, Recommendation, Visit

_STARTED = ("decided", "outline_sent", "working", "reported")


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
    asked = visit.outline_sent_on or not visit.round.needs_outline
    waits = visit.report_due_on and asked and visit.state in Visit.AHEAD
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


def outline_rows(items):
    """Questions and figures of an outline as [{item, sub}]."""
    return [{"item": item, "sub": " · ".join(_facts_of(item))} for item in items]


def _facts_of(item):
    facts = [item.get_item_kind_display() + (f" ({item.unit})" if item.unit else "")]
    if item.whole:
        facts.append(f"một phần của câu {item.whole.position}")
    if item.adds_up:
        facts.append("các phần cộng lại phải bằng số này")
    return facts if item.required else [*facts, "không bắt buộc"]


def answer_rows(visit, found=True):
    """A unit's answers as [{item, value, found, flags}]; without `found` what the team found stays its own."""
    items = list(visit.round.outline.all())
    answers = {row.item_id: row for row in visit.answers.all()}
    if not found:
        for row in answers.values():
            row.found = None
    wrong = flags(items, answers)
    return [
        {"item": item, "value": shown(item, answers.get(item.pk)), "flags": wrong.get(item.pk, ())}
        for item in items
    ]


def programme_items(items, today, year):
    """The items of a programme as [{item, label, tone}], each with how far it is."""
    return [{"item": item, **_progress(item, today, year)} for item in items]


def _progress(item, today, year):
    if item.status != ProgrammeItem.Status.PLANNED:
        return {"label": item.get_status_display(), "tone": "idle"}
    if item.round and item.round.state != "cancelled":
        return item.round.status
    if over(item.quarter, today, year):
        return {"label": "quá quý, chưa tiến hành", "tone": "late"}
    return {"label": "chưa đến thời gian" if year > today.year else "chưa tiến hành", "tone": "idle"}


def over(quarter, today, year):
    """Whether a quarter of the year has ended."""
    return (year, quarter) < (today.year, (today.month + 2) // 3)


def programme_score(items, today, year):
    """Plan against done: {planned, running, done, late, share}; the share is of the items in force."""
    planned = [item for item in items if item.status == ProgrammeItem.Status.PLANNED]
    done = [item for item in planned if item.round and item.round.state in ("concluded", "closed")]
    running = [item for item in planned if item.round and item.round.state in _STARTED]
    late = [item for item in planned if item.round is None and over(item.quarter, today, year)]
    share = round(100 * len(done) / len(planned)) if planned else None
    return {
        "planned": len(planned),
        "running": len(running),
        "done": len(done),
        "late": len(late),
        "share": share,
    }
