"""What is noted of signing in. A name that no account bears is not noted: it may be a password in the wrong field."""

from core.evidence import Act, note
from council.models import User


def note_try(request, act, username):
    """Note a wrong or refused sign-in under the account that was tried, if there is one."""
    user = User.objects.filter(username=username.strip().lower()).values_list("pk", flat=True).first()
    note(act, request=request, subject_id=user, **({} if user else {"unknown": True}))


def note_entered(request, user, **how):
    note(Act.SIGN_IN, request=request, user_id=user.pk, **how)


def note_left(request):
    note(Act.SIGN_OUT, request=request)
