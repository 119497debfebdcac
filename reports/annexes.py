"""The annexes of a report: tables made from the frozen lists, numbered in the order in which they appear."""

# list -> (title, column heads, cells of a row, widths in mm; 0 is what is left)
TABLES = {
    "sessions": (
        "Các kỳ họp", ["Kỳ họp", "Loại", "Ngày", "Nghị quyết"],
        lambda row: [row["ordinal"].capitalize(), row["kind"].capitalize(), row["days"], str(row["resolutions"])],
        [25, 0, 45, 25],
    ),
    "rounds": (
        "Các cuộc giám sát", ["Nội dung", "Chủ thể giám sát", "Đơn vị được giám sát", "Kiến nghị xong/đến hạn"],
        lambda row: [row["title"], row["subject"], "; ".join(row["units"]), f"{row['done']}/{row['due']}" if row["due"] else "–"],
        [0, 32, 50, 24],
    ),
    "late_dossiers": (
        "Hồ sơ trình kỳ họp gửi sau thời hạn", ["Hồ sơ", "Cơ quan trình", "Hạn gửi", "Ngày nhận", "Chậm (ngày)"],
        lambda row: [row["title"], row["submitter"], row["due_on"], row["received_on"], str(row["days"])],
        [0, 36, 24, 24, 18],
    ),
    "overdue": (
        "Kiến nghị sau giám sát quá hạn", ["Kiến nghị", "Cơ quan thực hiện", "Hạn"],
        lambda row: [row["title"], row["lead"], row["due_on"]],
        [0, 50, 26],
    ),
    "wards": (
        "Kỳ họp của Hội đồng nhân dân phường, xã", ["Hội đồng nhân dân", "Kỳ họp", "Ngày"],
        lambda row: [row["name"], row["kind"].capitalize() or "Chưa có kỳ họp trong kỳ", row["on"]],
        [0, 55, 30],
    ),
}  # fmt: skip


def annexes(facts):
    """The annexes with rows as [{no, key, title, head, widths, rows, grounds}]."""
    filled = [key for key in TABLES if facts.rows(key)]
    return [_annex(no, key, facts.rows(key)) for no, key in enumerate(filled, 1)]


def _annex(no, key, rows):
    title, head, cells, widths = TABLES[key]
    return {
        "no": no,
        "key": key,
        "title": title,
        "head": head,
        "widths": widths,
        "rows": [cells(row) for row in rows],
        "grounds": sorted({row["ground"] for row in rows if row.get("ground")}),
    }


def annex_no(facts, key):
    """The number of the annex that shows a list, None when the list is empty."""
    filled = [name for name in TABLES if facts.rows(name)]
    return filled.index(key) + 1 if key in filled else None
