"""Text that the database must not be able to read: sealed with the key `FIELD_KEY`, apart from the data.

Several keys, separated by commas, allow a change of key: the first seals, all of them open.
"""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.views.decorators.debug import sensitive_variables


@lru_cache(maxsize=2)
def _box(keys):
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",")])


@sensitive_variables()
def seal(text):
    """The sealed form (bytes) of a text."""
    return _box(settings.FIELD_KEY).encrypt(text.encode())


@sensitive_variables()
def unseal(data):
    """The text of what `seal` gave. Raises ValueError when no key opens it."""
    try:
        return _box(settings.FIELD_KEY).decrypt(bytes(data)).decode()
    except InvalidToken:
        raise ValueError("no FIELD_KEY opens this text") from None
