"""Phrases that wordings use beside figures: made from the lists behind the figures, empty when these are.

Each is a function of the `Facts`. Its name in a wording and its meaning for the administrator stand in `PHRASES`.
"""

from reports.words import count, decimal, listed, low, open_list, share

OPEN = 5

PHRASES = {
    "ky": "kỳ báo cáo, ví dụ «quý I năm 2026»",
    "khi": "«trong quý I năm 2026», «từ tháng 4 đến tháng 9 năm 2022»",
    "hoi-dong": "tên gọi của Hội đồng nhân dân trong câu",
    "chu-the": "cơ quan báo cáo: Hội đồng nhân dân, Thường trực hoặc Ban",
    "ky-hop-theo-loai": "«02 kỳ họp, gồm 01 kỳ họp thường lệ và 01 kỳ họp chuyên đề»",
    "ten-ky-hop": "các kỳ họp đã tổ chức, kèm loại và ngày",
    "ky-hop-toi": "các kỳ họp sắp tới",
    "chu-the-giam-sat": "ai đã giám sát",
    "linh-vuc-giam-sat": "các lĩnh vực đã giám sát",
    "don-vi-chu-tri": "Đoàn đại biểu Quốc hội đã tiếp xúc tại địa phương",
    "noi-phoi-hop": "nơi đã phối hợp tiếp xúc",
    "so-cuoc-phoi-hop": "số cuộc đã phối hợp tiếp xúc",
    "phuong-xa-da-hop": "«21/21» Hội đồng nhân dân phường, xã đã họp",
    "loai-ky-hop-phuong-xa": "loại kỳ họp của phường, xã, khi tất cả như nhau",
    "so-phuong-xa-chua-hop": "số Hội đồng nhân dân phường, xã chưa họp trong kỳ",
    "phuong-xa-chua-hop": "tên các phường, xã chưa họp trong kỳ",
    "cham-binh-quan": "hồ sơ gửi chậm bình quân bao nhiêu ngày",
    "phu-luc-ho-so-cham": "«Phụ lục 3», nơi liệt kê hồ sơ gửi chậm",
    "kip-thoi-don": "«kịp thời, đúng hạn», chỉ khi mọi thời hạn xử lý đơn đều được giữ",
    "ty-le-don": "tỷ lệ thời hạn xử lý đơn được giữ",
    "kip-thoi-y-kien": "«kịp thời, đúng hạn», chỉ khi mọi thời hạn về ý kiến cử tri đều được giữ",
    "ty-le-y-kien": "tỷ lệ thời hạn trả lời ý kiến cử tri được giữ",
    "kip-thoi-kien-nghi": "«kịp thời, đúng hạn», chỉ khi mọi kiến nghị giám sát đến hạn đều xong",
    "dai-bieu": "số đại biểu Hội đồng nhân dân đương nhiệm cuối kỳ",
    "dai-bieu-chuyen-trach": "số đại biểu chuyên trách cuối kỳ",
    "thay-doi-nhan-su": "số lượt thay đổi chức vụ trong kỳ",
}


def phrases(facts):
    """{name: text} of every phrase."""
    return {**dict.fromkeys(PHRASES, ""), **_period(facts), **_sessions(facts), **_oversight(facts), **_hosted(facts),
            **_lower(facts), **_claims(facts), **_people(facts)}  # fmt: skip


def _period(facts):
    words = facts.period.words
    when = words if words.startswith("từ") else f"trong {words}"
    return {"ky": words, "khi": when, "hoi-dong": facts.body, "chu-the": facts.speaker}


def _sessions(facts):
    held = [f"kỳ họp {row['ordinal']} ({row['kind']}) ngày {row['on']}" for row in facts.rows("sessions")]
    coming = [f"kỳ họp {row['ordinal']} ({row['kind']})" for row in facts.rows("coming")]
    mean = facts.lists.get("late_mean")
    return {
        "ky-hop-theo-loai": _by_kind(facts), "ten-ky-hop": "; ".join(held), "ky-hop-toi": listed(coming),
        "cham-binh-quan": decimal(mean) if mean else "", "phu-luc-ho-so-cham": _annex(facts, "late_dossiers"),
    }  # fmt: skip


def _annex(facts, key):
    from reports.annexes import annex_no

    number = annex_no(facts, key, keys=facts.annexes)
    return f"Phụ lục {number}" if number else ""


def _by_kind(facts):
    held, regular, thematic = (facts.n(f"sessions.{name}") for name in ("held", "regular", "thematic"))
    if not held:
        return ""
    kinds = [
        (regular, "kỳ họp thường lệ"),
        (thematic, "kỳ họp chuyên đề"),
        (held - regular - thematic, "kỳ họp khác"),
    ]
    parts = [f"{count(n)} {name}" for n, name in kinds if n > 0]
    single = len(parts) == 1 and held in (regular, thematic)
    return parts[0] if single else f"{count(held)} kỳ họp, gồm {listed(parts)}"


def _oversight(facts):
    fields = open_list([low(name) for name in facts.rows("fields")])
    return {
        "chu-the-giam-sat": _overseers(facts) if facts.n("oversight.rounds") else "",
        "linh-vuc-giam-sat": fields,
    }


def _overseers(facts):
    kinds = {row["subject_kind"] for row in facts.rows("rounds")}
    if {"standing", "committee"} <= kinds:
        return f"Thường trực và các Ban của {facts.body}"
    names = sorted({row["subject"] for row in facts.rows("rounds") if row["subject"]})
    return listed(names) if names and len(names) <= 3 else facts.body


def _hosted(facts):
    rows = facts.rows("hosted")
    return {
        "don-vi-chu-tri": listed(dict.fromkeys(row["host"] for row in rows)),
        "noi-phoi-hop": listed(dict.fromkeys(row["place"] for row in rows)),
        "so-cuoc-phoi-hop": count(len(rows)) if rows else "",
    }


def _lower(facts):
    rows = facts.rows("wards")
    met, without = [row for row in rows if row["on"]], [row["name"] for row in rows if not row["on"]]
    kinds = {row["kind"] for row in met}
    return {
        "phuong-xa-da-hop": f"{count(len(met))}/{count(len(rows))}" if met else "",
        "loai-ky-hop-phuong-xa": next(iter(kinds)) if len(kinds) == 1 else "",
        "so-phuong-xa-chua-hop": count(len(without)) if without else "",
        "phuong-xa-chua-hop": open_list(without, OPEN),
    }


def _claims(facts):
    made = {}
    for name, kind in (("don", "petition"), ("y-kien", "opinion"), ("kien-nghi", "recommendation")):
        kept, due = facts.timely(kind)
        made[f"kip-thoi-{name}"] = "kịp thời, đúng hạn" if facts.earned(kind) else ""
        made[f"ty-le-{name}"] = f"{share(kept, due)} ({count(kept)}/{count(due)} thời hạn)" if due else ""
    return {key: text for key, text in made.items() if key in PHRASES}


def _people(facts):
    found = facts.lists.get("people") or {}
    names = {"dai-bieu": "sitting", "dai-bieu-chuyen-trach": "full_time", "thay-doi-nhan-su": "changes"}
    return {name: count(found[key]) if found.get(key) else "" for name, key in names.items()}
