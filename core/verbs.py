"""Verbs: what can be done to a record, in one transaction, under whose name.

One function is the act; its verb's name is the permission, the label in the history and the button's address.

    @verb("voters.forward", Opinion, "Chuyển giải quyết", slug="chuyen", may=keeps, form=ForwardForm)
    def forward(actor, opinion, *, agency, letter_no): ...

The model's transition of the same last name (`Opinion.forward`) decides from which states it can be taken.
A function may do it by raising `Refused` with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.db import IntegrityError
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django_fsm import can_proceed

from core.errors import NotAllowed, Refused, Stale
from core.history import acting
from core.models import Record
from core.services import moves


@dataclass(frozen=True)
class Verb:
    """An act on records of `model`; `creates` when it makes one, `amends` when it is the plain form, `reads`
    when it changes nothing of the record, so that an open form stays valid. `offered` tells of a record
    whether the button makes sense there; taken all the same, the act says why not. After an act that `amends`
    or `moves`, whoever the moved due dates concern is told."""

    name: str
    model: type
    label: str
    fn: Callable
    slug: str = ""
    form: Any = None
    primary: bool = False
    danger: bool = False
    hint: str = ""
    creates: bool = False
    amends: bool = False
    reads: bool = False
    moves: bool = False
    transition: str = ""
    offered: Callable = lambda record: True

    def permits(self, actor, record=None):
        """Whether this role may take the act on this record, whatever its state."""
        return actor is not None and rules.test_rule(self.name, actor, record)

    def possible(self, record):
        """Whether the record's state lets the act be taken now."""
        method = getattr(record, self.transition, None)
        return method is None or can_proceed(method)


VERBS: dict[str, Verb] = {}


def verb(name, model, label, *, may, **options):
    """Register the decorated function as a verb. `may` is a predicate of (actor, record)."""

    def register(fn):
        options.setdefault("transition", name.rsplit(".", 1)[1])
        rules.add_rule(name, may)
        VERBS[name] = fn.verb = Verb(name, model, label, fn, **options)
        return fn

    return register


def verbs_of(model):
    """The verbs of a model in the order of their registration."""
    return [item for item in VERBS.values() if item.model is model]


def open_verbs(actor, record):
    """The acts that `actor` may take on `record` in its present state."""
    acts = (item for item in verbs_of(type(record)) if not item.creates and not item.amends)
    return [
        item
        for item in acts
        if item.possible(record) and item.offered(record) and item.permits(actor, record)
    ]


def perform(fn, actor, pk, *, version=None, note="", **data):
    """Do the verb `fn` on the record `pk`: lock, check right, state and version, act, note the history.

    Returns what the function returns. Raises Http404 when the record is not in view, `NotAllowed`, `Refused`
    or `Stale`. A `version` of None skips the check, for acts that carry no form.
    """
    try:
        return _perform(fn, actor, pk, version, note, data)
    except Refused as refusal:
        if refusal.aftermath:
            with acting(actor.user_id, fn.verb.name, note):
                refusal.aftermath()
        raise


def _perform(fn, actor, pk, version, note, data):
    item = fn.verb
    with acting(actor.user_id, item.name, note):
        record = locked(item.model, actor, pk)
        _check(item, actor, record, version)
        result = _done(item, actor, record, note, data)
        if not item.reads:
            Record.objects.filter(pk=pk).update(version=F("version") + 1)
    return result


def _done(item, actor, record, note, data):
    """Do the act. What it moved among the open deadlines of the record and its parts is told, with the reason."""
    if not (item.amends or item.moves):
        return item.fn(actor, record, **data)
    key, why = f"moved:{record.pk}:{record.version}", note or data.get("reason") or ""
    with moves.watched(record.pk) as moved:
        result = item.fn(actor, record, **data)
    if moved:
        text = f"Hạn thay đổi do «{item.label}»{f', lý do: {why}' if why else ''}."
        moves.tell_moved(moved, text[:200], key=key, but=actor.user_id)
    return result


def create(fn, actor, *, once=None, note="", **data):
    """Do the creating verb `fn`; the same `once` twice gives the record made the first time."""
    item = fn.verb
    if not item.permits(actor):
        raise NotAllowed(f"Vai trò {actor.role_label} không được dùng chức năng «{item.label}».")
    try:
        with acting(actor.user_id, item.name, note):
            made = once and item.model.objects.filter(once=once).first()
            return made or fn(actor, once=once, **data)
    except IntegrityError:
        # The same form sent twice at the same moment: the other one made the record.
        made = once and item.model.objects.filter(once=once).first()
        if not made:
            raise
        return made


def locked(model, actor, pk):
    """The record `pk` if `actor` may see it, locked until the end of the transaction."""
    if not Record.objects.select_for_update().filter(pk=pk).exists():
        raise Http404
    record = model.objects.visible_to(actor).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def _check(item, actor, record, version):
    must_be_permitted(item, actor, record)
    if version is not None and int(version) != record.version:
        raise Stale("Hồ sơ đã thay đổi từ khi trang này được mở. Hãy tải lại để xem bản mới nhất.")
    _must_be_possible(item, record)


def must_be_open(item, actor, record):
    """Raises NotAllowed or Refused, saying why, when `actor` may not take the act on `record` now."""
    must_be_permitted(item, actor, record)
    _must_be_possible(item, record)


def must_be_permitted(item, actor, record):
    """Raises NotAllowed when this role may not take the act on `record`, whatever its state."""
    if not item.permits(actor, record):
        raise NotAllowed(f"Vai trò {actor.role_label} không được thực hiện «{item.label}» với hồ sơ này.")


def _must_be_possible(item, record):
    if not item.possible(record):
        state = record.status["label"]
        raise Refused(f"Hồ sơ đang ở tình trạng «{state}» nên không thể thực hiện «{item.label}».")


def start(model, actor, *, once=None, **values):
    """A new record of the actor's home body, not yet saved: what every creating verb begins with."""
    values.setdefault("owner_id", actor.home_id)
    values.setdefault("on", timezone.localdate())
    if once:
        values["once"] = once
    return model(kind=model.KIND, created_by_id=actor.user_id, **values)
