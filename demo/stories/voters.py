"""Meetings with voters, and their opinions from the meeting to the answer."""

from demo.stories.scene import after
from voters import services

SENT_AFTER, ANSWERED_AFTER = 5, (18, 22, 25, 27)


def tell(scene):
    for row in scene.rows("meetings"):
        scene.meetings[row["key"]] = _meeting(scene, row)
    rows = sorted(scene.rows("opinions"), key=lambda row: _voiced(scene, row))
    for number, row in enumerate(rows):
        _opinion(scene, row, number)


def _meeting(scene, row):
    """A meeting of the council, or of the National Assembly's delegation with the council as its guest."""
    place = scene.ward(row["ward"]).unit if "ward" in row else scene.city.council.unit
    host = scene.city.body(row.get("host"))
    kind = row.get("kind", "before")
    made = scene.make(
        services.plan_meeting, title=row.get("title") or _title(row, place, host), meeting_kind=kind,
        on=scene.day(row["on"]), unit=place, hamlet=row.get("hamlet", ""), place=row.get("place", "Nhà văn hóa"),
        host=host, council_session=scene.sessions[scene.city.spec["meetings"]["session"]] if kind != "thematic" else None,
        delegates=[] if host else scene.delegates_of(place),
    )  # fmt: skip
    _met(scene, made, row)
    return made


def _title(row, place, host):
    where = f"{row['hamlet']}, {place.name}" if "hamlet" in row else place.name
    when = {"before": " trước kỳ họp", "after": " sau kỳ họp"}.get(row.get("kind", "before"), "")
    who = "Đại biểu Quốc hội" if host else "Đại biểu HĐND thành phố"
    return f"{who} tiếp xúc cử tri{when} tại {where}"


def _met(scene, made, row):
    stop, noticed, reported = row.get("stop"), after(made.on, -9), after(made.on, 2)
    if stop == "planned":
        return
    scene.act(services.announce, made, notice_on=noticed, notice_no=scene.paper("TB-HĐND", noticed))
    if stop == "announced":
        return
    leaders = "Lãnh đạo UBND và UB MTTQ thành phố, phường, xã"
    scene.act(services.hold, made, voters=row["voters"], speakers=row["speakers"], local_leaders=leaders)
    if stop != "held":
        scene.act(services.report, made, reported_on=reported, report_no=scene.paper("BC-TXCT", reported))


def _voiced(scene, row):
    return scene.day(row.get("on")) or scene.meetings[row["m"]].on


def _opinion(scene, row, number):
    """One opinion, noted by the city's office or (`at`) a ward's, as far as its days have come."""
    keeper, meeting = scene.keeper(row.get("at")), scene.meetings.get(row.get("m"))
    made = scene.make(
        services.record_opinion, keeper, title=row["title"], field=row["field"], competence=row["level"],
        on=_voiced(scene, row), meeting=meeting, voter=row.get("voter", ""),
    )  # fmt: skip
    scene.opinions[row.get("key")] = made
    if "spot" in row:
        scene.act(services.answer_on_spot, made, keeper, answer=row["spot"], answered_on=made.on)
    if row.get("below"):
        scene.act(services.keep_below, made, keeper, competence=row["level"])
    if "up" in row:
        _sent_up(scene, made, row, keeper)
        keeper = scene.staff
    if "to" in row:
        _forwarded(scene, made, row, keeper, number)


def _sent_up(scene, made, row, keeper):
    """Sent to the city, which finds that it was answered already, or that it is the ward's own to settle."""
    day = scene.day(row["up"])
    scene.act(services.send_up, made, keeper, sent_up_on=day, sent_up_no=scene.paper("CV-PX", day))
    if "same" in row:
        scene.act(services.link_duplicate, made, same_as=_fresh(scene.opinions[row["same"]]))
    if row.get("given_back"):
        reason = "Việc nạo vét, dọn vệ sinh ngõ xóm thuộc thẩm quyền phường, xã."
        scene.act(services.keep_below, made, competence="commune", reason=reason)


def _fresh(record):
    return type(record).objects.get(pk=record.pk)


def _forwarded(scene, made, row, keeper, number):
    agency = scene.city.body(row["to"])
    sent = scene.day(row.get("sent"), after(scene.day(row.get("up"), made.on), SENT_AFTER))
    letter = scene.paper("CV-HĐND", sent)
    scene.act(services.forward, made, keeper, agency=agency, letter_no=letter, forwarded_on=sent, quiet=True)
    if "back" in row:
        scene.act(services.send_back, made, scene.agency(agency), reason=row["back"])
    if "answer" in row:
        answered = scene.day(row.get("answered"), after(sent, ANSWERED_AFTER[number % len(ANSWERED_AFTER)]))
        _answered(scene, made, row, agency, answered)


def _answered(scene, made, row, agency, on):
    scene.act(
        services.answer, made, scene.agency(agency), answer=row["answer"], answer_no=scene.paper("CV-TL", on),
        result=row["result"], answered_on=on, expected_on=scene.day(row.get("expected")), quiet=True,
    )  # fmt: skip
