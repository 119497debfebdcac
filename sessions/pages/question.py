"""The steps of a question, as its delegate sees them."""

from dataclasses import dataclass
from datetime import date

from core.chips import due_chip
from sessions.models import Question


@dataclass(frozen=True)
class Step:
    label: str
    on: date | None = None
    note: str = ""
    tone: str = "done"


def steps(question, limits):
    """From the slip to the promise kept: [Step], what comes next last. `limits` are its open deadlines by code."""
    state = question.state
    rows = [Step("Gửi phiếu chất vấn", question.submitted_on)]
    if question.topic_group:
        rows.append(Step("Xếp nhóm vấn đề", None, question.topic_group))
    if state == "not_selected":
        return [*rows, Step("Không được lựa chọn", None, "", "idle")]
    if state == "withdrawn":
        return [*rows, Step("Đã rút phiếu", None, "", "idle")]
    if question.selected_on:
        rows.append(Step("Thường trực lựa chọn", question.selected_on))
    if state in Question.NOT_ASKED:
        return [*rows, Step("Chờ chuyển đến người bị chất vấn", None, "", "doing")]
    rows.append(Step("Chuyển chất vấn", question.on, _respondent(question)))
    promises = list(question.promises.all())
    kept = [_promise(row, len(promises) > 1) for row in promises]
    return rows + _answer(question, limits) + _follow_up(question) + _reports(question) + kept


def _respondent(question):
    return ", ".join(filter(None, (question.respondent_name, question.respondent_post)))


def _answer(question, limits):
    rows = []
    if question.written_ground:
        rows.append(Step("Chuyển trả lời bằng văn bản", None, question.get_written_ground_display()))
    if question.answered_on:
        how = (
            "Trả lời bằng văn bản"
            if question.answer_no or question.state == "answered"
            else "Trả lời tại kỳ họp"
        )
        note = f"Văn bản {question.answer_no}" if question.answer_no else ""
        rows.append(Step(how, question.answered_on, note))
    if question.state in ("asked", "written_pending"):
        limit = limits.get("question.written_answer")
        chip = limit and due_chip(limit.due_on)
        again = f", lần {question.times_asked}" if question.times_asked > 1 else ""
        rows.append(
            Step(
                f"Chờ trả lời{again}",
                limit and limit.due_on,
                chip.text if chip else "",
                chip.tone if chip else "doing",
            )
        )
    return rows


def _follow_up(question):
    rows = []
    if question.verdict == Question.Verdict.ACCEPTED:
        rows.append(Step("Đại biểu đồng ý với trả lời"))
    elif question.verdict == Question.Verdict.ASKED_AGAIN:
        rows.append(Step("Đại biểu chất vấn lại", None, f"{question.times_asked} lần chất vấn", "soon"))
    if question.brought_on:
        target = question.brought_to.title if question.brought_to else ""
        rows.append(Step("Đề nghị đưa ra kỳ họp", question.brought_on, target, "soon"))
    if question.considered_on:
        rows.append(Step("HĐND xem xét trách nhiệm", question.considered_on))
    elif question.state == "brought":
        rows.append(Step("Chờ HĐND xem xét", None, "", "doing"))
    if question.state in Question.ANSWERED and not question.verdict:
        rows.append(Step("Chờ đại biểu đánh giá trả lời", None, "", "doing"))
    return rows


def _reports(question):
    """What the respondent said of the promises."""
    return [
        Step("Báo cáo thực hiện lời hứa", row.reported_on, row.paper_no and f"Văn bản {row.paper_no}")
        for row in question.promise_reports.all()
    ]


def _promise(promise, several):
    what = f"Lời hứa {promise.number}" if several else "Lời hứa"
    if promise.kept_on:
        return Step(f"{what} đã thực hiện", promise.kept_on, promise.proof)
    chip = due_chip(promise.due_on)
    return Step(f"{what} phải thực hiện", promise.due_on, chip.text, chip.tone)
