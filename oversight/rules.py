"""Who may do what in the oversight registers, as sentences."""

import rules

from core.predicates import has_role, is_owner, keeps
from council.models import Role
from oversight.models import Finding, Programme, Recommendation, Round, Visit


def round_of(record):
    """The round (or programme, which has a subject of its own) that a record of this room is, or belongs to."""
    if isinstance(record, Round | Programme):
        return record
    return record.visit.round if isinstance(record, Finding) else record.round


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
# Delegates, committee heads and the chair propose what is to be overseen (Law 87/2015, articles 58 and 67).
proposes = keeps | (has_role(Role.HEAD, Role.CHAIR, Role.DELEGATE) & is_owner)
adopts = keeps | ((heads_subject | has_role(Role.CHAIR)) & is_owner)
keeps_templates = keeps | (has_role(Role.HEAD) & is_owner)
