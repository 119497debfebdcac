"""People and their roles, kept by the administrator within the own scope."""

import secrets
from dataclasses import dataclass

from axes.utils import reset as forgive
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.timezone import localdate

from core.changes import name_acts
from core.errors import NotAllowed, Refused
from core.evidence import Act, note
from core.models import Body
from council import factors, links, logins
from council.acts import act
from council.directory import AGENCIES, ORGANS
from council.models import AccountLink, BodyKind, Membership, Role, User
from council.seats import scope_of

name_acts({
    "council.create_user": "Tạo tài khoản", "council.edit_user": "Sửa tài khoản", "council.invite_user": "Gửi lời mời",
    "council.reset_password": "Đặt lại mật khẩu", "council.deactivate_user": "Ngừng tài khoản",
    "council.activate_user": "Dùng lại tài khoản", "council.unlock_user": "Mở khóa đăng nhập",
    "council.give_role": "Giao vai trò", "council.end_role": "Kết thúc vai trò",
    "council.drop_factor": "Bỏ xác thực hai bước", "council.demand_factor": "Bắt buộc xác thực hai bước",
    "council.end_login": "Kết thúc lần đăng nhập", "council.enrol_factor": "Bật xác thực hai bước",
    "council.change_password": "Đổi mật khẩu", "council.use_link": "Đặt mật khẩu qua đường dẫn",
})  # fmt: skip

# No letters that are mistaken for one another when read aloud or copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HOUSE = [BodyKind.COUNCIL, *ORGANS]
PLACES = {
    Role.ADMIN: _HOUSE, Role.STAFF: _HOUSE, Role.WARD: [BodyKind.COUNCIL, BodyKind.OFFICE],
    Role.CHAIR: [BodyKind.COUNCIL, BodyKind.STANDING], Role.HEAD: [BodyKind.COMMITTEE],
    Role.DELEGATE: [BodyKind.COUNCIL, BodyKind.GROUP], Role.AGENCY: AGENCIES,
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """An account with the password that is shown once; without one it was invited by mail."""

    user: User
    password: str = ""


def people(actor):
    """The accounts that have or had a role in a body of the actor's scope."""
    here = Membership.objects.filter(user=OuterRef("pk")).filter(_in_scope(actor))
    return User.objects.filter(Exists(here))


def bodies(actor):
    """The bodies that the actor may give roles in."""
    return Body.objects.filter(Q(pk__in=actor.scope) | Q(home__in=actor.scope))


def memberships(actor):
    return Membership.objects.filter(_in_scope(actor))


def _in_scope(actor):
    return Q(body__in=actor.scope) | Q(body__home__in=actor.scope)


def person(actor, pk):
    """The account `pk`, locked. Raises Http404 outside the scope."""
    user = people(actor).select_for_update(of=["self"]).filter(pk=pk).first()
    if user is None:
        raise Http404
    return user


def is_wholly_ours(actor, user):
    """Whether the account has no role, now or later, outside all that the administrator administers."""
    live = Membership.objects.filter(user=user).filter(Q(to_on=None) | Q(to_on__gte=localdate()))
    reach = _reach(actor)
    return not live.exclude(Q(body__in=reach) | Q(body__home__in=reach)).exists()


def _reach(actor):
    """The councils of every administrator's role of this person, not only of the one acted in."""
    seats = (
        Membership.objects.in_force().filter(user_id=actor.user_id, role=Role.ADMIN).select_related("body")
    )
    return {pk for home in {seat.body.home_id_or_self for seat in seats} for pk in scope_of(home)}


def _ours(actor, pk):
    user = person(actor, pk)
    if not is_wholly_ours(actor, user):
        raise NotAllowed(
            "Người này còn vai trò ở đơn vị ngoài phạm vi quản trị. Quản trị viên cấp trên phải làm việc này."
        )
    return user


@act("council.create_user")
def create_user(actor, *, username, full_name, email, body, role, from_on, to_on=None):
    """A new account with its first role, invited by mail; who has no address gets a password from hand to hand, to
    be changed at the first sign-in. Returns `Opened`."""
    _check_place(actor, body, role)
    user = User(username=username.lower(), full_name=full_name, email=email)
    opened = _invited(actor, user) if email else _new_password(user)
    Membership.objects.create(user=user, body=body, role=role, from_on=from_on, to_on=to_on)
    return opened


def _invited(actor, user):
    user.set_unusable_password()
    user.save()
    _ask_link(actor, user)
    return Opened(user)


def _ask_link(actor, user):
    note(Act.ACCOUNT, user_id=actor.user_id, subject_id=user.pk, what="invite")
    links.ask(user, AccountLink.Kind.INVITE)


@act("council.invite_user")
def invite_user(actor, pk):
    """Send the invitation once more; the link sent before is void. Only while the person has no password."""
    user = _ours(actor, pk)
    if user.has_usable_password():
        raise Refused("Người này đã có mật khẩu. Nếu quên, dùng «Quên mật khẩu» hoặc đặt lại mật khẩu.")
    if not user.email or not user.is_active:
        raise Refused("Tài khoản phải đang dùng và có thư điện tử mới gửi được lời mời.")
    _ask_link(actor, user)
    return user


@act("council.edit_user")
def edit_user(actor, pk, *, full_name, email):
    user = _ours(actor, pk)
    user.full_name, user.email = full_name, email
    user.save(update_fields=["full_name", "email"])
    return user


@act("council.reset_password")
def reset_password(actor, pk):
    """A random password in place of the old one; every open login of the account ends. Returns `Opened`."""
    user = _ours(actor, pk)
    forgive(username=user.username)
    AccountLink.objects.filter(user=user).delete()
    logins.end_all(user.pk)
    note(Act.ACCOUNT, user_id=actor.user_id, subject_id=user.pk, what="reset")
    return _new_password(user)


def _new_password(user):
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = True
    user.save()
    return Opened(user, password)


@act("council.drop_factor")
def drop_factor(actor, pk):
    """Turn off the second factor of somebody whose telephone is lost; every open login ends."""
    user = _ours(actor, pk)
    if not factors.has(user):
        raise Refused("Người này chưa bật xác thực hai bước.")
    factors.drop(user, actor.user_id)
    logins.end_all(pk)
    return user


@act("council.end_login")
def end_login(actor, pk, login):
    """End one open login of a person. Returns whether there was one."""
    row = logins.end(_ours(actor, pk).pk, login)
    if row:
        note(Act.ACCOUNT, user_id=actor.user_id, subject_id=pk, what="end_login", text=row.device)
    return row is not None


@act("council.demand_factor")
def demand_factor(actor, *, roles):
    """Demand the second factor of exactly these roles, at the own council and below. Returns (added, dropped)."""
    added, dropped = factors.set_demands(actor.home_id, roles)
    for what, changed in (("demand", added), ("demand_off", dropped)):
        if changed:
            text = ", ".join(Role(role).label for role in changed)
            note(Act.ACCOUNT, user_id=actor.user_id, what=what, text=text)
    return added, dropped


@act("council.deactivate_user")
def deactivate_user(actor, pk):
    """Close an account; its history stays. Nobody closes the own one."""
    user = _ours(actor, pk)
    if user.pk == actor.user_id:
        raise Refused("Không thể ngừng tài khoản đang dùng. Hãy nhờ một quản trị viên khác.")
    User.objects.filter(pk=user.pk).update(is_active=False)
    logins.end_all(user.pk)
    return user


@act("council.activate_user")
def activate_user(actor, pk):
    user = _ours(actor, pk)
    User.objects.filter(pk=user.pk).update(is_active=True)
    return user


@act("council.unlock_user")
def unlock_user(actor, pk):
    """Forget the wrong passwords, so that the person can try again at once. Returns how many rows went."""
    user = person(actor, pk)
    note(Act.ACCOUNT, user_id=actor.user_id, subject_id=pk, what="unlock")
    factors.forgive(user)
    return forgive(username=user.username)


@act("council.give_role")
def give_role(actor, pk, *, body, role, from_on, to_on=None):
    """Give a person a role in a body of the scope for a time."""
    user = person(actor, pk)
    _check_place(actor, body, role)
    if Membership.objects.filter(user=user, body=body, role=role, from_on=from_on).exists():
        raise ValidationError({"from_on": "Người này đã có vai trò đó tại đây từ ngày này."})
    return Membership.objects.create(user=user, body=body, role=role, from_on=from_on, to_on=to_on)


@act("council.end_role")
def end_role(actor, pk, *, to_on):
    """Let a role end with the day `to_on`. The own last administrator's role cannot be ended by oneself."""
    seat = memberships(actor).select_for_update(of=["self"]).filter(pk=pk).first()
    if seat is None:
        raise Http404
    if to_on < seat.from_on:
        raise ValidationError(
            {"to_on": f"Vai trò bắt đầu ngày {seat.from_on:%d/%m/%Y} nên không thể kết thúc trước ngày đó."}
        )
    if is_own_last(actor, seat):
        raise Refused(
            "Đây là vai trò quản trị cuối cùng của chính mình. "
            "Hãy giao quyền quản trị cho người khác, người đó sẽ kết thúc vai trò này."
        )
    Membership.objects.filter(pk=pk).update(to_on=to_on)
    return seat


def is_own_last(actor, seat):
    """Whether it is the own last role of an administrator."""
    if seat.user_id != actor.user_id or seat.role != Role.ADMIN:
        return False
    lasting = Membership.objects.in_force().filter(user_id=actor.user_id, role=Role.ADMIN, to_on=None)
    return not lasting.exclude(pk=seat.pk).exists()


def _check_place(actor, body, role):
    """A role fits the kind of its body; raises ValidationError, NotAllowed outside the scope."""
    if not bodies(actor).filter(pk=body.pk).exists():
        raise NotAllowed("Đơn vị này ngoài phạm vi quản trị.")
    if body.kind not in PLACES[role]:
        raise ValidationError(
            {"role": f"Vai trò {Role(role).label} không giao được tại {body.short_name}. {_hint(role)}"}
        )
    if role == Role.WARD and body.tier != "commune":
        raise ValidationError(
            {"role": "Vai trò này chỉ giao được tại HĐND phường, xã. Ở cấp thành phố hãy dùng Chuyên viên."}
        )


def _hint(role):
    return f"Hãy chọn nơi là: {', '.join(BodyKind(kind).label for kind in PLACES[role])}."
