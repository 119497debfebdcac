from council.models.city import BodyKind, Council, Succession, Unit
from council.models.people import Constituency, Delegate, Post, Term
from council.models.users import Membership, Role, User

__all__ = [
    "BodyKind",
    "Constituency",
    "Council",
    "Delegate",
    "Membership",
    "Post",
    "Role",
    "Succession",
    "Term",
    "Unit",
    "User",
]
