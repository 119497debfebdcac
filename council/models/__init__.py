from council.models.city import BodyKind, Council, Succession, Unit
from council.models.people import Constituency, Delegate, Post, Term
from council.models.signin import (
    AccountLink,
    ExternalIdentity,
    FactorDemand,
    Login,
    Passkey,
    RecoveryCode,
    TotpSeed,
)
from council.models.users import Membership, Role, User

__all__ = [
    "AccountLink",
    "BodyKind",
    "Constituency",
    "Council",
    "Delegate",
    "ExternalIdentity",
    "FactorDemand",
    "Login",
    "Membership",
    "Passkey",
    "Post",
    "RecoveryCode",
    "Role",
    "Succession",
    "Term",
    "TotpSeed",
    "Unit",
    "User",
]
