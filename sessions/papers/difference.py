"""Two versions of a text compared word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, TAKEN = "same", "added", "taken"
LONGEST = 60_000  # words; beyond that paragraphs are compared as wholes


@dataclass(frozen=True)
class Bit:
    """A stretch of text that both versions share, or that only the new (`added`) or the old one (`taken`) has."""

    kind: str
    text: str


def paragraphs(text):
    """The text's paragraphs. Lines that a page's width broke belong together."""
    joined = re.sub(r"(?<![.;:!?])\n(?=[^\W\d_A-ZĐÀ-Ỹ])", " ", text)
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
    """Paragraphs that stand in each other's place are compared by words, the rest came or went as a whole."""
    pairs = min(len(before), len(after))
    rows = [words(old, new) for old, new in zip(before, after, strict=False)]
    rows += [[Bit(TAKEN, line)] for line in before[pairs:]]
    return rows + [[Bit(ADDED, line)] for line in after[pairs:]]


def words(old, new):
    """[Bit] of one paragraph. Two that share little are shown as taken out and put in."""
    a, b = re.findall(r"\s+|\w+|[^\w\s]", old), re.findall(r"\s+|\w+|[^\w\s]", new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if len(a) + len(b) > LONGEST or matcher.quick_ratio() < 0.3:
        return [Bit(TAKEN, old), Bit(ADDED, new)]
    bits = []
    for op, i, j, k, m in matcher.get_opcodes():
        if op == "equal":
            bits.append(Bit(SAME, "".join(a[i:j])))
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
