"""Verbs of meetings: planned, announced, held, reported, or cancelled."""

from django.utils import timezone

from core import notify
from core.errors import Refused
from core.models import Body
from core.services import deadlines
from core.verbs import start, verb
from council.models import BodyKind
from voters import rules
from voters.forms import AgreeForm, AnnounceForm, CancelForm, HoldForm, ReportForm
from voters.models import Absence, Meeting
from voters.services.common import assign

NOTICE, NOTICE_NA, COLLECT = "meeting.notice", "meeting.notice_na", "meeting.collect_opinions"
OUTSIDE = "meeting.outside_notice"
PERSONAL_DECISION, PERSONAL_NOTICE = "meeting.personal_decision", "meeting.personal_notice"
OUTSIDE_DECISION, PERSONAL_SUMMARY = "meeting.outside_decision", "meeting.personal_summary"
NOTICES = (NOTICE, NOTICE_NA, OUTSIDE, PERSONAL_NOTICE)
DECISIONS = (OUTSIDE_DECISION, PERSONAL_DECISION)


@verb("voters.plan_meeting", Meeting, "Thêm hội nghị tiếp xúc", may=rules.records, creates=True)
def plan_meeting(actor, *, once=None, delegates=(), hamlets=(), **values):
    """A planned meeting; its notice is owed before the day (Joint Resolution 72/2025, article 11)."""
    meeting = start(Meeting, actor, once=once, state="planned", **values)
    meeting.save()
    meeting.delegates.set(delegates)
    meeting.hamlets.set(hamlets)
    _owe_notice(meeting)
    _owe_decision(meeting)
    return meeting


@verb("voters.amend_meeting", Meeting, "Sửa hội nghị", may=rules.records, amends=True)
def amend_meeting(actor, meeting, *, delegates=(), hamlets=None, **values):
    """Change a meeting that is still to be held; a new day moves what hangs on it and is told to its delegates."""
    meeting.amend_meeting()
    was = meeting.on
    assign(meeting, values)
    meeting.delegates.set(delegates)
    if hamlets is not None:
        meeting.hamlets.set(hamlets)
    deadlines.move_anchor([meeting.pk], "meeting", meeting.on)
    if meeting.state == "planned":
        _owe_notice(meeting)
        _owe_decision(meeting)
    if meeting.on != was:
        _tell_delegates(
            meeting,
            f"Hội nghị dời từ {was:%d/%m/%Y} sang {meeting.on:%d/%m/%Y}: {meeting.title}",
            f"move:{meeting.on}",
        )


@verb(
    "voters.agree",
    Meeting,
    "Đồng ý cho tiếp xúc",
    slug="dong-y",
    may=rules.decides_on_request,
    form=AgreeForm,
)
def agree(actor, meeting, *, decided_on, decision_no=""):
    """The Standing Body lets a delegate meet voters outside the constituency, or a person or group (articles 32, 33)."""
    meeting.agree()
    assign(meeting, {"decided_on": decided_on, "decision_no": decision_no})
    for code in DECISIONS:
        deadlines.meet(meeting, code, decided_on, user_id=actor.user_id, paper=decision_no)
    _tell_delegates(meeting, f"Thường trực HĐND đồng ý: {meeting.title}", "agree")


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
def hold(actor, meeting, *, voters, speakers=None, delegates=None, missing=None, **values):
    """Note that the meeting was held. From its day on the opinions are to be collected (article 41 clause 2).

    `missing` is {delegate's id: reason} of those who were expected and did not come.
    """
    if meeting.on > timezone.localdate():
        raise Refused(
            f"Hội nghị ghi ngày {meeting.on:%d/%m/%Y}, chưa đến. Nếu đã họp sớm hơn, bấm Sửa để ghi đúng ngày."
        )
    meeting.hold()
    assign(meeting, {"voters": voters, "speakers": speakers, **values})
    if delegates is not None:
        meeting.delegates.set(delegates)
    rows = [Absence(meeting=meeting, delegate_id=pk, reason=why) for pk, why in (missing or {}).items()]
    Absence.objects.bulk_create(rows)
    _close_notice(actor, meeting)
    if not meeting.host_id:
        code = PERSONAL_SUMMARY if meeting.meeting_kind == Meeting.MeetingKind.PERSONAL else COLLECT
        deadlines.open_deadline(meeting, code, meeting.on, owed_by=_collector(meeting))


@verb(
    "voters.report", Meeting, "Đã tổng hợp", slug="tong-hop", may=rules.records, form=ReportForm, primary=True
)
def report(actor, meeting, *, reported_on, report_no=""):
    """Note that the opinions were collected, sorted and reported; meets that limit."""
    meeting.report()
    assign(meeting, {"reported_on": reported_on, "report_no": report_no})
    for code in (COLLECT, PERSONAL_SUMMARY):
        deadlines.meet(meeting, code, reported_on, user_id=actor.user_id, paper=report_no)


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
    """The notice's limit: five working days before, seven for meetings of the National Assembly delegation.

    Meeting a person or a group is told to the Front's work board instead; outside the constituency, to the hosts too.
    """
    owed_by = meeting.host or organ(meeting.owner_id, BodyKind.STANDING, BodyKind.OFFICE)
    owed = _notices(meeting)
    deadlines.drop(meeting, *(code for code in NOTICES if code not in owed))
    for code in owed:
        deadlines.open_deadline(meeting, code, meeting.on, owed_by=owed_by)


def _notices(meeting):
    kinds = Meeting.MeetingKind
    if meeting.host_id:
        return [NOTICE_NA]
    if meeting.meeting_kind == kinds.PERSONAL:
        return [PERSONAL_NOTICE]
    return [NOTICE, OUTSIDE] if meeting.meeting_kind == kinds.OUTSIDE else [NOTICE]


def _owe_decision(meeting):
    """Within five working days of the delegate's request the Standing Body decides (articles 32.2 and 33.4)."""
    asked = meeting.requested_on if meeting.is_on_request and not meeting.decided_on else None
    personal = meeting.meeting_kind == Meeting.MeetingKind.PERSONAL
    code, other = DECISIONS[::-1] if personal else DECISIONS
    deadlines.drop(meeting, *((other,) if asked or meeting.decided_on else DECISIONS))
    if asked:
        standing = organ(meeting.owner_id, BodyKind.STANDING, BodyKind.OFFICE)
        deadlines.open_deadline(meeting, code, asked, owed_by=standing)


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
