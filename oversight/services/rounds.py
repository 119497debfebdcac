"""Verbs of a round, from the proposal to the last recommendation."""

from core.errors import NotAllowed, Refused
from core.models import Record, Share
from core.services import deadlines
from core.services.numbers import yearly_code
from core.verbs import start, verb
from oversight import rules
from oversight.forms import rounds as forms
from oversight.models import ProgrammeItem, Recommendation, Round, Visit
from oversight.services import clock
from oversight.services.common import listed, put, show, touched
from oversight.services.findings import conclude_findings
from oversight.services.programmes import start_item
from oversight.services.recommendations import issue


@verb("oversight.propose_round", Round, "Thêm cuộc giám sát", may=rules.runs, creates=True)
def propose_round(actor, *, once=None, members=(), programme_item=None, **values):
    """A proposed round, numbered in the yearly series of the council; it may carry out an item of a programme."""
    round = start(Round, actor, once=once, state="proposed", **values)
    _check_subject(actor, round)
    round.code = yearly_code(actor.home_id, "GS", round.on.year)
    round.save()
    round.members.set(members)
    if programme_item:
        start_item(actor, programme_item, round)
    return round


@verb("oversight.amend_round", Round, "Sửa cuộc giám sát", may=rules.runs, amends=True)
def amend_round(actor, round, *, members=None, **values):
    """Correct what was entered; a changed date moves the deadlines that hang on it."""
    round.amend_round()
    was_secret = round.is_secret
    put(round, **values)
    _check_subject(actor, round)
    if members is not None:
        round.members.set(members)
    _follow_conclusion_day(round)
    if was_secret != round.is_secret:
        _show_parts(round)
    _run_all(round, actor.user_id)


@verb(
    "oversight.decide",
    Round,
    "Thành lập Đoàn",
    slug="quyet-dinh",
    may=rules.runs,
    form=forms.DecideForm,
    primary=True,
)
def decide(actor, round, *, decision_no, decision_on, head, ends_on=None):
    """The decision that sets up the team; the outline is owed to the units from that day."""
    round.decide()
    put(round, decision_no=decision_no, decision_on=decision_on, head=head, ends_on=ends_on or round.ends_on)
    clock.run_round(round, actor.user_id)


@verb("oversight.plan", Round, "Ban hành kế hoạch", slug="ke-hoach", may=rules.runs, form=forms.PlanForm)
def plan(actor, round, *, plan_no, plan_on, purpose, scope):
    """The plan of the team: purpose, content and scope."""
    round.plan()
    put(round, plan_no=plan_no, plan_on=plan_on, purpose=purpose, scope=scope)


@verb(
    "oversight.send_outline",
    Round,
    "Gửi đề cương",
    slug="de-cuong",
    may=rules.runs,
    form=forms.OutlineForm,
    primary=True,
)
def send_outline(actor, round, *, outline_no, outline_sent_on, report_due_on=None):
    """Send the outline to every unit of the round; each sees its visit from then on."""
    outlined(actor, round, outline_no, outline_sent_on, report_due_on)


def outlined(actor, round, outline_no, on, report_due_on=None):
    """The outline went to every unit by the letter `outline_no`. Raises Refused when there is none."""
    visits = list(round.visits.filter(state="planned").select_related("target", "round"))
    if not visits:
        raise Refused("Chưa có đơn vị nào để gửi đề cương. Bấm Thêm đơn vị trước.", round.get_absolute_url())
    round.send_outline()
    put(round, outline_no=outline_no, outline_sent_on=on)
    clock.run_round(round, actor.user_id)
    for visit in visits:
        visit.send_outline_to_unit()
        put(visit, outline_sent_on=on, report_due_on=visit.report_due_on or report_due_on)
        clock.run_visit(visit, actor.user_id)
        show(visit, visit.target, f"Đề cương giám sát: {round.title}")
    touched([visit.pk for visit in visits])


@verb("oversight.begin", Round, "Bắt đầu làm việc", slug="bat-dau", may=rules.runs, primary=True)
def begin(actor, round):
    """The team starts its work. An outline must have gone out first, unless this kind of round has none."""
    if round.needs_outline and round.state == "decided":
        raise Refused(
            "Chưa gửi đề cương cho đơn vị. Bấm Gửi đề cương trước khi bắt đầu làm việc.",
            round.get_absolute_url(),
        )
    round.begin()
    round.save()


@verb(
    "oversight.report",
    Round,
    "Báo cáo kết quả",
    slug="bao-cao",
    may=rules.runs,
    form=forms.ReportForm,
    primary=True,
)
def report(actor, round, *, report_no, reported_on, ends_on):
    """The team's report. Refused while a unit was neither worked with nor left out."""
    waiting = round.visits.filter(state__in=Visit.AHEAD).values_list("target__name", flat=True)
    if waiting:
        raise Refused(
            f"Chưa ghi kết quả làm việc với: {listed(waiting)}. Ghi kết quả hoặc bỏ đơn vị ấy.",
            round.get_absolute_url(),
        )
    round.report()
    put(round, report_no=report_no, reported_on=reported_on, ends_on=ends_on)
    clock.run_round(round, actor.user_id)


@verb(
    "oversight.conclude",
    Round,
    "Kết luận",
    slug="ket-luan",
    may=rules.decides,
    form=forms.ConcludeForm,
    primary=True,
)
def conclude(actor, round, *, conclusion_no, conclusion_on, conclusion):
    """The conclusion; it issues the recommendations, which are owed from that day."""
    round.conclude()
    put(round, conclusion_no=conclusion_no, conclusion_on=conclusion_on, conclusion=conclusion)
    clock.run_round(round, actor.user_id)
    touched(conclude_findings(round))
    drafts = list(round.recommendations.filter(state="draft").select_related("lead", "round"))
    for item in drafts:
        issue(actor, item, conclusion_on)
    touched([item.pk for item in drafts])


@verb("oversight.close", Round, "Kết thúc theo dõi", slug="ket-thuc", may=rules.decides, primary=True)
def close(actor, round):
    """The round is over. Refused while a recommendation is neither done nor taken over by a re-inspection."""
    waiting = round.recommendations.exclude(state="done").filter(superseded_by=None)
    if names := [f"{item.code} ({item.status['label']})" for item in waiting]:
        raise Refused(
            f"Chưa kết thúc được vì còn kiến nghị chưa thực hiện xong: {listed(names)}. "
            "Xác nhận kết quả hoặc mở giám sát lại.",
            round.get_absolute_url(),
        )
    round.close()
    round.save()


@verb(
    "oversight.reinspect",
    Round,
    "Giám sát lại",
    slug="giam-sat-lai",
    may=rules.runs,
    form=forms.ReinspectForm,
)
def reinspect(actor, round, *, title, on, ends_on=None):
    """Open a re-inspection, which takes over what was not done. Returns the new round."""
    round.reinspect()
    again = start(
        Round, actor, owner_id=round.owner_id, parent_id=round.pk, state="proposed", title=title, on=on,
        ends_on=ends_on, round_kind=Round.RoundKind.REINSPECTION, subject_kind=round.subject_kind,
        subject_body=round.subject_body, field=round.field, head=round.head, is_secret=round.is_secret,
    )  # fmt: skip
    again.code = yearly_code(round.owner_id, "GS", on.year)
    again.save()
    again.members.set(round.members.all())
    taken = list(
        round.recommendations.exclude(state="done").filter(superseded_by=None).values_list("pk", flat=True)
    )
    Recommendation.objects.filter(pk__in=taken).update(superseded_by=again)
    touched(taken)
    return again


@verb(
    "oversight.adjust", Round, "Điều chỉnh kế hoạch", slug="dieu-chinh", may=rules.runs, form=forms.AdjustForm, moves=True,
)  # fmt: skip
def adjust(actor, round, *, adjust_no, adjusted_on, adjust_reason, on, ends_on=None):
    """Other days by a decision; what hangs on them moves."""
    round.adjust()
    put(
        round,
        adjust_no=adjust_no,
        adjusted_on=adjusted_on,
        adjust_reason=adjust_reason,
        on=on,
        ends_on=ends_on,
    )
    clock.run_round(round, actor.user_id)


@verb(
    "oversight.cancel",
    Round,
    "Hủy cuộc giám sát",
    slug="huy",
    may=rules.runs,
    form=forms.CancelForm,
    danger=True,
)
def cancel(actor, round, *, cancelled_on, cancel_reason):
    """Give the round up with its visits; what it had taken over is free again."""
    round.cancel()
    put(round, cancelled_on=cancelled_on, cancel_reason=cancel_reason)
    deadlines.drop(round)
    visits = list(round.visits.filter(state__in=Visit.AHEAD))
    for visit in visits:
        visit.cancel_visit()
        put(visit, cancel_reason=cancel_reason)
        deadlines.drop(visit)
    ProgrammeItem.objects.filter(round=round).update(round=None)
    taken = list(round.taken_over.values_list("pk", flat=True))
    Recommendation.objects.filter(pk__in=taken).update(superseded_by=None)
    touched([*(visit.pk for visit in visits), *taken])


def _check_subject(actor, round):
    """The head of a committee may run that committee's rounds only."""
    if not rules.runs(actor, round):
        raise NotAllowed(f"Vai trò {actor.role_label} chỉ được lập cuộc giám sát của Ban mình.")


def _follow_conclusion_day(round):
    """Recommendations are issued on the day of the conclusion, also when that day is corrected."""
    if round.conclusion_on:
        parts = Record.objects.filter(parent_id=round.pk, kind=Recommendation.KIND)
        parts.exclude(state="draft").exclude(on=round.conclusion_on).update(on=round.conclusion_on)


def _show_parts(round):
    """Take the parts of a round that became secret from the bodies they were shown to, and the other way."""
    if round.is_secret:
        Share.objects.filter(record__parent_id=round.pk).delete()
        return
    sent = round.visits.exclude(outline_sent_on=None).values_list("pk", "target_id")
    issued = round.recommendations.exclude(state="draft")
    pairs = [
        *sent,
        *issued.values_list("pk", "lead_id"),
        *issued.exclude(partners=None).values_list("pk", "partners"),
    ]
    rows = [Share(record_id=pk, body_id=body) for pk, body in pairs]
    Share.objects.bulk_create(rows, ignore_conflicts=True)


def _run_all(round, user_id):
    clock.run_round(round, user_id)
    for visit in round.visits.exclude(state="cancelled").select_related("target", "round__subject_body"):
        clock.run_visit(visit, user_id)
    for item in round.recommendations.exclude(state="draft").select_related("lead"):
        clock.run_recommendation(item, user_id)
