"""Who may do what with reports, as sentences."""

from core.predicates import has_role, is_owner
from council.models import Role

READERS = {Role.ADMIN, Role.STAFF, Role.CHAIR, Role.HEAD, Role.DELEGATE, Role.WARD}

prints = has_role(Role.STAFF, Role.WARD, Role.CHAIR, Role.HEAD)
drafts = has_role(Role.STAFF, Role.WARD, Role.CHAIR) & is_owner
remarks = has_role(Role.STAFF, Role.WARD, Role.CHAIR, Role.HEAD) & is_owner
decides = has_role(Role.CHAIR) & is_owner
words = has_role(Role.ADMIN)
