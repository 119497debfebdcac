"""How alike two opinions are: what is asked, of which thing, at which place.

Words are compared without diacritics, the words of one meaning as one, near spellings by their trigrams. Rare words
weigh more. Two opinions that name different places, streets or numbers are seldom the same, however alike their words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path

from core.text import fold, nfc

ALIKE = 0.42  # from here on two opinions are shown as one matter; measured by `measure_similar`
ELSEWHERE, UNPLACED, SAME_PLACE = 0.45, 0.9, 1.25
_NAMED = 0.25  # a word of a name: it says where, not what
# Words that name a sort of place: capitalised at the beginning of a sentence, they are no name.
_SORT_WORDS = "duong pho cau ngo thon xom truong cho xa phuong kenh de dao tieu trung khu to quan uy"
_SORTS = frozenset(_SORT_WORDS.split(" "))  # noqa: SIM905
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Said:
    """An opinion taken apart: {word: weight}, the names and numbers in it, its trigrams."""

    words: dict
    names: frozenset
    grams: frozenset
    loud: bool


@lru_cache(maxsize=1)
def _meanings():
    """({phrase: the one word of its meaning}, words that carry no matter)."""
    same, empty = {}, set()
    for line in (_DATA / "same_meaning.txt").read_text(encoding="utf-8").splitlines():
        first, *others = [fold(part).strip() for part in line.partition("#")[0].split("=")]
        if not first:
            continue
        if first == "-":
            empty.update(" ".join(others).split())
        else:
            same.update({phrase: first.replace(" ", "_") for phrase in (first, *others)})
    return same, frozenset(empty)


def words_of(text):
    """The words of a text as they are compared, in their order."""
    same, empty = _meanings()
    plain = " ".join(re.findall(r"[a-z0-9]+", fold(nfc(text[:2000]))))
    for phrase in sorted(_in(plain, same), key=len, reverse=True):
        plain = re.sub(rf"\b{phrase}\b", same[phrase], plain)
    return [word for word in plain.split() if word not in empty]


def _in(plain, same):
    padded = f" {plain} "
    return [phrase for phrase in same if f" {phrase} " in padded]


@lru_cache(maxsize=4096)
def said(text):
    """An opinion taken apart."""
    words, loud = words_of(text), _is_loud(text)
    names = _names(text, loud)
    weights = {word: _NAMED if word in names else 1.0 for word in words}
    joined = f" {' '.join(words)} "
    return Said(weights, names, frozenset(joined[n : n + 3] for n in range(len(joined) - 2)), loud)


def _is_loud(text):
    """Written in capitals: names cannot be told from other words."""
    tokens = re.findall(r"\w+", text[:2000])
    return sum(token.isupper() and len(token) > 1 for token in tokens) > len(tokens) / 2


def _names(text, loud):
    """The words of proper names and the numbers: what says where."""
    text, (_, empty) = nfc(text[:2000]), _meanings()
    tokens = re.findall(r"\w+", text)
    names = {token for token in tokens if token.isdigit()}
    if not loud:
        starts = {match.start() for match in re.finditer(r"(?:^|[.!?;:]\s+)\w", text)}
        found = [match for match in re.finditer(r"\w+", text) if match[0][0].isupper()]
        names |= {match[0] for match in found if match.end() and match.start() not in _begin(starts)}
        names |= _opening_name(text)
    return frozenset(word for name in names if (word := fold(name)) not in empty | _SORTS)


def _begin(starts):
    return starts | {start + 1 for start in starts} | {start + 2 for start in starts}


def _opening_name(text):
    """The name with which a text begins: two capitalised words one after the other ("Hòn Sao: ...")."""
    first = re.findall(r"\w+", text)[:3]
    return set(first[:2]) if len(first) > 1 and all(word[0].isupper() for word in first[:2]) else set()


def alike(one, other):
    """From 0 to 1: how alike two opinions (`Said`) are."""
    shared = one.words.keys() & other.words.keys()
    weight = sum(min(one.words[word], other.words[word]) for word in shared)
    mass = sqrt(sum(one.words.values()) * sum(other.words.values())) or 1
    grams = 2 * len(one.grams & other.grams) / max(1, len(one.grams) + len(other.grams))
    return min(1.0, (0.8 * weight / mass + 0.2 * grams) * _place(one, other))


def _place(one, other):
    """What the places do: where both are named and differ, it is hardly the same matter."""
    if not one.names and not other.names:
        return 1.0
    if _numbers(one) and _numbers(other) and not _numbers(one) & _numbers(other):
        return ELSEWHERE
    if one.names & other.words.keys() or other.names & one.words.keys():
        return SAME_PLACE
    return ELSEWHERE if (one.names and other.names) or one.loud or other.loud else UNPLACED


def _numbers(said):
    return {name for name in said.names if name.isdigit()}
