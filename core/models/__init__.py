from core.models.attachment import Attachment
from core.models.body import Body
from core.models.deadline import ConfirmedYear, Deadline, DeadlinePause, DeadlineRule, SpecialDay
from core.models.history import HistoryEntry
from core.models.job import Job
from core.models.letter import Letter, LetterWording
from core.models.notice import Notice
from core.models.record import Record, Share, record_link
from core.models.sequence import Sequence

__all__ = [
    "Attachment",
    "Body",
    "ConfirmedYear",
    "Deadline",
    "DeadlinePause",
    "DeadlineRule",
    "HistoryEntry",
    "Job",
    "Letter",
    "LetterWording",
    "Notice",
    "Record",
    "Sequence",
    "Share",
    "SpecialDay",
    "record_link",
]
