"""What a person has in hand by name, not by role: each room says what it is, and moves it when it is handed over."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """One sort of work. `held(user_ids, councils)` are its rows, those kept by the home bodies `councils`;
    `move(actor, user_id, to_id, rows)` gives them to another person, raising Refused where that person may not have them.
    Without `move` the rows stay where they are, as `stays` says in words; `stayed(user, rows)` tells whoever must know."""

    key: str
    label: str
    held: Callable
    move: Callable | None = None
    stays: str = ""
    stayed: Callable | None = None


WORKS: dict[str, Work] = {}


def held_by_name(key, label, held, **options):
    """Register a sort of work (called when an app is ready)."""
    WORKS[key] = Work(key, label, held, **options)
