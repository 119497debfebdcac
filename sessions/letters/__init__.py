"""Official documents of the sessions' registers; their shipped wordings stand beside these modules."""

from sessions.letters import meetings, papers, plans  # noqa: F401
