"""Acts of the administrator: each one transaction, under a name, only for who may."""

from functools import wraps

from django.db import IntegrityError

from core.errors import NotAllowed, Refused
from core.history import acting
from council.models import Role


def check_admin(actor):
    """Raises `NotAllowed` for everybody but an administrator."""
    if actor is None or actor.role != Role.ADMIN:
        raise NotAllowed(
            "Chỉ quản trị viên được dùng phần này. Nếu cần, hãy liên hệ quản trị viên của đơn vị."
        )


def act(name):
    """Make the decorated function an administrator's act, noted in the history as `name`.

    Its first argument is the actor. What another person stored in the same moment is refused, not overwritten.
    """

    def decorate(fn):
        @wraps(fn)
        def run(actor, *args, **values):
            check_admin(actor)
            try:
                with acting(actor.user_id, name):
                    return fn(actor, *args, **values)
            except IntegrityError:
                text = "Vừa có người lưu nội dung trùng. Hãy tải lại trang rồi thử lần nữa."
                raise Refused(text) from None

        return run

    return decorate
