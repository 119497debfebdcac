"""Official documents of the sessions' registers; their shipped wordings stand beside these modules."""

from sessions.letters import papers  # noqa: F401
