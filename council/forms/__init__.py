from council.forms.base import OfficeForm, OfficeModelForm, Period
from council.forms.bodies import BodyForm, CouncilForm, DelegateForm, PostForm, TermForm
from council.forms.days import DayForm, DecreeForm, YearForm
from council.forms.people import EndForm, NewPersonForm, PersonForm, RoleForm
from council.forms.rules import LocalRuleForm, RuleForm
from council.forms.signin import ForgottenForm, NewPasswordForm, PasswordForm, SignInForm
from council.forms.units import ConstituencyForm, EndUnitForm, UnitForm, UnitsForm
from council.forms.wordings import WordingForm

__all__ = [
    "BodyForm",
    "ConstituencyForm",
    "CouncilForm",
    "DayForm",
    "DecreeForm",
    "DelegateForm",
    "EndForm",
    "EndUnitForm",
    "ForgottenForm",
    "LocalRuleForm",
    "NewPasswordForm",
    "NewPersonForm",
    "OfficeForm",
    "OfficeModelForm",
    "PasswordForm",
    "Period",
    "PersonForm",
    "PostForm",
    "RoleForm",
    "RuleForm",
    "SignInForm",
    "TermForm",
    "UnitForm",
    "UnitsForm",
    "WordingForm",
    "YearForm",
]
