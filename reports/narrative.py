"""The narrative of a report: sections of official Vietnamese whose figures are live tokens.

Takes the frozen `Facts`, asks no database. What is written when a figure is zero, and which words of praise a rate
must earn, stand in the wordings themselves (`wordings.toml`, or as the administrator changed them).
"""

from reports import books, wording
from reports.phrases import phrases


def values(facts):
    """What the tokens of a report stand for."""
    compared = facts.compared or {}
    return wording.Values(facts.figures, phrases(facts), compared.get("last"), compared.get("term"))


def sections(facts, outline=books.DEFAULT, blocks=None, own=None):
    """The sections of a new report as [{key, part, heading, text, edited}], their texts with tokens.

    `blocks` are those that the office chose, in its order; `own` the administrator's wordings by block.
    """
    book = books.BOOKS[outline]
    chosen = [key for key in (blocks or book.blocks) if key in books.shipped()]
    return [section(book, key, own or {}) for key in chosen]


def section(book, key, own):
    """A section as its wording gives it."""
    words = own.get(key) or books.shipped()[key]
    return {
        "key": key,
        "part": book.part_of(key),
        "heading": words["heading"],
        "text": words["text"],
        "edited": False,
    }


def title(facts, outline=books.DEFAULT):
    """The abstract that a new report of a book begins with."""
    made = values(facts)
    made.phrases["co-phuong-xa"] = "có" if facts.rows("wards") else ""
    return wording.render(books.BOOKS[outline].title, made)


def shown(items, facts):
    """The sections with their texts as they are printed: [{..., written}]; those without text have it empty."""
    made = values(facts)
    return [{**item, "written": wording.render(item["text"], made)} for item in items]


def known_keys():
    """Every figure and phrase that a wording may name."""
    from core.figures import FIGURES
    from reports.phrases import PHRASES

    return {*FIGURES, *PHRASES}
