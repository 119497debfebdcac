"""The permission matrix as it is in force: worked out from the verbs' own rules, never written down a second time.

Each rule is a sentence of predicates. Each predicate is asked with an actor of whom only the role is known and a record
of which only the kind is known: it says yes or no, or it needs to know more, and then it stands as a condition.
"""

from dataclasses import dataclass

import rules

from core.actor import KEEPERS
from core.register import REGISTERS
from core.verbs import VERBS
from core.visibility import closed_kinds
from council.models import Role

# What a predicate asks beyond the role; a test holds that none is missing.
WORDS = {
    "is_owner": "hồ sơ của đơn vị mình", "heads_subject": "Ban mình phụ trách", "is_target": "là đơn vị chịu giám sát",
    "is_lead": "là cơ quan thực hiện", "is_sent_here": "hồ sơ gửi đến cơ quan mình", "is_handler": "được phân công",
    "is_denunciation": "là tố cáo", "is_submitter": "là cơ quan trình", "heads_committee": "Ban mình thẩm tra",
    "is_collected": "còn thu tài liệu", "is_received": "đã tiếp nhận", "is_respondent": "là cơ quan trả lời",
    "is_own_slip": "chất vấn của chính mình", "is_not_asked": "chưa chuyển chất vấn", "leads_task": "là cơ quan chủ trì",
    "is_upper": "cấp dưới gửi lên", "is_sent_up": "đã gửi lên cấp trên", "has_upper_council": "có cấp trên",
}  # fmt: skip
ROLES = tuple(Role)


class Unknown(Exception):
    """The answer hangs on more than the role and the kind of record."""


class _Someone:
    """An actor of whom only the role is known."""

    def __init__(self, role):
        self.role, self.role_label = role, role.label
        self.keeps_registers, self.sees_shared_only = role in KEEPERS, role == Role.AGENCY

    def __getattr__(self, name):
        raise Unknown(name)


class _Something:
    """A record of which only the kind is known."""

    def __init__(self, model):
        object.__setattr__(self, "_model", model)

    def __getattribute__(self, name):
        if name == "__class__":
            return object.__getattribute__(self, "_model")
        raise Unknown(name)


@dataclass(frozen=True)
class Answer:
    """`may` is True, False, or None: under one of `conditions`, each a tuple of what must hold together."""

    may: bool | None
    conditions: tuple = ()

    @property
    def sentences(self):
        return [" và ".join(parts) for parts in self.conditions]


YES, NO = Answer(True), Answer(False)


def answer(item, role):
    """Whether people of a role may do the verb `item`."""
    if not item.creates and item.model.KIND in closed_kinds(role):
        return NO
    record = None if item.creates else _Something(item.model)
    return _ask(rules.rulesets.default_rules[item.name], _Someone(role), record)


def _ask(predicate, actor, record):
    name, parts = _parts(predicate)
    if name == "INVERT":
        return _not(_ask(parts["self"], actor, record))
    if name in ("AND", "OR"):
        first, second = (_ask(parts[side], actor, record) for side in ("self", "other"))
        return _both(first, second) if name == "AND" else _either(first, second)
    return _leaf(predicate, actor, record)


def _parts(predicate):
    """The name of a joint predicate's function and what it joins."""
    fn = predicate.fn
    cells = getattr(fn, "__closure__", None) or ()
    return fn.__name__, dict(
        zip(fn.__code__.co_freevars, (cell.cell_contents for cell in cells), strict=True)
    )


def _leaf(predicate, actor, record):
    try:
        return YES if predicate._apply(actor, record) else NO
    except Unknown:
        return Answer(None, ((WORDS.get(predicate.name, predicate.name),),))


def _not(found):
    if found.may is not None:
        return NO if found.may else YES
    return Answer(None, (tuple(f"không phải {' và '.join(parts)}" for parts in found.conditions),))


def _both(first, second):
    if NO in (first, second):
        return NO
    if YES in (first, second):
        return second if first == YES else first
    joined = (tuple(dict.fromkeys(one + two)) for one in first.conditions for two in second.conditions)
    return Answer(None, tuple(dict.fromkeys(joined)))


def _either(first, second):
    if YES in (first, second):
        return YES
    if NO in (first, second):
        return second if first == NO else first
    return Answer(None, tuple(dict.fromkeys(first.conditions + second.conditions)))


def leaves(predicate):
    """The simple predicates that a rule is made of."""
    name, parts = _parts(predicate)
    if name not in ("AND", "OR", "INVERT"):
        return {predicate.name}
    return set().union(*(leaves(part) for part in parts.values() if isinstance(part, rules.Predicate)))


def rows(kind=""):
    """[(register, [(verb, [answer of each role])])] of one kind of record, or of all."""
    found = {}
    for item in VERBS.values():
        if kind in ("", item.model.KIND) and item.model.KIND in REGISTERS:
            found.setdefault(item.model.KIND, []).append((item, [answer(item, role) for role in ROLES]))
    return [(REGISTERS[key], lines) for key, lines in found.items()]


def seen_kinds(role):
    """The registers whose records people of a role may see at all."""
    closed = closed_kinds(role)
    return [register for kind, register in REGISTERS.items() if kind not in closed]
