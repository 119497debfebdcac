from petitions.models.choices import Fault, Field, Instance, Kind, Outcome, SenderKind, Source, Test
from petitions.models.people import Handler, IdentityView, SealedSender, Sender
from petitions.models.petition import SECRET, Petition

__all__ = [
    "SECRET",
    "Fault",
    "Field",
    "Handler",
    "IdentityView",
    "Instance",
    "Kind",
    "Outcome",
    "Petition",
    "SealedSender",
    "Sender",
    "SenderKind",
    "Source",
    "Test",
]
