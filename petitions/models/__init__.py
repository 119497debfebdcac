from petitions.models.acts import Disposal, LookupSwitch, Raised, Receipt, Urging
from petitions.models.choices import (
    Check,
    Fault,
    Field,
    Instance,
    Kind,
    Outcome,
    ReceptionKind,
    Refusal,
    Relation,
    SenderKind,
    Source,
    Test,
)
from petitions.models.people import Handler, IdentityView, SealedSender, Sender
from petitions.models.petition import DENOUNCES, ENDED, OPEN, SECRET, Petition
from petitions.models.reception import CitizenVisit, Reception

__all__ = [
    "DENOUNCES",
    "ENDED",
    "OPEN",
    "SECRET",
    "Check",
    "CitizenVisit",
    "Disposal",
    "Fault",
    "Field",
    "Handler",
    "IdentityView",
    "Instance",
    "Kind",
    "LookupSwitch",
    "Outcome",
    "Petition",
    "Raised",
    "Receipt",
    "Reception",
    "ReceptionKind",
    "Refusal",
    "Relation",
    "SealedSender",
    "Sender",
    "SenderKind",
    "Source",
    "Test",
    "Urging",
]
