"""Petitions that say the same, found while one is typed: resent letters, and letters sent by many.

The words of the summary are looked for in the index that every register has. Summaries name nobody, so that
what is found tells nothing of a denouncer.
"""

from itertools import combinations

from core.text import fold
from core.visibility import Match
from petitions.models import Petition

RARE, CANDIDATES, SHOWN = 6, 60, 5
ALIKE = 0.34  # least share of words in common
_COMMON = frozenset(
    fold(
        "và của cho các là có không những đề nghị được tại trên theo với trong khi ở về đến từ do này bị cần phải đã sẽ"
        " còn đơn thư việc khiếu nại tố cáo kiến nghị phản ánh phường xã thành phố ông bà"
    ).split()
)


def words_of(text):
    """The telling words of a text, without diacritics."""
    plain = "".join(char if char.isalnum() and char.isascii() else " " for char in fold(text[:2000]))
    return {word for word in plain.split() if word not in _COMMON}


def similar(actor, text, *, exclude=None):
    """Up to SHOWN petitions of the actor's council that say much the same, the most alike first, as
    [(petition, per cent)]."""
    words = words_of(text)
    longest = sorted(words, key=lambda word: (-len(word), word))[:RARE]
    if len(longest) < 3:
        return []
    query = " | ".join(f"({' & '.join(group)})" for group in combinations(longest, 3))
    mine = Petition.objects.visible_to(actor).filter(Match(query), owner_id=actor.home_id).exclude(pk=exclude)
    rows = mine.select_related("agency").defer("tsv", "words").order_by("-on", "-pk")[:CANDIDATES]
    alike = [(row, share(words, words_of(row.title))) for row in rows]
    alike = sorted((pair for pair in alike if pair[1] >= ALIKE), key=lambda pair: -pair[1])[:SHOWN]
    return [(row, round(100 * part)) for row, part in alike]


def share(words, others):
    return len(words & others) / max(1, len(words | others))
