"""Verbs that move a session's opening day, or take it away, with all that hangs on it."""

from django.db.models import Q
from django.utils import timezone

from core.errors import Refused
from core.models import Deadline, DeadlinePause
from core.services import deadlines, moves
from core.verbs import verb
from council.models import Role
from council.seats import people_of
from sessions import forms, rules
from sessions.models import Session
from sessions.services.anchors import OPENING, PROMISE_REPORT, move_anchors, records_of, report_key
from sessions.services.common import store
from sessions.services.sittings import move_sittings
from sessions.services.templates import STEP, move_steps


@verb("sessions.move", Session, "Dời ngày khai mạc", slug="doi-ngay", may=rules.keeps, form=forms.MoveForm)
def move_opening(actor, council_session, *, on, reason, ends_on=None):
    """Move the opening day: every open deadline that hangs on it moves in the same act, and all concerned are told.

    Without `ends_on` the session keeps its length. A postponed session is planned again.
    """
    old, was_postponed = council_session.on, council_session.state == "postponed"
    _check_day(council_session, on, ends_on)
    council_session.move()
    shifted = council_session.ends_on and council_session.ends_on + (on - old)
    council_session.on = on
    store(council_session, ends_on=ends_on or shifted, title=council_session.full_title())
    if was_postponed:
        _let_run(council_session)
    moved = move_anchors(council_session) + move_steps(council_session)
    move_sittings(council_session, (on - old).days)
    text = f"{council_session.title}: dời ngày khai mạc từ {old:%d/%m/%Y} sang {on:%d/%m/%Y}. Lý do: {reason}"
    _tell(council_session, text, moved)


def _check_day(council_session, on, ends_on):
    if on == council_session.on and council_session.state != "postponed":
        raise Refused("Ngày mới trùng ngày khai mạc hiện nay. Chọn ngày khác.")
    if ends_on and ends_on < on:
        raise Refused("Ngày bế mạc không được trước ngày khai mạc.")
    decided = council_session.convocation_on
    if decided and decided > on:
        raise Refused(f"Ngày khai mạc không được trước ngày quyết định triệu tập {decided:%d/%m/%Y}.")


@verb("sessions.postpone", Session, "Hoãn kỳ họp", slug="hoan", may=rules.keeps, form=forms.ReasonForm)
def postpone(actor, council_session, *, reason):
    """Put a session off without a new day: the clocks that count back from its opening stand still."""
    council_session.postpone()
    store(council_session)
    today = timezone.localdate()
    for deadline in _hanging(council_session).filter(due_on__isnull=False):
        deadlines.pause(deadline, today, f"Kỳ họp hoãn: {reason}"[:250])
    _tell(
        council_session,
        f"{council_session.title}: hoãn, chưa định ngày mới. Lý do: {reason}",
        _owed(council_session),
    )


@verb(
    "sessions.cancel", Session, "Hủy kỳ họp", slug="huy", may=rules.keeps, form=forms.ReasonForm, danger=True
)
def cancel(actor, council_session, *, reason):
    """Cancel a session: what was owed before its opening no longer arises."""
    owed = _owed(council_session)
    council_session.cancel()
    store(council_session)
    _hanging(council_session).delete()
    deadlines.drop(council_session)
    _tell(council_session, f"{council_session.title}: đã hủy. Lý do: {reason}", owed, gone="không còn")


def _hanging(council_session):
    parts = Q(record_id__in=records_of(council_session), anchor=OPENING)
    parts |= Q(record_id=council_session.pk, code=STEP)
    reports = Q(code=PROMISE_REPORT, key=report_key(council_session))
    return Deadline.objects.filter(parts | reports, met_on=None, waived_on=None)


def _owed(council_session):
    return [(deadline, deadline.due_on, None) for deadline in _hanging(council_session)]


def _let_run(council_session):
    """End the standing still of a postponed session's clocks; they are counted anew from the new day."""
    DeadlinePause.objects.filter(deadline__in=_hanging(council_session), to_on=None).delete()


def _tell(council_session, text, moved, gone="tạm dừng"):
    """Tell the secretariat, the chair, the delegates and whoever owes something; each person once per act."""
    inside = people_of([council_session.owner_id], Role.STAFF, Role.WARD, Role.CHAIR, Role.DELEGATE)
    key = f"session:{council_session.pk}:{council_session.version}"
    moves.tell_moved(
        moved, f"{text}.".replace("..", "."), key=key, record=council_session, also=inside, gone=gone
    )
