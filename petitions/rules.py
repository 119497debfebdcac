"""Who may do what with petitions, and who may know who sent them, as sentences."""

import rules

from core.predicates import has_role, is_owner, keeps
from council.models import Role


@rules.predicate
def is_sent_here(actor, petition=None):
    """The petition was transferred to the agency acted for."""
    return actor.role == Role.AGENCY and petition is not None and petition.agency_id == actor.body_id


@rules.predicate
def is_handler(actor, petition=None):
    """The person is assigned to the petition."""
    return petition is not None and actor.user_id in petition.handler_ids


@rules.predicate
def is_denunciation(actor, petition=None):
    return petition is not None and petition.is_secret


is_chair = has_role(Role.CHAIR)
has_desk = has_role(Role.STAFF, Role.WARD, Role.CHAIR)

records = keeps
follows = keeps | is_sent_here
assigns = is_chair & is_owner
decides = is_chair & is_owner
# A denouncer's identity: only the people assigned, and only while they work for the council that keeps it.
looks = is_denunciation & is_owner & has_desk & is_handler
corrects_sealed = looks & keeps
# Who sent anything else.
sees_sender = ~is_denunciation & (keeps | (is_chair & is_owner) | is_sent_here)
# A scan tells who wrote it. Of a sealed petition others see only the copies from which a handler struck that out.
opens_files = sees_sender | looks
opens_stripped = is_denunciation & (keeps | (is_chair & is_owner) | is_sent_here)
strips_files = looks & keeps
sees_whole_paper = sees_sender & is_handler
sees_looks = is_denunciation & is_owner & has_role(Role.CHAIR, Role.HEAD)
# The book of receptions: the office that keeps it and its chair.
sees_visitor = keeps | (is_chair & is_owner)


@rules.predicate
def opens_visit_files(actor, visit=None):
    """The files of a visit, by what a person may know of whom it was: a denouncer's are for the handlers of the petition."""
    if not visit.is_secret:
        return sees_visitor(actor, visit)
    return visit.petition_id is not None and looks(actor, visit.petition)


destroys = is_chair & is_owner
# The sender's own copy of what is kept of them: never of a sealed one, whose identity leaves no way.
hands_out = sees_sender & keeps
