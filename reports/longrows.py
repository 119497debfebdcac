"""Long annexes: every opinion, every petition of a period, without names; read and kept some hundred at a time."""

from itertools import islice

from core.figures import FIGURES
from reports.words import day

AT_ONCE = 500
MOST = 40_000  # rows of one annex; more belongs into a spreadsheet


def _opinion(row):
    state = f"trả lời {day(row.answered_on)}" if row.answered_on else row.status["label"]
    return [
        row.code,
        day(row.on),
        row.title,
        row.get_field_display(),
        row.agency.name if row.agency else "",
        state,
    ]


def _petition(row):
    """A petition without its sender; of a denunciation only its kind is told."""
    title = "Nội dung tố cáo, không công bố" if row.is_secret else row.title
    state = f"giải quyết {day(row.resolved_on)}" if row.resolved_on else row.status["label"]
    return [
        row.code,
        day(row.on),
        row.get_petition_kind_display(),
        title,
        row.agency.name if row.agency else "",
        state,
    ]


# annex -> (title, heads, widths, figure whose records are listed, related rows, cells)
_LONG = {
    "opinions": (
        "Ý kiến, kiến nghị cử tri trong kỳ", ["Mã", "Ngày", "Nội dung", "Lĩnh vực", "Cơ quan giải quyết", "Kết quả"],
        [34, 24, 0, 36, 46, 40], "opinions.received", ("agency",), _opinion,
    ),
    "petitions": (
        "Đơn thư tiếp nhận trong kỳ", ["Mã", "Ngày", "Loại", "Nội dung", "Nơi chuyển đến", "Kết quả"],
        [34, 24, 32, 0, 46, 40], "petitions.received", ("agency",), _petition,
    ),
}  # fmt: skip
TITLES = {key: item[0] for key, item in _LONG.items()}
FIGURES_OF = {key: item[3] for key, item in _LONG.items()}


def head(key):
    title, heads, widths, *_ = _LONG[key]
    return {"key": key, "title": title, "head": heads, "widths": widths, "grounds": [], "landscape": True}


def chunks(key, council, start, end):
    """The rows of a long annex, some hundred at a time, in the order of days."""
    *_, figure, related, cells = _LONG[key]
    records = FIGURES[figure].records(council, start, end).select_related(*related).defer("tsv", "words")
    rows = (cells(row) for row in records.order_by("on", "pk")[:MOST].iterator(chunk_size=AT_ONCE))
    while part := list(islice(rows, AT_ONCE)):
        yield part
