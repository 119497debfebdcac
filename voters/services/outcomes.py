"""Verbs on what becomes of an opinion: answered, found to be answered already, confirmed, raised again."""

from django.db.models import F
from django.utils import timezone

from core import notify
from core.errors import Refused
from core.models import Record
from core.services import deadlines
from core.verbs import verb
from council.models import BodyKind
from council.seats import people_of
from voters import rules
from voters.forms import AnswerForm, ConfirmForm, DuplicateForm, RaiseAgainForm, SettleForm
from voters.models import EarlierAnswer, Opinion
from voters.services.common import assign, tell_keepers
from voters.services.meetings import organ
from voters.services.opinions import ANSWER

ROADMAP = "opinion.roadmap"
INFORM, PUBLISH = "opinion.inform_voters", "opinion.publish_results"
ANSWERED = (
    "answer", "answer_no", "answered_on", "result", "expected_on", "settled_on", "settlement", "settled_no"
)  # fmt: skip
NO_ANSWER = {
    "settled_on": None,
    "settlement": "",
    "settled_no": "",
    "answer": "",
    "answer_no": "",
    "answered_on": None,
    "result": "",
    "expected_on": None,
    "on_spot": False,
}


@verb(
    "voters.answer",
    Opinion,
    "Trả lời",
    slug="tra-loi",
    may=rules.answers,
    form=AnswerForm,
    primary=True,
    transition="answer_it",
)
def answer(actor, opinion, *, answer, answer_no, result, answered_on, expected_on=None, quiet=False):
    """Enter the competent body's answer with its class of result (Joint Resolution 72/2025, article 50).

    A promise carries its own date and is owed by it; opinions linked to this one get the same answer. `quiet`
    tells nobody: for what is entered afterwards.
    """
    opinion.answer_it()
    given = {
        "answer": answer,
        "answer_no": answer_no,
        "result": result,
        "answered_on": answered_on,
        "expected_on": expected_on,
    }
    assign(opinion, given)
    deadlines.meet(
        opinion, ANSWER, answered_on, user_id=actor.user_id, key=opinion.deadline_key, paper=answer_no
    )
    _owe_roadmap(opinion)
    _owe_publicity(opinion)
    _answer_repeats(opinion, given)
    if not quiet:
        tell_keepers(opinion, f"Đã có trả lời kiến nghị: {opinion.title}", "answer")


@verb(
    "voters.settle",
    Opinion,
    "Đã thực hiện xong",
    slug="thuc-hien-xong",
    may=rules.answers,
    form=SettleForm,
    primary=True,
)
def settle(actor, opinion, *, answer, answer_no, answered_on, quiet=False):
    """What was promised is done. The answer that promised it stays as it was given, so that past figures stay true."""
    opinion.settle()
    done = {"settlement": answer, "settled_no": answer_no, "settled_on": answered_on}
    assign(opinion, done | {"confirmed_on": None})
    deadlines.meet(
        opinion, ROADMAP, answered_on, user_id=actor.user_id, key=opinion.deadline_key, paper=answer_no
    )
    opinion.repeats.filter(state="already_answered").update(**done)
    if not quiet:
        tell_keepers(opinion, f"Đã thực hiện xong kiến nghị: {opinion.title}", "settle")


@verb(
    "voters.link_duplicate",
    Opinion,
    "Liên kết kiến nghị trùng",
    slug="trung",
    may=rules.handles,
    form=DuplicateForm,
)
def link_duplicate(actor, opinion, *, same_as, quiet=False):
    """Link to the same opinion recorded before; its answer, if there is one, is taken over. `quiet` tells nobody."""
    same_as = Opinion.objects.select_related("same_as").get(pk=same_as.pk)
    first = same_as.same_as or same_as
    if first.pk == opinion.pk:
        raise Refused(f"{same_as.code} đã được liên kết với chính kiến nghị này. Hãy chọn kiến nghị khác.")
    answered = bool(first.answered_on)
    opinion.link_duplicate(answered)
    values = {name: getattr(first, name) for name in ANSWERED} if answered else {}
    assign(opinion, {"same_as": first, **values})
    opinion.repeats.update(same_as=first)
    if answered and not quiet:
        tell_keepers(opinion, f"Kiến nghị đã được trả lời trước đó ({first.code}): {opinion.title}", "known")


@verb("voters.unlink", Opinion, "Bỏ liên kết trùng", slug="bo-trung", may=rules.handles)
def unlink(actor, opinion):
    """Undo a wrong link: the opinion is again one of its own, without the answer taken over."""
    opinion.unlink()
    assign(opinion, {"same_as": None, **NO_ANSWER})


@verb("voters.confirm", Opinion, "Xác nhận kết quả", slug="xac-nhan", may=rules.follows, form=ConfirmForm)
def confirm(actor, opinion, *, confirmed_on):
    """A delegate or the office confirms that voters were told and the answer holds."""
    opinion.confirm()
    assign(opinion, {"confirmed_on": confirmed_on})
    for code in (INFORM, PUBLISH):
        deadlines.meet(opinion, code, confirmed_on, user_id=actor.user_id, key=opinion.deadline_key)


@verb(
    "voters.raise_again",
    Opinion,
    "Kiến nghị lại",
    slug="kien-nghi-lai",
    may=rules.follows,
    form=RaiseAgainForm,
)
def raise_again(actor, opinion, *, reason):
    """Voters are not satisfied: the answer is set aside, and the opinion waits to be forwarded in a new round."""
    opinion.raise_again()
    _set_aside(opinion, reason)
    deadlines.drop(opinion, ROADMAP, INFORM, PUBLISH)
    sent = {"agency": None, "forwarded_on": None, "letter_no": "", "confirmed_on": None, "same_as": None}
    assign(opinion, NO_ANSWER | sent | {"round": opinion.round + 1})
    tell_keepers(opinion, f"Cử tri kiến nghị lại: {opinion.title}", "again")


def _set_aside(opinion, why):
    """Keep the answer that voters did not accept, with its days: the figures of past periods are read from it."""
    kept = {name: getattr(opinion, name) for name in (*ANSWERED, "agency_id", "forwarded_on", "on_spot")}
    EarlierAnswer.objects.create(opinion=opinion, followed_by=why, set_aside_on=timezone.localdate(), **kept)


def _owe_publicity(opinion):
    """An answer is made known to the voters at once, and published after the time for answering is over (Joint
    Resolution 72/2025, articles 50.3 and 51)."""
    standing, key = organ(opinion.owner_id, BodyKind.STANDING, BodyKind.OFFICE), opinion.deadline_key
    deadlines.open_deadline(opinion, INFORM, opinion.answered_on, owed_by=standing, key=key)
    asked = opinion.deadlines.filter(code=ANSWER, key=key, due_on__isnull=False).first()
    if asked:
        deadlines.open_deadline(opinion, PUBLISH, asked.due_on, owed_by=standing, key=key)


def _owe_roadmap(opinion):
    if not opinion.is_promised:
        return
    deadlines.open_deadline(
        opinion, ROADMAP, opinion.answered_on, owed_by=opinion.agency, key=opinion.deadline_key,
        due_on=opinion.expected_on, owed="Thực hiện nội dung đã hứa với cử tri",
    )  # fmt: skip


def _answer_repeats(opinion, given):
    """Give the answer to every opinion that was linked to this one while it waited."""
    repeats = Opinion.objects.filter(same_as=opinion, state="duplicate")
    rows = list(repeats.values_list("pk", "owner_id"))
    if not rows:
        return
    pks = [pk for pk, _ in rows]
    Opinion.objects.filter(pk__in=pks).update(**given)
    Record.objects.filter(pk__in=pks).update(state="already_answered", version=F("version") + 1)
    people = people_of({owner for _, owner in rows} - {opinion.owner_id}, "staff", "ward")
    text, key = (
        f"Đã có trả lời chung cho kiến nghị trùng: {opinion.title}",
        f"repeat:{opinion.pk}:{opinion.round}",
    )
    notify.tell(people, text, key=key, url="/kien-nghi/?tinh_trang=already_answered")
