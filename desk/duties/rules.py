"""Who may keep duties: the secretariat of the council, and its chair."""

from core.predicates import has_role, is_owner, keeps
from council.models import Role

keeps_duties = keeps | (has_role(Role.CHAIR) & is_owner)
