"""What is read by many must not say who sent a petition: the check of every text that is typed."""

from django.views.decorators.debug import sensitive_variables

from core.text import fold
from petitions.models.people import digits

NAMED = "đang ghi tên người gửi. Bỏ tên đi, tên đã có ở mục Người gửi."
NUMBERED = "đang ghi số điện thoại hoặc số giấy tờ của người gửi. Bỏ số đó đi."


@sensitive_variables()
def says_who(text, names=(), numbers=()):
    """What is wrong with a text that names one of `names` (two words and more) or holds one of `numbers`;
    empty when nothing is."""
    words = f" {' '.join(fold(text).split())} "
    for name in names:
        plain = fold(name or "").split()
        if len(plain) >= 2 and f" {' '.join(plain)} " in words:
            return NAMED
    held = digits(text)
    if any(len(number) >= 6 and number in held for number in (digits(item or "") for item in numbers)):
        return NUMBERED
    return ""


@sensitive_variables()
def says_sealed(text, parts):
    """The same against the parts of an opened seal. Only for whoever may know them: it would tell others."""
    people = [line.split(",")[0] for line in (parts.get("representatives") or "").splitlines()]
    return says_who(text, [parts.get("name"), *people], [parts.get("phone"), parts.get("id_number")])
