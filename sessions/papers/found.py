"""What somebody looks for, marked where it stands."""

import re

from core.text import fold

AROUND = 110


def spans(text, query):
    """[(start, end)] of the words of `text` that `query` names, diacritics and case apart; its last word may be
    a beginning."""
    wanted = re.findall(r"[a-z0-9]+", fold(query[:400]))[:12]
    if not wanted:
        return []
    whole, last = set(wanted), wanted[-1]
    found = ((match.span(), fold(match.group())) for match in re.finditer(r"[^\W_]+", text))
    return [span for span, word in found if word in whole or word.startswith(last)]


def marked(text, query):
    """`text` as [(is marked, stretch)], for a template that writes the marks."""
    bits, at = [], 0
    for start, end in spans(text, query):
        bits += [(False, text[at:start])] if start > at else []
        bits.append((True, text[start:end]))
        at = end
    return [*bits, (False, text[at:])] if at < len(text) else bits


def snippet(text, query):
    """The neighbourhood of the first place found, marked."""
    text = " ".join(text.split())
    first = next(iter(spans(text, query)), (0, 0))[0]
    start, end = max(first - AROUND, 0), first + 2 * AROUND
    shown = f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
    return marked(shown, query)
