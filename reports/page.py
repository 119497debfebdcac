"""The figures as the page shows them: grouped by register, each a link to the records behind it."""

from core.drill import drill_query
from core.figures import FIGURES
from core.register import REGISTERS
from core.visibility import closed_kinds
from reports import charts

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
    """[{title, rows: [{label, definition, value, url, sums}]}] of the registered figures."""
    made = {title: [] for title, _ in GROUPS} | {OTHER: []}
    closed = closed_kinds(actor.role)
    for item in FIGURES.values():
        made[_group(item.key)].append(_row(item, found, closed))
    return [{"title": title, "rows": rows} for title, rows in made.items() if rows]


def _group(key):
    family = key.split(".")[0]
    return next((title for title, families in GROUPS if family in families), OTHER)


def _row(item, found, closed):
    url = "" if item.kind in closed else drill_url(item, found)
    return {
        "key": item.key,
        "label": item.label,
        "definition": item.definition,
        "value": found.n(item.key),
        "url": url,
    }


def drill_url(item, found):
    """The address of exactly the records behind a figure, empty when their register has no list."""
    register = REGISTERS.get(item.kind)
    if register is None or not register.has_list:
        return ""
    return f"{register.url('list')}?{drill_query(item.key, found.council, found.start, found.end)}"


def pictures(figures):
    """The charts of the page, each with the table that says the same."""
    return [{**spec, "svg": charts.bars(spec)} for spec in charts.specs(figures)]
