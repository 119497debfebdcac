"""The narrative of a report: official Vietnamese sentences made from the figures, and from nothing else.

Takes the frozen `Facts`, asks no database. A word of praise ("kịp thời", "đúng hạn") is written only when the
rate behind it can be reckoned and is whole; a shortcoming only when a figure backs it.
"""

from reports.annexes import annex_no
from reports.words import count, decimal, listed, low, open_list, sentence, share

RESULTS, SHORT, TASKS = (
    "I. KẾT QUẢ HOẠT ĐỘNG",
    "II. TỒN TẠI, HẠN CHẾ",
    "III. NHIỆM VỤ TRỌNG TÂM THỜI GIAN TỚI",
)


def sections(facts):
    """The generated narrative as [{key, heading, text, edited}] in the order of print."""
    made = [(key, title, write(facts)) for key, title, write in RESULT_SECTIONS if write(facts)]
    numbered = [(key, f"{n}. {title}", text) for n, (key, title, text) in enumerate(made, 1)]
    last = [("shortcomings", SHORT, shortcomings(facts)), ("tasks", TASKS, tasks(facts))]
    return [
        {"key": key, "heading": head, "text": text, "edited": False} for key, head, text in numbered + last
    ]


def council_sessions(facts):
    held = facts.n("sessions.held")
    if not held:
        return sentence(f"{_when(facts)}, {facts.body} không tổ chức kỳ họp nào")
    passed = facts.n("resolutions.passed")
    tail = f"; thông qua {count(passed)} nghị quyết" if passed else ""
    first = sentence(f"{_when(facts)}, {facts.body} đã tổ chức {_sessions_by_kind(facts, held)}{tail}")
    return _joined(first, _session_names(facts), _dossiers(facts))


def _when(facts):
    words = facts.period.words
    return words if words.startswith("từ") else f"trong {words}"


def _sessions_by_kind(facts, held):
    regular, thematic = facts.n("sessions.regular"), facts.n("sessions.thematic")
    kinds = [
        (regular, "kỳ họp thường lệ"),
        (thematic, "kỳ họp chuyên đề"),
        (held - regular - thematic, "kỳ họp khác"),
    ]
    parts = [f"{count(n)} {name}" for n, name in kinds if n > 0]
    return (
        parts[0]
        if len(parts) == 1 and held in (regular, thematic)
        else f"{count(held)} kỳ họp, gồm {listed(parts)}"
    )


def _session_names(facts):
    names = [f"kỳ họp {row['ordinal']} ({row['kind']}) ngày {row['on']}" for row in facts.rows("sessions")]
    return sentence(f"Cụ thể: {'; '.join(names)}") if names else ""


def _dossiers(facts):
    received, late = facts.n("dossiers.received"), facts.n("dossiers.late")
    if not received:
        return ""
    tail = (
        f", trong đó {count(received - late)} hồ sơ gửi đúng hạn" if late else ", các hồ sơ đều gửi đúng hạn"
    )
    return sentence(f"Đã tiếp nhận {count(received)} hồ sơ trình kỳ họp{tail if received > late else ''}")


def questions(facts):
    asked, answered = facts.n("questions.asked"), facts.n("questions.answered")
    taken, whole = facts.n("sessions.minutes_qa"), facts.n("sessions.minutes_total")
    part = share(taken, whole) if taken and whole else ""
    time = part and sentence(f"Thời gian chất vấn và trả lời chất vấn chiếm {part} thời gian các kỳ họp")
    if not asked:
        return _joined(sentence("Trong kỳ không phát sinh chất vấn của đại biểu"), time)
    done = "tất cả đã được trả lời" if answered >= asked else f"{count(answered)} chất vấn đã được trả lời"
    return _joined(sentence(f"Đại biểu {facts.body} đã nêu {count(asked)} chất vấn, {done}"), time)


def oversight(facts):
    rounds, upper = facts.n("oversight.rounds"), _with_upper_levels(facts)
    if not rounds:
        return _joined(sentence("Trong kỳ chưa tiến hành cuộc giám sát nào"), upper)
    units = facts.n("oversight.units")
    where = f" tại {count(units)} đơn vị" if units else ""
    fields = open_list([low(name) for name in facts.rows("fields")])
    about = f", về {fields}" if fields else ""
    first = sentence(f"{_overseers(facts)} đã tiến hành {count(rounds)} cuộc giám sát{where}{about}")
    return _joined(first, upper, _recommendations(facts))


def _with_upper_levels(facts):
    """Teams of upper levels are told apart from the council's own rounds."""
    joint = facts.n("oversight.joint_rounds")
    text = f"Đại biểu {facts.body} tham gia {count(joint)} đoàn giám sát, khảo sát của Quốc hội, Đoàn đại biểu Quốc hội, cấp trên"
    return sentence(text) if joint else ""


def _overseers(facts):
    kinds = {row["subject_kind"] for row in facts.rows("rounds")}
    if {"standing", "committee"} <= kinds:
        return f"Thường trực và các Ban của {facts.body}"
    names = sorted({row["subject"] for row in facts.rows("rounds") if row["subject"]})
    return listed(names) if names and len(names) <= 3 else facts.body


def _recommendations(facts):
    """The share done is of those that fell due: what is not yet due is no fault and no merit."""
    issued, due = facts.n("recommendations.issued"), facts.n("recommendations.due")
    if not issued:
        return ""
    done, late = facts.n("recommendations.done"), facts.n("recommendations.overdue")
    rate = (
        f"{count(done)}/{count(due)} kiến nghị đến hạn đã thực hiện xong, đạt {share(done, due)}"
        if due
        else ""
    )
    over = f"{count(late)} kiến nghị đã quá hạn" if late else ""
    return sentence(
        "; ".join(text for text in (f"Qua giám sát đã nêu {count(issued)} kiến nghị", rate, over) if text)
    )


def voter_contact(facts):
    return _joined(_meetings(facts), _hosted(facts), _opinions(facts))


def _meetings(facts):
    meetings, people = facts.n("voters.meetings"), facts.n("voters.attendees")
    if not meetings:
        return sentence("Trong kỳ chưa tổ chức hội nghị tiếp xúc cử tri")
    near = facts.n("voters.hamlet_meetings")
    where = f", trong đó có {count(near)} hội nghị tại thôn, xóm, tổ dân phố" if near else ""
    who = f", với {count(people)} lượt cử tri tham dự" if people else ""
    return sentence(f"Đã tổ chức {count(meetings)} hội nghị tiếp xúc cử tri{where}{who}")


def _hosted(facts):
    rows = facts.rows("hosted")
    if not rows:
        return ""
    hosts, places = _once(row["host"] for row in rows), _once(row["place"] for row in rows)
    return sentence(
        f"Phối hợp để {listed(hosts)} tiếp xúc cử tri {count(len(rows))} cuộc tại {listed(places)}"
    )


def _opinions(facts):
    received, kept = facts.n("opinions.received"), facts.n("opinions.kept_below")
    parts = [
        (facts.n("opinions.on_spot"), "ý kiến trả lời ngay tại hội nghị"),
        (facts.n("opinions.forwarded"), "ý kiến đã chuyển cơ quan có thẩm quyền giải quyết"),
        (facts.n("opinions.answered"), "ý kiến đã được trả lời"),
    ]
    told = "; ".join(f"{count(n)} {words}" for n, words in parts if n)
    first = f"Tiếp nhận {count(received)} ý kiến, kiến nghị của cử tri{', trong đó ' if told else ''}{told}"
    below = f"{count(kept)} ý kiến, kiến nghị thuộc thẩm quyền cấp dưới được giữ lại giải quyết tại cơ sở"
    return _joined(sentence(first) if received else "", sentence(below) if kept else "")


def petitions(facts):
    received = facts.n("petitions.received")
    if not received:
        return sentence("Trong kỳ không tiếp nhận đơn khiếu nại, tố cáo, kiến nghị, phản ánh nào")
    kinds = [
        (facts.n("petitions.complaints"), "đơn khiếu nại"), (facts.n("petitions.denunciations"), "đơn tố cáo"),
        (facts.n("petitions.other"), "đơn kiến nghị, phản ánh và đơn khác"),
    ]  # fmt: skip
    parts = listed([f"{count(n)} {name}" for n, name in kinds if n])
    first = sentence(f"Đã tiếp nhận {count(received)} đơn{', gồm ' if parts else ''}{parts}")
    return _joined(first, _petition_results(facts), _petition_times(facts))


def _petition_results(facts):
    parts = [
        (facts.n("petitions.transferred"), "đơn đã chuyển cơ quan có thẩm quyền"),
        (facts.n("petitions.resolved"), "đơn đã có kết quả giải quyết"),
    ]
    return sentence("; ".join(f"{count(n)} {words}" for n, words in parts if n))


def _petition_times(facts):
    """On time only when the rate can be reckoned: limits that fell due, all kept, and no petition overdue."""
    kept, due = (facts.lists.get("timely") or {}).get("petition", [0, 0])
    if not due:
        return ""
    if kept == due and not facts.n("petitions.overdue"):
        return sentence("Việc tiếp nhận, xử lý đơn được thực hiện kịp thời, các thời hạn đều đúng hạn")
    return sentence(
        f"Tỷ lệ thời hạn xử lý đơn được giữ là {share(kept, due)} ({count(kept)}/{count(due)} thời hạn)"
    )


def lower(facts):
    rows, held = facts.rows("wards"), facts.n("lower.sessions.held")
    if not rows:
        return sentence(f"Hội đồng nhân dân cấp dưới đã tổ chức {count(held)} kỳ họp") if held else ""
    met = [row for row in rows if row["on"]]
    if not met:
        return sentence("Trong kỳ chưa ghi nhận kỳ họp của Hội đồng nhân dân phường, xã")
    kinds = {row["kind"] for row in met}
    kind = f"kỳ họp {kinds.pop()}" if len(kinds) == 1 else "kỳ họp"
    return sentence(
        f"{count(len(met))}/{count(len(rows))} Hội đồng nhân dân phường, xã đã tổ chức {kind}, với {count(held)} kỳ họp"
    )


RESULT_SECTIONS = [
    ("sessions", "Kỳ họp và nghị quyết", council_sessions),
    ("questions", "Chất vấn và trả lời chất vấn", questions),
    ("oversight", "Giám sát", oversight),
    ("voters", "Tiếp xúc cử tri", voter_contact),
    ("petitions", "Tiếp nhận, xử lý đơn thư", petitions),
    ("lower", "Hoạt động của Hội đồng nhân dân phường, xã", lower),
]


def shortcomings(facts):
    found = [sentence(text) for text in _shortcomings(facts) if text]
    return "\n".join(f"- {text}" for text in found) or sentence(
        "Số liệu trong kỳ chưa ghi nhận việc chậm thời hạn"
    )


def _shortcomings(facts):
    yield _late_dossiers(facts)
    yield _sent_up_in_vain(facts)
    if late := facts.n("recommendations.overdue"):
        yield f"Còn {count(late)} kiến nghị sau giám sát quá hạn chưa thực hiện xong; việc theo dõi sau giám sát chưa sâu"
    if late := facts.n("opinions.overdue"):
        yield f"Còn {count(late)} ý kiến, kiến nghị cử tri quá hạn chưa được trả lời"
    if late := facts.n("petitions.overdue"):
        yield f"Còn {count(late)} đơn quá thời hạn xử lý"
    if (open_ := facts.n("questions.asked") - facts.n("questions.answered")) > 0:
        yield f"Còn {count(open_)} chất vấn chưa được trả lời"
    if without := [row["name"] for row in facts.rows("wards") if not row["on"]]:
        yield f"Còn {count(len(without))} Hội đồng nhân dân phường, xã chưa có kỳ họp trong kỳ: {open_list(without, 5)}"


def _sent_up_in_vain(facts):
    """Opinions within the power of a lower level, or given again: what should not have come up."""
    kept, again = facts.n("opinions.kept_below"), facts.n("opinions.duplicates")
    parts = [(kept, "ý kiến thuộc thẩm quyền cấp dưới"), (again, "ý kiến trùng với kiến nghị đã có")]
    told = listed([f"{count(n)} {words}" for n, words in parts if n])
    return (
        told and f"Một số ý kiến, kiến nghị không thuộc diện tổng hợp lên cấp trên vẫn được nêu, gồm {told}"
    )


def _late_dossiers(facts):
    late, received = facts.n("dossiers.late"), facts.n("dossiers.received")
    if not late:
        return ""
    mean = facts.lists.get("late_mean")
    by = f", chậm bình quân {decimal(mean)} ngày" if mean else ""
    no = annex_no(facts, "late_dossiers")
    return (
        f"Có {count(late)}/{count(received)} hồ sơ trình kỳ họp gửi sau thời hạn{by}, ảnh hưởng đến tiến độ thẩm tra"
        + (f" (Phụ lục {no})" if no else "")
    )


def tasks(facts):
    return "\n".join(f"- {sentence(text)}" for text in _tasks(facts))


def _tasks(facts):
    coming = [f"kỳ họp {row['ordinal']} ({row['kind']})" for row in facts.rows("coming")]
    yield f"Chuẩn bị, tổ chức {listed(coming) or 'các kỳ họp'} của {facts.body} theo quy định"
    if late := facts.n("recommendations.overdue"):
        yield f"Đôn đốc thực hiện {count(late)} kiến nghị sau giám sát đã quá hạn"
    if (waiting := facts.n("opinions.forwarded") - facts.n("opinions.answered")) > 0:
        yield f"Đôn đốc trả lời {count(waiting)} ý kiến, kiến nghị cử tri đã chuyển"
    if late := facts.n("petitions.overdue"):
        yield f"Đôn đốc giải quyết {count(late)} đơn đã quá hạn"
    yield "Tiếp tục nâng cao chất lượng thẩm tra, giám sát, tiếp xúc cử tri và giải quyết kiến nghị của cử tri"


def _joined(*sentences):
    return " ".join(text for text in sentences if text)


def _once(names):
    return list(dict.fromkeys(names))
