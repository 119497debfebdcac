"""Verbs of a recommendation: issued with the conclusion, fulfilled, or followed up step by step."""

from core.errors import Refused
from core.notify import tell
from core.services.numbers import yearly_code
from core.verbs import start, verb
from council.seats import people_of
from oversight import rules
from oversight.forms import recommendations as forms
from oversight.models import Escalation, Extension, Recommendation, Round
from oversight.services import clock
from oversight.services.common import hide, keep_file, put, round_for_part, show, tell_office

Step = Escalation.Step
_FINDINGS = {"partly_done": Recommendation.find_partly_done, "not_done": Recommendation.find_not_done}


@verb("oversight.add_recommendation", Recommendation, "Thêm kiến nghị", may=rules.runs, creates=True)
def add_recommendation(actor, *, round, once=None, partners=(), **values):
    """A recommendation: a draft before the conclusion, issued at once when the round is concluded."""
    round = round_for_part(actor, round, Round.ISSUING, "kiến nghị")
    item = start(
        Recommendation, actor, once=once, owner_id=round.owner_id, parent_id=round.pk, round=round,
        state="draft", on=round.conclusion_on or round.reported_on or round.on, **values,
    )  # fmt: skip
    item.code = yearly_code(round.owner_id, "KNGS", item.on.year)
    item.save()
    item.partners.set(partners)
    if round.conclusion_on:
        issue(actor, item, round.conclusion_on)
    return item


def issue(actor, item, on):
    """Issue a draft with the conclusion of the day `on`: it is owed, and its agency sees it."""
    item.issue()
    put(item, on=on)
    clock.run_recommendation(item, actor.user_id)
    _show(item)


def _show(item):
    """To the agency that has to act, and to those that have to help."""
    show(item, item.lead, f"Kiến nghị giám sát cần thực hiện, hạn {item.due_on:%d/%m/%Y}: {item.title}")
    for partner in item.partners.all():
        show(
            item, partner, f"Phối hợp thực hiện kiến nghị giám sát, hạn {item.due_on:%d/%m/%Y}: {item.title}"
        )


@verb("oversight.amend_recommendation", Recommendation, "Sửa kiến nghị", may=rules.runs, amends=True)
def amend_recommendation(actor, item, *, partners=None, **values):
    """Correct what was entered. The due date of an issued one changes only by `extend`."""
    item.amend_recommendation()
    if item.state != "draft" and values.get("due_on", item.due_on) != item.due_on:
        raise Refused(
            "Kiến nghị đã ban hành: thay đổi hạn bằng việc «Gia hạn», có căn cứ và số văn bản.",
            item.get_absolute_url(),
        )
    before = {item.lead, *item.partners.all()}
    put(item, **values)
    if partners is not None:
        item.partners.set(partners)
    clock.run_recommendation(item, actor.user_id)
    if item.state != "draft":
        for body in before - {item.lead, *item.partners.all()}:
            hide(item, body)
        _show(item)


@verb(
    "oversight.report_fulfilment",
    Recommendation,
    "Báo cáo thực hiện",
    slug="bao-cao",
    may=rules.fulfils,
    form=forms.FulfilmentForm,
)
def report_fulfilment(actor, item, *, report, reported_on, report_no="", file=None):
    """The agency says what it has done; it counts once the council's side confirms it."""
    item.report_fulfilment()
    put(item, report=report, reported_on=reported_on, report_no=report_no, back_reason="")
    clock.explained(item, reported_on, actor.user_id, report_no)
    keep_file(actor, item, file)
    if actor.sees_shared_only:
        tell_office(item, f"{item.lead} báo cáo thực hiện kiến nghị {item.code}.", "fulfilment")


@verb(
    "oversight.send_back",
    Recommendation,
    "Trả lại báo cáo",
    slug="tra-lai",
    may=rules.decides,
    form=forms.SendBackForm,
)
def send_back(actor, item, *, back_reason):
    """The report does not show fulfilment: back to the agency with the reason; the due date stays."""
    item.send_back()
    put(item, back_reason=back_reason, reported_on=None, report="", report_no="")
    _tell_lead(item, f"Báo cáo thực hiện kiến nghị {item.code} bị trả lại: {back_reason}")


@verb(
    "oversight.confirm",
    Recommendation,
    "Xác nhận kết quả",
    slug="xac-nhan",
    may=rules.decides,
    form=forms.ConfirmForm,
    primary=True,
)
def confirm(actor, item, *, result, evidence, done_on=None, file=None):
    """Judge by the evidence: `result` is done, partly_done or not_done. Only done ends the debt."""
    if result == "done":
        item.confirm()
        put(item, done_on=done_on, evidence=evidence, confirmed_by_id=actor.user_id)
        clock.explained(item, done_on, actor.user_id)
        clock.run_recommendation(item, actor.user_id)
    else:
        _FINDINGS[result](item)
        put(item, evidence=evidence, confirmed_by_id=actor.user_id)
    keep_file(actor, item, file)


@verb("oversight.extend", Recommendation, "Gia hạn", slug="gia-han", may=rules.decides, form=forms.ExtendForm)
def extend(actor, item, *, due_on, ground, letter_no, on):
    """A later due date, by a letter and with its ground."""
    if due_on <= item.due_on:
        raise Refused(f"Hạn mới phải sau hạn hiện nay {item.due_on:%d/%m/%Y}.")
    item.extend()
    Extension.objects.create(
        recommendation=item, old_due_on=item.due_on, due_on=due_on, ground=ground, letter_no=letter_no, on=on
    )
    put(item, due_on=due_on)
    clock.run_recommendation(item, actor.user_id)
    _tell_lead(item, f"Kiến nghị {item.code} được gia hạn đến {due_on:%d/%m/%Y}.")


@verb(
    "oversight.escalate",
    Recommendation,
    "Đôn đốc, xử lý",
    slug="don-doc",
    may=rules.decides,
    form=forms.EscalateForm,
    offered=lambda item: next_step(item) is not None,
)
def escalate(actor, item, *, step, letter_no, on):
    """The next step of the legal ladder, and no other."""
    wanted = next_step(item)
    if wanted is None:
        raise Refused("Đã áp dụng đủ các bước, bước cuối là báo cáo HĐND.")
    if step != wanted:
        raise Refused(
            f"Bước tiếp theo phải là «{wanted.label}», không thể chuyển ngay sang «{Step(step).label}»."
        )
    take_step(item, wanted, letter_no, on)


def take_step(item, step, letter_no, on):
    """Note a step of the ladder; an overdue recommendation now owes an explanation, and its agency is told. Raises
    Refused when its day lies before the step before."""
    last = max((row.on for row in item.escalations.all()), default=item.on)
    if on < last:
        raise Refused(
            f"Ngày văn bản không thể trước bước trước, ngày kết luận {last:%d/%m/%Y}.",
            item.get_absolute_url(),
        )
    item.escalate()
    Escalation.objects.create(recommendation=item, step=step, letter_no=letter_no, on=on)
    if on > item.due_on:
        clock.demand_explanation(item)
    _tell_lead(item, f"{step.label}: kiến nghị {item.code}, hạn {item.due_on:%d/%m/%Y}.")


def untake_step(item, row):
    """Take the last step back; an explanation that it alone demanded is owed no more."""
    row.delete()
    if not item.escalations.filter(on__gt=item.due_on).exists():
        clock.drop_explanation(item)


def next_step(item):
    """The step that may be taken now on a recommendation, None after the last."""
    taken = {row.step for row in item.escalations.all()}
    return next((step for step in Step if step not in taken), None)


def _tell_lead(item, text):
    if not item.round.is_secret:
        tell(people_of([item.lead_id]), text, key=f"recommendation:{item.pk}:{item.version}", record=item)
