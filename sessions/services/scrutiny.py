"""Verbs between the receipt of a dossier and the sitting: verification, Standing's view, rounds of revision."""

from django.db.models import Max

from core import notify
from core.errors import NotAllowed, Refused
from core.models import Share
from core.services import deadlines
from core.verbs import verb
from council.models import Role
from council.seats import people_of
from sessions import forms, rules
from sessions.models import Document, Dossier, RevisionRound, StandingView, Verification
from sessions.services.common import store
from sessions.services.documents import add_document, add_files, add_version

REPORT, MEETING, REVISION = "dossier.verification_report", "dossier.committee_meeting", "dossier.revision"


def owe_verifications(dossier):
    """Each committee that has not given its report owes it by its own clock; it sees the dossier."""
    on = dossier.council_session.on
    for row in dossier.verifications.select_related("committee").filter(given_on=None):
        Share.objects.get_or_create(record_id=dossier.pk, body=row.committee)
        deadlines.open_deadline(dossier, REPORT, on, owed_by=row.committee, key=row.clock)
        if dossier.document_kind == Dossier.DocumentKind.REPORT:
            deadlines.open_deadline(dossier, MEETING, on, owed_by=row.committee, key=row.clock)


def appoint(dossier, committee, assigned_on, *, is_lead):
    """Give the dossier to a committee; one that has it already keeps its verification."""
    row, made = Verification.objects.get_or_create(
        dossier=dossier, committee=committee, defaults={"assigned_on": assigned_on, "is_lead": is_lead}
    )
    if not made and row.is_lead != is_lead:
        raise Refused(f"{committee} đã được phân công thẩm tra hồ sơ này.")
    dossier.__dict__.pop("_rows", None)
    return made


def dismiss(dossier, committee_id):
    """Take the dossier from a committee that has not given its report."""
    row = dossier.verified_by(committee_id)
    if row is None:
        return
    if row.given_on:
        raise Refused(f"{row.committee} đã có báo cáo thẩm tra nên không đổi được Ban.")
    codes = dossier.deadlines.filter(code__in=[REPORT, MEETING], key=row.clock, met_on=None, waived_on=None)
    codes.delete()
    row.delete()
    Share.objects.filter(record_id=dossier.pk, body=committee_id).exclude(body=dossier.submitter_id).delete()
    dossier.__dict__.pop("_rows", None)


def replace_lead(dossier, before_id, committee, assigned_on):
    """The lead of the verification passes to another committee."""
    if committee and before_id == committee.pk:
        return
    if before_id:
        dismiss(dossier, before_id)
    if committee:
        appoint(dossier, committee, assigned_on, is_lead=True)


def tell_committee(dossier, committee):
    text = f"Phân công thẩm tra: {dossier.title}"
    notify.tell(people_of([committee.pk]), text, key=f"assign:{dossier.pk}:{committee.pk}", record=dossier)


@verb("dossiers.add_committee", Dossier, "Thêm Ban cùng thẩm tra", slug="them-ban", may=rules.keeps,
      form=forms.AddCommitteeForm)  # fmt: skip
def add_committee(actor, dossier, *, committee, assigned_on):
    """Another committee verifies the dossier beside the lead, by its own clock."""
    dossier.add_committee()
    if not appoint(dossier, committee, assigned_on, is_lead=False):
        raise Refused(f"{committee} đã được phân công thẩm tra hồ sơ này.")
    store(dossier)
    owe_verifications(dossier)
    tell_committee(dossier, committee)


def own(actor, dossier, committee=None):
    """The verification that the actor works on: a head's own committee's; else the one named, the lead's, or the
    only one still open. Raises NotAllowed for another committee's."""
    if actor.role == Role.HEAD:
        if committee is not None and committee.pk != actor.body_id:
            raise NotAllowed("Chỉ làm được việc thẩm tra của Ban mình.")
        return dossier.verified_by(actor.body_id)
    if committee is not None:
        row = dossier.verified_by(committee.pk)
    else:
        rows = list(dossier.verifications.select_related("committee"))
        row = next((item for item in rows if item.given_on is None), rows[0] if rows else None)
    if row is None:
        raise Refused("Ban này không được phân công thẩm tra hồ sơ.")
    return row


def _open(row):
    if row.given_on:
        raise Refused(f"{row.committee} đã có báo cáo thẩm tra ngày {row.given_on:%d/%m/%Y}.")
    return row


@verb("dossiers.meet", Dossier, "Ghi Ban họp thẩm tra", slug="hop-tham-tra", may=rules.verifies,
      form=forms.MeetingForm)  # fmt: skip
def hold_meeting(actor, dossier, *, meeting_on, committee=None, meeting_place=""):
    """A committee met to verify the dossier (Law 87/2015, article 78)."""
    row = _open(own(actor, dossier, committee))
    dossier.meet()
    Verification.objects.filter(pk=row.pk).update(meeting_on=meeting_on, meeting_place=meeting_place)
    store(dossier, **({"meeting_on": meeting_on} if row.is_lead else {}))
    deadlines.meet(dossier, MEETING, meeting_on, user_id=actor.user_id, key=row.clock)


@verb("dossiers.draft", Dossier, "Soạn ý kiến thẩm tra", slug="soan-tham-tra", may=rules.heads_committee,
      form=forms.DraftForm)  # fmt: skip
def draft_opinion(actor, dossier, *, draft):
    """Work on the opinion; until it is given nobody outside the committee reads it."""
    row = _open(own(actor, dossier))
    dossier.draft()
    Verification.objects.filter(pk=row.pk).update(draft=draft)


@verb("dossiers.verify", Dossier, "Nhập báo cáo thẩm tra", slug="tham-tra", may=rules.verifies, form=forms.VerifyForm,
      primary=True)  # fmt: skip
def verify(actor, dossier, *, verified_on, opinion, report_no="", files=(), committee=None):
    """A committee gives its report; with the last one the dossier is verified."""
    row = _open(own(actor, dossier, committee))
    given = {"given_on": verified_on, "opinion": opinion, "report_no": report_no, "draft": ""}
    Verification.objects.filter(pk=row.pk).update(**given)
    dossier.verify()
    store(dossier, **(_sum_up(dossier) if dossier.state == "verified" else {}))
    _put_report(dossier, row, opinion, files, actor.user_id)
    for code in (REPORT, MEETING):
        deadlines.meet(dossier, code, verified_on, user_id=actor.user_id, paper=report_no, key=row.clock)
    people = people_of([dossier.owner_id], Role.STAFF, Role.WARD)
    text = f"{row.committee} đã có báo cáo thẩm tra: {dossier.title}"
    notify.tell(people, text, key=f"verified:{dossier.pk}:{row.pk}", record=dossier)


def _sum_up(dossier):
    """What the dossier says of its verification as a whole: the day of the last report, the lead's opinion."""
    rows = list(dossier.verifications.all())
    lead = next((row for row in rows if row.is_lead), rows[0])
    return {
        "verified_on": max(row.given_on for row in rows), "opinion": lead.opinion, "report_no": lead.report_no,
        "meeting_on": lead.meeting_on,
    }  # fmt: skip


def _put_report(dossier, row, opinion, files, user_id):
    """The report among the dossier's documents: the file that came, else the words."""
    first, *more = list(files) or [None]
    title = f"Báo cáo thẩm tra của {row.committee}"
    content = {"upload": first} if first else {"text": opinion}
    add_document(dossier, title, Document.Kind.VERIFICATION, user_id=user_id, **content)
    add_files(dossier, more, user_id)


@verb("dossiers.view", Dossier, "Ghi ý kiến Thường trực", slug="y-kien-thuong-truc", may=rules.decides,
      form=forms.StandingViewForm)  # fmt: skip
def standing_view(actor, dossier, *, decision, on, text="", paper_no="", due_on=None):
    """The Standing Body's view: the dossier goes on, is revised first, or waits for a later session."""
    dossier.view(decision=decision)
    StandingView.objects.create(dossier=dossier, decision=decision, on=on, text=text, paper_no=paper_no)
    if decision == StandingView.Decision.REVISE:
        _open_round(dossier, on, text, due_on)
    if decision == StandingView.Decision.NOT_NOW:
        deadlines.drop(dossier)
        store(dossier, decided_on=on, outcome_note=text[:400])
    else:
        store(dossier)


@verb(
    "dossiers.revise", Dossier, "Yêu cầu chỉnh lý", slug="chinh-ly", may=rules.decides, form=forms.ReviseForm
)
def revise(actor, dossier, *, asked_on, request, due_on=None):
    """Open a round of revision; the submitting body is told what is wanted and until when."""
    dossier.revise()
    store(dossier)
    _open_round(dossier, asked_on, request, due_on)


def _open_round(dossier, on, request, due_on):
    last = dossier.rounds.aggregate(last=Max("number"))["last"] or 0
    made = RevisionRound.objects.create(
        dossier=dossier, number=last + 1, asked_on=on, request=request, due_on=due_on
    )
    if due_on:
        owed = f"Chỉnh lý vòng {made.number}: {dossier.title}"[:250]
        deadlines.open_deadline(
            dossier, REVISION, on, owed_by=dossier.submitter, due_on=due_on, owed=owed, key=str(made.number)
        )
    until = f" Hạn {due_on:%d/%m/%Y}." if due_on else ""
    text = f"Yêu cầu chỉnh lý: {dossier.title}.{until}"
    key = f"revise:{dossier.pk}:{made.number}"
    notify.tell(people_of([dossier.submitter_id]), text, key=key, record=dossier)


@verb("dossiers.answer_revision", Dossier, "Nộp bản chỉnh lý", slug="nop-chinh-ly", may=rules.hands_in,
      form=forms.AnswerRevisionForm, primary=True)  # fmt: skip
def answer_revision(actor, dossier, *, answered_on, answer, document=None, upload=None, note=""):
    """The submitting body says what it took in, with the new version of the document concerned."""
    dossier.answer_revision()
    row = dossier.rounds.filter(closed_on=None).last()
    if document is not None and document.record_id != dossier.pk:
        raise Refused("Tài liệu đã chọn không thuộc hồ sơ này.")
    if upload and document:
        add_version(document, upload=upload, user_id=actor.user_id, note=note)
    elif upload:
        add_files(dossier, [upload], actor.user_id)
    RevisionRound.objects.filter(pk=row.pk).update(answer=answer, answered_on=answered_on)
    deadlines.meet(dossier, REVISION, answered_on, user_id=actor.user_id, key=str(row.number))
    people = people_of([dossier.owner_id], Role.STAFF, Role.WARD) + people_of(dossier.committees(), Role.HEAD)
    text = f"{dossier.submitter} đã nộp bản chỉnh lý vòng {row.number}: {dossier.title}"
    notify.tell(people, text, key=f"revised:{dossier.pk}:{row.number}:{dossier.version}", record=dossier)


@verb("dossiers.finish_revision", Dossier, "Kết thúc chỉnh lý", slug="xong-chinh-ly", may=rules.decides,
      form=forms.FinishRevisionForm)  # fmt: skip
def finish_revision(actor, dossier, *, closed_on):
    """The revision is as wanted: the dossier is ready for the delegates."""
    row = dossier.rounds.filter(closed_on=None).last()
    if row is None or not row.answered_on:
        raise Refused("Cơ quan trình chưa nộp bản chỉnh lý của vòng này.")
    dossier.finish_revision()
    RevisionRound.objects.filter(pk=row.pk).update(closed_on=closed_on)
    store(dossier)
