"""Verbs of the promises made in an answer: noted, reported on by the respondent, kept with proof."""

from core import notify
from core.errors import Refused
from core.services import deadlines
from core.verbs import verb
from council.models import Role
from council.seats import people_of
from sessions import forms, rules
from sessions.models import Promise, PromiseReport, Question
from sessions.services.anchors import PROMISE_REPORT
from sessions.services.common import keep_files, store

PROMISE = "question.promise"


@verb(
    "questions.promise",
    Question,
    "Ghi lời hứa",
    slug="loi-hua",
    may=rules.keeps,
    form=forms.PromiseForm,
    transition="promise_it",
)
def record_promise(actor, question, *, promise, promise_due_on):
    """One more promise of the respondent with the day until which it is to be kept."""
    question.promise_it()
    store(question)
    owe_promise(question, question.answered_on, promise, promise_due_on)


def owe_promise(question, on, promise, due_on):
    """Note a promise beside those made before; each has a limit of its own."""
    if not promise:
        return
    number = question.promises.count() + 1
    made = Promise.objects.create(question=question, number=number, text=promise, due_on=due_on)
    owed = f"Thực hiện lời hứa: {promise}"[:250]
    deadlines.open_deadline(
        question, PROMISE, on, owed_by=question.respondent, due_on=due_on, owed=owed, key=made.clock
    )


@verb(
    "questions.report_promise",
    Question,
    "Báo cáo thực hiện lời hứa",
    slug="bao-cao-loi-hua",
    may=rules.answers,
    form=forms.PromiseReportForm,
)
def report_promise(actor, question, *, reported_on, text, paper_no="", files=()):
    """What the respondent says of the promises; it is the report owed before the next regular session."""
    question.report_promise()
    made = PromiseReport.objects.create(
        question=question, reported_on=reported_on, text=text, paper_no=paper_no
    )
    keep_files(actor, question, files)
    store(question)
    _meet_next_report(actor, question, reported_on)
    people = people_of([question.owner_id], Role.STAFF, Role.WARD) + [question.delegate.user_id]
    words = f"Đã có báo cáo thực hiện lời hứa: {question.title}"
    notify.tell(filter(None, people), words, key=f"promise_report:{made.pk}", record=question)


def _meet_next_report(actor, question, reported_on):
    """The report is for the session that comes first; what is owed before a later one stays."""
    owed = question.deadlines.filter(code=PROMISE_REPORT, met_on=None, waived_on=None)
    first = owed.order_by("due_on", "pk").first()
    if first:
        deadlines.meet(question, PROMISE_REPORT, reported_on, user_id=actor.user_id, key=first.key)


@verb(
    "questions.keep_promise",
    Question,
    "Ghi đã thực hiện lời hứa",
    slug="giu-loi-hua",
    may=rules.keeps,
    form=forms.KeptWithProofForm,
)
def keep_promise(actor, question, *, kept_on, promise=None, proof="", files=()):
    """A promise was kept (the first open one when none is named); what shows it is kept with it."""
    question.keep_promise()
    still_open = list(question.promises.filter(kept_on=None))
    kept = promise or still_open[0]
    if kept not in still_open:
        raise Refused("Lời hứa này đã ghi là thực hiện xong. Hãy tải lại trang.")
    keep_files(actor, question, files)
    kept.kept_on, kept.proof = kept_on, proof
    kept.save()
    store(question)
    deadlines.meet(question, PROMISE, kept_on, user_id=actor.user_id, key=kept.clock)
    if len(still_open) == 1:
        _meet_reports(actor, question, kept_on)


def _meet_reports(actor, question, kept_on):
    """With its last promise kept, nothing is left to report on before the next session."""
    reports = question.deadlines.filter(code=PROMISE_REPORT, met_on=None, waived_on=None)
    reports.update(met_on=kept_on, met_by_id=actor.user_id)
