"""Charts as inline SVG, made once for the page and for the PDF.

Fills are literal: WeasyPrint applies no outer style sheet, `currentColor` or `var()` inside an SVG. A white
ground keeps the same picture legible on a dark screen. A picture shows one series, or two compared.
"""

from django.utils.html import format_html, format_html_join

from core.figures import FIGURES
from reports.words import plain, share

GROUND, INK, SOFT, BAR, OTHER, RAIL = "#ffffff", "#1d2528", "#566166", "#0f5257", "#c58a2b", "#e4efee"
WIDTH, LABEL, PAD, NUMBER, KEY = 640, 250, 12, 60, 28
HIGH, GAP = {1: 18, 2: 13}, 12  # height of a bar by the number of series
MOST = 14  # rows of a picture; more belongs into a table
TREND = (
    "sessions.held", "resolutions.passed", "oversight.rounds", "voters.meetings", "opinions.received", "petitions.received",
)  # fmt: skip
KINDS = ("petitions.complaints", "petitions.denunciations", "petitions.other")


def specs(facts):
    """The pictures of a report as [{title, series, rows: [[label, n, ...]]}]; one without any number is left out."""
    made = [_trend(facts), _quarters(facts), _fields(facts), _petitions(facts), _wards(facts)]
    return [spec for spec in made if spec and any(n for _, *numbers in spec["rows"] for n in numbers)]


def _spec(title, series, rows):
    return {"title": title, "series": series, "rows": [list(row) for row in rows[:MOST]]}


def _trend(facts):
    last = (facts.compared or {}).get("last")
    if last is None:
        return None
    rows = [(FIGURES[key].label, facts.n(key), last.get(key, 0)) for key in TREND if key in facts.figures]
    return _spec("So với cùng kỳ năm trước", ["Kỳ này", "Cùng kỳ năm trước"], rows)


def _quarters(facts):
    rows = [(row["label"], row["sessions"], row["resolutions"]) for row in facts.rows("quarters")]
    return (
        _spec("Kỳ họp và nghị quyết theo quý", ["Kỳ họp", "Nghị quyết"], rows[-MOST:])
        if len(rows) > 1
        else None
    )


def _fields(facts):
    rows = [(row["field"], row["answered"], row["open"]) for row in facts.rows("opinion_fields")]
    return _spec("Ý kiến cử tri theo lĩnh vực và kết quả", ["Đã trả lời", "Chưa trả lời"], rows)


def _petitions(facts):
    if not facts.n("petitions.received"):
        return None
    dated, title = facts.n("petitions.dated"), "Đơn thư theo loại"
    if dated:
        title += f"; {share(facts.n('petitions.in_time'), dated)} đơn có thời hạn được xử lý đúng hạn"
    rows = [(FIGURES[key].label, facts.n(key)) for key in KINDS if key in FIGURES]
    return _spec(title, ["Đơn"], rows)


def _wards(facts):
    rows = [
        (row["name"].removeprefix("Hội đồng nhân dân "), row["figures"].get("opinions.received", 0),
         row["figures"].get("voters.meetings", 0))
        for row in facts.rows("scoreboard")
    ]  # fmt: skip
    return _spec(
        "So sánh các phường, xã",
        ["Ý kiến tiếp nhận", "Cuộc tiếp xúc cử tri"],
        sorted(rows, key=lambda row: -row[1]),
    )


def bars(spec):
    """A spec as an SVG of horizontal bars, which says in words what it shows."""
    rows, series = spec["rows"], spec["series"]
    most = max([n for _, *numbers in rows for n in numbers] + [1])
    top = PAD + (KEY if len(series) > 1 else 0)
    step = HIGH[len(series)] * len(series) + GAP
    height = top + step * len(rows) + PAD
    drawn = [
        _legend(series) if len(series) > 1 else "",
        *(_row(top + i * step, row, most) for i, row in enumerate(rows)),
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'font-family="Liberation Serif, Times New Roman, serif" aria-label="{}">'
        '<title>{}</title><rect width="{}" height="{}" fill="{}"/>{}</svg>',
        WIDTH, height, WIDTH, height, said(spec), spec["title"], WIDTH, height, GROUND,
        format_html_join("", "{}", ((part,) for part in drawn)),
    )  # fmt: skip


def said(spec):
    """What a picture shows, in words."""
    series = spec["series"]
    told = [
        f"{label}: "
        + ", ".join(
            f"{name} {n}" if len(series) > 1 else f"{n}" for name, n in zip(series, numbers, strict=False)
        )
        for label, *numbers in spec["rows"]
    ]
    return f"Biểu đồ {spec['title']}. {'; '.join(told)}"


def _legend(series):
    marks = (
        (LABEL + i * 190, fill, name)
        for i, (name, fill) in enumerate(zip(series, (BAR, OTHER), strict=False))
    )
    return format_html_join(
        "",
        '<rect x="{}" y="8" width="12" height="12" fill="{}"/><text x="{}" y="19" font-size="14" fill="{}">{}</text>',
        ((x, fill, x + 18, INK, name) for x, fill, name in marks),
    )


def _row(top, row, most):
    label, *numbers = row
    high = HIGH[len(numbers)]
    middle = top + high * len(numbers) / 2 + 5
    drawn = (
        _bar(top + i * high, high, n, most, fill)
        for i, (n, fill) in enumerate(zip(numbers, (BAR, OTHER), strict=False))
    )
    return format_html(
        '<text x="{}" y="{}" text-anchor="end" font-size="16" fill="{}">{}</text>{}',
        LABEL - 8, round(middle, 1), SOFT, _short(label), format_html_join("", "{}", ((bar,) for bar in drawn)),
    )  # fmt: skip


def _bar(top, high, n, most, fill):
    room = WIDTH - LABEL - NUMBER - PAD
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text x="{}" y="{}" font-size="{}" font-weight="bold" fill="{}">{}</text>',
        LABEL, top, room, high - 2, RAIL, LABEL, top, round(room * n / most, 1), high - 2, fill,
        LABEL + room + 8, top + high - 4, 16 if high > 15 else 13, INK, plain(n),
    )  # fmt: skip


def _short(label, most=32):
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
