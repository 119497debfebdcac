"""Who acts: a person, in a role, in the name of a body."""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Actor:
    """A person acting in one role of one body.

    `home_id` is the body that owns what this person enters; `scope` are the owners whose records are in view.
    With `sees_shared_only` nothing is in view but what was sent to `body_id`.
    """

    user_id: int
    name: str
    role: str
    role_label: str
    body_id: int
    body_name: str
    home_id: int
    scope: tuple = ()
    sees_shared_only: bool = False
    membership_id: int = 0
    memberships: tuple = field(default=(), compare=False)

    @cached_property
    def keeps_registers(self):
        """Whether this role enters records for its home body."""
        return self.role in KEEPERS


# Roles whose work is to enter records; filled in by the app that names the roles.
KEEPERS: set[str] = set()

# Roles that decide in the name of their home body, beside those who enter; filled in by the same app.
DECIDERS: set[str] = set()
