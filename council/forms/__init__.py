from council.forms.base import OfficeForm, OfficeModelForm, Period
from council.forms.bodies import BodyForm, CouncilForm, DelegateForm, PostForm, TermForm
from council.forms.days import DayForm, DecreeForm, YearForm
from council.forms.people import EndForm, EndTermForm, HandOverForm, NewPersonForm, PersonForm, RoleForm
from council.forms.rules import LocalRuleForm, RuleForm
from council.forms.signin import (
    DemandForm,
    EnrolForm,
    ForgottenForm,
    NewPasswordForm,
    OwnPasswordForm,
    PasskeyForm,
    PasswordForm,
    SecondStepForm,
    SignInForm,
)
from council.forms.units import ConstituencyForm, EndUnitForm, UnitForm, UnitsForm
from council.forms.wordings import WordingForm

__all__ = [
    "BodyForm",
    "ConstituencyForm",
    "CouncilForm",
    "DayForm",
    "DecreeForm",
    "DelegateForm",
    "DemandForm",
    "EndForm",
    "EndTermForm",
    "EndUnitForm",
    "EnrolForm",
    "ForgottenForm",
    "HandOverForm",
    "LocalRuleForm",
    "NewPasswordForm",
    "NewPersonForm",
    "OfficeForm",
    "OfficeModelForm",
    "OwnPasswordForm",
    "PasskeyForm",
    "PasswordForm",
    "Period",
    "PersonForm",
    "PostForm",
    "RoleForm",
    "RuleForm",
    "SecondStepForm",
    "SignInForm",
    "TermForm",
    "UnitForm",
    "UnitsForm",
    "WordingForm",
    "YearForm",
]
