"""Who may do what in the voter-contact registers, as sentences."""

import rules

from core.predicates import is_owner, keeps, keeps_registers
from council.models import Role


@rules.predicate
def is_sent_here(actor, opinion=None):
    """The opinion was forwarded to the agency acted for."""
    return actor.role == Role.AGENCY and opinion is not None and opinion.agency_id == actor.body_id


records = keeps
answers = is_sent_here | (keeps_registers & is_owner)
