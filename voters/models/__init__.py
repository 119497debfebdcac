from voters.models.choices import BELOW_CITY, PROMISED, Competence, Field, Result
from voters.models.meeting import Absence, Meeting
from voters.models.opinion import IN_HAND, EarlierAnswer, Opinion
from voters.models.route import Route

__all__ = [
    "BELOW_CITY",
    "IN_HAND",
    "PROMISED",
    "Absence",
    "Competence",
    "EarlierAnswer",
    "Field",
    "Meeting",
    "Opinion",
    "Result",
    "Route",
]
