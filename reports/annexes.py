"""The annexes of a report: tables made from the frozen lists, numbered in the order in which they appear.

A long annex (every opinion, every petition) keeps its rows apart (`AnnexRows`) and is printed in parts.
"""

from core.figures import FIGURES
from reports import books, longrows
from reports.scoreboard import COLUMNS
from reports.wording import change
from reports.words import plain


def _comparison(facts):
    compared = facts.compared or {}
    last, term = compared.get("last") or {}, compared.get("term")
    for key, item in FIGURES.items():
        now, before = facts.figures.get(key), last.get(key, 0)
        if now or before:
            since = plain(term.get(key, 0)) if term else ""
            yield [item.label, plain(now or 0), plain(before), change((now or 0) - before), since]


def _scoreboard(facts):
    """Under the head «Hội đồng nhân dân» the name of the place is enough, and a line is enough for it."""
    for row in facts.rows("scoreboard"):
        yield [
            row["name"].removeprefix("Hội đồng nhân dân "),
            *(plain(row["figures"].get(key, 0)) for key in COLUMNS),
        ]


def _ward_forms(facts):
    """The report form of each ward, one under another: a row of one cell begins a ward's."""
    wards = {row["name"]: row for row in facts.rows("wards")}
    for row in facts.rows("scoreboard"):
        yield [row["name"]]
        met = wards.get(row["name"], {})
        yield [
            "Kỳ họp trong kỳ",
            f"{met['kind'].capitalize()}, {met['on']}" if met.get("on") else "chưa có",
            "",
        ]
        for key in COLUMNS:
            if key in FIGURES:
                yield [FIGURES[key].label, plain(row["figures"].get(key, 0)), plain(row["last"].get(key, 0))]
        yield ["Khó khăn, vướng mắc; kiến nghị, đề xuất", "", ""]


def _of_list(name, cells):
    return lambda facts: (cells(row) for row in facts.rows(name))


# annex -> (title, column heads, rows of cells, widths in mm; 0 is what is left)
TABLES = {
    "sessions": (
        "Các kỳ họp", ["Kỳ họp", "Loại", "Ngày", "Nghị quyết"],
        _of_list("sessions", lambda row: [
            row["ordinal"].capitalize(), row["kind"].capitalize(), row["days"], str(row["resolutions"])]),
        [25, 0, 45, 25],
    ),
    "resolutions": (
        "Nghị quyết đã thông qua", ["Số, ký hiệu", "Ngày", "Trích yếu", "Loại"],
        _of_list("resolutions", lambda row: [
            row["code"], row["on"], row["title"], "Quy phạm pháp luật" if row["normative"] else "Cá biệt"]),
        [32, 24, 0, 30],
    ),
    "rounds": (
        "Các cuộc giám sát", ["Nội dung", "Chủ thể giám sát", "Đơn vị được giám sát", "Kiến nghị xong/đến hạn"],
        _of_list("rounds", lambda row: [
            row["title"], row["subject"], "; ".join(row["units"]), f"{row['done']}/{row['due']}" if row["due"] else "–"]),
        [0, 32, 50, 24],
    ),
    "recommendations": (
        "Kiến nghị sau giám sát", ["Kiến nghị", "Cơ quan thực hiện", "Hạn", "Tình trạng cuối kỳ"],
        _of_list("recommendations", lambda row: [row["title"], row["lead"], row["due_on"], row["state"].capitalize()]),
        [0, 45, 24, 36],
    ),
    "late_dossiers": (
        "Hồ sơ trình kỳ họp gửi sau thời hạn",
        ["Hồ sơ", "Cơ quan trình", "Hạn gửi", "Ngày nhận", "Chậm (ngày)", "Lý do gửi chậm"],
        _of_list("late_dossiers", lambda row: [
            row["title"], row["submitter"], row["due_on"], row["received_on"], str(row["days"]), row.get("reason", "")]),
        [0, 25, 24, 24, 18, 26],
    ),
    "overdue": (
        "Kiến nghị sau giám sát quá hạn", ["Kiến nghị", "Cơ quan thực hiện", "Hạn"],
        _of_list("overdue", lambda row: [row["title"], row["lead"], row["due_on"]]),
        [0, 50, 26],
    ),
    "wards": (
        "Kỳ họp của Hội đồng nhân dân phường, xã", ["Hội đồng nhân dân", "Kỳ họp", "Ngày"],
        _of_list("wards", lambda row: [row["name"], row["kind"].capitalize() or "Chưa có kỳ họp trong kỳ", row["on"]]),
        [0, 55, 30],
    ),
    "comparison": (
        "Số liệu so với cùng kỳ và lũy kế nhiệm kỳ", ["Chỉ tiêu", "Kỳ này", "Cùng kỳ năm trước", "Tăng, giảm", "Lũy kế"],
        _comparison, [0, 22, 26, 26, 22],
    ),
    "scoreboard": (
        "Bảng tổng hợp các phường, xã", ["Hội đồng nhân dân", *COLUMNS.values()], _scoreboard,
        [0, *[17] * len(COLUMNS)],
    ),
    "ward_forms": (
        "Phiếu báo cáo của từng phường, xã", ["Nội dung", "Kỳ này", "Cùng kỳ năm trước"], _ward_forms, [0, 45, 36],
    ),
}  # fmt: skip
LANDSCAPE = {"scoreboard"}
TITLES = {**{key: title for key, (title, *_) in TABLES.items()}, **longrows.TITLES}


def chosen(outline, keys=None):
    """The annexes of a report in their order: those the office chose, else those of the book. The long ones are
    printed apart and come last."""
    wanted = [
        key for key in keys or books.BOOKS.get(outline, books.BOOKS[books.DEFAULT]).annexes if key in TITLES
    ]
    return sorted(wanted, key=lambda key: key in longrows.TITLES)


def annexes(facts, outline=books.DEFAULT, keys=None, held=None):
    """The annexes with rows as [{no, key, title, head, widths, rows, grounds, landscape, long}].

    `held` are the numbers of rows kept apart of the long annexes: {key: n}.
    """
    made = []
    for key in chosen(outline, keys):
        if key in longrows.TITLES:
            if (held or {}).get(key):
                made.append({**longrows.head(key), "rows": [], "count": held[key], "long": True})
        elif rows := list(TABLES[key][2](facts)):
            made.append(_annex(key, facts, rows))
    return [{"no": no, **item} for no, item in enumerate(made, 1)]


def _annex(key, facts, rows):
    title, head, _, widths = TABLES[key]
    grounds = {row["ground"] for row in facts.rows(key) if isinstance(row, dict) and row.get("ground")}
    return {
        "key": key, "title": title, "head": head, "widths": widths, "rows": rows, "grounds": sorted(grounds),
        "landscape": key in LANDSCAPE, "long": False, "count": len(rows),
    }  # fmt: skip


def annex_no(facts, key, outline=books.DEFAULT, keys=None):
    """The number of the annex that shows a list, None when the list is empty."""
    return next((item["no"] for item in annexes(facts, outline, keys) if item["key"] == key), None)
