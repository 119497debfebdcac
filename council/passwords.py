"""Rules of passwords beside Django's own: length, told in Vietnamese, and guessable Vietnamese words."""

import re
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from core.text import fold

_FILE = Path(__file__).parent / "data" / "weak_words.txt"
_LEFT = 4  # so many letters must remain
_SWAPPED = str.maketrans("01345@$7", "oleasast")  # m4tkh@u is matkhau


@lru_cache(maxsize=1)
def _weak():
    lines = _FILE.read_text().splitlines()
    words = sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def remains(password):
    """What is left of a password without weak words, digits and marks."""
    readings = (fold(password), fold(password).translate(_SWAPPED))
    letters = [re.sub(r"[^a-z]", "", text) for text in readings]
    return min((_weak().sub("", text) for text in letters), key=len)


class LongEnough(MinimumLengthValidator):
    def get_error_message(self):
        return f"Mật khẩu ngắn quá: cần ít nhất {self.min_length} ký tự."


class WeakWords:
    """For AUTH_PASSWORD_VALIDATORS: names, offices, places and the usual phrases do not make a password."""

    def validate(self, password, user=None):
        if len(set(remains(password))) < _LEFT:
            raise ValidationError(
                "Mật khẩu này dễ đoán: chỉ gồm những từ hay dùng và số. Hãy ghép thêm vài từ không liên quan."
            )

    def get_help_text(self):
        return "Không chỉ gồm những từ hay dùng như tên nước, tên cơ quan, «mật khẩu», và số."
