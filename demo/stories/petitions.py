"""Petitions from their receipt to the day on which the sender was told."""

from demo.stories.scene import after
from petitions import services

SORTED, SENT, ACCEPTED, REPORTED, INFORMED, CLOSED = 3, 4, 6, 5, 3, 6  # days after the step before
SOURCES = ("post", "in_person", "post", "delegate", "in_person", "front", "online", "box")
RESULTS = {
    "right": "Nội dung đơn đúng; cơ quan đã khắc phục, giải quyết quyền lợi cho người gửi.",
    "partly": "Nội dung đơn đúng một phần; phần đúng đã được xử lý, phần còn lại đã giải thích.",
    "wrong": "Nội dung đơn không có cơ sở; cơ quan đã ban hành quyết định giải quyết và giải thích.",
    "explained": "Cơ quan đã trả lời, giải thích quy định hiện hành bằng văn bản.",
}


def tell(scene):
    made = []
    for number, row in enumerate(scene.rows("petitions")):
        made.append(_petition(scene, row, number, made))


def _petition(scene, row, number, earlier):
    """One petition, as far as its days have come. Returns it."""
    keeper = scene.keeper(row.get("at"))
    made = _received(scene, row, number, keeper)
    if "fault" in row or "same" in row:
        again = earlier[row["same"] - 1] if "same" in row else None
        _filed(scene, made, row, keeper, again)
    elif "split" in row:
        names = ("kind", "field", "title")
        parts = [dict(zip(names, part, strict=True)) for part in row["split"]]
        scene.act(services.split, made, keeper, split_on=after(made.on, SORTED), parts=parts)
    elif "to" in row or "do" in row or row.get("stop") == "qualified":
        _sorted(scene, made, row, keeper)
    if "follows" in row:
        before = next(item for item in earlier if item.title == row["follows"])
        scene.act(services.link, made, keeper, earlier=before, relation=row["relation"])
    for day in row.get("urged", ()):
        paper = scene.paper("CV-HĐND", scene.day(day))
        scene.act(services.urge, made, keeper, urged_on=scene.day(day), letter_no=paper)
    return made


def _received(scene, row, number, keeper):
    place = scene.ward(row["ward"]).unit if "ward" in row else None
    group = (
        {"sender_kind": "group", "people": row["people"], "is_mass": row["people"] >= 30}
        if "group" in row
        else {}
    )
    on = scene.day(row["on"])
    return scene.make(
        services.register, keeper, on=on, written_on=after(on, -2), petition_kind=row["kind"], field=row["field"],
        title=row["title"], unit=place, source=SOURCES[number % len(SOURCES)], sender_name=row["sender"],
        with_denunciation=row.get("denounces", False),
        sender_address=place.name if place and row["sender"] else "", respondent=row.get("accused", ""), **group,
    )  # fmt: skip


def _filed(scene, made, row, keeper, again):
    values = {
        "fault": row.get("fault", "duplicate"),
        "filed_on": after(made.on, SORTED),
        "duplicate_of": again,
    }
    if scene.past(values["filed_on"]):
        scene.act(services.file, made, keeper, **values)


def _sorted(scene, made, row, keeper):
    on = after(made.on, SORTED)
    scene.act(services.qualify, made, keeper, qualified_on=on)
    letter = {"reply_no": scene.paper("HD-HĐND", on)}
    reason = "Hướng dẫn người gửi liên hệ cơ quan có thẩm quyền theo quy định."
    if row.get("do") == "guide":
        scene.act(services.guide, made, keeper, guided_on=after(on, 3), reason=reason, **letter)
        scene.act(services.close, made, keeper, closed_on=after(on, 5))
    elif row.get("do") == "answer":
        result = (
            "Thường trực HĐND đã công khai lịch tiếp công dân trên cổng thông tin và niêm yết tại trụ sở."
        )
        scene.act(services.answer_here, made, keeper, resolved_on=after(on, 4), result=result)
    elif row.get("do") == "return":
        reason = "Đã có quyết định giải quyết khiếu nại lần hai; hướng dẫn khởi kiện tại tòa án."
        scene.act(services.send_back, made, keeper, returned_on=after(on, 3), reason=reason, **letter)
    elif "to" in row:
        _transferred(scene, made, row, keeper)


def _transferred(scene, made, row, keeper):
    sent, asked = scene.day(row.get("sent"), after(made.on, SENT)), scene.day(row.get("asked"))
    values = {
        "agency": scene.city.body(row["to"]),
        "letter_no": scene.paper("PC-HĐND", sent),
        "asked_on": asked,
    }
    scene.act(services.transfer, made, keeper, transferred_on=sent, **values)
    start = sent
    if row["kind"] != "recommendation" and ("took" in row or "accepted" in row):
        start = scene.day(row.get("accepted"), after(sent, ACCEPTED))
        _accepted(scene, made, row, keeper, start)
    if "took" in row and scene.past(after(start, row["took"])):
        _resolved(scene, made, row, keeper, after(start, row["took"]))


def _accepted(scene, made, row, keeper, on):
    values = {"accepted_no": scene.paper("TB-TL", on), "instance": "first", "tests": row.get("complex", ())}
    scene.act(services.accept, made, keeper, accepted_on=on, **values)
    if made.denounces:
        scene.act(services.note_notice, made, keeper, sent_on=after(on, 3), paper=scene.paper("TB-TL", on))


def _resolved(scene, made, row, keeper, on):
    reported, informed = after(on, REPORTED), after(on, REPORTED + INFORMED)
    result = {
        "outcome": row["outcome"],
        "result": RESULTS[row["outcome"]],
        "resolved_no": scene.paper("QĐ-GQ", on),
    }
    scene.act(services.resolve, made, keeper, resolved_on=on, reported_on=reported, **result)
    if made.denounces:
        scene.act(services.note_notice, made, keeper, sent_on=after(on, 4), paper=scene.paper("TB-KLTC", on))
    scene.act(
        services.inform, made, keeper, informed_on=informed, informed_no=scene.paper("TB-HĐND", informed)
    )
    scene.act(services.close, made, keeper, closed_on=after(informed, CLOSED))
