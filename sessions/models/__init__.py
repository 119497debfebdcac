from sessions.models.dossier import Dossier
from sessions.models.question import Question
from sessions.models.resolution import Field, Resolution
from sessions.models.session import AgendaItem, Session

# isort: split
from sessions.models.checklist import Checklist, DossierPart
from sessions.models.document import Document, DocumentVersion, Reading, ReadingPage
from sessions.models.room import Book, Note, Opening, RoomVisit
from sessions.models.scrutiny import RevisionRound, StandingView, Verification
from sessions.models.task import ResolutionLink, ResolutionTask, TaskReport

__all__ = [
    "AgendaItem",
    "Book",
    "Checklist",
    "Document",
    "DocumentVersion",
    "Dossier",
    "DossierPart",
    "Field",
    "Note",
    "Opening",
    "Question",
    "Reading",
    "ReadingPage",
    "Resolution",
    "ResolutionLink",
    "ResolutionTask",
    "RevisionRound",
    "RoomVisit",
    "Session",
    "StandingView",
    "TaskReport",
    "Verification",
]
