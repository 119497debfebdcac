"""Handing over one's work when leaving or when a term ends: roles, and what is in hand by name, in one transaction."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.utils.timezone import now

from core import notify
from core.changes import name_acts
from core.errors import Refused
from core.evidence import Act, note
from core.handover import WORKS
from core.models import Deadline, Letter
from core.text import NameKey
from council.acts import act
from council.models import Membership, Post, Role, Term, User
from council.services import people

name_acts({"council.hand_over": "Bàn giao công việc", "council.end_term": "Kết thúc nhiệm kỳ, bàn giao"})
# A mandate is the voters' to give: it ends with its holder.
PERSONAL = {Role.DELEGATE}
OF_TERM = (Role.CHAIR, Role.HEAD, Role.DELEGATE)


@dataclass(frozen=True)
class InHand:
    """What a person has in hand: roles in force with the open deadlines of their bodies; sorts of work with counts."""

    seats: list
    works: list
    drafts: int

    @property
    def is_empty(self):
        return not self.seats and not any(n for _, n in self.works)


def in_hand(actor, user):
    """`InHand` of a person, within the actor's scope."""
    seats = list(_seats(actor).filter(user=user).select_related("body__home").order_by("from_on", "pk"))
    owed = _owed(seats)
    for seat in seats:
        seat.owed = owed.get(seat.body_id, 0)
    works = [(work, work.held([user.pk], actor.scope).count()) for work in WORKS.values()]
    drafts = Letter.objects.filter(created_by=user, state="draft", record__owner__in=actor.scope).count()
    return InHand(seats, works, drafts)


def _seats(actor):
    return people.memberships(actor).in_force()


def _owed(seats):
    """{body: how many open deadlines it has to keep}"""
    rows = Deadline.objects.open().filter(owed_by__in={seat.body_id for seat in seats})
    return dict(rows.order_by().values_list("owed_by").annotate(n=Count("pk")))


def successors(actor, user):
    """To whom work may be handed: the other people of the scope whose accounts are in use."""
    return people.people(actor).filter(is_active=True).exclude(pk=user.pk)


@act("council.hand_over")
def hand_over(actor, pk, *, to, seats, works, last_on, close=False):
    """Give roles and work of a person to `to`, or only end the roles where nobody takes them.

    `seats` are memberships that end with the day `last_on`; the successor has them from the next day. `works` are
    keys of `core.handover`; they move at once. `close` also closes the account.
    """
    return _hand_over(actor, people.person(actor, pk), to, seats, works, last_on, close)


def _hand_over(actor, user, to, seats, works, last_on, close=False):
    _check(actor, user, to, works, close)
    passed = [_pass_seat(actor, seat, to, last_on) for seat in _locked(actor, user, seats)]
    moved = [_move_work(actor, user, to, WORKS[key]) for key in works]
    _tell_stayed(actor, user)
    if close:
        people.deactivate_user(actor, user.pk)
    _note(actor, user, to, [*passed, *filter(None, moved)])
    return user


@dataclass(frozen=True)
class Leaving:
    """A person whose roles of a term end: the roles, and how much is in hand by name."""

    user: User
    seats: list
    n: int

    @property
    def has_heir(self):
        """Whether there is anything that another person may take."""
        return self.n > 0 or any(seat.role not in PERSONAL for seat in self.seats)


def term_of(actor, pk):
    """The term of a council of the scope. Raises Http404."""
    found = Term.objects.select_related("council").filter(council__in=actor.scope, pk=pk).first()
    if found is None:
        raise Http404
    return found


def leaving(actor, term):
    """[`Leaving`] of all who hold roles of a term at its council and its bodies, by a fixed number of queries."""
    here = Q(body=term.council_id) | Q(body__home=term.council_id)
    seats = _seats(actor).filter(here, role__in=OF_TERM).select_related("user", "body")
    found = {}
    for seat in seats.order_by(NameKey("user__full_name"), "user", "pk"):
        found.setdefault(seat.user, []).append(seat)
    held = _held_by(found, actor)
    return [Leaving(user, mine, held.get(user.pk, 0)) for user, mine in found.items()]


def _held_by(users, actor):
    """{person: how much of what can be moved is in hand}"""
    counts = Counter()
    for work in WORKS.values():
        if work.move:
            counts.update(work.held([user.pk for user in users], actor.scope).values_list("user", flat=True))
    return counts


@act("council.end_term")
def end_term(actor, pk, *, last_on, heirs):
    """End the roles and posts of a term with the day `last_on`; `heirs` is {person's id: who takes roles and work}.

    What has no heir only ends; petitions in hand without one stay until they are assigned anew.
    """
    term = term_of(actor, pk)
    if last_on < term.starts_on:
        raise ValidationError({"last_on": f"Nhiệm kỳ bắt đầu ngày {term.starts_on:%d/%m/%Y}."})
    movable = [key for key, work in WORKS.items() if work.move]
    gone = leaving(actor, term)
    for item in gone:
        to = heirs.get(item.user.pk)
        seats = [seat.pk for seat in item.seats]
        _hand_over(actor, item.user, to, seats, movable if to and item.n else [], last_on)
    Post.objects.filter(delegate__term=term, to_on=None, from_on__lte=last_on).update(to_on=last_on)
    if term.ends_on is None or term.ends_on > last_on:
        Term.objects.filter(pk=term.pk).update(ends_on=max(last_on, term.starts_on + timedelta(1)))
    return len(gone)


def _check(actor, user, to, works, close):
    if to is not None and not successors(actor, user).filter(pk=to.pk).exists():
        raise Refused("Người nhận phải là người khác, đang dùng tài khoản, trong phạm vi quản trị.")
    if works and to is None:
        raise ValidationError({"to": "Chọn người nhận những việc đang làm."})
    if close and user.pk == actor.user_id:
        raise Refused("Không thể ngừng tài khoản đang dùng. Hãy nhờ một quản trị viên khác.")


def _locked(actor, user, pks):
    """The chosen roles, locked; the way stays open for one administrator at least."""
    found = list(
        _seats(actor).select_for_update(of=["self"]).select_related("body").filter(user=user, pk__in=pks)
    )
    if len(found) != len(set(pks)):
        raise Http404
    return found


def _pass_seat(actor, seat, to, last_on):
    if last_on < seat.from_on:
        first = f"{seat.from_on:%d/%m/%Y}"
        raise ValidationError(
            {"last_on": f"Có vai trò bắt đầu ngày {first}; ngày cuối không thể trước ngày đó."}
        )
    gives = to is not None and seat.role not in PERSONAL
    if not gives and people.is_own_last(actor, seat):
        raise Refused("Đây là vai trò quản trị cuối cùng của chính mình. Hãy chọn người nhận.")
    if gives:
        _give(seat, to, last_on + timedelta(1))
    Membership.objects.filter(pk=seat.pk).update(to_on=last_on)
    return f"{seat.get_role_display()}, {seat.body.short_name}"


def _give(seat, to, from_on):
    """The same role for the successor from the next day, unless it is held by then."""
    held = Membership.objects.filter(user=to, body=seat.body, role=seat.role, from_on__lte=from_on)
    if held.filter(Q(to_on=None) | Q(to_on__gt=from_on)).exists():
        return
    until = seat.to_on if seat.to_on and seat.to_on >= from_on else None
    fresh = {"user": to, "body": seat.body, "role": seat.role, "from_on": from_on}
    Membership.objects.update_or_create(**fresh, defaults={"to_on": until})


def _move_work(actor, user, to, work):
    rows = work.held([user.pk], actor.scope)
    n = rows.count()
    if n:
        work.move(actor, user.pk, to.pk, rows)
    return f"{work.label}: {n}" if n else ""


def _tell_stayed(actor, user):
    for work in WORKS.values():
        if work.stayed:
            work.stayed(user, work.held([user.pk], actor.scope))


def _note(actor, user, to, parts):
    text = f"{'cho ' + to.full_name if to else 'không có người nhận'} ({'; '.join(parts) or 'không có gì'})"
    note(Act.ACCOUNT, user_id=actor.user_id, subject_id=user.pk, what="hand_over", text=text, to=to and to.pk)
    if to:
        told = f"{user.full_name} bàn giao công việc cho ông/bà: {'; '.join(parts)}."
        notify.tell([to.pk], told, key=f"handover:{user.pk}:{now():%Y%m%d%H%M%S}", url="/")
