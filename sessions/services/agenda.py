"""Verbs of a session's agenda; positions run from 1 without gaps."""

from django.db.models import F
from django.http import Http404

from core.verbs import verb
from sessions import rules
from sessions.models import AgendaItem, Session


@verb("agenda.add", Session, "Thêm nội dung chương trình", may=rules.keeps)
def add_item(actor, council_session, **values):
    """A new item at the end of the agenda. Returns it."""
    position = AgendaItem.objects.filter(council_session=council_session).count() + 1
    AgendaItem.objects.create(council_session=council_session, position=position, **values)


@verb("agenda.edit", Session, "Sửa nội dung chương trình", may=rules.keeps)
def edit_item(actor, council_session, *, item_id, **values):
    """Change an item where it stands."""
    item = _item(council_session, item_id)
    for name, value in values.items():
        setattr(item, name, value)
    item.save()


@verb("agenda.remove", Session, "Bỏ nội dung chương trình", may=rules.keeps)
def remove_item(actor, council_session, *, item_id):
    """Take an item out; the later ones move up."""
    item = _item(council_session, item_id)
    item.delete()
    later = AgendaItem.objects.filter(council_session=council_session, position__gt=item.position)
    later.update(position=F("position") - 1)


@verb("agenda.shift", Session, "Đổi thứ tự chương trình", may=rules.keeps)
def shift_item(actor, council_session, *, item_id, step):
    """Change places with the item before (`step` -1) or after (1); at the end nothing happens."""
    item = _item(council_session, item_id)
    other = AgendaItem.objects.filter(council_session=council_session, position=item.position + step).first()
    if other is None:
        return
    AgendaItem.objects.filter(pk=other.pk).update(position=item.position)
    AgendaItem.objects.filter(pk=item.pk).update(position=other.position)


def _item(council_session, item_id):
    found = AgendaItem.objects.filter(council_session=council_session, pk=item_id).first()
    if found is None:
        raise Http404
    return found
