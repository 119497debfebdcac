"""Verbs of a session's agenda: its items, their order, and the versions that are published.

Positions run from 1 without gaps through all sittings. Once an item has begun it keeps its place.
"""

from django.http import Http404

from core import notify
from core.errors import Refused
from core.verbs import verb
from council.models import Role
from council.seats import people_of
from sessions import forms, rules, versions
from sessions.models import AgendaItem, AgendaVersion, Session
from sessions.services.sittings import DRAFTING, tidy
from sessions.versions import latest


@verb("agenda.add", Session, "Thêm nội dung chương trình", may=rules.keeps, **DRAFTING)
def add_item(actor, council_session, *, also=(), **values):
    """A new item at the end of its sitting (of the agenda without one). Returns it.

    `dossier` is what is voted on, `also` are others presented with it.
    """
    position = AgendaItem.objects.filter(council_session=council_session).count() + 1
    made = AgendaItem.objects.create(council_session=council_session, position=position, **values)
    made.also.set(also, through_defaults={"council_session": council_session})
    tidy(council_session)
    return made


@verb("agenda.edit", Session, "Sửa nội dung chương trình", may=rules.keeps, **DRAFTING)
def edit_item(actor, council_session, *, item_id, also=None, **values):
    """Change an item where it stands."""
    item = item_of(council_session, item_id)
    if item.began_at and values.get("sitting", item.sitting) != item.sitting:
        raise Refused("Nội dung này đã bắt đầu nên không chuyển sang buổi khác được.")
    for name, value in values.items():
        setattr(item, name, value)
    item.save()
    if also is not None:
        item.also.set(also, through_defaults={"council_session": council_session})
    tidy(council_session)


@verb("agenda.remove", Session, "Bỏ nội dung chương trình", may=rules.keeps, **DRAFTING)
def remove_item(actor, council_session, *, item_id):
    """Take an item out; the later ones move up."""
    item = item_of(council_session, item_id)
    if item.began_at or item.ballots.exists():
        raise Refused("Nội dung này đã diễn ra nên không bỏ khỏi chương trình được.")
    item.delete()
    tidy(council_session)


@verb("agenda.shift", Session, "Đổi thứ tự chương trình", may=rules.keeps, **DRAFTING)
def shift_item(actor, council_session, *, item_id, step):
    """One place up (`step` -1) or down (1); past the end of its sitting it goes to the next one."""
    item = item_of(council_session, item_id)
    places = _places(council_session)
    keys = next(keys for _, keys in places if item.pk in keys)
    n = [keys for _, keys in places].index(keys)
    at, to = keys.index(item.pk), keys.index(item.pk) + step
    keys.pop(at)
    if 0 <= to <= len(keys):
        keys.insert(to, item.pk)
    elif 0 <= n + step < len(places):
        target = places[n + step][1]
        target.insert(len(target) if step < 0 else 0, item.pk)
    else:
        return
    _arrange(council_session, places)


@verb("agenda.arrange", Session, "Sắp xếp chương trình", may=rules.keeps, **DRAFTING)
def arrange(actor, council_session, *, places):
    """Put all items into the order given: [(sitting id or None, [item ids])]. Refused when an item is missing."""
    here = sorted(council_session.agenda.values_list("pk", flat=True))
    if sorted(key for _, keys in places for key in keys) != here:
        raise Refused("Chương trình vừa được người khác thay đổi. Hãy tải lại trang rồi sắp xếp lại.")
    known = {None, *council_session.sittings.values_list("pk", flat=True)}
    if any(sitting not in known for sitting, _ in places):
        raise Refused("Buổi họp đã chọn không thuộc kỳ họp này. Hãy tải lại trang.")
    _arrange(council_session, places)


def _places(council_session):
    """The order as it stands: [(sitting id, [item ids])], the items without a sitting last."""
    places = [(pk, []) for pk in council_session.sittings.values_list("pk", flat=True)] + [(None, [])]
    found = dict(places)
    for pk, sitting in council_session.agenda.values_list("pk", "sitting"):
        found[sitting].append(pk)
    return places


def _arrange(council_session, places):
    order = [(sitting, key) for sitting, keys in places for key in keys]
    rows = council_session.agenda.in_bulk()
    changed = []
    for position, (sitting, key) in enumerate(order, 1):
        row = rows[key]
        if row.began_at and row.sitting_id != sitting:
            raise Refused("Nội dung đã bắt đầu không chuyển sang buổi khác được.")
        if (row.position, row.sitting_id) != (position, sitting):
            row.position, row.sitting_id = position, sitting
            changed.append(row)
    AgendaItem.objects.bulk_update(changed, ["position", "sitting"])
    tidy(council_session)


def item_of(council_session, item_id):
    found = AgendaItem.objects.filter(council_session=council_session, pk=item_id).first()
    if found is None:
        raise Http404
    return found


@verb(
    "agenda.publish",
    Session,
    "Công bố chương trình",
    slug="cong-bo-chuong-trinh",
    may=rules.keeps,
    form=forms.PublishAgendaForm,
    offered=lambda council_session: getattr(council_session, "has_agenda", True),
    **DRAFTING,
)
def publish_agenda(actor, council_session, *, notice=""):
    """Freeze the agenda as its next version, and tell the delegates. Refused when nothing changed."""
    if not council_session.agenda.exists():
        raise Refused("Chương trình chưa có nội dung nào. Thêm nội dung rồi công bố.")
    last = latest(council_session)
    content = versions.snapshot(council_session)
    changes = versions.compare(last.content, content) if last else []
    if last and not changes:
        raise Refused(f"Chương trình không khác bản số {last.number} đã công bố.")
    made = AgendaVersion.objects.create(
        council_session=council_session, number=(last.number if last else 0) + 1, content=content, changes=changes,
        note=notice, published_by_id=actor.user_id,
    )  # fmt: skip
    _tell(council_session, made)
    return made


def _tell(council_session, version):
    people = people_of([council_session.owner_id], Role.CHAIR, Role.DELEGATE)
    what = (
        "công bố chương trình" if version.number == 1 else f"chương trình thay đổi (bản số {version.number})"
    )
    text = f"{council_session.title}: {what}. {version.note}".strip()
    key = f"agenda:{council_session.pk}:{version.number}"
    notify.tell(people, text[:240], key=key, record=council_session)
