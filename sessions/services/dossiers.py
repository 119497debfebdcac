"""Verbs of a dossier: from its registration to the council's decision."""

from django.utils import timezone
from django_fsm import can_proceed

from core import notify
from core.errors import Refused
from core.models import Share
from core.services import deadlines
from core.services.numbers import yearly_code
from core.verbs import start, verb
from council.models import BodyKind, Role
from council.seats import people_of
from sessions import forms, rules
from sessions.models import Dossier
from sessions.services.common import keep_files, organ, own_session, store

TO_COMMITTEE, REPORT = "dossier.to_committee", "dossier.verification_report"
MEETING, DRAFTS = "dossier.committee_meeting", "dossier.drafts_to_delegates"


@verb("dossiers.register", Dossier, "Thêm hồ sơ", may=rules.keeps, creates=True)
def register_dossier(actor, *, council_session, submitter, committee=None, once=None, **values):
    """A dossier expected at a session; with a committee it is assigned at once. Its limits are opened."""
    own_session(actor, council_session)
    values |= {
        "council_session": council_session,
        "parent": council_session,
        "submitter": submitter,
        "committee": committee,
    }
    made = start(Dossier, actor, once=once, state="assigned" if committee else "registered", **values)
    made.assigned_on = made.on if committee else None
    made.code = yearly_code(actor.home_id, "HS", made.on.year)
    store(made)
    open_deadlines(made)
    return made


def open_deadlines(dossier):
    """Show the dossier to its submitter and committee and open what each owes before the opening."""
    on, committee = dossier.council_session.on, dossier.committee
    for body in filter(None, (dossier.submitter, committee)):
        Share.objects.get_or_create(record_id=dossier.pk, body=body)
    deadlines.open_deadline(dossier, TO_COMMITTEE, on, owed_by=dossier.submitter)
    if committee:
        deadlines.open_deadline(dossier, REPORT, on, owed_by=committee)
    if committee and dossier.document_kind == Dossier.DocumentKind.REPORT:
        deadlines.open_deadline(dossier, MEETING, on, owed_by=committee)
    if dossier.document_kind in (Dossier.DocumentKind.DRAFT, Dossier.DocumentKind.SUBMISSION):
        deadlines.open_deadline(dossier, DRAFTS, on, owed_by=organ(dossier.owner_id, BodyKind.STANDING))


@verb("dossiers.amend", Dossier, "Sửa hồ sơ", may=rules.keeps, amends=True)
def amend_dossier(actor, dossier, *, council_session=None, **values):
    """Correct a dossier; another session, submitter or committee takes its open limits along."""
    council_session = council_session or dossier.council_session
    own_session(actor, council_session)
    before = {dossier.submitter_id, dossier.committee_id} - {None}
    store(dossier, council_session=council_session, parent=council_session, **values)
    after = {dossier.submitter_id, dossier.committee_id}
    Share.objects.filter(record_id=dossier.pk, body__in=before - after).delete()
    if dossier.document_kind != Dossier.DocumentKind.REPORT:
        deadlines.drop(dossier, MEETING)
    if dossier.state in Dossier.OPEN:
        open_deadlines(dossier)


@verb(
    "dossiers.assign",
    Dossier,
    "Phân công thẩm tra",
    slug="phan-cong",
    may=rules.keeps,
    form=forms.AssignForm,
    primary=True,
)
def assign(actor, dossier, *, committee, assigned_on):
    """Name the committee that verifies the dossier; it owes its report from now on."""
    dossier.assign()
    _give(dossier, committee, assigned_on)


@verb(
    "dossiers.reassign", Dossier, "Đổi Ban thẩm tra", slug="doi-ban", may=rules.keeps, form=forms.AssignForm
)
def reassign(actor, dossier, *, committee, assigned_on):
    """Give a dossier that was not received yet to another committee."""
    dossier.reassign()
    Share.objects.filter(record_id=dossier.pk, body=dossier.committee).delete()
    _give(dossier, committee, assigned_on)


def _give(dossier, committee, assigned_on):
    store(dossier, committee=committee, assigned_on=assigned_on)
    open_deadlines(dossier)
    text = f"Phân công thẩm tra: {dossier.title}"
    notify.tell(people_of([committee.pk]), text, key=f"assign:{dossier.pk}:{committee.pk}", record=dossier)


@verb("dossiers.hand_in", Dossier, "Nộp hồ sơ", slug="nop", may=rules.hands_in, form=forms.HandInForm)
def hand_in(actor, dossier, *, files=()):
    """The submitting body hands in its papers; the secretariat is told, checks and receives them."""
    dossier.hand_in()
    keep_files(actor, dossier, files)
    store(dossier, handed_in_on=timezone.localdate())
    people = people_of([dossier.owner_id], Role.STAFF, Role.WARD)
    text = f"{dossier.submitter} đã nộp hồ sơ: {dossier.title}"
    notify.tell(people, text, key=f"hand_in:{dossier.pk}:{dossier.version}", record=dossier)


@verb(
    "dossiers.receive",
    Dossier,
    "Nhận hồ sơ",
    slug="nhan",
    may=rules.keeps,
    form=forms.ReceiveForm,
    primary=True,
)
def receive(actor, dossier, *, received_on, late_reason="", late_approved_by=""):
    """Receive a complete dossier. After its limit a reason and who agreed to it are required, and both are kept."""
    fault = dossier.late_fault(received_on, late_reason, late_approved_by)
    if fault:
        raise Refused(fault)
    late = bool(dossier.late_fault(received_on, "", ""))
    dossier.receive()
    reasons = {"late_reason": late_reason, "late_approved_by": late_approved_by} if late else {}
    store(dossier, received_on=received_on, **reasons)
    deadlines.meet(dossier, TO_COMMITTEE, received_on, user_id=actor.user_id)
    people = people_of([dossier.committee_id], Role.HEAD)
    notify.tell(
        people,
        f"Hồ sơ chờ thẩm tra: {dossier.title}",
        key=f"receive:{dossier.pk}:{received_on}",
        record=dossier,
    )


@verb(
    "dossiers.return_incomplete",
    Dossier,
    "Trả lại bổ sung",
    slug="tra-lai",
    may=rules.verifies,
    form=forms.ReturnForm,
)
def return_incomplete(actor, dossier, *, returned_on, return_reason):
    """Send an incomplete dossier back: it counts as not received, and its limit runs on."""
    dossier.return_incomplete()
    nothing = {"received_on": None, "late_reason": "", "late_approved_by": "", "handed_in_on": None}
    store(dossier, returned_on=returned_on, return_reason=return_reason, **nothing)
    deadlines.reopen(dossier, TO_COMMITTEE)
    text = f"Hồ sơ bị trả lại để bổ sung: {dossier.title}. Lý do: {return_reason}"
    people = people_of([dossier.submitter_id])
    notify.tell(people, text, key=f"return:{dossier.pk}:{dossier.version}", record=dossier)


@verb(
    "dossiers.meet",
    Dossier,
    "Ghi Ban họp thẩm tra",
    slug="hop-tham-tra",
    may=rules.verifies,
    form=forms.MeetingForm,
)
def hold_meeting(actor, dossier, *, meeting_on):
    """The committee met to verify the dossier (Law 87/2015, article 78)."""
    dossier.meet()
    store(dossier, meeting_on=meeting_on)
    deadlines.meet(dossier, MEETING, meeting_on, user_id=actor.user_id)


@verb(
    "dossiers.verify",
    Dossier,
    "Nhập báo cáo thẩm tra",
    slug="tham-tra",
    may=rules.verifies,
    form=forms.VerifyForm,
    primary=True,
)
def verify(actor, dossier, *, verified_on, opinion, report_no="", files=()):
    """Enter the committee's verification report."""
    dossier.verify()
    keep_files(actor, dossier, files)
    store(dossier, verified_on=verified_on, opinion=opinion, report_no=report_no)
    for code in (REPORT, MEETING):
        deadlines.meet(dossier, code, verified_on, user_id=actor.user_id, paper=report_no)


@verb(
    "dossiers.send",
    Dossier,
    "Ghi đã gửi đại biểu",
    slug="gui-dai-bieu",
    may=rules.keeps,
    form=forms.SentForm,
    primary=True,
)
def send_to_delegates(actor, dossier, *, sent_on, letter_no=""):
    """The dossier went to the delegates."""
    dossier.send()
    store(dossier, sent_on=sent_on)
    deadlines.meet(dossier, DRAFTS, sent_on, user_id=actor.user_id, paper=letter_no)


@verb(
    "dossiers.conclude",
    Dossier,
    "Ghi kết quả",
    slug="ket-qua",
    may=rules.keeps,
    form=forms.OutcomeForm,
    transition="put_off",
)
def conclude(actor, dossier, *, outcome, decided_on, outcome_note=""):
    """What became of the dossier: `adopted`, `rejected`, or `postponed` to a later session."""
    step = {"adopted": dossier.adopt, "rejected": dossier.reject, "postponed": dossier.put_off}[outcome]
    if not can_proceed(step):
        raise Refused(
            "Hồ sơ chưa được thẩm tra nên chưa thể ghi kết quả biểu quyết. Nhập báo cáo thẩm tra trước."
        )
    step()
    store(dossier, decided_on=decided_on, outcome_note=outcome_note)
    deadlines.drop(dossier)


@verb(
    "dossiers.withdraw", Dossier, "Rút hồ sơ", slug="rut", may=rules.keeps, form=forms.ReasonForm, danger=True
)
def withdraw_dossier(actor, dossier, *, reason):
    """The submitting body takes the dossier back for good."""
    dossier.withdraw()
    store(dossier, decided_on=timezone.localdate(), outcome_note=reason)
    deadlines.drop(dossier)
