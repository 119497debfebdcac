"""Verbs of a question: from the delegate's slip to the answer and what follows."""

from django.utils import timezone

from core import notify
from core.errors import NotAllowed, Refused
from core.models import Share
from core.services import deadlines
from core.services.numbers import yearly_code
from core.verbs import start, verb
from council.models import Role
from council.seats import people_of
from sessions import forms, rules
from sessions.models import Question
from sessions.services.common import keep_files, own_session, store
from sessions.services.promises import owe_promise

WRITTEN = "question.written_answer"


@verb("questions.submit", Question, "Thêm phiếu chất vấn", may=rules.submits, creates=True)
def submit_question(actor, *, delegate, council_session=None, submitted_on=None, once=None, **values):
    """A delegate's slip, numbered in the yearly series. A delegate submits only their own."""
    _check_delegate(actor, delegate)
    own_session(actor, council_session)
    submitted_on = submitted_on or values.get("on") or timezone.localdate()
    values |= {"delegate": delegate, "council_session": council_session, "parent": council_session}
    values |= {"submitted_on": submitted_on, "on": submitted_on}
    made = start(Question, actor, once=once, state="submitted", **values)
    made.code = yearly_code(actor.home_id, "PCV", made.on.year)
    store(made)
    if actor.role == Role.DELEGATE:
        people = people_of([made.owner_id], Role.STAFF, Role.WARD)
        notify.tell(
            people, f"Phiếu chất vấn mới của {delegate}: {made.title}", key=f"slip:{made.pk}", record=made
        )
    return made


def _check_delegate(actor, delegate):
    if delegate.term.council_id != actor.home_id:
        raise NotAllowed("Đại biểu đã chọn không thuộc Hội đồng nhân dân đang làm việc.")
    if actor.role == Role.DELEGATE and delegate.user_id != actor.user_id:
        raise NotAllowed("Đại biểu chỉ được gửi phiếu chất vấn của chính mình.")


@verb("questions.amend", Question, "Sửa phiếu chất vấn", may=rules.amends_slip, amends=True)
def amend_question(actor, question, *, council_session=None, **values):
    """Correct a slip or a question; after it was asked the respondent stays."""
    own_session(actor, council_session)
    _check_delegate(actor, values.get("delegate", question.delegate))
    asked_body = values.get("respondent", question.respondent)
    if question.state not in Question.NOT_ASKED and asked_body != question.respondent:
        raise Refused(
            "Chất vấn đã chuyển nên không đổi được cơ quan trả lời. Hãy rút phiếu và lập phiếu mới."
        )
    if question.state in Question.SLIPS:
        values["on"] = values.get("submitted_on", question.submitted_on)
    store(question, council_session=council_session, parent=council_session, **values)


@verb("questions.group", Question, "Xếp nhóm vấn đề", slug="nhom", may=rules.keeps, form=forms.GroupForm)
def group_question(actor, question, *, topic_group):
    """Put a slip into a group of issues."""
    question.group()
    store(question, topic_group=topic_group)


@verb(
    "questions.select", Question, "Lựa chọn chất vấn", slug="chon", may=rules.selects, form=forms.SelectForm
)
def select_question(actor, question, *, selected_on):
    """The Standing Body chooses the slip for the sitting; the delegate is told."""
    question.select()
    store(question, selected_on=selected_on)
    _tell_delegate(question, "Phiếu chất vấn được lựa chọn", "selected")


def _tell_delegate(question, what, key):
    people = [question.delegate.user_id] if question.delegate.user_id else []
    text = f"{what}: {question.title}"
    notify.tell(people, text, key=f"{key}:{question.pk}:{question.times_asked}", record=question)


@verb(
    "questions.ask",
    Question,
    "Chuyển chất vấn",
    slug="chat-van",
    may=rules.keeps,
    form=forms.AskForm,
    primary=True,
)
def ask(actor, question, *, asked_on, topic_group=""):
    """Put the question to the respondent, who sees it from now on; a written wish starts the clock."""
    question.ask()
    store(question, on=asked_on, topic_group=topic_group or question.topic_group)
    Share.objects.get_or_create(record_id=question.pk, body=question.respondent)
    if question.state == "written_pending":
        _owe_answer(question, asked_on)
    people = people_of([question.respondent_id])
    notify.tell(
        people, f"Có chất vấn cần trả lời: {question.title}", key=f"ask:{question.pk}", record=question
    )
    _tell_delegate(question, "Đã chuyển chất vấn đến người bị chất vấn", "asked")


def _owe_answer(question, on):
    """The written answer is owed by the respondent, counted from the day of the question."""
    deadlines.open_deadline(question, WRITTEN, on, owed_by=question.respondent, key=_key(question))


def _key(question):
    return "" if question.times_asked == 1 else str(question.times_asked)


@verb(
    "questions.skip", Question, "Không lựa chọn", slug="khong-chon", may=rules.selects, form=forms.ReasonForm
)
def not_select(actor, question, *, reason):
    """The slip is not chosen for this session."""
    question.skip()
    store(question)
    _tell_delegate(question, f"Phiếu chất vấn không được lựa chọn ({reason})", "skipped")


@verb(
    "questions.withdraw",
    Question,
    "Rút phiếu",
    slug="rut",
    may=rules.judges,
    form=forms.ReasonForm,
)
def withdraw_question(actor, question, *, reason):
    """The delegate takes the question back."""
    question.withdraw()
    store(question)
    deadlines.drop(question)


@verb(
    "questions.answer_orally",
    Question,
    "Ghi trả lời tại kỳ họp",
    slug="tra-loi-truc-tiep",
    may=rules.keeps,
    form=forms.OralForm,
)
def answer_orally(actor, question, *, answered_on, answer, promise="", promise_due_on=None):
    """The respondent answered at the sitting; a promise made there opens its own limit."""
    question.answer_orally()
    store(question, answered_on=answered_on, answer=answer)
    owe_promise(question, answered_on, promise, promise_due_on)


@verb("questions.defer", Question, "Chuyển trả lời bằng văn bản", slug="cho-van-ban", may=rules.keeps,
      form=forms.DeferForm)  # fmt: skip
def defer_answer(actor, question, *, ground=""):
    """The answer is to come in writing, within the limit counted from the day of the question."""
    question.defer()
    store(question, written_ground=ground)
    _owe_answer(question, question.on)
    _tell_delegate(question, "Chất vấn được chuyển trả lời bằng văn bản", "deferred")


@verb(
    "questions.answer",
    Question,
    "Trả lời bằng văn bản",
    slug="tra-loi",
    may=rules.answers,
    form=forms.AnswerForm,
    transition="answer_it",
    primary=True,
)
def answer_question(
    actor, question, *, answered_on, answer, answer_no="", promise="", promise_due_on=None, files=()
):
    """Enter the written answer; the delegate and the secretariat are told."""
    question.answer_it()
    keep_files(actor, question, files)
    store(question, answered_on=answered_on, answer=answer, answer_no=answer_no)
    deadlines.meet(question, WRITTEN, answered_on, user_id=actor.user_id, key=_key(question), paper=answer_no)
    owe_promise(question, answered_on, promise, promise_due_on)
    people = people_of([question.owner_id], Role.STAFF, Role.WARD) + [question.delegate.user_id]
    text = f"Đã có trả lời chất vấn: {question.title}"
    notify.tell(
        filter(None, people), text, key=f"answered:{question.pk}:{question.times_asked}", record=question
    )


@verb("questions.accept", Question, "Đồng ý với trả lời", slug="dong-y", may=rules.judges)
def accept_answer(actor, question):
    """The delegate agrees with the answer."""
    question.accept()
    store(question, verdict=Question.Verdict.ACCEPTED)


@verb(
    "questions.ask_again",
    Question,
    "Chất vấn lại",
    slug="chat-van-lai",
    may=rules.judges,
    form=forms.AskAgainForm,
)
def ask_again(actor, question, *, asked_on, reason):
    """The delegate does not agree: a new written answer is owed from this day."""
    question.ask_again()
    store(question, verdict=Question.Verdict.ASKED_AGAIN, times_asked=question.times_asked + 1)
    _owe_answer(question, asked_on)
    text = f"Đại biểu chất vấn lại: {question.title}. {reason}"
    key = f"again:{question.pk}:{question.times_asked}"
    notify.tell(people_of([question.respondent_id]), text, key=key, record=question)


@verb(
    "questions.bring", Question, "Đưa ra kỳ họp", slug="dua-ra-ky-hop", may=rules.judges, form=forms.BringForm
)
def bring_to_session(actor, question, *, brought_on, reason, council_session=None):
    """The delegate still does not agree: the council is asked to consider the respondent's responsibility."""
    own_session(actor, council_session)
    question.bring()
    verdict = Question.Verdict.BROUGHT
    store(question, verdict=verdict, brought_on=brought_on, brought_to=council_session)
    people = people_of([question.owner_id], Role.STAFF, Role.WARD, Role.CHAIR) + people_of(
        [question.respondent_id]
    )
    text = f"Đại biểu đề nghị đưa chất vấn ra kỳ họp: {question.title}. {reason}"
    notify.tell(people, text, key=f"brought:{question.pk}:{question.times_asked}", record=question)


@verb("questions.consider", Question, "Ghi kết quả xem xét", slug="xem-xet", may=rules.keeps, form=forms.ConsiderForm,
      primary=True)  # fmt: skip
def consider_question(actor, question, *, considered_on, consideration):
    """What the council decided on the respondent's responsibility."""
    question.consider()
    store(question, considered_on=considered_on, consideration=consideration)
    _tell_delegate(question, "HĐND đã xem xét chất vấn", "considered")
