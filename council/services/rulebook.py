"""Legal limits and days off, corrected or added by the administrator.

An edited row is marked so that loading the shipped file again leaves it alone. Due dates already stored stay.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from core.errors import NotAllowed, Refused
from core.models import Body, DeadlineRule, SpecialDay
from core.rules_file import read_days
from core.services import days
from council.acts import act

_COPIED = ("code", "register", "owed_by", "anchor", "regime", "level", "applies_by", "confidence")


def keeps_nation(actor):
    """Whether the actor administers a council with none above it: only there the national rows are kept."""
    return not Body.objects.filter(pk=actor.home_id, parent__isnull=False).exists()


def _check_nation(actor):
    if not keeps_nation(actor):
        raise NotAllowed(
            "Quy định và ngày nghỉ chung do quản trị viên cấp trên sửa. Đơn vị có thể thêm quy định riêng của mình."
        )


@act("council.edit_rule")
def edit_rule(actor, pk, **values):
    """Correct a limit: the national one at the top of the city, a local one wherever it holds."""
    rule = DeadlineRule.objects.select_for_update().filter(pk=pk).first()
    if rule is None or rule.scope_id not in (None, *actor.scope):
        raise Http404
    if rule.scope_id is None:
        _check_nation(actor)
    return _store(rule, values)


@act("council.add_local_rule")
def add_local_rule(actor, pk, *, scope, **values):
    """A limit of the council's own working rules in place of the row `pk`, for `scope` alone."""
    base = DeadlineRule.objects.filter(pk=pk, scope=None).first()
    if base is None or scope.pk not in actor.scope:
        raise Http404
    rule = DeadlineRule(scope=scope, **{name: getattr(base, name) for name in _COPIED})
    return _store(rule, values)


def _store(rule, values):
    for name, value in values.items():
        setattr(rule, name, value)
    if rule.valid_to and rule.valid_to < rule.valid_from:
        raise ValidationError({"valid_to": "Ngày hết hiệu lực phải sau ngày có hiệu lực."})
    same = DeadlineRule.objects.filter(
        code=rule.code, level=rule.level, scope=rule.scope_id, valid_from=rule.valid_from
    )
    if same.exclude(pk=rule.pk).exists():
        raise ValidationError({"valid_from": "Đã có quy định cùng mã, cùng cấp có hiệu lực từ ngày này."})
    rule.edited = True
    rule.save()
    return rule


@act("council.add_day")
def add_day(actor, *, day, **values):
    """A day off or a day worked in exchange."""
    _check_nation(actor)
    row = SpecialDay.objects.create(day=day, edited=True, **values)
    transaction.on_commit(days.changed)
    return row


@act("council.edit_day")
def edit_day(actor, pk, **values):
    _check_nation(actor)
    row = SpecialDay.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Http404
    for name, value in values.items():
        setattr(row, name, value)
    row.edited = True
    row.save()
    transaction.on_commit(days.changed)
    return row


@act("council.remove_day")
def remove_day(actor, pk):
    """Take out a day that was added here. A shipped one would come back with the next load: it is edited instead."""
    _check_nation(actor)
    row = SpecialDay.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Http404
    if row.day in {item.date for item in read_days(settings.SPECIAL_DAYS).days}:
        raise Refused(
            "Ngày này có trong danh sách kèm theo phần mềm nên không xóa được. Hãy sửa lại là ngày nghỉ hoặc ngày làm việc."
        )
    row.delete()
    transaction.on_commit(days.changed)
    return row
