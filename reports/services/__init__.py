"""Verbs of reports: draft, write, remark, submit, decide, number, freeze, sign, print."""

from reports.services.approval import approve, finalise, send_back, submit, take_number
from reports.services.drafting import compose, draft, refresh
from reports.services.printing import must_print, print_out, print_period, render_file, render_job
from reports.services.signing import sign
from reports.services.writing import amend, comment, settle, write

__all__ = [
    "amend", "approve", "comment", "compose", "draft", "finalise", "must_print", "print_out", "print_period", "refresh",
    "render_file", "render_job", "send_back", "settle", "sign", "submit", "take_number", "write",
]  # fmt: skip
