"""The second factor: one-time codes of a telephone (TOTP), recovery codes on paper. Secrets are sealed or hashed."""

import hashlib
import hmac
import secrets
import time

import pyotp
import segno
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from core.evidence import Act, note
from core.history import acting
from core.sealing import seal, unseal
from council.models import FactorDemand, Passkey, RecoveryCode, TotpSeed

PASSED = "factor"  # in the session: it was opened with a second factor
_ISSUER = "Nghị Trường"
_STEP, _DRIFT = 30, 1  # seconds of a code; steps that a clock may be off, either way
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODES = 10
WRONG_MOST, WINDOW = 10, 3600


def has(user):
    """Whether the person has a second factor."""
    return TotpSeed.objects.filter(user=user.pk).exists() or Passkey.objects.filter(user=user.pk).exists()


def new_seed():
    return pyotp.random_base32(32)


def address_of(user, seed):
    """What the telephone reads from the picture."""
    return pyotp.TOTP(seed).provisioning_uri(name=user.username, issuer_name=_ISSUER)


def picture(user, seed):
    """The address as a QR picture, for an `img`."""
    return segno.make(address_of(user, seed), error="m").svg_data_uri(scale=5, border=3, light="white")


def step_of(seed, code, now=None):
    """The half minute whose code this is, near now; None when it is wrong."""
    code = "".join(code.split())
    if len(code) != 6 or not code.isascii():
        return None
    at, totp = int((now or time.time()) // _STEP), pyotp.TOTP(seed)
    steps = range(at - _DRIFT, at + _DRIFT + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)), None)


def enrol(user, seed, step):
    """Turn the second factor on. Returns the recovery codes, which are shown once."""
    with acting(user.pk, "council.enrol_factor"):
        fresh = {"sealed": seal(seed), "last_step": step, "made_at": timezone.now()}
        TotpSeed.objects.update_or_create(user=user, defaults=fresh)
        codes = _fresh_codes(user)
        note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="totp_on")
    return codes


def renew_codes(user):
    """A new list of recovery codes; the old one is void."""
    with acting(user.pk, "council.renew_codes"):
        note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="codes")
        return _fresh_codes(user)


def _fresh_codes(user):
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(CODES)
    ]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return codes


def _digest(user, code):
    # 79 random bits: nothing to guess, so a plain hash is enough.
    letters = "".join(char for char in code.lower() if char.isalnum())
    return hashlib.sha256(f"{user.pk}:{letters}".encode()).hexdigest()


def drop(user, by):
    """Turn the second factor off: `by` is the person, or the administrator where the telephone was lost."""
    with acting(by, "council.drop_factor"):
        TotpSeed.objects.filter(user=user).delete()
        Passkey.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        note(Act.ACCOUNT, user_id=by, subject_id=user.pk, what="factor_off")


def first_codes(user):
    """Recovery codes for who has none that is good; an empty list for others."""
    return [] if codes_left(user) else _fresh_codes(user)


def codes_left(user):
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def passes(user, typed):
    """Which factor a typed code proves: "totp", "recovery" or, when it is wrong or was used, "". Uses it up."""
    how = _totp(user, typed) or _recovery(user, typed)
    if how:
        cache.delete(_key(user))
    else:
        _count(user)
    return how


def _totp(user, typed):
    row = TotpSeed.objects.filter(user=user).first()
    step = row and step_of(unseal(row.sealed), typed)
    taken = step and TotpSeed.objects.filter(user=user, last_step__lt=step).update(last_step=step)
    return "totp" if taken else ""


def _recovery(user, typed):
    row = RecoveryCode.objects.filter(user=user, digest=_digest(user, typed), used_at=None)
    if not row.update(used_at=timezone.now()):
        return ""
    note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="code_used", left=codes_left(user))
    return "recovery"


def _key(user):
    return f"factor-wrong:{user.pk}"


def _count(user):
    cache.add(_key(user), 0, WINDOW)
    try:
        cache.incr(_key(user))
    except ValueError:  # it ran out in between
        cache.set(_key(user), 1, WINDOW)


def is_blocked(user):
    """Whether too many codes were wrong within the hour, from whatever machine."""
    return cache.get(_key(user), 0) >= WRONG_MOST


def forgive(user):
    cache.delete(_key(user))


def demand_of(home, role):
    """The demands on a role at the council `home` (expressions too): its own and those of the councils above."""
    return FactorDemand.objects.filter(_reaching(home), role=role)


def _reaching(home):
    return Q(council=home) | Q(council__children=home) | Q(council__children__children=home)


def demands_at(home_id):
    """The roles of which the second factor is demanded at a council, by itself or from above."""
    return FactorDemand.objects.filter(_reaching(home_id)).values_list("role", flat=True)


def set_demands(council_id, roles):
    """Demand the second factor of exactly these roles. Returns (added, dropped)."""
    before = set(FactorDemand.objects.filter(council=council_id).values_list("role", flat=True))
    added, dropped = set(roles) - before, before - set(roles)
    FactorDemand.objects.filter(council=council_id, role__in=dropped).delete()
    FactorDemand.objects.bulk_create(FactorDemand(council_id=council_id, role=role) for role in sorted(added))
    return sorted(added), sorted(dropped)
