"""How a membership becomes an actor, and who works in a body; the app that keeps memberships says so."""

_SOURCE = {}


def provide(fn):
    """Register the function that gives the `Actor` of a membership id."""
    _SOURCE["actor"] = fn
    return fn


def actor_of(membership_id):
    """The actor of a membership, for work done outside a request. None when it has ended."""
    return _SOURCE["actor"](membership_id)


def provide_holders(fn):
    """Register the function that gives [(body id, role, user id)] of the people now working in some bodies."""
    _SOURCE["holders"] = fn
    return fn


def holders(body_ids):
    """[(body id, role, user id)] of the people who now hold a role in one of the bodies."""
    return _SOURCE["holders"](body_ids)
