"""Verbs of a session's sittings. Sittings stand in the order of day and hour; the items follow their sitting."""

from datetime import timedelta

from django.db.models import F
from django.http import Http404

from core.errors import Refused
from core.verbs import verb
from sessions import rules
from sessions.models import AgendaItem, Session, Sitting

DRAFTING = {"transition": "draft_agenda"}


@verb("sittings.add", Session, "Thêm buổi họp", may=rules.keeps, **DRAFTING)
def add_sitting(actor, council_session, **values):
    """A new sitting at its place by day and hour. Returns it."""
    _check_day(council_session, values["on"])
    last = council_session.sittings.count() + 1
    made = Sitting.objects.create(council_session=council_session, position=last, **values)
    tidy(council_session)
    return made


@verb("sittings.edit", Session, "Sửa buổi họp", may=rules.keeps, **DRAFTING)
def edit_sitting(actor, council_session, *, sitting_id, **values):
    """Change a sitting, or put it off to another day or hour."""
    row = sitting_of(council_session, sitting_id)
    _check_day(council_session, values.get("on", row.on))
    if row.began_at and (values.get("on"), values.get("starts_at")) != (row.on, row.starts_at):
        raise Refused("Buổi họp đã bắt đầu nên không đổi ngày, giờ được nữa.")
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    tidy(council_session)


@verb("sittings.remove", Session, "Bỏ buổi họp", may=rules.keeps, **DRAFTING)
def remove_sitting(actor, council_session, *, sitting_id):
    """Take a sitting out; its items stay in the agenda without one."""
    row = sitting_of(council_session, sitting_id)
    if row.began_at:
        raise Refused("Buổi họp đã bắt đầu nên không bỏ được.")
    row.delete()
    tidy(council_session)


@verb("sittings.split", Session, "Tách sang buổi mới", may=rules.keeps, **DRAFTING)
def split_sitting(actor, council_session, *, item_id, on, starts_at, label, ends_at=None):
    """Put an item and all after it in its sitting into a new one. Returns the new sitting."""
    item = council_session.agenda.filter(pk=item_id).first()
    if item is None:
        raise Http404
    if item.began_at:
        raise Refused("Nội dung này đã bắt đầu nên không chuyển sang buổi khác được.")
    later = council_session.agenda.filter(sitting=item.sitting_id, position__gte=item.position, began_at=None)
    keys = list(later.values_list("pk", flat=True))
    made = Sitting.objects.create(
        council_session=council_session, position=council_session.sittings.count() + 1,
        on=on, starts_at=starts_at, ends_at=ends_at, label=label,
    )  # fmt: skip
    _check_day(council_session, on)
    AgendaItem.objects.filter(pk__in=keys).update(sitting=made)
    tidy(council_session)
    return made


def sitting_of(council_session, sitting_id):
    found = council_session.sittings.filter(pk=sitting_id).first()
    if found is None:
        raise Http404
    return found


def _check_day(council_session, on):
    if on < council_session.on:
        raise Refused(f"Buổi họp không thể trước ngày khai mạc {council_session.on:%d/%m/%Y}.")


def tidy(council_session):
    """Number the sittings by day and hour, and the items by their sitting, both from 1 without gaps."""
    rows = list(council_session.sittings.order_by("on", "starts_at", "pk"))
    place = {row.pk: n for n, row in enumerate(rows, 1)}
    _number(Sitting, rows)
    items = sorted(
        council_session.agenda.all(),
        key=lambda item: (place.get(item.sitting_id, len(rows) + 1), item.position),
    )
    _number(AgendaItem, items)


def _number(model, rows):
    changed = [row for n, row in enumerate(rows, 1) if row.position != n]
    for n, row in enumerate(rows, 1):
        row.position = n
    model.objects.bulk_update(changed, ["position"])


def move_sittings(council_session, days):
    """Sittings that have not begun move with the opening."""
    waiting = council_session.sittings.filter(began_at=None)
    waiting.update(on=F("on") + timedelta(days=days))
    tidy(council_session)
