"""The time limits of a petition: what each step opens, meets, moves and stops."""

from django.utils import timezone

from core.models import Body, Deadline
from core.services import deadlines
from council.models import BodyKind
from petitions.models import Kind

SORT, CHECK, MOVE = "petition.sort", "petition.denunciation_check", "petition.denunciation_transfer"
ACCEPT, ASKED = "petition.complaint_accept", "petition.reply_asked"
COMPLAINT, DENUNCIATION = "petition.complaint_resolve_", "petition.denunciation_resolve"
ACCEPT_NOTICE = "petition.denunciation_accept_notice"
SUSPEND_NOTICES = ("petition.suspend_notice", "petition.denunciation_suspend_notice")
CONCLUSIONS = ("petition.denunciation_conclusion_sent", "petition.denunciation_conclusion_published")
NOTICES = (ACCEPT_NOTICE, *SUSPEND_NOTICES, *CONCLUSIONS)
UNHANDLED = "petition.unhandled"
REPORT, INFORM = "petition.agency_reports_result", "petition.inform_citizen"
AT_AGENCY = "agency"

# The law ties these extensions to the ticked tests, so they are acts of the petition (petitions/services/course.py).
deadlines.extended_by_verb(DENUNCIATION, "Gia hạn giải quyết tố cáo")
deadlines.extended_by_verb(COMPLAINT, "Đánh giá phức tạp")


def office_of(petition):
    """The office organ of the council that keeps the petition, None when it has none."""
    return Body.objects.filter(home_id=petition.owner_id, kind=BodyKind.OFFICE).first()


def received(petition):
    """Sorting is owed from the day of receipt; a denunciation is also checked and passed on in time
    (Law 25/2018, article 24). Called again when the day or the kind changes."""
    office = office_of(petition)
    deadlines.open_deadline(petition, SORT, petition.on, owed_by=office)
    deadlines.open_deadline(petition, UNHANDLED, petition.on, owed_by=office)
    if petition.denounces:
        deadlines.open_deadline(petition, CHECK, petition.on, owed_by=office)
        deadlines.open_deadline(petition, MOVE, petition.on, owed_by=office)
    else:
        deadlines.drop(petition, CHECK, MOVE)


def checked(petition, on, user_id):
    deadlines.meet(petition, CHECK, on, user_id=user_id)


def settled_here(petition, on, user_id, paper=""):
    """Filed, guided or returned: the office's own work is done, nothing is passed on."""
    checked(petition, on, user_id)
    for code in (SORT, UNHANDLED):
        deadlines.meet(petition, code, on, user_id=user_id, paper=paper)
    deadlines.drop(petition, MOVE)


def transferred(petition, user_id):
    """The office's work is done; the agency's begins on the day of transfer."""
    on, agency = petition.transferred_on, petition.agency
    for code in (SORT, UNHANDLED, CHECK, MOVE):
        deadlines.meet(petition, code, on, user_id=user_id, paper=petition.letter_no)
    if petition.complains:
        deadlines.open_deadline(petition, ACCEPT, on, owed_by=agency)
    if petition.denounces:
        deadlines.open_deadline(petition, CHECK, on, owed_by=agency, key=AT_AGENCY)
    if petition.asked_on:
        owed = "Trả lời theo phiếu chuyển đơn"
        deadlines.open_deadline(petition, ASKED, on, owed_by=agency, due_on=petition.asked_on, owed=owed)


def declined(petition):
    """The agency sent the petition back: what it owed no longer arises."""
    open_of(petition, ACCEPT, ASKED).delete()
    Deadline.objects.filter(record=petition, key=AT_AGENCY, met_on=None, waived_on=None).delete()


def accepted(petition, user_id):
    """The agency accepted: it owes the resolution, counted from that day by the law of that day."""
    on = petition.accepted_on
    deadlines.meet(petition, ACCEPT, on, user_id=user_id, paper=petition.accepted_no)
    deadlines.meet(petition, CHECK, on, user_id=user_id, key=AT_AGENCY)
    if petition.complains:
        _owe(petition, complaint_code(petition), on)
    if petition.denounces:
        _owe(petition, DENUNCIATION, on)
        _owe(petition, ACCEPT_NOTICE, on)


def _owe(petition, code, on):
    deadlines.open_deadline(petition, code, on, owed_by=petition.agency, applies_on=on)


def complaint_code(petition):
    """The limit that follows from the instance, the remoteness and the ticked tests: any one test makes a
    complaint complex (Law 02/2011, articles 28 and 37)."""
    remote = "_remote" if petition.is_remote else ""
    return f"{COMPLAINT}{petition.instance}{remote}{'_complex' if petition.tests else ''}"


def denunciation_code(extensions):
    """30 days; 60 with one extension; 90 with two (Law 25/2018, article 30)."""
    return DENUNCIATION + ("", "_complex", "_special")[extensions]


def assessed(petition):
    """The tests changed: the open limit of the complaint follows."""
    for deadline in resolutions(petition, COMPLAINT):
        _retune(deadline, complaint_code(petition), petition)


def extended(petition):
    """The limit of the denunciation follows the number of its extensions."""
    for deadline in resolutions(petition, DENUNCIATION):
        _retune(deadline, denunciation_code(petition.extensions), petition)


def _retune(deadline, code, petition):
    """Let a deadline run under another rule from the same anchor; its pauses stay."""
    rule = deadlines.choose_rule(code, deadline.anchor_on, petition.owner)
    if rule is None:
        return
    counted = deadlines.due(rule, deadline.anchor_on, deadlines.pauses_of(deadline))
    deadline.code, deadline.rule, deadline.owed, deadline.due_on = code, rule, rule.owed, counted.running_due
    deadline.save()


def resolutions(petition, *prefixes):
    """The open limits of resolving, whatever their variant."""
    rows = Deadline.objects.filter(record=petition, met_on=None, waived_on=None).select_related("rule")
    return [row for row in rows if row.code.startswith(prefixes or (COMPLAINT, DENUNCIATION))]


def suspended(petition, on, reason):
    """The clock stands still; the decision has to be sent (Decree 155/2026, article 12; Law 25/2018, article 34)."""
    for deadline in resolutions(petition):
        deadlines.pause(deadline, on, reason[:250])
    _owe_suspend_notices(petition, on, "suspend")


def resumed(petition, on):
    """The clock runs again from the day of the decision to go on."""
    for deadline in resolutions(petition):
        deadlines.resume(deadline, on)
    _owe_suspend_notices(petition, on, "resume")


def _owe_suspend_notices(petition, on, step):
    for code, wanted in zip(SUSPEND_NOTICES, (petition.complains, petition.denounces), strict=True):
        if wanted:
            deadlines.open_deadline(petition, code, on, owed_by=petition.agency, key=f"{step}:{on}")


def owes_notice(petition):
    """Whether a notice of acceptance, suspension, resumption or conclusion has still to be sent; a register's page
    has asked already."""
    asked = vars(petition).get("notice_owed")
    return open_of(petition, *NOTICES).exists() if asked is None else asked


def noticed(petition, on, user_id, paper):
    """The owed notices were sent. Returns how many were open."""
    return open_of(petition, *NOTICES).update(met_on=on, met_by_id=user_id, paper=paper)


def resolved(petition, user_id):
    """The agency resolved: it reports to the body that transferred (Law 42/2013, article 27 clause 2)."""
    on, paper = petition.resolved_on, petition.resolved_no
    codes = [row.code for row in resolutions(petition)]
    open_of(petition, *codes, ACCEPT, ASKED).update(met_on=on, met_by_id=user_id, paper=paper)
    deadlines.meet(petition, CHECK, on, user_id=user_id, key=AT_AGENCY)
    deadlines.open_deadline(petition, REPORT, on, owed_by=petition.agency)
    for code in CONCLUSIONS if petition.denounces else ():
        deadlines.open_deadline(petition, code, on, owed_by=petition.agency)


def reported(petition, user_id):
    """The result has come: the sender is told (Law 42/2013, article 28 clause 2)."""
    on = petition.reported_on
    deadlines.meet(petition, REPORT, on, user_id=user_id)
    deadlines.open_deadline(petition, INFORM, on, owed_by=office_of(petition))


def informed(petition, user_id):
    deadlines.meet(petition, INFORM, petition.informed_on, user_id=user_id, paper=petition.informed_no)


def ended(petition, user_id, reason):
    """What is still open is given up, with the reason."""
    rows = Deadline.objects.filter(record=petition, met_on=None, waived_on=None)
    rows.update(waived_on=timezone.localdate(), waived_by_id=user_id, waived_reason=reason[:250])


def open_of(petition, *codes):
    return Deadline.objects.filter(record=petition, code__in=codes, met_on=None, waived_on=None)


def must_be_accepted(petition):
    """Complaints and denunciations are accepted before they are resolved; recommendations need not be."""
    return petition.petition_kind != Kind.RECOMMENDATION
