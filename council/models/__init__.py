from council.models.city import BodyKind, Council, Succession, Unit
from council.models.people import Constituency, Delegate, Post, Term
from council.models.signin import AccountLink
from council.models.users import Membership, Role, User

__all__ = [
    "AccountLink",
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
