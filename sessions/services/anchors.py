"""What hangs on the days of a session, and moves with them."""

from core.models import Record
from core.services import deadlines

OPENING, CLOSING = "opening", "closing"


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
    return deadlines.move_anchor(records_of(council_session), OPENING, council_session.on)


def move_closing(council_session):
    """Count what is owed on the resolutions from the closing day, once the session has closed."""
    if council_session.state == "closed" and council_session.ends_on:
        deadlines.move_anchor(records_of(council_session), CLOSING, council_session.ends_on)
