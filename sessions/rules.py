"""Who may do what in the registers of sessions, as sentences."""

import rules
from django.db.models import Q

from core.predicates import has_role, is_owner, keeps, keeps_registers
from council.models import Role
from sessions.models import Question, StandingMeeting


@rules.predicate
def is_submitter(actor, dossier=None):
    """The dossier is to be handed in by the agency acted for."""
    return actor.role == Role.AGENCY and dossier is not None and dossier.submitter_id == actor.body_id


@rules.predicate
def heads_committee(actor, dossier=None):
    """The dossier is verified by the committee that this person heads, alone or beside others."""
    return actor.role == Role.HEAD and dossier is not None and actor.body_id in dossier.committees()


@rules.predicate
def is_collected(actor, dossier=None):
    """The submitting body may still put papers in."""
    return dossier is not None and dossier.state in dossier.COLLECTING


@rules.predicate
def is_received(actor, dossier=None):
    return dossier is not None and dossier.state not in ("registered", "assigned", "returned")


@rules.predicate
def is_respondent(actor, question=None):
    """The question was put to the head of the agency acted for."""
    return actor.role == Role.AGENCY and question is not None and question.respondent_id == actor.body_id


@rules.predicate
def is_own_slip(actor, question=None):
    """A delegate's own question, or a new one."""
    if actor.role != Role.DELEGATE:
        return False
    return question is None or question.delegate.user_id == actor.user_id


@rules.predicate
def is_not_asked(actor, question=None):
    """The question is still a slip, not yet chosen."""
    return question is None or question.state == "submitted"


@rules.predicate
def is_member(actor, council_session=None):
    """A delegate of the council whose session it is."""
    return actor.role in (Role.DELEGATE, Role.CHAIR, Role.HEAD)


@rules.predicate
def leads_task(actor, task=None):
    """The task is the agency's to do."""
    return actor.role == Role.AGENCY and task is not None and task.lead_id == actor.body_id


hands_in = is_submitter | keeps
runs = keeps | (has_role(Role.CHAIR) & is_owner)  # chairs the sitting, sees the agenda while it is drafted
sits = is_member & is_owner  # asks for the floor, votes by name
writes_templates = keeps_registers | has_role(Role.ADMIN)
verifies = heads_committee | keeps
returns = keeps | (heads_committee & is_received)
adds_papers = keeps | (is_submitter & is_collected)
decides = keeps | (has_role(Role.CHAIR) & is_owner)
submits = keeps | is_own_slip
amends_slip = keeps | (is_own_slip & is_not_asked)
judges = keeps | is_own_slip
answers = is_respondent | keeps
does_task = leads_task | keeps
selects = keeps | (has_role(Role.CHAIR) & is_owner)
certifies = keeps | (has_role(Role.CHAIR) & is_owner)


def hidden_questions(actor):
    """Slips that were not put to anybody are not for other delegates to see."""
    if actor.role != Role.DELEGATE:
        return None
    own = Question.objects.filter(delegate__user=actor.user_id).values("pk")
    return Q(kind=Question.KIND, state__in=Question.NOT_ASKED) & ~Q(pk__in=own)


def hidden_meetings(actor):
    """What the Standing Body discusses is for the delegates to see once its conclusions were made known."""
    if actor.role != Role.DELEGATE:
        return None
    return Q(kind=StandingMeeting.KIND) & ~Q(state="concluded")
