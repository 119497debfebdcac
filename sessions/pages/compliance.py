"""A session against the law: every limit that hangs on it, its basis, met, late, open or not arisen yet."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from core import jobs, pdf
from core.chips import Chip, deadline_chip
from core.errors import NotAllowed, Refused
from core.models import Deadline
from core.seats import actor_of
from core.services.deadlines import choose_rules
from sessions.models import Session
from sessions.services.anchors import PROMISE_REPORT, records_of, report_key
from sessions.views import council_sessions

# The limits that a session may have to keep, in the order of its course.
CODES = (
    "session.convene_regular", "session.convene_thematic", "session.agenda_to_delegates", "opinion.answers_of_last_session",
    "opinion.summary_to_committee", "question.promise_report", "dossier.to_committee", "dossier.committee_meeting",
    "dossier.verification_report", "dossier.drafts_to_delegates", "session.documents_to_delegates", "question.written_answer",
    "resolution.certify", "resolution.normative_send_up", "resolution.send_up", "resolution.publish",
)  # fmt: skip
_OF_KIND = {
    "session.convene_regular": Session.Kind.THEMATIC,
    "session.convene_thematic": Session.Kind.REGULAR_END,
}
MET, LATE, OVERDUE, OPEN, WAIVED, NONE = "met", "late", "overdue", "open", "waived", "none"
WORDS = {
    MET: ("đúng hạn", "done"), LATE: ("xong, chậm", "late"), OVERDUE: ("quá hạn", "late"), OPEN: ("đang mở", "doing"),
    WAIVED: ("đã miễn", "idle"), NONE: ("chưa phát sinh", "idle"),
}  # fmt: skip


@dataclass
class Limit:
    """One limit of the law and everything in the session that it binds."""

    code: str
    rule: object
    rows: list = field(default_factory=list)

    @property
    def verdict(self):
        """The worst of its rows."""
        states = {row["state"] for row in self.rows} or {NONE}
        return next(state for state in (OVERDUE, LATE, OPEN, MET, WAIVED, NONE) if state in states)

    @property
    def chip(self):
        return Chip(*reversed(WORDS[self.verdict]))


def state_of(deadline, today):
    """How a limit stands on a day."""
    if deadline.met_on:
        return LATE if deadline.due_on and deadline.met_on > deadline.due_on else MET
    if deadline.waived_on:
        return WAIVED
    return OVERDUE if deadline.due_on and deadline.due_on < today else OPEN


def limits_of(council_session, today):
    """[Limit] of a session and all that belongs to it, in a fixed number of queries."""
    mine = Q(record_id__in=records_of(council_session)) & ~Q(code=PROMISE_REPORT)
    reports = Q(code=PROMISE_REPORT, key=report_key(council_session))
    rows = (
        Deadline.objects.filter(mine | reports)
        .select_related("rule", "owed_by", "record")
        .order_by("due_on", "pk")
    )
    rules = choose_rules(CODES, council_session.on, council_session.owner)
    found = {
        code: Limit(code, rules.get(code))
        for code in CODES
        if rules.get(code) and _may_arise(code, council_session)
    }
    for row in rows.defer("record__tsv", "record__words"):
        limit = found.setdefault(row.code, Limit(row.code, row.rule))
        limit.rule = row.rule or limit.rule
        limit.rows.append({"deadline": row, "state": state_of(row, today), "chip": deadline_chip(row, today)})
    return [limit for limit in found.values() if limit.rule or limit.rows]


def _may_arise(code, council_session):
    """A thematic session is not convened by the limit of a regular one."""
    thematic = council_session.session_kind in (Session.Kind.THEMATIC, Session.Kind.URGENT)
    if code in ("opinion.answers_of_last_session", "opinion.summary_to_committee", PROMISE_REPORT):
        return council_session.session_kind in Session.REGULAR
    return code not in _OF_KIND or (code == "session.convene_thematic") == thematic


def totals(limits):
    """[(word, tone, number)] over all rows, and the limits that never arose."""
    states = [row["state"] for limit in limits for row in limit.rows] + [
        NONE for limit in limits if not limit.rows
    ]
    return [(*WORDS[state], states.count(state)) for state in WORDS]


def _session(request, pk):
    record = council_sessions.get(request.actor, pk)
    if record.owner_id not in request.actor.scope:
        raise NotAllowed("Không được xem trang này.")
    return record


def compliance(request, pk):
    record = _session(request, pk)
    limits = limits_of(record, localdate())
    context = {
        "record": record, "title": "Tuân thủ thời hạn", "subtitle": record.title, "limits": limits, "totals": totals(limits),
        "crumbs": [*council_sessions.crumbs(record), {"label": record.title, "url": record.get_absolute_url()}],
        "today": localdate(), "unsure": any(limit.rule and limit.rule.confidence == "verify" for limit in limits),
    }  # fmt: skip
    return render(request, "sessions/compliance.html", context)


@require_POST
def print_compliance(request, pk):
    record = _session(request, pk)
    label = f"In bảng tuân thủ thời hạn, {record.title}"[:250]
    return redirect(jobs.ask(request.actor, "sessions.compliance", label, {"session": pk}, record=record))


@jobs.handles("sessions.compliance")
def printed(job, progress):
    """The job behind the button: the same rows, as a list on paper."""
    record = Session.objects.visible_to(actor_of(job.membership_id)).filter(pk=job.params["session"]).first()
    if record is None:
        raise Refused("Kỳ họp không còn trong phạm vi được xem.")
    today = localdate()
    progress(30)
    head = ["Thời hạn", "Căn cứ", "Hồ sơ", "Trách nhiệm", "Hạn", "Thực hiện", "Kết quả"]
    rows = [line for limit in limits_of(record, today) for line in _lines(limit)]
    context = {"title": f"Tuân thủ thời hạn: {record.title}", "head": head, "rows": rows, "today": today}
    return f"tuan-thu-ky-hop-{record.number}.pdf", pdf.render("print/list.html", context)


def _lines(limit):
    rule = limit.rule
    basis = (
        f"{rule.article}, {rule.basis}{' (cần kiểm chứng)' if rule.confidence == 'verify' else ''}"
        if rule
        else ""
    )
    owed = rule.owed if rule else limit.rows[0]["deadline"].owed
    if not limit.rows:
        return [[owed, basis, "", "", "", "", WORDS[NONE][0]]]
    return [
        [owed, basis, str(row["deadline"].record), row["deadline"].owed_by or "", _day(row["deadline"].due_on),
         _day(row["deadline"].met_on), row["chip"].text]
        for row in limit.rows
    ]  # fmt: skip


def _day(value):
    return f"{value:%d/%m/%Y}" if value else ""
