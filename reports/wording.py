"""Sentences with figures in them: the language of wordings and of the narrative, the same for both.

    {opinions.received}             a figure as officially written: 04, 12, 2.870
    {opinions.received:so}          the plain number; :cung-ky, :thay-doi, :luy-ke compare it
    {recommendations.done/recommendations.due}, {a%b}, {a-b}     a pair, a share, a difference
    {ky}, {hoi-dong}                a phrase made from the lists behind the figures (`phrases`)
    {?key}, {!key}                  print nothing: the figure must not be zero, must be zero
    [[có {x} ý kiến||không có]]     the first text unless a figure in it is zero; then the second, or nothing
    [[+; {x} đơn | {y} đơn]]        those that are not zero, joined by ";" (by "," and "và" with [[+,)

Nothing here asks the database. A text that cannot be read is refused by `check`, never by `render`.
"""

import re
from dataclasses import dataclass, field

from reports.words import count, share

_PIECES = re.compile(r"(\[\[\+[;,]|\[\[|\]\]|\|\||\||\{[^{}\n]*\})")
_PAIR = re.compile(r"([a-z_]+(?:\.[a-z_]+)+)([/%-])([a-z_]+(?:\.[a-z_]+)+)")
WAYS = {
    "so": "số thường",
    "cung-ky": "cùng kỳ năm trước",
    "thay-doi": "so với cùng kỳ",
    "luy-ke": "lũy kế nhiệm kỳ",
}


class WordingError(ValueError):
    """A wording that cannot be read; says where, in Vietnamese."""


@dataclass
class Token:
    """What stands in braces: `test` is "?", "!" or empty; `keys` one or two figures or one phrase."""

    raw: str
    test: str
    keys: tuple
    how: str


@dataclass
class Group:
    """Alternatives, of which the first is written unless a figure directly in it is zero."""

    alternatives: list = field(default_factory=lambda: [[]])


@dataclass
class Listing:
    separator: str
    items: list = field(default_factory=lambda: [[]])


def parse(text):
    """The text as a list of str, Token, Group and Listing. Raises WordingError."""
    pieces = [piece for piece in _PIECES.split(text) if piece]
    nodes, rest = _nodes(pieces, 0, None)
    if rest < len(pieces):
        raise WordingError("Có dấu ]] thừa, không có [[ mở trước đó.")
    return nodes


def _nodes(pieces, at, holder):
    """Read up to the end of the holder; returns (its content, where reading stopped)."""
    content = [[]]
    while at < len(pieces):
        piece = pieces[at]
        if piece == "]]":
            return (content if holder is not None else content[0]), at
        if piece.startswith("[["):
            made, at = _group(pieces, at, piece)
            content[-1].append(made)
        elif (piece == "||" and isinstance(holder, Group)) or (piece == "|" and isinstance(holder, Listing)):
            content.append([])
        else:
            content[-1].append(token(piece) if piece[0] == "{" else piece)
        at += 1
    if holder is not None:
        raise WordingError("Có dấu [[ chưa được đóng bằng ]].")
    return content[0], at


def _group(pieces, at, piece):
    made = Listing(piece[3]) if piece.startswith("[[+") else Group()
    content, at = _nodes(pieces, at + 1, made)
    if isinstance(made, Listing):
        made.items = content
    else:
        made.alternatives = content
    return made, at


def token(raw):
    """The token that stands in braces."""
    inner = raw[1:-1].strip()
    test = inner[:1] if inner[:1] in ("?", "!") else ""
    inner, _, way = inner[len(test) :].strip().partition(":")
    if pair := _PAIR.fullmatch(inner.strip()):
        return Token(raw, test, (pair[1], pair[3]), pair[2])
    return Token(raw, test, (inner.strip(),), way.strip())


def tokens(nodes):
    """Every token of a parsed text, however deep."""
    for node in nodes:
        if isinstance(node, Token):
            yield node
        elif isinstance(node, Group):
            for alternative in node.alternatives:
                yield from tokens(alternative)
        elif isinstance(node, Listing):
            for item in node.items:
                yield from tokens(item)


def check(text, known):
    """Raises WordingError when a text cannot be read or names a figure or phrase that is not `known`."""
    for item in tokens(parse(text)):
        for key in item.keys:
            if key not in known:
                raise WordingError(f"Không có số liệu hoặc cụm từ «{{{key}}}».")
        if item.how not in ("", "/", "%", "-", *WAYS):
            raise WordingError(f"Không có cách ghi «{item.how}» trong {item.raw}.")


def keys_in(text):
    """The figures and phrases that a text names; none of one that cannot be read."""
    try:
        return list(dict.fromkeys(key for item in tokens(parse(text)) for key in item.keys))
    except WordingError:
        return []


class Values:
    """What tokens stand for: `figures`, the compared ones, and `phrases`."""

    def __init__(self, figures, phrases, last=None, term=None):
        self.figures, self.phrases, self.last, self.term = figures, phrases, last, term

    def known(self, key):
        return key in self.phrases or key in self.figures or "." in key

    def number(self, key):
        return self.figures.get(key, 0)

    def counts(self, item):
        """Whether what the token stands for is there: not zero, not empty; of a pair, its whole."""
        if len(item.keys) == 2:
            first, second = map(self.number, item.keys)
            return bool(first - second if item.how == "-" else second)
        return bool(
            self.text(item) if item.how or item.keys[0] in self.phrases else self.number(item.keys[0])
        )

    def text(self, item):
        """The token as it is written."""
        if len(item.keys) == 2:
            return _pair(item.how, *map(self.number, item.keys))
        key = item.keys[0]
        if key in self.phrases:
            return self.phrases[key]
        return self._compared(key, item.how) if item.how else count(self.number(key))

    def _compared(self, key, how):
        if how == "so":
            return f"{self.number(key)}"
        if how == "luy-ke":
            return "" if self.term is None else count(self.term.get(key, 0))
        if self.last is None:
            return ""
        return (
            count(self.last.get(key, 0))
            if how == "cung-ky"
            else change(self.number(key) - self.last.get(key, 0))
        )


def change(by):
    """A change in words: "tăng 03", "giảm 12", "không đổi"."""
    return f"{'tăng' if by > 0 else 'giảm'} {count(abs(by))}" if by else "không đổi"


def _pair(how, first, second):
    if how == "/":
        return f"{count(first)}/{count(second)}"
    if how == "%":
        return share(first, second) if second else ""
    return count(first - second) if first >= second else f"-{count(second - first)}"


def pieces(text, values):
    """The lines of a text as lists of (written, token or None); empty lines are left out."""
    try:
        nodes = parse(text)
    except WordingError:
        nodes = [text]
    lines = [[]]
    for written, item in _written(nodes, values):
        for n, part in enumerate(written.split("\n")):
            if n:
                lines.append([])
            if part:
                lines[-1].append((part, item))
    return [_tidy(line) for line in lines if "".join(part for part, _ in line).strip(" -")]


def _written(nodes, values):
    for node in nodes:
        if isinstance(node, str):
            yield node, None
        elif isinstance(node, Token):
            if not all(values.known(key) for key in node.keys):
                yield node.raw, None
            elif not node.test:
                yield values.text(node), node
        elif isinstance(node, Group):
            yield from _chosen(node, values)
        else:
            yield from _joined(node, values)


def _chosen(group, values):
    for alternative in group.alternatives:
        if _stands(alternative, values) or (
            alternative is not group.alternatives[0] and alternative is group.alternatives[-1]
        ):
            yield from _written(alternative, values)
            return


def _stands(nodes, values):
    """Whether a text is written: no figure directly in it is zero, no list in it empty."""
    for node in nodes:
        if isinstance(node, Token) and values.counts(node) == (node.test == "!"):
            return False
        if isinstance(node, Listing) and not any(_stands(item, values) for item in node.items):
            return False
    return True


def _joined(listing, values):
    items = [_stripped(list(_written(item, values))) for item in listing.items if _stands(item, values)]
    for n, item in enumerate(items):
        if n:
            last = listing.separator == "," and n == len(items) - 1
            yield (" và " if last else f"{listing.separator} "), None
        yield from item


def _stripped(parts):
    if parts:
        parts[0] = (parts[0][0].lstrip(), parts[0][1])
        parts[-1] = (parts[-1][0].rstrip(), parts[-1][1])
    return parts


def _tidy(line):
    """A line without spaces at its ends, its first letter a capital, no full stop after an open list."""
    made = _stripped(line)
    for n, (part, item) in enumerate(made):
        if n and part.startswith(".") and made[n - 1][0].endswith("…"):
            made[n] = (part[1:], item)
    first = next((n for n, (part, _) in enumerate(made) if part.strip(" -")), 0)
    part, item = made[first]
    dash = re.match(r"[\s-]*", part)[0]
    made[first] = (dash + part[len(dash) : len(dash) + 1].upper() + part[len(dash) + 1 :], item)
    return made


def render(text, values):
    """The text as it is printed."""
    return "\n".join(
        re.sub(r" {2,}", " ", "".join(part for part, _ in line)) for line in pieces(text, values)
    )


def flat(text, values):
    """The text as it stands now, its tokens kept and its brackets resolved: what somebody writes on from."""
    lines = [[(item.raw if item else part, item) for part, item in line] for line in pieces(text, values)]
    return "\n".join(re.sub(r" {2,}", " ", "".join(part for part, _ in line)) for line in lines)
