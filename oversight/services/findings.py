"""Verbs of findings: good, fault and cause, each with its evidence and ground."""

from core.errors import NotAllowed, Refused
from core.verbs import locked, start, verb
from oversight import rules
from oversight.forms import findings as forms
from oversight.models import Finding, Round, Visit
from oversight.services.common import put

Kind = Finding.FindingKind
OPEN = ("decided", "outline_sent", "working", "reported")


@verb("oversight.add_finding", Finding, "Thêm phát hiện", may=rules.runs, creates=True)
def add_finding(actor, *, visit, once=None, **values):
    """Something found at a unit, until the round is concluded."""
    visit = locked(Visit, actor, visit.pk)
    check_visit(actor, visit)
    return note(actor, visit, once=once, **values)


def note(actor, visit, *, title, finding_kind, once=None, **values):
    """A new finding of a visit, filed on its working day."""
    finding = start(
        Finding, actor, once=once, owner_id=visit.owner_id, parent_id=visit.pk, visit=visit, state="noted",
        on=visit.on, title=title, finding_kind=finding_kind, words=f"{visit.target.name} {visit.round.title}",
        **values,
    )  # fmt: skip
    finding.save()
    return finding


def note_lines(actor, visit, **texts):
    """Findings typed as text, one per line: `good`, `faults`, `causes`. A cause belongs to the fault of its line."""
    for line in _lines(texts.get("good", "")):
        note(actor, visit, title=line, finding_kind=Kind.GOOD)
    faults = [
        note(actor, visit, title=line, finding_kind=Kind.FAULT) for line in _lines(texts.get("faults", ""))
    ]
    for number, line in enumerate(_lines(texts.get("causes", ""))):
        of = faults[number] if number < len(faults) else None
        note(actor, visit, title=line, finding_kind=Kind.CAUSE, cause_of=of)


def _lines(text):
    return [line.strip(" -+•\t") for line in text.splitlines() if line.strip(" -+•\t")]


@verb("oversight.amend_finding", Finding, "Sửa phát hiện", may=rules.runs, amends=True)
def amend_finding(actor, finding, **values):
    finding.amend_finding()
    put(finding, **values)


@verb(
    "oversight.link_repeat", Finding, "Ghi là tái diễn", slug="tai-dien", may=rules.runs, form=forms.RepeatForm,
    offered=lambda finding: finding.finding_kind == Kind.FAULT,
)  # fmt: skip
def link_repeat(actor, finding, *, repeats=None):
    """The fault was seen at this unit before; without an earlier one the link is taken back."""
    finding.link_repeat()
    if finding.finding_kind != Kind.FAULT:
        raise Refused("Chỉ tồn tại, hạn chế mới ghi là tái diễn.", finding.get_absolute_url())
    if repeats and (repeats.visit.target_id != finding.visit.target_id or repeats.on >= finding.on):
        raise Refused(
            "Chỉ chọn được tồn tại đã thấy trước đó tại chính đơn vị này.", finding.get_absolute_url()
        )
    put(finding, repeats=repeats)


@verb(
    "oversight.withdraw_finding", Finding, "Rút phát hiện", slug="rut", may=rules.runs,
    form=forms.WithdrawForm, danger=True,
)  # fmt: skip
def withdraw_finding(actor, finding, *, withdraw_reason):
    """The unit's explanation was right: it no longer counts, and stays readable with the reason."""
    finding.withdraw_finding()
    put(finding, withdraw_reason=withdraw_reason)


def conclude_findings(round):
    """With the conclusion the findings stand. Returns their ids."""
    rows = list(Finding.objects.filter(visit__round=round, state="noted"))
    for finding in rows:
        finding.stand()
        finding.save()
    return [finding.pk for finding in rows]


def check_visit(actor, visit):
    """Raises NotAllowed when the actor does not run the round, Refused when it takes no more findings."""
    if not rules.runs(actor, visit):
        raise NotAllowed(f"Vai trò {actor.role_label} không được ghi phát hiện của cuộc giám sát này.")
    if visit.round.state not in OPEN or visit.state == "cancelled":
        label = Round.STATES[visit.round.state][0]
        raise Refused(f"Cuộc giám sát {label} nên không thêm được phát hiện.", visit.get_absolute_url())
