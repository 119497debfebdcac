from oversight.forms.findings import FindingForm
from oversight.forms.joints import JointForm
from oversight.forms.outlines import OutlineItemForm, TemplateForm, TemplateItemForm
from oversight.forms.programmes import ItemForm, ProgrammeForm
from oversight.forms.recommendations import RecommendationForm
from oversight.forms.rounds import RoundForm
from oversight.forms.visits import VisitForm

__all__ = [
    "FindingForm",
    "ItemForm",
    "JointForm",
    "OutlineItemForm",
    "ProgrammeForm",
    "RecommendationForm",
    "RoundForm",
    "TemplateForm",
    "TemplateItemForm",
    "VisitForm",
]
