"""The template of a kind of session: the council's own where it wrote one, else the shipped one."""

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path

from sessions.models import SessionTemplate

SHIPPED = Path(__file__).parent / "data" / "templates.toml"
PARTS = ("sittings", "items", "dossiers", "steps")
_NAMES = {
    "sittings": ("label", "day", "starts_at", "ends_at"),
    "items": ("sitting", "kind", "title", "presenter", "minutes"),
    "dossiers": ("document_kind", "title", "submitter_kind"),
    "steps": ("days_before", "title", "owed_by_kind"),
}


@dataclass(frozen=True)
class Plan:
    """Lists of plain rows, in order; `own` when the council wrote it."""

    sittings: list
    items: list
    dossiers: list
    steps: list
    own: bool = False


@lru_cache(maxsize=1)
def _shipped():
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def shipped(kind):
    """The shipped template of a kind as rows of named values."""
    found = _shipped()[kind]
    parts = {part: [dict(zip(_NAMES[part], row, strict=True)) for row in found[part]] for part in PARTS}
    for row in parts["sittings"]:
        row["starts_at"], row["ends_at"] = (
            time.fromisoformat(row["starts_at"]),
            time.fromisoformat(row["ends_at"]),
        )
    return Plan(**parts)


def template_of(owner_id, kind):
    """What a session of `kind` at a council begins with."""
    own = SessionTemplate.objects.filter(owner_id=owner_id, session_kind=kind).first()
    if own is None:
        return shipped(kind)
    parts = {part: list(getattr(own, part).values(*_NAMES[part])) for part in PARTS}
    return Plan(**parts, own=True)
