"""Who may do what in the voter-contact registers, as sentences."""

import rules

from core.predicates import has_role, is_owner, keeps, keeps_registers
from council.models import Role


@rules.predicate
def is_sent_here(actor, opinion=None):
    """The opinion was forwarded to the agency acted for."""
    return actor.role == Role.AGENCY and opinion is not None and opinion.agency_id == actor.body_id


@rules.predicate
def is_upper(actor, opinion=None):
    """A lower council sent the opinion up to the council acted for."""
    return opinion is not None and opinion.sent_up_to_id == actor.home_id


@rules.predicate
def is_sent_up(actor, opinion=None):
    return opinion is not None and opinion.sent_up_to_id is not None


@rules.predicate
def has_upper_council(actor, opinion=None):
    return opinion is not None and opinion.owner.parent_id is not None


records = keeps
# Once sent up, an opinion is in the hands of the upper council until that council leaves it below.
handles = keeps_registers & (is_upper | (is_owner & ~is_sent_up))
sends_up = keeps & has_upper_council & ~is_sent_up
answers = is_sent_here | handles
follows = (keeps_registers | has_role(Role.DELEGATE)) & (is_owner | is_upper)
decides_on_request = keeps | (has_role(Role.CHAIR) & is_owner)
