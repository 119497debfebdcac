"""Verbs of meetings: planned, announced, held, reported, or cancelled."""

from django.utils import timezone

from core import notify
from core.errors import Refused
from core.models import Body
from core.services import deadlines
from core.verbs import start, verb
from council.models import BodyKind
from voters import rules
from voters.forms import AnnounceForm, CancelForm, HoldForm, ReportForm
from voters.models import Meeting
from voters.services.common import assign

NOTICE, NOTICE_NA, COLLECT = "meeting.notice", "meeting.notice_na", "meeting.collect_opinions"
OUTSIDE = "meeting.outside_notice"
NOTICES = (NOTICE, NOTICE_NA, OUTSIDE)


@verb("voters.plan_meeting", Meeting, "Thêm hội nghị tiếp xúc", may=rules.records, creates=True)
def plan_meeting(actor, *, once=None, delegates=(), **values):
    """A planned meeting; its notice is owed before the day (Joint Resolution 72/2025, article 11)."""
    meeting = start(Meeting, actor, once=once, state="planned", **values)
    meeting.save()
    meeting.delegates.set(delegates)
    _owe_notice(meeting)
    return meeting


@verb("voters.amend_meeting", Meeting, "Sửa hội nghị", may=rules.records, amends=True)
def amend_meeting(actor, meeting, *, delegates=(), **values):
    """Change a meeting that is still to be held; a new day moves what hangs on it and is told to its delegates."""
    meeting.amend_meeting()
    was = meeting.on
    assign(meeting, values)
    meeting.delegates.set(delegates)
    deadlines.move_anchor([meeting.pk], "meeting", meeting.on)
    if meeting.state == "planned":
        _owe_notice(meeting)
    if meeting.on != was:
        _tell_delegates(
            meeting,
            f"Hội nghị dời từ {was:%d/%m/%Y} sang {meeting.on:%d/%m/%Y}: {meeting.title}",
            f"move:{meeting.on}",
        )


@verb(
    "voters.announce",
    Meeting,
    "Thông báo",
    slug="thong-bao",
    may=rules.records,
    form=AnnounceForm,
    primary=True,
)
def announce(actor, meeting, *, notice_on, notice_no=""):
    """Note that the plan was made known; meets the notice."""
    meeting.announce()
    assign(meeting, {"notice_on": notice_on, "notice_no": notice_no})
    for code in NOTICES:
        deadlines.meet(meeting, code, notice_on, user_id=actor.user_id, paper=notice_no)
    _tell_delegates(
        meeting, f"Tiếp xúc cử tri ngày {meeting.on:%d/%m/%Y}: {meeting.title}", f"announce:{meeting.on}"
    )


@verb("voters.hold", Meeting, "Ghi kết quả", slug="ket-qua", may=rules.records, form=HoldForm, primary=True)
def hold(actor, meeting, *, voters, speakers=None, delegates=None, **values):
    """Note that the meeting was held. From its day on the opinions are to be collected (article 41 clause 2)."""
    if meeting.on > timezone.localdate():
        raise Refused(
            f"Hội nghị ghi ngày {meeting.on:%d/%m/%Y}, chưa đến. Nếu đã họp sớm hơn, bấm Sửa để ghi đúng ngày."
        )
    meeting.hold()
    assign(meeting, {"voters": voters, "speakers": speakers, **values})
    if delegates is not None:
        meeting.delegates.set(delegates)
    _close_notice(actor, meeting)
    if not meeting.host_id:
        deadlines.open_deadline(meeting, COLLECT, meeting.on, owed_by=_collector(meeting))


@verb(
    "voters.report", Meeting, "Đã tổng hợp", slug="tong-hop", may=rules.records, form=ReportForm, primary=True
)
def report(actor, meeting, *, reported_on, report_no=""):
    """Note that the opinions were collected, sorted and reported; meets that limit."""
    meeting.report()
    assign(meeting, {"reported_on": reported_on, "report_no": report_no})
    deadlines.meet(meeting, COLLECT, reported_on, user_id=actor.user_id, paper=report_no)


@verb("voters.cancel", Meeting, "Hủy hội nghị", slug="huy", may=rules.records, form=CancelForm, danger=True)
def cancel(actor, meeting, *, reason):
    """Call the meeting off; what was owed on it falls away."""
    meeting.cancel()
    assign(meeting, {"cancel_reason": reason, "cancelled_on": timezone.localdate()})
    deadlines.drop(meeting)
    _tell_delegates(
        meeting, f"Hủy hội nghị ngày {meeting.on:%d/%m/%Y}: {meeting.title}", f"cancel:{meeting.pk}"
    )


def _owe_notice(meeting):
    """The notice's limit: five working days before, seven for meetings of the National Assembly delegation."""
    code, other = (NOTICE_NA, NOTICE) if meeting.host_id else (NOTICE, NOTICE_NA)
    deadlines.drop(meeting, other)
    owed_by = meeting.host or organ(meeting.owner_id, BodyKind.STANDING, BodyKind.OFFICE)
    deadlines.open_deadline(meeting, code, meeting.on, owed_by=owed_by)
    if meeting.meeting_kind == Meeting.MeetingKind.OUTSIDE and not meeting.host_id:
        deadlines.open_deadline(meeting, OUTSIDE, meeting.on, owed_by=owed_by)
    else:
        deadlines.drop(meeting, OUTSIDE)


def _close_notice(actor, meeting):
    """Once the meeting is over, a notice that nobody noted cannot be given any more."""
    for deadline in meeting.deadlines.open().filter(code__in=NOTICES):
        deadlines.waive(deadline, actor.user_id, "Hội nghị đã tổ chức, không ghi nhận văn bản thông báo")


def _collector(meeting):
    """The delegates' group when all who came are of one; otherwise the Standing Body or the office."""
    groups = {group for group in meeting.delegates.values_list("group", flat=True) if group}
    if len(groups) == 1:
        return Body.objects.get(pk=groups.pop())
    return organ(meeting.owner_id, BodyKind.STANDING, BodyKind.OFFICE)


def organ(council_id, *kinds):
    """The first body of a council among `kinds`, in their order; None when it has none of them."""
    found = {body.kind: body for body in Body.objects.filter(home_id=council_id, kind__in=kinds)}
    return next((found[kind] for kind in kinds if kind in found), None)


def _tell_delegates(meeting, text, key):
    people = meeting.delegates.filter(user__isnull=False).values_list("user_id", flat=True)
    notify.tell(people, text, key=f"meeting:{meeting.pk}:{key}", record=meeting)
