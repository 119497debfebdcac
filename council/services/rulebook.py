"""Legal limits and days off, corrected or added by the administrator.

An edited row is marked so that loading the shipped file again leaves it alone. A changed number of days holds
for what arises later, unless the administrator asks for the open deadlines to follow (`LATER`, `ALL`).
"""

import json
from datetime import date
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404

from core import changes as history
from core import jobs
from core.errors import NotAllowed, Refused
from core.models import Body, DeadlineRule, SpecialDay
from core.rules_file import read_days
from core.seats import actor_of
from core.services import moves, shifts
from core.services import rulebook as book
from council.acts import act
from council.services import daysoff

_COPIED = ("code", "register", "owed_by", "anchor", "regime", "level", "applies_by", "confidence")


def keeps_nation(actor):
    """Whether the actor administers a council with none above it: only there the national rows are kept."""
    return not Body.objects.filter(pk=actor.home_id, parent__isnull=False).exists()


def check_nation(actor):
    """Raises `NotAllowed` where the national rows are not this administrator's."""
    if not keeps_nation(actor):
        raise NotAllowed(
            "Quy định và ngày nghỉ chung do quản trị viên cấp trên sửa. Đơn vị có thể thêm quy định riêng của mình."
        )


LATER, ALL = "later", "all"
history.name_acts(
    {"council.edit_rule": "Sửa quy định thời hạn", "council.add_local_rule": "Thêm quy định riêng"}
)


@act("council.edit_rule")
def edit_rule(actor, pk, *, reach=LATER, **values):
    """Correct a limit: the national one at the top of the city, a local one wherever it holds."""
    rule = DeadlineRule.objects.select_for_update().filter(pk=pk, retired=False).first()
    if rule is None or rule.scope_id not in (None, *actor.scope):
        raise Http404
    if rule.scope_id is None:
        check_nation(actor)
    moved = of_edit(rule, values) if reach == ALL else []
    return _store(actor, rule, values, moved)


def of_edit(rule, values, progress=lambda percent: None):
    """The moves that new `values` of a rule would bring, without storing them."""
    offset, unit = values.get("offset", rule.offset), values.get("unit", rule.unit)
    same = (offset, unit) == (rule.offset, rule.unit)
    return [] if same else shifts.by_rule(rule, offset, unit, progress)


@act("council.add_local_rule")
def add_local_rule(actor, pk, *, scope, reach=LATER, **values):
    """A limit of the council's own working rules in place of the row `pk`, for `scope` alone."""
    rule = local_rule(actor, pk, scope)
    moved = of_local(rule, values) if reach == ALL else []
    return _store(actor, rule, values, moved)


def local_rule(actor, pk, scope):
    """A copy of the national row `pk` for `scope`, not stored. Raises Http404."""
    base = DeadlineRule.objects.filter(pk=pk, scope=None, retired=False).first()
    if base is None or scope.pk not in actor.scope:
        raise Http404
    return DeadlineRule(scope=scope, **{name: getattr(base, name) for name in _COPIED})


def of_local(rule, values, progress=lambda percent: None):
    """The moves that a new local rule would bring among what the national one counted."""
    for name, value in values.items():
        setattr(rule, name, value)
    return shifts.by_local_rule(rule, progress)


def ask_rule(actor, pk, values, scope=None):
    """Leave to the worker a rule that many open deadlines are to follow; as `edit_rule` or, with a `scope`,
    `add_local_rule` would do it."""
    values = {name: value for name, value in values.items() if name != "scope"}
    params = {"pk": pk, "values": values, "scope": scope and scope.pk}
    return jobs.ask(actor, "rule", f"Đổi hạn theo quy định: {values['owed']}"[:250], _plain(params))


def _plain(params):
    return json.loads(json.dumps(params, default=str))


@jobs.handles("rule")
def follow_rule(job, progress):
    params, actor = job.params, actor_of(job.membership_id)
    values = params["values"] | {name: _day_of(params["values"][name]) for name in ("valid_from", "valid_to")}
    progress(10)
    try:
        if params["scope"]:
            scope = Body.objects.get(pk=params["scope"])
            add_local_rule(actor, params["pk"], scope=scope, reach=ALL, **values)
        else:
            edit_rule(actor, params["pk"], reach=ALL, **values)
    except ValidationError as error:
        raise Refused(error.messages[0]) from None


def _day_of(text):
    return text and date.fromisoformat(text)


def _store(actor, rule, values, moved):
    for name, value in values.items():
        setattr(rule, name, value)
    if rule.valid_to and rule.valid_to < rule.valid_from:
        raise ValidationError({"valid_to": "Ngày hết hiệu lực phải sau ngày có hiệu lực."})
    same = DeadlineRule.objects.filter(
        code=rule.code, level=rule.level, scope=rule.scope_id, valid_from=rule.valid_from, retired=False
    )
    if same.exclude(pk=rule.pk).exists():
        raise ValidationError({"valid_from": "Đã có quy định cùng mã, cùng cấp có hiệu lực từ ngày này."})
    rule.edited = True
    book.store(rule)
    made = moves.store(moved, rule.pk)
    text = f"Hạn đổi theo quy định mới: {rule.basis}, {rule.article}".strip(", ")
    moves.tell_moved(made, f"{text[:180]}.", key=f"rule:{rule.pk}:{uuid4().hex}", but=actor.user_id)
    return rule


@act("council.add_day")
def add_day(actor, *, day, worked, name, basis=""):
    """A day off or a day worked in exchange; the open limits that it touches move in the same act."""
    check_nation(actor)
    if SpecialDay.objects.filter(day=day).exists():
        raise ValidationError({"day": "Ngày này đã có trong danh sách."})
    daysoff.change(actor, {day: (worked, name, basis)})
    return SpecialDay.objects.get(day=day)


@act("council.edit_day")
def edit_day(actor, pk, **values):
    check_nation(actor)
    changes = of_edited_day(_day(pk), values)
    daysoff.change(actor, changes)
    return SpecialDay.objects.get(day=max(changes, key=lambda day: changes[day] is not None))


def of_edited_day(row, values):
    """The change of days that new `values` of a row mean: its old day may be given up for another."""
    new = {name: values.get(name, getattr(row, name)) for name in ("day", "worked", "name", "basis")}
    return {row.day: None} | {new["day"]: (new["worked"], new["name"], new["basis"])}


@act("council.remove_day")
def remove_day(actor, pk):
    """Take out a day that was added here. A shipped one would come back with the next load: it is edited instead."""
    check_nation(actor)
    row = removable(pk)
    daysoff.change(actor, {row.day: None})
    return row


def removable(pk):
    """The special day `pk`. Raises Http404, or Refused when it is a shipped one."""
    row = _day(pk)
    if row.day in {item.date for item in read_days(settings.SPECIAL_DAYS).days}:
        raise Refused(
            "Ngày này có trong danh sách kèm theo phần mềm nên không xóa được. Hãy sửa lại là ngày nghỉ hoặc ngày làm việc."
        )
    return row


def _day(pk):
    row = SpecialDay.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@act("council.import_days")
def import_days(actor, changes, *, basis="", years=()):
    """The days of a decree at once, and the years that it decides."""
    check_nation(actor)
    daysoff.change(actor, changes)
    for year in years:
        daysoff.confirm(year, basis)


@act("council.confirm_year")
def confirm_year(actor, year, *, basis):
    """Note that a year's days off have been announced, by which document."""
    check_nation(actor)
    daysoff.confirm(year, basis)


@act("council.unconfirm_year")
def unconfirm_year(actor, year):
    """Take back a confirmation given here. Raises Refused for a year of the shipped file."""
    check_nation(actor)
    daysoff.unconfirm(year)
