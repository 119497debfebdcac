"""What hangs on the days of a session, and moves with them."""

from django.db.models import Exists, OuterRef

from core.models import Deadline, Record
from core.services import deadlines
from sessions.models import Promise, Question, Session

OPENING, CLOSING = "opening", "closing"
PROMISE_REPORT = "question.promise_report"


def records_of(council_session):
    """Ids of the session and of every record that belongs to it."""
    return [
        council_session.pk,
        *Record.objects.filter(parent_id=council_session.pk).values_list("pk", flat=True),
    ]


def move_anchors(council_session):
    """Count anew every open deadline of the session and its parts from the opening day; met ones stay.

    Returns [(deadline, old due date, new due date)].
    """
    moved = deadlines.move_anchor(records_of(council_session), OPENING, council_session.on)
    key = report_key(council_session)
    promised = Deadline.objects.filter(code=PROMISE_REPORT, key=key).values_list("record_id", flat=True)
    return moved + deadlines.move_anchor(list(promised), OPENING, council_session.on, key=key)


def report_key(council_session):
    """Tells apart what the same question owes before several sessions."""
    return f"session:{council_session.pk}"


def owe_promise_reports(council_session):
    """Before a regular session, whoever promised something at an earlier one reports on it (Law 87/2015, article 60.7).

    A thematic or urgent session deals with its own subject and is often called within the ten days that the law gives.
    """
    if council_session.session_kind not in Session.REGULAR:
        return
    unkept = Promise.objects.filter(question=OuterRef("pk"), kept_on=None)
    promised = Question.objects.filter(Exists(unkept), owner=council_session.owner_id)
    earlier = promised.filter(council_session__on__lt=council_session.on).exclude(state="withdrawn")
    for question in earlier.select_related("owner", "respondent"):
        deadlines.open_deadline(
            question,
            PROMISE_REPORT,
            council_session.on,
            owed_by=question.respondent,
            key=report_key(council_session),
        )


def move_closing(council_session):
    """Count what is owed on the resolutions from the closing day, once the session has closed."""
    if council_session.state == "closed" and council_session.ends_on:
        deadlines.move_anchor(records_of(council_session), CLOSING, council_session.ends_on)
