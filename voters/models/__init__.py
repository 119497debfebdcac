from voters.models.choices import BELOW_CITY, PROMISED, Competence, Field, Result
from voters.models.meeting import Meeting
from voters.models.opinion import IN_HAND, EarlierAnswer, Opinion

__all__ = [
    "BELOW_CITY",
    "IN_HAND",
    "PROMISED",
    "Competence",
    "EarlierAnswer",
    "Field",
    "Meeting",
    "Opinion",
    "Result",
]
