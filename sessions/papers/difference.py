"""Two versions of a text compared word by word."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, TAKEN = "same", "added", "taken"
LONGEST = 60_000  # words of a paragraph that are compared one by one
MOST_PAIRS = 10_000


@dataclass(frozen=True)
class Bit:
    """A stretch of text that both versions share, or that only the new (`added`) or the old one (`taken`) has."""

    kind: str
    text: str


_ITEM = r"\d+[.)][ \t\xa0]+\S|[A-ZĐÀ-Ỹ]|[-–+•]"  # how a paragraph begins
_LIKE = 0.5  # two paragraphs that share less stand for different ones


def paragraphs(text):
    """The text's paragraphs. Lines that a page's width broke belong together."""
    joined = re.sub(rf"(?<![.;:!?])\n(?!{_ITEM}|\s)", " ", text)
    return [
        line for line in (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in joined.split("\n")) if line
    ]


def compare(old, new):
    """[[Bit]] paragraph by paragraph, from the old text to the new one."""
    before, after = paragraphs(old), paragraphs(new)
    rows = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            rows += [[Bit(SAME, line)] for line in before[a:b]]
        else:
            rows += _changed(before[a:b], after[c:d])
    return rows


def _changed(before, after):
    """Paragraphs that are alike are compared by words, in their order; the rest came or went as a whole."""
    rows, i, k = [], 0, 0
    for one, other in _pairs(before, after):
        rows += [[Bit(TAKEN, line)] for line in before[i:one]] + [
            [Bit(ADDED, line)] for line in after[k:other]
        ]
        rows.append(words(before[one], after[other]))
        i, k = one + 1, other + 1
    return rows + [[Bit(TAKEN, line)] for line in before[i:]] + [[Bit(ADDED, line)] for line in after[k:]]


def _pairs(before, after):
    """The pairs of alike paragraphs that keep their order and share the most: [(old index, new index)]."""
    if len(before) * len(after) > MOST_PAIRS:
        return [
            (i, i) for i in range(min(len(before), len(after))) if _likeness(before[i], after[i]) >= _LIKE
        ]
    best = [[(0.0, ())] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        for k in range(len(after) - 1, -1, -1):
            like, (total, rest) = _likeness(before[i], after[k]), best[i + 1][k + 1]
            joined = (total + like, ((i, k), *rest)) if like >= _LIKE else (0.0, ())
            best[i][k] = max(joined, best[i + 1][k], best[i][k + 1], key=lambda found: found[0])
    return best[0][0][1]


def _likeness(old, new):
    """From 0 to 1: the share of words that two paragraphs have in common."""
    a, b = Counter(re.findall(r"\w+", old.lower())), Counter(re.findall(r"\w+", new.lower()))
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)


def words(old, new):
    """[Bit] of one paragraph; the spaces after a word go with it and are not compared."""
    a, b = (re.findall(r"\w+\s*|[^\w\s]\s*|^\s+", text) for text in (old, new))
    if len(a) + len(b) > LONGEST:
        return [Bit(TAKEN, old), Bit(ADDED, new)]
    matcher = SequenceMatcher(
        None, [item.strip() for item in a], [item.strip() for item in b], autojunk=False
    )
    bits = []
    for op, i, j, k, m in matcher.get_opcodes():
        if op == "equal":
            bits.append(Bit(SAME, "".join(b[k:m])))
            continue
        bits += [Bit(TAKEN, "".join(a[i:j]))] if j > i else []
        bits += [Bit(ADDED, "".join(b[k:m]))] if m > k else []
    return bits


def totals(rows):
    """(words put in, words taken out)."""
    count = {ADDED: 0, TAKEN: 0, SAME: 0}
    for row in rows:
        for bit in row:
            count[bit.kind] += len(re.findall(r"\w+", bit.text))
    return count[ADDED], count[TAKEN]
