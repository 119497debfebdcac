"""Many opinions at once: rows out of a pasted text, and the field that the words of one suggest."""

import csv
import io
import re
from functools import lru_cache
from pathlib import Path

from core.text import fold, nfc

MAX_ROWS, MAX_CHARS = 200, 200_000
_DATA = Path(__file__).parent / "data" / "field_words.txt"
_MARK = re.compile(
    r"^\s*(?:[-–—•*+·●▪]|\(?\d{1,3}\s*[.)/:]|[a-zđ]\)|Ý kiến(?: thứ)? \d{1,3}\s*[:.])\s+", re.IGNORECASE
)
_HEADS = {"noi dung", "noi dung kien nghi", "y kien", "kien nghi", "noi dung y kien, kien nghi"}


@lru_cache(maxsize=1)
def field_words():
    """[(phrase, field)], the phrases without diacritics."""
    found = []
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        field, _, phrases = line.partition(":")
        if phrases and not line.startswith("#"):
            found += [(fold(phrase).strip(), field) for phrase in phrases.split(",")]
    return found


def suggest_field(text):
    """The field that the words of an opinion suggest; empty when they suggest none, or two as strongly."""
    plain = f" {' '.join(re.findall(r'[a-z0-9]+', fold(nfc(text[:2000]))))} "
    scores = {}
    for phrase, field in field_words():
        if f" {phrase} " in plain:
            scores[field] = scores.get(field, 0) + len(phrase.split()) ** 2 + 0.1
    best = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return ""
    return best[0][0]


def split_pasted(text):
    """The opinions in what was pasted from Word or Excel, as {title, voter, answer}.

    From Excel: a row each, its longest cell is the opinion, numbering left out. From Word: a paragraph each; where
    the paragraphs are numbered or dashed, the lines between two marks belong together.
    """
    text = nfc(
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\x0b", "\n")[:MAX_CHARS]
    )
    rows = _table(text) if "\t" in text and not _is_list(text) else [{"title": line} for line in _lines(text)]
    return [row for row in rows if row["title"]][:MAX_ROWS]


def _is_list(text):
    """Word puts a tab after the number or the dash of a list."""
    lines = [line for line in text.split("\n") if line.strip()]
    return all(
        re.match(r"^\s*(?:[-–—•*+·●▪]|\(?\d{1,3}\s*[.)])\t", line) or "\t" not in line for line in lines
    )


def _table(text):
    table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    table = [row for row in table if any(row)]
    place = next((n for n, cell in enumerate(table[0]) if fold(cell) in _HEADS), None) if table else None
    rows = table[1:] if place is not None else table
    where = place if place is not None else _longest_column(rows)
    return [{"title": _tidy(row[where]) if where < len(row) else ""} for row in rows]


def _longest_column(rows):
    width = max((len(row) for row in rows), default=0)
    return max(range(width), key=lambda n: sum(len(row[n]) for row in rows if n < len(row)), default=0)


def _lines(text):
    lines = [line.strip() for line in text.split("\n")]
    marked = sum(bool(_MARK.match(line)) for line in lines if line)
    if marked < 2:
        return [_tidy(line) for line in lines]
    return [_tidy(part) for part in _marked(lines)]


def _marked(lines):
    """The lines of each mark joined; what stands before the first mark is a heading."""
    parts = []
    for line in lines:
        if _MARK.match(line):
            parts.append(_MARK.sub("", line, count=1))
        elif parts and line:
            parts[-1] += f" {line}"
    return parts


def _tidy(text):
    return re.sub(r"\s+", " ", _MARK.sub("", text, count=1)).strip(" ;")
