"""Verbs by which an opinion is recorded and finds the body that can decide on it."""

from django.db.models import F
from django.utils import timezone

from core import notify
from core.errors import Refused
from core.models import Share
from core.services import deadlines
from core.services.numbers import note_code, yearly_code
from core.verbs import start, verb
from council.seats import people_of
from voters import rules
from voters.forms import ForwardForm, KeepBelowForm, SendBackForm, SendUpForm, SpotForm
from voters.models import BELOW_CITY, Opinion, Result
from voters.services.common import assign, tell_keepers

ANSWER = "opinion.answer"
NO_COMPETENCE = "Chưa xác định thẩm quyền giải quyết. Bấm Sửa, chọn thẩm quyền rồi làm lại."
STAYS_BELOW = (
    "Kiến nghị thuộc thẩm quyền phường, xã: giải quyết tại chỗ, không tổng hợp lên thành phố. "
    "Chuyển cho UBND phường, xã hoặc trả lời tại chỗ."
)


@verb("voters.record_opinion", Opinion, "Nhập kiến nghị", may=rules.records, creates=True)
def record_opinion(actor, *, once=None, **values):
    """A voter's opinion as it was voiced, numbered in the yearly series of the council unless it has a number."""
    opinion = start(Opinion, actor, once=once, state="recorded", **values)
    if opinion.code:
        note_code(actor.home_id, opinion.code)
    opinion.code = opinion.code or yearly_code(actor.home_id, "KN", opinion.on.year)
    opinion.save()
    return opinion


@verb("voters.amend_opinion", Opinion, "Sửa kiến nghị", may=rules.records, amends=True)
def amend_opinion(actor, opinion, **values):
    """Change what was recorded, the competent level among it. An opinion that is not the ward's is not kept there."""
    opinion.amend_opinion()
    if opinion.forwarded_on and not values.get("competence", opinion.competence):
        raise Refused(
            "Kiến nghị đã chuyển phải giữ thẩm quyền giải quyết. Chọn cấp có thẩm quyền rồi lưu lại."
        )
    if values.get("competence", opinion.competence) not in BELOW_CITY:
        values |= {"kept_below_on": None, "below_reason": ""}
    assign(opinion, values)


@verb(
    "voters.answer_on_spot",
    Opinion,
    "Đã trả lời tại hội nghị",
    slug="tra-loi-tai-cho",
    may=rules.handles,
    form=SpotForm,
)
def answer_on_spot(actor, opinion, *, answer, answered_on=None):
    """Note what local leaders answered at the meeting itself (Joint Resolution 72/2025, article 24)."""
    opinion.answer_on_spot()
    day = answered_on or opinion.on
    assign(opinion, {"answer": answer, "answered_on": day, "result": Result.EXPLAINED, "on_spot": True})


@verb(
    "voters.send_up", Opinion, "Gửi HĐND cấp trên", slug="gui-cap-tren", may=rules.sends_up, form=SendUpForm,
    hint="Chỉ gửi kiến nghị vượt thẩm quyền phường, xã.",
)  # fmt: skip
def send_up(actor, opinion, *, sent_up_on, sent_up_no="", quiet=False):
    """Send an opinion to the council above. What a ward or commune can decide is refused, and counted as kept.

    `quiet` tells nobody: for what is entered afterwards.
    """
    if not opinion.competence:
        raise Refused(NO_COMPETENCE)
    if opinion.competence in BELOW_CITY:
        raise Refused(STAYS_BELOW, opinion.get_absolute_url(), aftermath=lambda: _keep(opinion.pk))
    opinion.send_up()
    assign(
        opinion,
        {
            "sent_up_on": sent_up_on,
            "sent_up_no": sent_up_no,
            "sent_up_to_id": opinion.owner.parent_id,
            "kept_below_on": None,
            "below_reason": "",
        },
    )
    if not quiet:
        people = people_of([opinion.sent_up_to_id], "staff", "ward")
        text, key = (
            f"{opinion.owner.short_name} gửi lên: {opinion.title}",
            f"up:{opinion.pk}:{opinion.version}",
        )
        notify.tell(people, text, key=key, record=opinion)


def _keep(pk):
    """The ward's attempt to send it up is noted as the day on which it was settled that it stays."""
    Opinion.objects.filter(pk=pk, kept_below_on=None).update(
        kept_below_on=timezone.localdate(), version=F("version") + 1
    )


@verb(
    "voters.keep_below", Opinion, "Giữ lại cấp phường, xã", slug="giu-lai", may=rules.handles, form=KeepBelowForm,
    hint="Thuộc thẩm quyền phường, xã: giải quyết tại chỗ, không tổng hợp lên thành phố.",
)  # fmt: skip
def keep_below(actor, opinion, *, competence, reason="", kept_on=None):
    """Settle that an opinion is for the ward or commune; the upper council gives back one that was sent up."""
    came_from_below = opinion.sent_up_to_id is not None
    opinion.keep_below()
    kept = kept_on or opinion.kept_below_on or timezone.localdate()
    assign(
        opinion,
        {
            "competence": competence,
            "kept_below_on": kept,
            "below_reason": reason,
            "sent_up_on": None,
            "sent_up_to": None,
            "sent_up_no": "",
        },
    )
    if came_from_below:
        text = f"HĐND cấp trên trả về để giải quyết tại chỗ: {opinion.title}. {reason}"
        tell_keepers(opinion, text.strip(), "kept")


@verb(
    "voters.forward",
    Opinion,
    "Chuyển giải quyết",
    slug="chuyen",
    may=rules.handles,
    form=ForwardForm,
    primary=True,
)
def forward(actor, opinion, *, agency, letter_no, forwarded_on, quiet=False):
    """Send an opinion to the competent body, which owes an answer from that day on. Needs a competence.

    `quiet` tells nobody: for what is entered afterwards.
    """
    if not opinion.competence:
        raise Refused(NO_COMPETENCE)
    opinion.forward()
    sent = {"agency": agency, "letter_no": letter_no, "forwarded_on": forwarded_on}
    assign(
        opinion,
        sent | dict.fromkeys(("returned_on", "returned_by", "return_points_to")) | {"return_reason": ""},
    )
    Share.objects.get_or_create(record_id=opinion.pk, body=agency)
    deadlines.open_deadline(opinion, ANSWER, forwarded_on, owed_by=agency, key=opinion.deadline_key)
    if not quiet:
        key = f"forward:{opinion.pk}:{opinion.version}"
        notify.tell(
            people_of([agency.pk]), f"Kiến nghị mới cần trả lời: {opinion.title}", key=key, record=opinion
        )


@verb(
    "voters.send_back",
    Opinion,
    "Trả lại, không thuộc thẩm quyền",
    slug="tra-lai",
    may=rules.is_sent_here,
    form=SendBackForm,
)
def send_back(actor, opinion, *, reason, points_to=None):
    """The agency gives back what was wrongly addressed: it owes nothing more and sees the opinion no longer.

    The body that it names instead (`points_to`) is proposed when the opinion is sent on.
    """
    opinion.send_back()
    agency = opinion.agency
    gone = {"agency": None, "forwarded_on": None, "letter_no": ""}
    back = {"returned_on": timezone.localdate(), "returned_by": agency, "return_reason": reason}
    assign(opinion, gone | back | {"return_points_to": points_to})
    deadlines.drop(opinion, ANSWER)
    Share.objects.filter(record_id=opinion.pk, body=agency).delete()
    tell_keepers(opinion, f"{agency.short_name} trả lại kiến nghị: {opinion.title}", "back")
