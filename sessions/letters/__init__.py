"""Official documents of the room; their shipped wordings stand beside this file."""

from sessions.letters import meetings, plans  # noqa: F401
