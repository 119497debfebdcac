"""Verbs of voter contact: one function, one transaction, one name in the history."""

from voters.services.meetings import amend_meeting, announce, cancel, hold, plan_meeting, report
from voters.services.opinions import (
    amend_opinion,
    answer_on_spot,
    forward,
    keep_below,
    record_opinion,
    send_back,
    send_up,
)
from voters.services.outcomes import answer, confirm, link_duplicate, raise_again, settle, unlink

__all__ = [
    "amend_meeting", "amend_opinion", "announce", "answer", "answer_on_spot", "cancel", "confirm", "forward", "hold",
    "keep_below", "link_duplicate", "plan_meeting", "raise_again", "record_opinion", "report", "send_back", "send_up",
    "settle", "unlink",
]  # fmt: skip
