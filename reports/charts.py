"""Charts as inline SVG, made once for the page and for the PDF.

Fills are literal: WeasyPrint applies no outer style sheet, `currentColor` or `var()` inside an SVG. A white
ground keeps the same picture legible on a dark screen.
"""

from django.utils.html import format_html, format_html_join

from core.figures import FIGURES
from reports.words import count

GROUND, INK, SOFT, BAR, RAIL = "#ffffff", "#1d2528", "#566166", "#0f5257", "#e4efee"
WIDTH, LABEL, ROW, PAD, NUMBER = 640, 290, 30, 12, 60
FEWEST, MOST = 3, 4
# families of figures worth a picture, the first ones first
_FAMILIES = {
    "recommendations": "Kiến nghị giám sát", "opinions": "Ý kiến, kiến nghị cử tri", "petitions": "Đơn thư",
    "dossiers": "Hồ sơ trình kỳ họp", "questions": "Chất vấn",
}  # fmt: skip


def specs(figures):
    """The pictures of a report: families with at least three counted figures, as [{title, rows}]."""
    drawn = [{"title": title, "rows": _rows(family, figures)} for family, title in _FAMILIES.items()]
    return [spec for spec in drawn if len(spec["rows"]) >= FEWEST and any(n for _, n in spec["rows"])][:MOST]


def _rows(family, figures):
    items = (item for key, item in FIGURES.items() if key in figures and key.split(".")[0] == family)
    return [[item.label, figures[item.key]] for item in items if not item.measure.startswith("sum")]


def bars(spec):
    """A spec as an SVG of horizontal bars, which says in words what it shows."""
    rows, most = spec["rows"], max([n for _, n in spec["rows"]] + [1])
    height = ROW * len(rows) + 2 * PAD
    said = "; ".join(f"{label}: {n}" for label, n in rows)
    drawn = format_html_join("", "{}", ((_bar(i, label, n, most),) for i, (label, n) in enumerate(rows)))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'font-family="Liberation Serif, Times New Roman, serif" aria-label="{}">'
        '<title>{}</title><rect width="{}" height="{}" fill="{}"/>{}</svg>',
        WIDTH, height, WIDTH, height, f"Biểu đồ {spec['title']}. {said}", spec["title"], WIDTH, height, GROUND, drawn,
    )  # fmt: skip


def _bar(i, label, n, most):
    top, room = PAD + i * ROW, WIDTH - LABEL - NUMBER - PAD
    long = round(room * n / most, 1)
    return format_html(
        '<text x="{}" y="{}" text-anchor="end" font-size="16" fill="{}">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="18" fill="{}"/><rect x="{}" y="{}" width="{}" height="18" fill="{}"/>'
        '<text x="{}" y="{}" font-size="16" font-weight="bold" fill="{}">{}</text>',
        LABEL - 8, top + 19, SOFT, _short(label), LABEL, top + 5, room, RAIL, LABEL, top + 5, long, BAR,
        LABEL + room + 8, top + 19, INK, count(n) if n >= 10 else str(n),
    )  # fmt: skip


def _short(label, most=36):
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
