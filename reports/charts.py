"""Charts as inline SVG, made once for the page and for the PDF.

Fills are literal: WeasyPrint applies no outer style sheet, `currentColor` or `var()` inside an SVG. A white
ground keeps the same picture legible on a dark screen.
"""

from django.utils.html import format_html, format_html_join

from core.figures import FIGURES
from reports.words import count

GROUND, INK, SOFT, BAR, RAIL = "#ffffff", "#1d2528", "#566166", "#0f5257", "#e4efee"
WIDTH, LABEL, ROW, PAD, NUMBER = 640, 270, 30, 12, 60
FEWEST, MOST = 3, 4
_FAMILY = {
    "sessions": "Kỳ họp", "oversight": "Giám sát", "recommendations": "Kiến nghị sau giám sát", "voters": "Tiếp xúc cử tri",
    "opinions": "Ý kiến, kiến nghị cử tri", "petitions": "Đơn thư",
}  # fmt: skip


def specs(figures):
    """What is worth a picture: families of at least three counted figures, as [{title, rows}]."""
    families = {}
    for key, item in FIGURES.items():
        if key in figures and not item.measure.startswith("sum"):
            families.setdefault(key.split(".")[0], []).append([item.label, figures[key]])
    worth = [name for name, rows in families.items() if len(rows) >= FEWEST and any(n for _, n in rows)]
    return [
        {"title": _FAMILY.get(name, families[name][0][0]), "rows": families[name]} for name in worth[:MOST]
    ]


def bars(spec):
    """A spec as an SVG of horizontal bars, which says in words what it shows."""
    rows, most = spec["rows"], max([n for _, n in spec["rows"]] + [1])
    height = ROW * len(rows) + 2 * PAD
    said = "; ".join(f"{label}: {n}" for label, n in rows)
    drawn = format_html_join("", "{}", ((_bar(i, label, n, most),) for i, (label, n) in enumerate(rows)))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        '<title>{}</title><rect width="{}" height="{}" fill="{}"/>{}</svg>',
        WIDTH, height, WIDTH, height, f"Biểu đồ {spec['title']}. {said}", spec["title"], WIDTH, height, GROUND, drawn,
    )  # fmt: skip


def _bar(i, label, n, most):
    top, room = PAD + i * ROW, WIDTH - LABEL - NUMBER - PAD
    long = round(room * n / most, 1)
    return format_html(
        '<text x="{}" y="{}" text-anchor="end" font-size="14" fill="{}">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="18" fill="{}"/><rect x="{}" y="{}" width="{}" height="18" fill="{}"/>'
        '<text x="{}" y="{}" font-size="14" font-weight="bold" fill="{}">{}</text>',
        LABEL - 8, top + 19, SOFT, _short(label), LABEL, top + 5, room, RAIL, LABEL, top + 5, long, BAR,
        LABEL + room + 8, top + 19, INK, count(n) if n >= 10 else str(n),
    )  # fmt: skip


def _short(label, most=38):
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
