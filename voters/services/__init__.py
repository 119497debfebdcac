"""Verbs of voter contact: one function, one transaction, one name in the history."""

from voters.services.entry import enter_row
from voters.services.meetings import agree, amend_meeting, announce, cancel, hold, plan_meeting, report
from voters.services.merging import merge
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
from voters.services.replies import answer_many
from voters.services.routing import check_keeper, forward_many, remove_route, save_route

__all__ = [
    "agree", "amend_meeting", "amend_opinion", "announce", "answer", "answer_many", "answer_on_spot", "cancel",
    "check_keeper", "confirm", "enter_row", "forward", "forward_many", "hold", "keep_below", "link_duplicate", "merge",
    "plan_meeting", "raise_again", "record_opinion", "remove_route", "report", "save_route", "send_back", "send_up",
    "settle", "unlink",
]  # fmt: skip
