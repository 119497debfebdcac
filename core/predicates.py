"""Sentences of rights that every register uses. A predicate takes the actor and the record (or None)."""

import rules


@rules.predicate
def keeps_registers(actor, record=None):
    """Whose work is to enter records: the secretariat, and the office of a lower council."""
    return actor.keeps_registers


@rules.predicate
def is_owner(actor, record=None):
    """The record belongs to the body acted for (a new one will)."""
    return record is None or record.owner_id == actor.home_id


keeps = keeps_registers & is_owner


def has_role(*roles):
    """A predicate: the actor's role is one of `roles`."""

    @rules.predicate(f"has_role:{','.join(roles)}")
    def check(actor, record=None):
        return actor.role in roles

    return check
