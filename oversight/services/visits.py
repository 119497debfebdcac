"""Verbs of a visit: one overseen unit of a round, from the outline to what was found there."""

from core.errors import Refused
from core.models import Record
from core.services import deadlines
from core.verbs import start, verb
from oversight import rules
from oversight.forms import visits as forms
from oversight.models import Finding, Round, Visit
from oversight.services import clock
from oversight.services.common import keep_file, put, round_for_part, show, tell_office
from oversight.services.findings import note_lines


@verb("oversight.add_visit", Visit, "Thêm đơn vị", may=rules.runs, creates=True)
def add_visit(actor, *, round, target, once=None, **values):
    """A unit that the round will work with. Refused when it is in the round already."""
    round = round_for_part(actor, round, Round.BEFORE_REPORT, "đơn vị")
    if round.visits.filter(target=target).exists():
        raise Refused(f"{target} đã có trong cuộc giám sát này.", round.get_absolute_url())
    visit = start(
        Visit, actor, once=once, owner_id=round.owner_id, parent_id=round.pk, round=round, target=target,
        state="planned", title=f"Giám sát tại {target.name}", words=round.title, **values,
    )  # fmt: skip
    visit.save()
    clock.run_visit(visit, actor.user_id)
    return visit


@verb("oversight.amend_visit", Visit, "Sửa đơn vị", may=rules.runs, amends=True)
def amend_visit(actor, visit, **values):
    """Correct what was entered; another working day moves what is owed before it."""
    visit.amend_visit()
    put(visit, **values)
    Record.objects.filter(parent_id=visit.pk, kind=Finding.KIND).exclude(on=visit.on).update(on=visit.on)
    clock.run_visit(visit, actor.user_id)


@verb(
    "oversight.send_outline_to_unit",
    Visit,
    "Gửi đề cương",
    slug="de-cuong",
    may=rules.runs,
    form=forms.UnitOutlineForm,
    primary=True,
)
def send_outline_to_unit(actor, visit, *, outline_sent_on, report_due_on=None):
    """Send the outline to a unit that was added after the others had it."""
    if visit.round.state in ("proposed", "decided"):
        raise Refused(
            "Đề cương được gửi chung cho mọi đơn vị. Mở cuộc giám sát và bấm Gửi đề cương.",
            visit.round.get_absolute_url(),
        )
    visit.send_outline_to_unit()
    put(visit, outline_sent_on=outline_sent_on, report_due_on=report_due_on)
    clock.run_visit(visit, actor.user_id)
    show(visit, visit.target, f"Đề cương giám sát: {visit.round.title}")


@verb(
    "oversight.notify_unit",
    Visit,
    "Gửi chương trình, thành phần",
    slug="thong-bao",
    may=rules.runs,
    form=forms.NoticeForm,
)
def notify_unit(actor, visit, *, notice_no, notified_on):
    """The programme and the team's list go to the unit, which is owed them before the working day."""
    notified(actor, visit, notice_no, notified_on)


def notified(actor, visit, notice_no, on):
    """The unit was sent the notice `notice_no`; it sees its visit from then on."""
    visit.notify_unit()
    put(visit, notice_no=notice_no, notified_on=on)
    clock.run_visit(visit, actor.user_id)
    show(
        visit, visit.target, f"Lịch làm việc của Đoàn giám sát ngày {visit.on:%d/%m/%Y}: {visit.round.title}"
    )


@verb(
    "oversight.receive_report",
    Visit,
    "Ghi đã nộp báo cáo",
    slug="nop-bao-cao",
    may=rules.hands_in,
    form=forms.UnitReportForm,
    offered=lambda visit: visit.report_received_on is None,
)
def receive_report(actor, visit, *, report_received_on, report_no="", file=None):
    """The unit's report is in: entered by the team's office, or by the unit itself."""
    if visit.report_received_on:
        raise Refused(
            f"Báo cáo của đơn vị đã nhận ngày {visit.report_received_on:%d/%m/%Y}.", visit.get_absolute_url()
        )
    visit.receive_report()
    put(visit, report_received_on=report_received_on, report_no=report_no)
    clock.run_visit(visit, actor.user_id)
    keep_file(actor, visit, file)
    if actor.sees_shared_only:
        tell_office(visit, f"{visit.target} đã nộp báo cáo giám sát.", "unit-report")


@verb(
    "oversight.record_work",
    Visit,
    "Ghi kết quả làm việc",
    slug="ket-qua",
    may=rules.runs,
    form=forms.WorkForm,
    primary=True,
)
def record_work(actor, visit, *, on, place="", attendees="", minutes_no="", file=None, **findings):
    """The working day with the unit: its minutes, and what was found (`good`, `faults`, `causes`)."""
    if visit.round.state in ("proposed", "cancelled"):
        raise Refused(
            "Cuộc giám sát chưa có quyết định thành lập Đoàn. Mở cuộc giám sát và bấm Thành lập Đoàn.",
            visit.round.get_absolute_url(),
        )
    visit.record_work()
    put(visit, on=on, place=place, attendees=attendees, minutes_no=minutes_no)
    Record.objects.filter(parent_id=visit.pk, kind=Finding.KIND).exclude(on=on).update(on=on)
    note_lines(actor, visit, **findings)
    clock.run_visit(visit, actor.user_id)
    keep_file(actor, visit, file)


@verb(
    "oversight.cancel_visit",
    Visit,
    "Bỏ đơn vị",
    slug="bo",
    may=rules.runs,
    form=forms.LeaveOutForm,
    danger=True,
)
def cancel_visit(actor, visit, *, cancel_reason):
    """Leave a unit out of the round, with the reason; it keeps its place in the list."""
    visit.cancel_visit()
    put(visit, cancel_reason=cancel_reason)
    deadlines.drop(visit)
