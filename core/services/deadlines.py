"""The deadline engine: opens, meets, moves, pauses and waives what is owed on a record."""

from django.db.models import Q
from django.utils import timezone

from core import counting
from core.errors import Refused
from core.models import Deadline, DeadlinePause, DeadlineRule
from core.services import days


def choose_rule(code, on, body):
    """The rule `code` in force on the day `on` for `body`: its own before the national, its level before any.

    None when no rule of that code was in force. Whether `on` is the anchor's day or the day of acceptance is
    for the caller to know (`applies_by`).
    """
    return choose_rules([code], on, body).get(code)


def choose_rules(codes, on, body):
    """{code: rule} of those codes that have one in force, by one query; see `choose_rule`."""
    chain = [pk for pk in (body.pk, body.home_id, body.parent_id) if pk]
    rows = DeadlineRule.objects.filter(code__in=codes, valid_from__lte=on, retired=False).filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        Q(scope=None) | Q(scope__in=chain),
        Q(level="") | Q(level=body.tier),
    )
    ranked = sorted(rows, key=lambda rule: (rule.scope_id is not None, rule.level != "", rule.valid_from))
    return {rule.code: rule for rule in ranked}


def due(rule, anchor_on, pauses=(), extra=0):
    """The counted due date of a rule from its anchor (`counting.Counted`), None where the law sets no number.

    `extra` units were added by extensions.
    """
    if rule is None or rule.offset is None:
        return None
    return counting.count(anchor_on, rule.offset + extra, rule.unit, days.calendar(), pauses)


def counted(deadline):
    """How the due date of a stored deadline is counted, with its pauses and extensions; None without a number."""
    return due(deadline.rule, deadline.anchor_on, pauses_of(deadline), deadline.extra)


def open_deadline(record, code, anchor_on, *, owed_by=None, key="", applies_on=None, due_on=None, owed=""):
    """Open what `code` owes on `record`, counted from `anchor_on`; opening it again moves it.

    `due_on` is given when an act sets the date itself (a recommendation), not a rule.
    """
    rule = choose_rule(code, applies_on or anchor_on, record.owner)
    first = due(rule, anchor_on) if due_on is None else None
    if rule is None and due_on is None:
        return None
    values = {
        "rule": rule, "owed": owed or rule.owed, "owed_by": owed_by, "anchor": rule.anchor if rule else "",
        "anchor_on": anchor_on, "due_on": due_on or (first and first.running_due), "holder_id": record.owner_id,
    }  # fmt: skip
    deadline, made = Deadline.objects.get_or_create(record=record, code=code, key=key, defaults=values)
    if not made and is_open(deadline):
        _open_again(deadline, values, due_on)
    return deadline


def _open_again(deadline, values, due_on):
    """The same is owed from what may be another day. While the anchor stays, so do the rule's version that
    counted it and a date set by decision; pauses and extensions stay in any case."""
    same, old = deadline.anchor_on == values["anchor_on"], deadline.due_on
    if same and due_on is None and deadline.rule:
        values = values | {"rule": deadline.rule}
    for name, value in values.items():
        setattr(deadline, name, value)
    if due_on is None and same and deadline.decided:
        deadline.due_on = old
    elif due_on is None:
        _count_anew(deadline)
    deadline.save()


def _count_anew(deadline):
    """Put the due date where the rule puts it from the present anchor. Nothing is stored."""
    found = counted(deadline)
    deadline.due_on, deadline.decided = found and found.running_due, False


def _must_be_open(deadline):
    if not is_open(deadline):
        raise Refused("Thời hạn này đã xong hoặc đã được miễn.")


def is_open(deadline):
    return deadline.met_on is None and deadline.waived_on is None


def meet(record, code, on, *, user_id=None, key="", paper=""):
    """Mark what `code` owed on `record` as done on the day `on`. Nothing happens if it is not open."""
    Deadline.objects.filter(record=record, code=code, key=key).filter(met_on=None, waived_on=None).update(
        met_on=on, met_by_id=user_id, paper=paper
    )


def settle(deadline, user_id, on, paper=""):
    """Mark one open deadline as met on the day `on`, by which paper. Raises Refused when it is not open."""
    _must_be_open(deadline)
    deadline.met_on, deadline.met_by_id, deadline.paper = on, user_id, paper
    deadline.save()


def put(deadline, due_on):
    """Give one open deadline another date, by a decision that the history names."""
    _must_be_open(deadline)
    deadline.due_on, deadline.decided = due_on, True
    deadline.save()


# Codes whose extension is an act of their register, with conditions of its own: prefix -> label of that act.
_BY_VERB: dict[str, str] = {}


def extended_by_verb(prefix, label):
    """Say that limits whose code begins with `prefix` are extended on their record, by the act `label`."""
    _BY_VERB[prefix] = label


def extension(deadline):
    """How many units an extension would add now. Raises Refused with the reason where none is allowed."""
    _must_be_open(deadline)
    own = next((label for prefix, label in _BY_VERB.items() if deadline.code.startswith(prefix)), "")
    if own:
        raise Refused(f"Thời hạn này được gia hạn bằng việc «{own}» trên hồ sơ, kèm điều kiện của luật.")
    rule = deadline.rule
    if rule is None or not rule.extends_by:
        raise Refused(
            "Quy định về thời hạn này không cho gia hạn. Nếu có quyết định của cấp có thẩm quyền, dùng «Đổi thời hạn»."
        )
    if deadline.extensions >= rule.extends_times:
        raise Refused(f"Thời hạn này đã gia hạn {deadline.extensions} lần, hết số lần quy định cho phép.")
    return rule.extends_by


def extend(deadline):
    """Add once what the rule allows; the new date is counted from the same anchor, pauses kept. Raises Refused."""
    deadline.extra += extension(deadline)
    deadline.extensions += 1
    _count_anew(deadline)
    deadline.save()


def reopen(record, code, *, key=""):
    """What was met is owed again until the same day, because the act that met it was undone."""
    Deadline.objects.filter(record=record, code=code, key=key).update(met_on=None, met_by=None, paper="")


def drop(record, *codes):
    """Take away open deadlines that no longer arise (met ones stay)."""
    rows = Deadline.objects.filter(record=record, met_on=None, waived_on=None)
    (rows.filter(code__in=codes) if codes else rows).delete()


def move_anchor(record_ids, anchor, on, key=None):
    """Move every open deadline of the records that hangs on `anchor` to the new day; met ones stay.

    With a `key`, only those of that key.

    Returns [(deadline, old due date, new due date)].
    """
    moved = []
    rows = Deadline.objects.filter(record_id__in=record_ids, anchor=anchor, met_on=None, waived_on=None)
    rows = rows if key is None else rows.filter(key=key)
    for deadline in rows.select_related("rule").prefetch_related("pauses"):
        if deadline.decided and deadline.anchor_on == on:
            continue
        old, deadline.anchor_on = deadline.due_on, on
        _count_anew(deadline)
        deadline.save()
        moved.append((deadline, old, deadline.due_on))
    return moved


def pauses_of(deadline):
    return [(pause.from_on, pause.to_on) for pause in deadline.pauses.all()]


def pause(deadline, on, reason):
    """Stop the clock from the day `on`; while it stands still nothing is due."""
    DeadlinePause.objects.create(deadline=deadline, from_on=on, reason=reason)
    Deadline.objects.filter(pk=deadline.pk).update(due_on=None)


def resume(deadline, on):
    """Let the clock run again from the day `on`; the due date moves by the days it stood still."""
    deadline.pauses.filter(to_on=None).update(to_on=on)
    fresh = Deadline.objects.select_related("rule").get(
        pk=deadline.pk
    )  # its pauses may have been read before
    Deadline.objects.filter(pk=deadline.pk).update(due_on=counted(fresh).running_due)


def waive(deadline, user_id, reason):
    """Give up a deadline for a reason that is kept."""
    _must_be_open(deadline)
    if not reason.strip():
        raise Refused("Phải ghi lý do miễn thời hạn.")
    today = timezone.localdate()
    Deadline.objects.filter(pk=deadline.pk).update(
        waived_on=today, waived_by_id=user_id, waived_reason=reason
    )


def explain(deadline, found):
    """How the due date came about, as Vietnamese sentences for the screen. `found`: what `counted` gave."""
    rule = deadline.rule
    lines = counting.explain(found, rule.basis, rule.article, verify=rule.confidence == "verify")
    if deadline.extensions:
        unit = counting.UNIT_NAMES[rule.unit]
        lines.insert(1, f"Trong đó gia hạn {deadline.extensions} lần, thêm {deadline.extra} {unit}.")
    return lines
