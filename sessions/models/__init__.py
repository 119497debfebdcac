from sessions.models.dossier import Dossier
from sessions.models.floor import Attendance, Ballot, BallotCorrection, BallotVote, ItemAbsence, Speaker
from sessions.models.minutes import Minutes, MinutesSection
from sessions.models.question import Question
from sessions.models.resolution import Field, Resolution
from sessions.models.session import AgendaItem, Session
from sessions.models.sitting import AgendaVersion, Pulse, Sitting
from sessions.models.standing import StandingMeeting, StandingTopic
from sessions.models.template import (
    SessionTemplate,
    TemplateDossier,
    TemplateItem,
    TemplateSitting,
    TemplateStep,
)

__all__ = [
    "AgendaItem",
    "AgendaVersion",
    "Attendance",
    "Ballot",
    "BallotCorrection",
    "BallotVote",
    "Dossier",
    "Field",
    "ItemAbsence",
    "Minutes",
    "MinutesSection",
    "Pulse",
    "Question",
    "Resolution",
    "Session",
    "SessionTemplate",
    "Sitting",
    "Speaker",
    "StandingMeeting",
    "StandingTopic",
    "TemplateDossier",
    "TemplateItem",
    "TemplateSitting",
    "TemplateStep",
]
