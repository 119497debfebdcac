"""How a membership becomes an actor; the app that keeps memberships says how (`seat`)."""

_SOURCE = {}


def provide(fn):
    """Register the function that gives the `Actor` of a membership id."""
    _SOURCE["actor"] = fn
    return fn


def actor_of(membership_id):
    """The actor of a membership, for work done outside a request. None when it has ended."""
    return _SOURCE["actor"](membership_id)
