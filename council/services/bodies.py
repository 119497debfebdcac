"""Bodies, delegates and posts, kept by the administrator within the own scope."""

from django.core.exceptions import ValidationError
from django.http import Http404

from core.errors import NotAllowed
from council.acts import act
from council.models import BodyKind, Council, Delegate, Post, Term
from council.services.people import bodies, people


@act("council.add_body")
def add_body(actor, *, kind, home, **values):
    """A committee, group, office or agency of a council in the scope."""
    _check_home(actor, home)
    return bodies(actor).model.objects.create(kind=kind, home=home, tier=home.tier, **values)


@act("council.edit_body")
def edit_body(actor, pk, **values):
    """New names or dates of a body; what it is and whose it is stays."""
    body = bodies(actor).select_for_update().filter(pk=pk).first()
    return _set(body, values)


@act("council.add_council")
def add_council(actor, *, parent, **values):
    """A council below one of the scope; from now on the scope holds it too."""
    _check_home(actor, parent)
    return Council.objects.create(kind=BodyKind.COUNCIL, parent=parent, **values)


@act("council.edit_council")
def edit_council(actor, pk, **values):
    return _set(
        Council.objects.select_for_update(of=["self"]).filter(pk__in=actor.scope, pk=pk).first(), values
    )


@act("council.add_term")
def add_term(actor, pk, **values):
    """A term of a council of the scope."""
    council = Council.objects.filter(pk__in=actor.scope, pk=pk).first()
    if council is None:
        raise Http404
    if Term.objects.filter(council=council, starts_on=values["starts_on"]).exists():
        raise ValidationError({"starts_on": "Đã có nhiệm kỳ bắt đầu ngày này."})
    return Term.objects.create(council=council, **values)


@act("council.add_delegate")
def add_delegate(actor, *, term, **values):
    _check_delegate(actor, term, values)
    return Delegate.objects.create(term=term, **values)


@act("council.edit_delegate")
def edit_delegate(actor, pk, *, term, **values):
    found = Delegate.objects.select_for_update().filter(term__council__in=actor.scope, pk=pk).first()
    _check_delegate(actor, term, values)
    return _set(found, {"term": term, **values})


@act("council.give_post")
def give_post(actor, pk, *, body, title, from_on, to_on=None):
    """A post of a delegate in the council or one of its bodies."""
    delegate = _delegate(actor, pk)
    if body.home_id_or_self != delegate.term.council_id:
        raise ValidationError(
            {"body": "Chọn Hội đồng nhân dân của đại biểu, hoặc Thường trực, Ban, Tổ thuộc Hội đồng đó."}
        )
    return Post.objects.create(delegate=delegate, body=body, title=title, from_on=from_on, to_on=to_on)


@act("council.end_post")
def end_post(actor, pk, *, to_on):
    post = (
        Post.objects.select_for_update(of=["self"])
        .filter(delegate__term__council__in=actor.scope, pk=pk)
        .first()
    )
    if post and to_on < post.from_on:
        raise ValidationError(
            {"to_on": f"Chức vụ bắt đầu ngày {post.from_on:%d/%m/%Y} nên không thể thôi trước ngày đó."}
        )
    return _set(post, {"to_on": to_on})


def _delegate(actor, pk):
    found = Delegate.objects.select_related("term").filter(term__council__in=actor.scope, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _check_home(actor, home):
    if home is None or home.pk not in actor.scope:
        raise NotAllowed("Hội đồng này ngoài phạm vi quản trị.")


def _check_delegate(actor, term, values):
    """The electoral unit, the group and the account must fit the term; raises ValidationError."""
    _check_home(actor, term.council)
    place, group, user = (values.get(name) for name in ("constituency", "group", "user"))
    if place and place.term_id != term.pk:
        raise ValidationError({"constituency": "Đơn vị bầu cử này thuộc nhiệm kỳ khác."})
    if group and (group.kind != BodyKind.GROUP or group.home_id != term.council_id):
        raise ValidationError({"group": "Tổ đại biểu này không thuộc Hội đồng của nhiệm kỳ đã chọn."})
    if user and not people(actor).filter(pk=user.pk).exists():
        raise ValidationError({"user": "Tài khoản này ngoài phạm vi quản trị."})


def _set(row, values):
    if row is None:
        raise Http404
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row
