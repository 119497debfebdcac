"""Verbs of votes on items: opened on a quorum, counted against presence, corrected with a trace."""

from django.http import Http404
from django.utils import timezone

from core.errors import Refused
from core.verbs import verb
from sessions import hall, majorities, rules
from sessions.models import Ballot, BallotCorrection, BallotVote, Session
from sessions.services.agenda import item_of
from sessions.services.floor import RUNNING, must_have_quorum
from sessions.services.pulse import beats
from sessions.services.resolutions import record_resolution

COUNTS = ("votes_for", "votes_against", "votes_abstain")


@verb("floor.open_ballot", Session, "Mở biểu quyết", may=rules.runs, **RUNNING)
@beats
def open_ballot(actor, council_session, *, subject, method, majority):
    """Open a vote on the running item; the quorum is tested on those present at this item. Returns the ballot."""
    item = hall.current_item(council_session)
    if item is None:
        raise Refused("Bắt đầu một nội dung chương trình trước khi biểu quyết.")
    if hall.open_ballot(council_session):
        raise Refused("Đang có một lượt biểu quyết. Kiểm phiếu xong rồi mở lượt mới.")
    found = hall.presence(council_session, item.sitting)
    present = hall.present_at(item, found)
    must_have_quorum(found, present)
    if method == Ballot.Method.NAMED and not found.rows:
        raise Refused("Biểu quyết ghi tên cần danh sách điểm danh từng đại biểu của buổi họp.")
    return Ballot.objects.create(
        council_session=council_session, item=item, subject=subject, method=method, majority=majority,
        total=found.total, present=present, opened_at=timezone.now(), opened_by_id=actor.user_id,
    )  # fmt: skip


def _running(council_session):
    found = hall.open_ballot(council_session)
    if found is None:
        raise Refused("Không có lượt biểu quyết nào đang mở.")
    return found


@verb("floor.cast", Session, "Biểu quyết", may=rules.sits, **RUNNING)
@beats
def cast(actor, council_session, *, choice):
    """A delegate's own vote in a vote by name; until the count it may be changed."""
    delegate = hall.seat_of(actor, council_session)
    if delegate is None:
        raise Refused("Tài khoản này không gắn với đại biểu nào của kỳ họp.")
    _cast(council_session, delegate.pk, choice)


@verb("floor.cast_for", Session, "Ghi ý kiến biểu quyết", may=rules.runs, **RUNNING)
@beats
def cast_for(actor, council_session, *, delegate, choice):
    """The secretary enters a delegate's vote."""
    _cast(council_session, delegate.pk, choice)


def _cast(council_session, delegate_id, choice):
    ballot = _running(council_session)
    if not ballot.is_named:
        raise Refused("Lượt này không biểu quyết ghi tên từng đại biểu.")
    if delegate_id not in hall.voters_at(ballot.item):
        raise Refused("Đại biểu không có mặt ở nội dung này theo điểm danh nên không biểu quyết được.")
    vote = BallotVote.objects.filter(ballot=ballot, delegate=delegate_id).first()
    vote = vote or BallotVote(council_session=council_session, ballot=ballot, delegate_id=delegate_id)
    vote.choice = choice
    vote.save()


@verb("floor.close_ballot", Session, "Kiểm phiếu", may=rules.runs, **RUNNING)
@beats
def close_ballot(actor, council_session, votes_for=None, votes_against=None, votes_abstain=None):
    """Count: by name from the votes given, else from the totals read out, which must make up those present."""
    ballot = _running(council_session)
    counts = _named(ballot) if ballot.is_named else (votes_for, votes_against, votes_abstain)
    if None in counts:
        raise Refused("Nhập đủ ba số: tán thành, không tán thành, không biểu quyết.")
    _settle(ballot, counts)
    ballot.ballot_state, ballot.closed_at = Ballot.State.CLOSED, timezone.now()
    ballot.save()
    return ballot


def _named(ballot):
    """Whoever is present and gave no vote did not vote."""
    given = list(ballot.votes.values_list("choice", flat=True))
    plus, minus = given.count(BallotVote.Choice.FOR), given.count(BallotVote.Choice.AGAINST)
    return plus, minus, ballot.present - plus - minus


def _settle(ballot, counts):
    fault = majorities.sum_fault(*counts, ballot.present)
    if fault:
        raise Refused(fault)
    ballot.votes_for, ballot.votes_against, ballot.votes_abstain = counts
    ballot.passed = majorities.fulfils(ballot.majority, ballot.votes_for, ballot.total)


@verb("floor.cancel_ballot", Session, "Hủy lượt biểu quyết", may=rules.runs, **RUNNING)
@beats
def cancel_ballot(actor, council_session):
    """Break off the open vote without a result; it stays in the record as cancelled."""
    ballot = _running(council_session)
    ballot.ballot_state = Ballot.State.CANCELLED
    ballot.save()


def ballot_of(council_session, ballot_id):
    found = council_session.ballots.filter(pk=ballot_id).select_related("item", "resolution").first()
    if found is None:
        raise Http404
    return found


@verb(
    "ballots.enter", Session, "Ghi kết quả biểu quyết", may=rules.keeps, transition="note_floor", reads=True
)
@beats
def enter_ballot(
    actor, council_session, *, item_id, subject, method, majority, present, opened_at=None, **counts
):
    """A vote that was taken on paper, entered afterwards; the same tests hold. Returns the ballot."""
    item = item_of(council_session, item_id)
    everybody = hall.total(council_session, item.sitting.on if item.sitting else None)
    if present > everybody:
        raise Refused(f"Số có mặt vượt quá tổng số đại biểu ({everybody}).")
    quorum = majorities.Finding(majorities.QUORUM, present, everybody, council_session.on)
    if not quorum.met:
        raise Refused(f"Không đủ đại biểu để biểu quyết. {quorum.words} {quorum.ground}")
    at = opened_at or item.began_at or timezone.now()
    ballot = Ballot(
        council_session=council_session, item=item, subject=subject, method=method, majority=majority, total=everybody,
        present=present, opened_at=at, closed_at=at, opened_by_id=actor.user_id, ballot_state=Ballot.State.CLOSED,
    )  # fmt: skip
    _settle(ballot, tuple(counts[name] for name in COUNTS))
    ballot.save()
    return ballot


@verb(
    "ballots.correct", Session, "Sửa kết quả biểu quyết", may=rules.keeps, transition="note_floor", reads=True
)
@beats
def correct_ballot(actor, council_session, *, ballot_id, reason, present, **counts):
    """Put a counted result right; what stood before stays beside it with the reason. Refused once it made a
    resolution: its figures would no longer be those of the resolution."""
    ballot = ballot_of(council_session, ballot_id)
    if not ballot.is_counted:
        raise Refused("Chỉ sửa được kết quả đã kiểm phiếu.")
    if ballot.resolution_id:
        raise Refused("Kết quả này đã lập thành nghị quyết. Sửa trên nghị quyết, kèm lý do.")
    if present > ballot.total:
        raise Refused(f"Số có mặt vượt quá tổng số đại biểu ({ballot.total}).")
    before = _figures(ballot)
    ballot.present = present
    _settle(ballot, tuple(counts[name] for name in COUNTS))
    if _figures(ballot) == before:
        raise Refused("Kết quả mới không khác kết quả đang ghi.")
    ballot.save()
    BallotCorrection.objects.create(
        council_session=council_session, ballot=ballot, before=before, after=_figures(ballot), reason=reason,
        corrected_by_id=actor.user_id,
    )  # fmt: skip


def _figures(ballot):
    return {name: getattr(ballot, name) for name in ("present", *COUNTS, "passed")}


@verb("ballots.resolve", Session, "Lập nghị quyết", may=rules.keeps, transition="note_floor", reads=True)
@beats
def resolve_ballot(actor, council_session, *, ballot_id, **values):
    """Make the resolution of a vote that passed, with its figures and its dossier. Returns the resolution."""
    ballot = ballot_of(council_session, ballot_id)
    if not ballot.passed:
        raise Refused("Nội dung này không được thông qua nên không lập nghị quyết.")
    if ballot.resolution_id:
        raise Refused("Kết quả này đã lập thành nghị quyết.")
    figures = {name: getattr(ballot, name) for name in COUNTS}
    made = record_resolution(
        actor, council_session=council_session, dossier=ballot.item.dossier,
        on=timezone.localdate(ballot.opened_at), delegates_total=ballot.total, **figures, **values,
    )  # fmt: skip
    ballot.resolution = made
    ballot.save()
    return made
