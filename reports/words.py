"""Numbers, days and lists as official Vietnamese writes them."""

BLANK_NUMBER = "      "


def count(n):
    """A number in running text: below ten with a leading zero, thousands with a point.

    >>> count(4), count(12), count(2870)
    ('04', '12', '2.870')
    """
    return f"{n:02d}" if n < 10 else f"{n:,}".replace(",", ".")


def plain(n):
    """A number in a table: 4, 0, 2.870."""
    return f"{n:,}".replace(",", ".")


def decimal(value):
    """One place after a comma: 31,5."""
    return f"{value:.1f}".replace(".", ",")


def share(part, whole):
    """`part` of `whole` in percent, as 80,0%."""
    return f"{decimal(100 * part / whole)}%"


def day(value):
    return f"{value:%d/%m/%Y}" if value else ""


def listed(parts, last=" và "):
    """Parts joined by commas, the last by "và"."""
    parts = list(parts)
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + last + parts[-1] if parts else ""


def open_list(names, most=3):
    """Names joined by semicolons; an open list ends with "…" when more than `most` are left out."""
    names = list(names)
    return "; ".join(names[:most]) + ("; …" if len(names) > most else "")


def low(text):
    """The text with a small first letter, unless it begins with an abbreviation (UBND)."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def sentence(text):
    """A sentence: a capital first, one full stop at its end unless it is left open ("…")."""
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:] + ("" if text.endswith("…") else ".") if text else ""
