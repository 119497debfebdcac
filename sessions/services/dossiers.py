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
from sessions.models import Checklist, Dossier, DossierPart
from sessions.models.checklist import OPTIONAL
from sessions.services.common import organ, own_session, store
from sessions.services.documents import add_files, fill_part, release
from sessions.services.scrutiny import appoint, owe_verifications, replace_lead, tell_committee

TO_COMMITTEE, MEETING, DRAFTS = (
    "dossier.to_committee", "dossier.committee_meeting", "dossier.drafts_to_delegates",
)  # fmt: skip


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
    list_parts(made)
    if committee:
        appoint(made, committee, made.on, is_lead=True)
    open_deadlines(made)
    return made


def list_parts(dossier):
    """Write down what the dossier is to consist of, by the list in force for its kind. What came stays."""
    dossier.dossier_parts.filter(received_as="").delete()
    kept = set(dossier.dossier_parts.values_list("name", flat=True))
    lines = Checklist.lines_of(dossier.owner_id, dossier.document_kind)
    start = len(kept) and dossier.dossier_parts.latest("position").position
    names = [(line.removesuffix(OPTIONAL).strip()[:250], not line.endswith(OPTIONAL)) for line in lines]
    fresh = [(name, needed) for name, needed in names if name and name not in kept]
    for position, (name, needed) in enumerate(fresh, start=start + 1):
        DossierPart.objects.create(dossier=dossier, position=position, name=name, is_required=needed)


def open_deadlines(dossier):
    """Show the dossier to its submitter and committees and open what each owes before the opening."""
    on = dossier.council_session.on
    Share.objects.get_or_create(record_id=dossier.pk, body=dossier.submitter)
    deadlines.open_deadline(dossier, TO_COMMITTEE, on, owed_by=dossier.submitter)
    owe_verifications(dossier)
    if dossier.document_kind in (Dossier.DocumentKind.DRAFT, Dossier.DocumentKind.SUBMISSION):
        deadlines.open_deadline(dossier, DRAFTS, on, owed_by=organ(dossier.owner_id, BodyKind.STANDING))


@verb("dossiers.amend", Dossier, "Sửa hồ sơ", may=rules.keeps, amends=True)
def amend_dossier(actor, dossier, *, council_session=None, **values):
    """Correct a dossier; another session, submitter or committee takes its open limits along."""
    council_session = council_session or dossier.council_session
    own_session(actor, council_session)
    submitter, lead, kind = dossier.submitter_id, dossier.committee_id, dossier.document_kind
    store(dossier, council_session=council_session, parent=council_session, **values)
    if lead != dossier.committee_id:
        replace_lead(dossier, lead, dossier.committee, dossier.assigned_on)
    if submitter != dossier.submitter_id:
        Share.objects.filter(record_id=dossier.pk, body=submitter).exclude(
            body__in=dossier.committees()
        ).delete()
    if kind != dossier.document_kind and dossier.state in Dossier.COLLECTING:
        list_parts(dossier)
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
def assign(actor, dossier, *, committee, assigned_on, others=()):
    """Name the committee that leads the verification, and those beside it; each owes its report from now on."""
    dossier.assign()
    _give(dossier, committee, assigned_on)
    beside = [body for body in others if body != committee]
    for body in beside:
        appoint(dossier, body, assigned_on, is_lead=False)
        tell_committee(dossier, body)
    owe_verifications(dossier)


@verb(
    "dossiers.reassign", Dossier, "Đổi Ban thẩm tra", slug="doi-ban", may=rules.keeps, form=forms.ReassignForm
)
def reassign(actor, dossier, *, committee, assigned_on):
    """Give a dossier that was not received yet to another committee."""
    dossier.reassign()
    _give(dossier, committee, assigned_on)


def _give(dossier, committee, assigned_on):
    before = dossier.committee_id
    store(dossier, committee=committee, assigned_on=assigned_on)
    replace_lead(dossier, before, committee, assigned_on)
    open_deadlines(dossier)
    tell_committee(dossier, committee)


@verb(
    "dossiers.tick_parts",
    Dossier,
    "Đánh dấu thành phần",
    slug="thanh-phan",
    may=rules.keeps,
    form=forms.PartsForm,
)
def tick_parts(actor, dossier, *, on, parts):
    """Note which parts came, on paper or as files: {part id: "paper", "file" or ""}."""
    dossier.tick_parts()
    set_parts(dossier, parts, on)


def set_parts(dossier, parts, on):
    for part in dossier.dossier_parts.all():
        came = parts.get(part.pk, part.received_as)
        if came == part.received_as:
            continue
        part.received_as, part.received_on = came, on if came else None
        part.save()


@verb("dossiers.hand_in", Dossier, "Nộp hồ sơ", slug="nop", may=rules.hands_in, form=forms.HandInForm)
def hand_in(actor, dossier, *, files=(), parts=None):
    """The submitting body hands in its papers, `parts` by the list; the secretariat is told and checks them."""
    dossier.hand_in()
    today = timezone.localdate()
    for part in dossier.dossier_parts.filter(pk__in=parts or {}):
        fill_part(part, parts[part.pk], actor.user_id, today)
    add_files(dossier, files, actor.user_id)
    store(dossier, handed_in_on=today)
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
def receive(actor, dossier, *, received_on, late_reason="", late_approved_by="", parts=None):
    """Receive a complete dossier. After its limit a reason and who agreed to it are required, and both are kept.

    `parts` says how each part of the list came; without it all that is required came on paper.
    """
    set_parts(dossier, _all_there(dossier) if parts is None else parts, received_on)
    fault = _incomplete(dossier) or dossier.late_fault(received_on, late_reason, late_approved_by)
    if fault:
        raise Refused(fault)
    late = bool(dossier.late_fault(received_on, "", ""))
    dossier.receive()
    reasons = {"late_reason": late_reason, "late_approved_by": late_approved_by} if late else {}
    store(dossier, received_on=received_on, **reasons)
    deadlines.meet(dossier, TO_COMMITTEE, received_on, user_id=actor.user_id)
    people = people_of(dossier.committees(), Role.HEAD)
    notify.tell(
        people,
        f"Hồ sơ chờ thẩm tra: {dossier.title}",
        key=f"receive:{dossier.pk}:{received_on}",
        record=dossier,
    )


def _all_there(dossier):
    lacking = dossier.dossier_parts.filter(is_required=True, received_as="")
    return dict.fromkeys(lacking.values_list("pk", flat=True), DossierPart.Form.PAPER)


def _incomplete(dossier):
    names = [part.name for part in dossier.dossier_parts.all() if part.missing]
    if not names:
        return ""
    return f"Hồ sơ còn thiếu: {', '.join(names)}. Nếu chưa nhận được, dùng «Trả lại bổ sung»."


@verb(
    "dossiers.return_incomplete",
    Dossier,
    "Trả lại bổ sung",
    slug="tra-lai",
    may=rules.returns,
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
    release(dossier)
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
