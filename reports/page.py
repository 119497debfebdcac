"""The figures as the page shows them: grouped by register, each a link to the records behind it."""

from datetime import date

from core.drill import drill_query
from core.figures import FIGURES, countable
from core.register import REGISTERS
from core.visibility import closed_kinds
from reports import charts, narrative, versions, wording

# beginnings of figures' keys -> the register they are shown under; what no row names comes last
GROUPS = [
    ("Kỳ họp", ("sessions", "resolutions", "dossiers", "questions")),
    ("Giám sát", ("oversight", "recommendations")),
    ("Tiếp xúc cử tri, kiến nghị", ("voters", "opinions")),
    ("Đơn thư, tiếp công dân", ("petitions", "receptions")),
    ("Hội đồng nhân dân cấp dưới", ("lower",)),
]
OTHER = "Số liệu khác"


def groups(found, actor):
    """[{title, rows: [{key, label, definition, value, url, last, change, term}]}] of the figures counted."""
    made = {title: [] for title, _ in GROUPS} | {OTHER: []}
    closed = closed_kinds(actor.role)
    for item in countable(found.subject):
        made[_group(item.key)].append(_row(item, found, closed))
    return [{"title": title, "rows": rows} for title, rows in made.items() if rows]


def _group(key):
    family = key.split(".")[0]
    return next((title for title, families in GROUPS if family in families), OTHER)


def _row(item, found, closed):
    value, last = found.n(item.key), (found.compared or {}).get("last")
    before, term = None if last is None else last.get(item.key, 0), (found.compared or {}).get("term")
    url = "" if item.kind in closed else drill_url(item, found)
    return {
        "key": item.key, "label": item.label, "definition": item.definition, "value": value, "url": url, "last": before,
        "change": None if before is None else value - before, "term": None if term is None else term.get(item.key, 0),
        **_other_urls(item, found, bool(url)),
    }  # fmt: skip


def _other_urls(item, found, open_):
    """Where the compared numbers open their records."""
    compared = found.compared or {}
    if not open_ or not compared.get("last_from"):
        return {}
    urls = {"last_url": drill_url(item, found, compared["last_from"], compared["last_to"])}
    if compared.get("term_from"):
        urls["term_url"] = drill_url(item, found, compared["term_from"], f"{found.end}")
    return urls


def drill_url(item, found, start=None, end=None):
    """The address of exactly the records behind a figure, empty when their register has no list."""
    register = REGISTERS.get(item.kind)
    if register is None or not register.has_list:
        return ""
    days = date.fromisoformat(start) if start else found.start, date.fromisoformat(end) if end else found.end
    return f"{register.url('list')}?{drill_query(item.key, found.council, *days, found.subject)}"


def pictures(found):
    """The charts of the page, each with the table that says the same."""
    return [{**spec, "svg": charts.bars(spec)} for spec in charts.specs(found)]


def live(items, found, actor):
    """The sections with their figures as links: [{key, heading, part, edited, lines: [[{text, url, title}]]}]."""
    values, closed = narrative.values(found), closed_kinds(actor.role)
    made = []
    for item in items:
        lines = [
            [_piece(text, token, found, closed) for text, token in line]
            for line in wording.pieces(item["text"], values)
        ]
        made.append({**item, "lines": lines, "mark": versions.mark(item["text"])})
    return made


def _piece(text, token, found, closed):
    """A piece of a sentence; a figure is a link to its records and says how it is counted."""
    item = FIGURES.get(token.keys[0]) if token else None
    if item is None:
        return {"text": text, "live": token is not None}
    url = "" if item.kind in closed else drill_url(item, found)
    return {"text": text, "url": url, "title": item.definition, "live": True}
