from sessions.models.dossier import Dossier
from sessions.models.question import Question
from sessions.models.resolution import Field, Resolution
from sessions.models.session import AgendaItem, Session

__all__ = ["AgendaItem", "Dossier", "Field", "Question", "Resolution", "Session"]
