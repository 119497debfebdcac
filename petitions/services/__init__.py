"""Verbs of petitions: one function, one transaction, one name in the history."""

from petitions.services.course import (
    accept,
    assess,
    close,
    decline,
    extend,
    inform,
    note_notice,
    resolve,
    resume,
    suspend,
    take_report,
)
from petitions.services.intake import amend, register
from petitions.services.people import assign, correct_sender, look, same_sender
from petitions.services.sorting import file, guide, qualify, send_back, transfer, withdraw

__all__ = [
    "accept",
    "amend",
    "assess",
    "assign",
    "close",
    "correct_sender",
    "decline",
    "extend",
    "file",
    "guide",
    "inform",
    "look",
    "note_notice",
    "qualify",
    "register",
    "resolve",
    "resume",
    "same_sender",
    "send_back",
    "suspend",
    "take_report",
    "transfer",
    "withdraw",
]
