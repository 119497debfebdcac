from oversight.forms.recommendations import RecommendationForm
from oversight.forms.rounds import RoundForm
from oversight.forms.visits import VisitForm

__all__ = ["RecommendationForm", "RoundForm", "VisitForm"]
