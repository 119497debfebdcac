from oversight.models.finding import Finding
from oversight.models.joint import JointRound
from oversight.models.outline import Answer, OutlineItem, Template, TemplateItem
from oversight.models.programme import Programme, ProgrammeChange, ProgrammeItem
from oversight.models.recommendation import Escalation, Extension, Recommendation
from oversight.models.round import Field, Round
from oversight.models.visit import Visit

__all__ = [
    "Answer",
    "Escalation",
    "Extension",
    "Field",
    "Finding",
    "JointRound",
    "OutlineItem",
    "Programme",
    "ProgrammeChange",
    "ProgrammeItem",
    "Recommendation",
    "Round",
    "Template",
    "TemplateItem",
    "Visit",
]
