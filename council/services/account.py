"""What a person does with the own account."""

from core.evidence import Act, note
from core.history import acting
from council.models import User


def change_password(user, password):
    """Set the own password; a password given by an administrator is replaced by it for good."""
    with acting(user.pk, "council.change_password"):
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="password")
    return User.objects.get(pk=user.pk)
