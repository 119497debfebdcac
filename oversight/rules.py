"""Who may do what in the oversight registers, as sentences."""

import rules

from core.predicates import has_role, is_owner, keeps
from council.models import Role
from oversight.models import Recommendation, Round, Visit


def round_of(record):
    """The round that a record of this room is, or belongs to."""
    return record if isinstance(record, Round) else record.round


@rules.predicate
def heads_subject(actor, record=None):
    """The head of the committee whose round it is (a new one will be that committee's)."""
    if actor.role != Role.HEAD:
        return False
    return record is None or round_of(record).subject_body_id == actor.body_id


@rules.predicate
def is_target(actor, visit=None):
    """The overseen unit itself, to which the visit was shown."""
    return isinstance(visit, Visit) and actor.role == Role.AGENCY and visit.target_id == actor.body_id


@rules.predicate
def is_lead(actor, recommendation=None):
    """The agency that has to fulfil the recommendation."""
    wanted = isinstance(recommendation, Recommendation) and recommendation.lead_id == actor.body_id
    return wanted and actor.role == Role.AGENCY


runs = keeps | (heads_subject & is_owner)
decides = runs | (has_role(Role.CHAIR) & is_owner)
hands_in = runs | is_target
fulfils = runs | is_lead
