"""What a person does with the own account."""

from core.errors import Refused
from core.evidence import Act, note
from core.history import acting
from council import factors, logins, passkeys
from council.models import Login, TotpSeed, User
from council.seats import seats_of


def change_password(user, password, session_key=None):
    """Set the own password; a password given by an administrator is replaced by it for good. Every login of the
    account but the session `session_key` ends."""
    with acting(user.pk, "council.change_password"):
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        logins.end_all(user.pk, but=session_key)
        note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="password")
    return User.objects.get(pk=user.pk)


def enrol(user, seed, step, session_key):
    """Turn the second factor on. Logins opened without it end. Returns the recovery codes."""
    codes = factors.enrol(user, seed, step)
    logins.end_all(user.pk, but=session_key)
    return codes


def add_passkey(user, host, state, answer, label, session_key):
    """Keep a security key. As the first factor it ends the logins opened without it and gives recovery codes."""
    first = not factors.has(user)
    with acting(user.pk, "council.add_passkey"):
        passkeys.add(host, user, state, answer, label)
        codes = factors.first_codes(user)
        if first:
            logins.end_all(user.pk, but=session_key)
    return codes


def remove_passkey(user, pk):
    """Take a security key away. Raises Refused when it is the last factor and one is demanded."""
    others = TotpSeed.objects.filter(user=user).exists() or user.passkeys.exclude(pk=pk).exists()
    if not others and any(seat.demanded for seat in seats_of(user)):
        raise Refused(
            "Vai trò của ông/bà phải có xác thực hai bước; đây là cách duy nhất còn lại.", "/tai-khoan/"
        )
    return passkeys.remove(user, pk)


def drop_factor(user):
    """Turn the own second factor off. Raises Refused where the administrator demands it."""
    if any(seat.demanded for seat in seats_of(user)):
        raise Refused(
            "Quản trị viên bắt buộc xác thực hai bước với vai trò của ông/bà. Đổi điện thoại: bấm «Đổi điện thoại».",
            "/tai-khoan/",
        )
    factors.drop(user, user.pk)


def end_login(user, pk, session_key):
    """End one of the own logins, not the one in use. Returns whether there was one."""
    if Login.objects.filter(user=user, pk=pk, session_key=session_key or "").exists():
        raise Refused("Đây là lần đăng nhập đang dùng. Hãy bấm «Đăng xuất».", "/tai-khoan/")
    return _note_ended(user, logins.end(user.pk, pk))


def _note_ended(user, row):
    if row:
        note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="end_login", text=row.device)
    return row is not None


def end_others(user, session_key):
    """End every own login but the one in use. Returns how many."""
    n = logins.end_all(user.pk, but=session_key)
    if n:
        note(
            Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="end_login", text=f"{n} lần đăng nhập khác"
        )
    return n
