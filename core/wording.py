"""What changed between two long texts, word by word."""

import re
from difflib import SequenceMatcher

LONG = 80  # letters; a shorter text is read at a glance, so it is shown whole, old and new
CONTEXT = 8  # words kept around a change
_MANY = 4000  # words; past that the comparison takes common words for noise, which is quick


def compare(old, new):
    """[(kind, text)] with kind same, del, ins or gap (words left out); None where a text is short."""
    if not old or not new or max(len(old), len(new)) < LONG:
        return None
    before, after = _words(old), _words(new)
    found = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > _MANY)
    parts = []
    for kind, a, b, c, d in found.get_opcodes():
        if kind == "equal":
            parts += _same(before[a:b], first=a == 0, last=b == len(before))
            continue
        parts += [("del", "".join(before[a:b]))] if b > a else []
        parts += [("ins", "".join(after[c:d]))] if d > c else []
    return parts


def _words(text):
    """Words with the space that follows, so that they can be joined again."""
    return re.findall(r"\S+\s*|\s+", text)


def _same(words, first, last):
    """The words that both have: all of a few, else those next to a change."""
    if len(words) <= 2 * CONTEXT:
        return [("same", "".join(words))]
    head = [] if first else [("same", "".join(words[:CONTEXT]))]
    tail = [] if last else [("same", "".join(words[-CONTEXT:]))]
    return [*head, ("gap", "…"), *tail]
