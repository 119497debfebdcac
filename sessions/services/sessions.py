"""Verbs of a session: from the plan to its closing."""

from django.utils import timezone

from core.errors import Refused
from core.services import deadlines
from core.verbs import start, verb
from council.models import BodyKind, Term
from sessions import forms, majorities, rules
from sessions.models import Dossier, Session
from sessions.models.session import SessionKind
from sessions.services import anchors
from sessions.services.common import organ, store
from sessions.services.documents import release
from sessions.services.floor import leave_hall
from sessions.services.templates import fill_session

CONVENE = {
    SessionKind.REGULAR_MID: "session.convene_regular",
    SessionKind.REGULAR_END: "session.convene_regular",
    SessionKind.CLOSING: "session.convene_regular",
    SessionKind.THEMATIC: "session.convene_thematic",
    SessionKind.URGENT: "session.convene_thematic",
}
AGENDA, DOCUMENTS = "session.agenda_to_delegates", "session.documents_to_delegates"
# Owed before a regular session, on what voters asked for (Joint Resolution 72/2025, articles 42.2 and 50.2).
SUMMARY, LAST_ANSWERS = "opinion.summary_to_committee", "opinion.answers_of_last_session"
REGULAR = (SessionKind.REGULAR_MID, SessionKind.REGULAR_END)


@verb("sessions.plan", Session, "Thêm kỳ họp", may=rules.keeps, creates=True)
def plan_session(actor, *, term, number=None, once=None, with_template=False, **values):
    """A planned session, numbered in the one series of its term; what is owed before its opening is opened.

    `with_template` fills it with what a session of its kind usually holds.
    """
    if term.council_id != actor.home_id:
        raise Refused("Nhiệm kỳ đã chọn không thuộc Hội đồng nhân dân đang làm việc.")
    Term.objects.select_for_update().get(pk=term.pk)
    number = number or Session.next_number(term)
    _check_days(values.get("on") or timezone.localdate(), values.get("ends_on"))
    made = start(Session, actor, once=once, state="planned", term=term, number=number, **values)
    _check_number(made)
    store(made, title=made.full_title())
    open_deadlines(made)
    if with_template:
        fill_session(actor, made)
    return made


def _check_days(on, ends_on):
    if ends_on and ends_on < on:
        raise Refused("Ngày bế mạc không được trước ngày khai mạc.")


def _check_number(council_session):
    taken = council_session.same_number().first()
    if taken:
        free = Session.next_number(council_session.term)
        raise Refused(f"Số thứ tự {taken.number} đã dùng cho «{taken.title}». Số tiếp theo là {free}.")


def open_deadlines(council_session):
    """Open what the Standing Body owes before the opening; a convocation already decided meets its part."""
    standing = organ(council_session.owner_id, BodyKind.STANDING)
    code = CONVENE.get(council_session.session_kind)
    deadlines.drop(council_session, *(set(CONVENE.values()) - {code}))
    for item in filter(None, (code, DOCUMENTS)):
        deadlines.open_deadline(council_session, item, council_session.on, owed_by=standing)
    _owe_on_voters(council_session, standing)
    anchors.owe_promise_reports(council_session)
    if code and council_session.convocation_on:
        deadlines.meet(
            council_session, code, council_session.convocation_on, paper=council_session.convocation_no
        )


def _owe_on_voters(council_session, standing):
    """The summary of voters' opinions goes to the People's Committee, which answers for those of last time."""
    if council_session.session_kind not in REGULAR:
        deadlines.drop(council_session, SUMMARY, LAST_ANSWERS)
        return
    committee = organ(council_session.owner_id, BodyKind.PEOPLE_COMMITTEE)
    deadlines.open_deadline(council_session, SUMMARY, council_session.on, owed_by=standing)
    deadlines.open_deadline(council_session, LAST_ANSWERS, council_session.on, owed_by=committee)


def _close_on_voters(actor, council_session):
    """Once the session has opened, a summary that nobody noted cannot be given any more."""
    for deadline in council_session.deadlines.open().filter(code__in=[SUMMARY, LAST_ANSWERS]):
        deadlines.waive(deadline, actor.user_id, "Kỳ họp đã khai mạc, không ghi nhận văn bản")


@verb("sessions.amend", Session, "Sửa kỳ họp", may=rules.keeps, amends=True)
def amend_session(actor, council_session, *, on=None, **values):
    """Correct a session. The opening day of one still to come moves only by its own verb, which tells people."""
    on, kind = on or council_session.on, council_session.session_kind
    if on != council_session.on and council_session.state not in Session.HELD:
        raise Refused(forms.MOVE_BY_VERB)
    moved = on != council_session.on
    _check_days(on, values.get("ends_on", council_session.ends_on))
    for name, value in values.items():
        setattr(council_session, name, value)
    _check_number(council_session)
    store(council_session, on=on, title=council_session.full_title())
    if kind != council_session.session_kind:
        open_deadlines(council_session)
    if moved:
        anchors.move_anchors(council_session)
    anchors.move_closing(council_session)


@verb(
    "sessions.convene",
    Session,
    "Triệu tập",
    slug="trieu-tap",
    may=rules.keeps,
    form=forms.ConveneForm,
    primary=True,
)
def convene(actor, council_session, *, convocation_no, convocation_on):
    """Enter the decision to convene; the draft agenda is owed with it."""
    if convocation_on > council_session.on:
        raise Refused("Ngày quyết định triệu tập phải trước ngày khai mạc. Kiểm tra lại ngày quyết định.")
    council_session.convene()
    store(council_session, convocation_no=convocation_no, convocation_on=convocation_on)
    anchors.owe_promise_reports(council_session)
    code = CONVENE.get(council_session.session_kind)
    if code:
        deadlines.meet(council_session, code, convocation_on, user_id=actor.user_id, paper=convocation_no)
    standing = organ(council_session.owner_id, BodyKind.STANDING)
    deadlines.open_deadline(council_session, AGENDA, convocation_on, owed_by=standing)


@verb(
    "sessions.open", Session, "Khai mạc", slug="khai-mac", may=rules.keeps, form=forms.OpenForm, primary=True
)
def open_session(actor, council_session, *, delegates_total, delegates_present):
    """Open a convened session with the number of delegates present."""
    if council_session.on > timezone.localdate():
        day = f"{council_session.on:%d/%m/%Y}"
        raise Refused(
            f"Chưa đến ngày khai mạc {day}. Nếu kỳ họp khai mạc sớm hơn, hãy dùng «Dời ngày khai mạc»."
        )
    finding = majorities.Finding(majorities.QUORUM, delegates_present, delegates_total, council_session.on)
    if not finding.met:
        raise Refused(f"Không đủ đại biểu để khai mạc. {finding.words} {finding.ground}")
    council_session.open()
    store(council_session, delegates_total=delegates_total, delegates_present=delegates_present)
    _close_on_voters(actor, council_session)


@verb("sessions.close", Session, "Bế mạc", slug="be-mac", may=rules.keeps, form=forms.CloseForm, primary=True)
def close_session(actor, council_session, *, ends_on, **figures):
    """Close a session with its figures; what is owed on its resolutions counts from the closing day."""
    _check_days(council_session.on, ends_on)
    leave_hall(council_session)
    council_session.close()
    store(council_session, ends_on=ends_on, **figures)
    anchors.move_closing(council_session)


@verb(
    "sessions.send_agenda",
    Session,
    "Ghi đã gửi chương trình",
    slug="gui-chuong-trinh",
    may=rules.keeps,
    form=forms.SentForm,
)
def send_agenda(actor, council_session, *, sent_on, letter_no=""):
    """The draft agenda went to the delegates."""
    council_session.send_agenda()
    store(council_session, agenda_sent_on=sent_on)
    deadlines.meet(council_session, AGENDA, sent_on, user_id=actor.user_id, paper=letter_no)


@verb(
    "sessions.send_documents",
    Session,
    "Ghi đã gửi tài liệu",
    slug="gui-tai-lieu",
    may=rules.keeps,
    form=forms.SentForm,
)
def send_documents(actor, council_session, *, sent_on, letter_no=""):
    """The documents went to the delegates, and with them every dossier that was verified."""
    council_session.send_documents()
    store(council_session, documents_sent_on=sent_on)
    deadlines.meet(council_session, DOCUMENTS, sent_on, user_id=actor.user_id, paper=letter_no)
    ready = Dossier.objects.filter(council_session=council_session, state__in=Dossier.READY)
    for dossier in ready:
        dossier.send()
        store(dossier, sent_on=sent_on)
        release(dossier)
        deadlines.meet(dossier, "dossier.drafts_to_delegates", sent_on, user_id=actor.user_id)
