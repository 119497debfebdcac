"""Security keys and the locks of telephones (WebAuthn) as a second factor, through Yubico's fido2."""

import hashlib
import struct

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.utils import timezone
from fido2.cose import UnsupportedKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from core.evidence import Act, note
from core.history import acting
from council.models import Passkey

MOST = 10
_NAME = "Nghị Trường"
_QUIET = UserVerificationRequirement.DISCOURAGED  # the password was the first factor
# What a forged answer of a browser may bring out of the library.
_WRONG = (
    ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error, InvalidSignature, UnsupportedAlgorithm,
)  # fmt: skip


def _server(host):
    """The portal as keys know it: by its name without the port; the origin must be that host, by HTTPS."""
    return Fido2Server(PublicKeyCredentialRpEntity(id=host.partition(":")[0], name=_NAME))


def _credentials(user):
    return [AttestedCredentialData(bytes(row.credential)) for row in user.passkeys.all()]


def registration(host, user):
    """(options for the browser, what the session holds until it answers)."""
    entity = PublicKeyCredentialUserEntity(
        id=hashlib.sha256(f"nghitruong:{user.pk}".encode()).digest(),
        name=user.username,
        display_name=user.full_name,
    )
    options, state = _server(host).register_begin(entity, _credentials(user), user_verification=_QUIET)
    return dict(options), state


def add(host, user, state, answer, label):
    """Keep the key whose answer this is. Raises ValidationError when the answer is wrong."""
    try:
        data = _server(host).register_complete(state, answer)
        credential = data.credential_data
        if isinstance(credential.public_key, UnsupportedKey):
            raise ValueError("unsupported key")
    except _WRONG:
        raise ValidationError("Khóa không trả lời đúng. Hãy thử lại.") from None
    with acting(user.pk, "council.add_passkey"):
        return _kept(user, credential, data.counter, label)


def _kept(user, credential, counter, label):
    digest = _digest(credential.credential_id)
    if Passkey.objects.filter(digest=digest).exists() or user.passkeys.count() >= MOST:
        raise ValidationError(f"Khóa này đã có, hoặc đã đủ {MOST} khóa.")
    note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="passkey_on", text=label)
    return Passkey.objects.create(
        user=user, label=label, credential=bytes(credential), digest=digest, counter=counter
    )


def _digest(credential_id):
    return hashlib.sha256(credential_id).hexdigest()


def question(host, user):
    """(options for the browser, what the session holds) to prove one of the person's keys; None without keys."""
    known = _credentials(user)
    if not known:
        return None, None
    options, state = _server(host).authenticate_begin(known, user_verification=_QUIET)
    return dict(options), state


def proves(host, user, state, answer):
    """Whether the answer comes from one of the person's keys; a counter that goes back tells of a copied key."""
    try:
        known = _credentials(user)
        used = _server(host).authenticate_complete(state, known, answer)
        counter = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except _WRONG:
        return False
    mine = Passkey.objects.filter(user=user, digest=_digest(used.credential_id))
    fresh = mine.filter(counter__lt=counter) if counter else mine.filter(counter=0)
    return bool(fresh.update(counter=counter, used_at=timezone.now()))


def remove(user, pk):
    """Take one key away. Returns whether there was one."""
    with acting(user.pk, "council.remove_passkey"):
        row = Passkey.objects.filter(user=user, pk=pk).first()
        if row:
            row.delete()
            note(Act.ACCOUNT, user_id=user.pk, subject_id=user.pk, what="passkey_off", text=row.label)
    return row is not None
