from sessions.models.dossier import Dossier
from sessions.models.question import Promise, PromiseReport, Question
from sessions.models.resolution import Field, Resolution
from sessions.models.session import AgendaDossier, AgendaItem, Session

# isort: split
from sessions.models.checklist import Checklist, DossierPart
from sessions.models.document import Document, DocumentVersion, Reading, ReadingPage
from sessions.models.floor import Attendance, Ballot, BallotCorrection, BallotVote, ItemAbsence, Speaker
from sessions.models.minutes import Minutes, MinutesSection
from sessions.models.room import Book, Note, Opening, RoomVisit
from sessions.models.scrutiny import RevisionRound, StandingView, Verification
from sessions.models.sitting import AgendaVersion, Pulse, Sitting
from sessions.models.standing import StandingMeeting, StandingTopic
from sessions.models.task import ResolutionLink, ResolutionTask, TaskReport
from sessions.models.template import (
    SessionTemplate,
    TemplateDossier,
    TemplateItem,
    TemplateSitting,
    TemplateStep,
)

__all__ = [
    "AgendaDossier",
    "AgendaItem",
    "AgendaVersion",
    "Attendance",
    "Ballot",
    "BallotCorrection",
    "BallotVote",
    "Book",
    "Checklist",
    "Document",
    "DocumentVersion",
    "Dossier",
    "DossierPart",
    "Field",
    "ItemAbsence",
    "Minutes",
    "MinutesSection",
    "Note",
    "Opening",
    "Promise",
    "PromiseReport",
    "Pulse",
    "Question",
    "Reading",
    "ReadingPage",
    "Resolution",
    "ResolutionLink",
    "ResolutionTask",
    "RevisionRound",
    "RoomVisit",
    "Session",
    "SessionTemplate",
    "Sitting",
    "Speaker",
    "StandingMeeting",
    "StandingTopic",
    "StandingView",
    "TaskReport",
    "TemplateDossier",
    "TemplateItem",
    "TemplateSitting",
    "TemplateStep",
    "Verification",
]
