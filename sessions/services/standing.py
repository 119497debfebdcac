"""Verbs of the Standing Body's meetings: planned, held, concluded by a notice."""

from calendar import monthrange

from django.utils import timezone

from core.errors import Refused
from core.services import deadlines
from core.verbs import start, verb
from council.models import BodyKind, Term
from sessions import rules
from sessions.forms import standing as forms
from sessions.models import StandingMeeting, StandingTopic
from sessions.services.common import keep_files, organ, store

MONTHLY = "standing.monthly_meeting"


@verb("standing.plan", StandingMeeting, "Thêm phiên họp", may=rules.keeps, creates=True)
def plan_meeting(actor, *, term, number=None, once=None, **values):
    """A planned meeting, numbered in the one series of its term."""
    if term.council_id != actor.home_id:
        raise Refused("Nhiệm kỳ đã chọn không thuộc Hội đồng nhân dân đang làm việc.")
    Term.objects.select_for_update().get(pk=term.pk)
    number = number or StandingMeeting.next_number(term)
    made = start(StandingMeeting, actor, once=once, state="planned", term=term, number=number, **values)
    _check_number(made)
    store(made, title=made.full_title())
    _owe_month(made)
    return made


def _owe_month(meeting):
    """The Standing Body meets once a month: the meeting is owed until the last day of its month."""
    last = meeting.on.replace(day=monthrange(meeting.on.year, meeting.on.month)[1])
    owed = f"Họp Thường trực HĐND tháng {meeting.on:%m/%Y}"
    standing = organ(meeting.owner_id, BodyKind.STANDING) or meeting.owner
    deadlines.open_deadline(
        meeting, MONTHLY, meeting.on.replace(day=1), owed_by=standing, due_on=last, owed=owed
    )


def _check_number(meeting):
    taken = meeting.same_number().first()
    if taken:
        free = StandingMeeting.next_number(meeting.term)
        raise Refused(f"Số thứ tự {taken.number} đã dùng cho «{taken.title}». Số tiếp theo là {free}.")


@verb("standing.amend", StandingMeeting, "Sửa phiên họp", may=rules.keeps, amends=True)
def amend_meeting(actor, meeting, **values):
    for name, value in values.items():
        setattr(meeting, name, value)
    _check_number(meeting)
    store(meeting, title=meeting.full_title())
    _owe_month(meeting)


@verb(
    "standing.write",
    StandingMeeting,
    "Nội dung, kết luận",
    slug="noi-dung",
    may=rules.keeps,
    form=forms.WriteLink,
)
def write_topics(actor, meeting, *, rows):
    """All contents of the meeting in their order, each with what was concluded on it."""
    stored = {row.pk: row for row in meeting.topics.all()}
    kept = set()
    for position, values in enumerate(rows, 1):
        row = stored.get(values.pop("topic_id", None)) or StandingTopic(meeting=meeting)
        for name, value in {**values, "position": position}.items():
            setattr(row, name, value)
        row.save()
        kept.add(row.pk)
    meeting.topics.exclude(pk__in=kept).delete()
    store(meeting)


@verb(
    "standing.hold",
    StandingMeeting,
    "Ghi đã họp",
    slug="da-hop",
    may=rules.keeps,
    form=forms.HoldForm,
    primary=True,
)
def hold_standing_meeting(actor, meeting, *, on, present):
    """The meeting took place."""
    if on > timezone.localdate():
        raise Refused("Ngày họp còn ở phía trước.")
    meeting.hold()
    meeting.on = on
    store(meeting, present=present, title=meeting.full_title())
    deadlines.meet(meeting, MONTHLY, on, user_id=actor.user_id)


@verb(
    "standing.give_notice", StandingMeeting, "Thông báo kết luận", slug="ket-luan", may=rules.keeps,
    form=forms.NoticeForm, primary=True,
)  # fmt: skip
def give_notice(actor, meeting, *, code, noticed_on, files=()):
    """The notice of conclusion went out. Refused while a content has no conclusion."""
    topics = list(meeting.topics.all())
    if not topics:
        raise Refused("Phiên họp chưa có nội dung nào. Ghi nội dung và kết luận trước.")
    open_ones = [row.title for row in topics if not row.conclusion]
    if open_ones:
        raise Refused(f"Chưa ghi kết luận về «{open_ones[0][:120]}». Ghi kết luận rồi thông báo.")
    meeting.give_notice()
    store(meeting, code=code, noticed_on=noticed_on)
    keep_files(actor, meeting, files)


@verb(
    "standing.cancel",
    StandingMeeting,
    "Hủy phiên họp",
    slug="huy",
    may=rules.keeps,
    form=forms.CancelForm,
    danger=True,
)
def cancel_meeting(actor, meeting, *, reason):
    meeting.cancel()
    store(meeting)
    deadlines.drop(meeting)
