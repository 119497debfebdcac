"""Verbs of the running session: sittings and items begin and end, people speak."""

from django.http import Http404
from django.utils import timezone

from core.errors import Refused
from core.verbs import verb
from sessions import hall, rules
from sessions.models import AgendaItem, Session, Sitting, Speaker
from sessions.services.agenda import item_of
from sessions.services.pulse import beats
from sessions.services.sittings import sitting_of, tidy

RUNNING = {"transition": "run", "reads": True}
FINISH_VOTE = "Đang biểu quyết. Kiểm phiếu xong hoặc hủy lượt biểu quyết trước."


@verb("floor.begin_sitting", Session, "Mở buổi họp", may=rules.runs, **RUNNING)
@beats
def begin_sitting(actor, council_session, *, sitting_id):
    """Open a sitting. Refused without a quorum of all delegates."""
    sitting = sitting_of(council_session, sitting_id)
    if sitting.began_at:
        raise Refused("Buổi họp này đã mở rồi.")
    if other := hall.current_sitting(council_session):
        raise Refused(f"«{other.label}» chưa kết thúc. Kết thúc buổi đó rồi mở buổi mới.")
    must_have_quorum(hall.presence(council_session, sitting))
    Sitting.objects.filter(pk=sitting.pk).update(began_at=timezone.now())


def must_have_quorum(found, number=None):
    """Raises Refused, in words, unless two thirds of all delegates are present."""
    if not found.called:
        raise Refused("Chưa điểm danh buổi họp này. Điểm danh trước để kiểm tra số đại biểu có mặt.")
    finding = found.quorum
    if finding is None:
        raise Refused("Chưa có tổng số đại biểu HĐND. Nhập danh sách đại biểu hoặc tổng số ở trang kỳ họp.")
    if number is not None:
        finding = type(finding)(finding.rule, number, finding.total, finding.day)
    if not finding.met:
        raise Refused(f"Không đủ đại biểu để họp. {finding.words} {finding.ground}")


@verb("floor.end_sitting", Session, "Kết thúc buổi họp", may=rules.runs, **RUNNING)
@beats
def end_sitting(actor, council_session):
    """Close the open sitting, and with it the item and the speech that still run."""
    sitting = hall.current_sitting(council_session)
    if sitting is None:
        raise Refused("Không có buổi họp nào đang mở.")
    _must_not_vote(council_session)
    _end_item(council_session)
    Sitting.objects.filter(pk=sitting.pk).update(ended_at=timezone.now())


def _must_not_vote(council_session):
    if hall.open_ballot(council_session):
        raise Refused(FINISH_VOTE)


@verb("floor.begin_item", Session, "Bắt đầu nội dung", may=rules.runs, **RUNNING)
@beats
def begin_item(actor, council_session, *, item_id):
    """Go on to an item; the one before ends."""
    item = item_of(council_session, item_id)
    sitting = hall.current_sitting(council_session)
    if sitting is None:
        raise Refused("Mở buổi họp trước khi bắt đầu nội dung.")
    if item.began_at and item.ended_at is None:
        raise Refused("Nội dung này đang diễn ra.")
    if item.ended_at:
        raise Refused("Nội dung này đã kết thúc. Dùng «Mở lại» nếu cần tiếp tục.")
    _must_not_vote(council_session)
    _end_item(council_session)
    now = timezone.now()
    AgendaItem.objects.filter(pk=item.pk).update(began_at=now, sitting=sitting)
    if item.sitting_id != sitting.pk:
        tidy(council_session)


@verb("floor.end_item", Session, "Kết thúc nội dung", may=rules.runs, **RUNNING)
@beats
def end_item(actor, council_session):
    if hall.current_item(council_session) is None:
        raise Refused("Không có nội dung nào đang diễn ra.")
    _must_not_vote(council_session)
    _end_item(council_session)


def _end_item(council_session):
    _end_speech(council_session)
    running = council_session.agenda.filter(began_at__isnull=False, ended_at=None)
    running.update(ended_at=timezone.now())


@verb("floor.reopen_item", Session, "Mở lại nội dung", may=rules.runs, **RUNNING)
@beats
def reopen_item(actor, council_session, *, item_id):
    """An item that was ended by mistake goes on."""
    item = item_of(council_session, item_id)
    sitting = hall.current_sitting(council_session)
    if item.ended_at is None:
        raise Refused("Nội dung này chưa kết thúc.")
    if sitting is None or item.sitting_id != sitting.pk:
        raise Refused("Chỉ mở lại được nội dung của buổi họp đang mở.")
    _must_not_vote(council_session)
    _end_item(council_session)
    AgendaItem.objects.filter(pk=item.pk).update(ended_at=None)


@verb("floor.undo_item", Session, "Chưa bắt đầu", may=rules.runs, **RUNNING)
@beats
def undo_item(actor, council_session):
    """The running item was begun by mistake; refused once somebody spoke or voted on it."""
    item = hall.current_item(council_session)
    if item is None:
        raise Refused("Không có nội dung nào đang diễn ra.")
    if item.ballots.exists() or item.speakers.filter(began_at__isnull=False).exists():
        raise Refused("Nội dung này đã có người phát biểu hoặc biểu quyết nên không hoàn tác được.")
    AgendaItem.objects.filter(pk=item.pk).update(began_at=None)


# --- speakers -------------------------------------------------------------------------------------------------


@verb("floor.add_speaker", Session, "Ghi tên phát biểu", may=rules.runs, **RUNNING)
@beats
def add_speaker(actor, council_session, *, delegate=None, name="", quota_minutes=7):
    """Put a delegate or a guest at the end of the list. Returns the entry."""
    if delegate is None and not name:
        raise Refused("Chọn đại biểu hoặc ghi tên người phát biểu.")
    return _enlist(council_session, delegate, name or delegate.name, quota_minutes)


@verb("floor.ask", Session, "Đăng ký phát biểu", may=rules.sits, **RUNNING)
@beats
def ask_floor(actor, council_session):
    """A delegate asks for the floor on the running item."""
    delegate = hall.seat_of(actor, council_session)
    if delegate is None:
        raise Refused("Tài khoản này không gắn với đại biểu nào của kỳ họp.")
    return _enlist(council_session, delegate, delegate.name, Speaker._meta.get_field("quota_minutes").default)


def _enlist(council_session, delegate, name, quota_minutes):
    item = hall.current_item(council_session)
    if item is None:
        raise Refused("Chưa có nội dung nào đang diễn ra để đăng ký phát biểu.")
    waiting = item.speakers.filter(began_at=None)
    if delegate and waiting.filter(delegate=delegate).exists():
        raise Refused(f"Đại biểu {name} đã có trong danh sách chờ phát biểu.")
    last = item.speakers.order_by("-position").first()
    return Speaker.objects.create(
        council_session=council_session, item=item, delegate=delegate, name=name, quota_minutes=quota_minutes,
        position=(last.position if last else 0) + 1,
    )  # fmt: skip


@verb("floor.start_speaker", Session, "Mời phát biểu", may=rules.runs, **RUNNING)
@beats
def start_speaker(actor, council_session, *, speaker_id=None):
    """Give the floor to somebody of the list (the next one); who speaks now ends."""
    item = hall.current_item(council_session)
    waiting = Speaker.objects.filter(item=item, began_at=None) if item else Speaker.objects.none()
    row = (waiting.filter(pk=speaker_id) if speaker_id else waiting).first()
    if row is None and speaker_id:
        raise Http404
    if row is None:
        raise Refused("Danh sách chờ phát biểu đang trống.")
    _end_speech(council_session)
    Speaker.objects.filter(pk=row.pk).update(began_at=timezone.now())


@verb("floor.stop_speaker", Session, "Hết lượt phát biểu", may=rules.runs, **RUNNING)
@beats
def stop_speaker(actor, council_session):
    if not _end_speech(council_session):
        raise Refused("Không có ai đang phát biểu.")


def leave_hall(council_session):
    """The session closes: what still runs ends. Refused while people vote."""
    _must_not_vote(council_session)
    _end_item(council_session)
    council_session.sittings.filter(began_at__isnull=False, ended_at=None).update(ended_at=timezone.now())


def _end_speech(council_session):
    return council_session.speakers.filter(began_at__isnull=False, ended_at=None).update(
        ended_at=timezone.now()
    )


@verb("floor.drop_speaker", Session, "Bỏ khỏi danh sách", may=rules.runs, **RUNNING)
@beats
def drop_speaker(actor, council_session, *, speaker_id):
    row = council_session.speakers.filter(pk=speaker_id, began_at=None).first()
    if row is None:
        raise Http404
    row.delete()


@verb("floor.withdraw", Session, "Rút đăng ký phát biểu", may=rules.sits, **RUNNING)
@beats
def withdraw_floor(actor, council_session):
    """A delegate no longer wants to speak."""
    delegate = hall.seat_of(actor, council_session)
    rows = (
        council_session.speakers.filter(delegate=delegate, began_at=None)
        if delegate
        else Speaker.objects.none()
    )
    if not rows.delete()[0]:
        raise Refused("Đại biểu không có trong danh sách chờ phát biểu.")


# --- what really happened -------------------------------------------------------------------------------------


@verb("floor.correct_times", Session, "Sửa giờ thực tế", may=rules.runs, transition="note_floor", reads=True)
@beats
def correct_times(actor, council_session, *, item_id, began_at, ended_at):
    """The true hours of an item, where they were noted late or wrongly."""
    item = item_of(council_session, item_id)
    if ended_at and ended_at < began_at:
        raise Refused("Giờ kết thúc không được trước giờ bắt đầu.")
    others = council_session.agenda.filter(began_at__isnull=False, ended_at=None).exclude(pk=item.pk)
    if ended_at is None and others.exists():
        raise Refused("Đang có nội dung khác diễn ra; nội dung này phải có giờ kết thúc.")
    AgendaItem.objects.filter(pk=item.pk).update(began_at=began_at, ended_at=ended_at)


@verb(
    "floor.correct_sitting", Session, "Sửa giờ buổi họp", may=rules.runs, transition="note_floor", reads=True
)
@beats
def correct_sitting(actor, council_session, *, sitting_id, began_at, ended_at):
    """The true hours of a sitting, where they were noted late or wrongly."""
    sitting = sitting_of(council_session, sitting_id)
    if ended_at and ended_at < began_at:
        raise Refused("Giờ kết thúc không được trước giờ bắt đầu.")
    others = council_session.sittings.filter(began_at__isnull=False, ended_at=None).exclude(pk=sitting.pk)
    if ended_at is None and (others.exists() or council_session.state == "closed"):
        raise Refused("Nhập giờ kết thúc: đang có buổi khác mở, hoặc kỳ họp đã bế mạc.")
    Sitting.objects.filter(pk=sitting.pk).update(began_at=began_at, ended_at=ended_at)
