from oversight.models.recommendation import Escalation, Extension, Recommendation
from oversight.models.round import Field, Round
from oversight.models.visit import Visit

__all__ = ["Escalation", "Extension", "Field", "Recommendation", "Round", "Visit"]
