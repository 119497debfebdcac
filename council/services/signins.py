"""What is noted of signing in. A name that no account bears is not noted: it may be a password in the wrong field."""

from django.contrib.auth import login

from core.evidence import Act, note
from council import logins
from council.factors import PASSED
from council.models import User


def note_try(request, act, username):
    """Note a wrong or refused sign-in under the account that was tried, if there is one."""
    user = User.objects.filter(username=username.strip().lower()).values_list("pk", flat=True).first()
    note(act, request=request, subject_id=user, **({} if user else {"unknown": True}))


def enter(request, user, *, how, passed=False, backend=None):
    """Open the login of a person who has shown all that is asked; `passed`: a second factor was among it."""
    login(request, user, backend=backend)
    if passed:
        request.session[PASSED] = True
    logins.begin(request, how)
    note(Act.SIGN_IN, request=request, user_id=user.pk, how=how)


def note_left(request):
    logins.end_session(request)
    note(Act.SIGN_OUT, request=request)
