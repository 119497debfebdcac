"""Meetings with voters, and their opinions from the meeting to the answer."""

from council.models import Role, Unit
from council.services.units import add_unit
from demo.stories.scene import after
from voters import services
from voters.models import Opinion

SENT_AFTER, ANSWERED_AFTER = 5, (18, 22, 25, 27)


def tell(scene):
    _hamlets(scene)
    _routes(scene)
    for row in scene.rows("meetings"):
        scene.meetings[row["key"]] = _meeting(scene, row)
    rows = sorted(scene.rows("opinions"), key=lambda row: _voiced(scene, row))
    for number, row in enumerate(rows):
        _opinion(scene, row, number)


def _hamlets(scene):
    for key, names in scene.city.spec.get("hamlets", {}).items():
        ward = scene.ward(key).unit
        for number, name in enumerate(names, 1):
            kind = " ".join(
                word for word in name.split() if word.islower() and not word.isdigit()
            ).removesuffix(" số")
            add_unit(
                scene.city.actor(Role.ADMIN), parent=ward, level=Unit.Level.HAMLET, code=f"{ward.code}-{number:02}",
                kind=kind, name=name,
            )  # fmt: skip


def _routes(scene):
    """The routing table of the city; the wards need none, their People's Committee is proposed by itself."""
    for row in scene.city.spec.get("routes", {}).get("rows", ()):
        unit = scene.ward(row["ward"]).unit if "ward" in row else None
        services.save_route(
            scene.staff, field=row["field"], competence=row.get("level", ""), unit=unit, body=scene.city.body(row["to"]),
            note=row.get("note", ""),
        )  # fmt: skip


def _meeting(scene, row):
    """A meeting of the council, of a ward (`at`), or of the National Assembly's delegation with the council as its guest."""
    place = scene.ward(row["ward"]).unit if "ward" in row else scene.city.council.unit
    host, keeper = scene.city.body(row.get("host")), scene.keeper(row.get("at"))
    kind = row.get("kind", "before")
    of_session = kind in ("before", "after") and "at" not in row
    made = scene.make(
        services.plan_meeting, keeper, title=row.get("title") or _title(row, place, host), meeting_kind=kind,
        on=scene.day(row["on"]), unit=place, hamlet=row.get("hamlet", ""), place=row.get("place", "Nhà văn hóa"),
        mode=row.get("mode", "direct"), host=host, joint_with=scene.city.council if row.get("joint") else None,
        requested_on=scene.day(row.get("asked")),
        council_session=scene.sessions[scene.city.spec["meetings"]["session"]] if of_session else None,
        delegates=[] if host or "at" in row else scene.delegates_of(place),
        hamlets=Unit.objects.filter(parent=place, name=row.get("hamlet")),
    )  # fmt: skip
    if "agreed" in row:
        day = scene.day(row["agreed"])
        scene.act(services.agree, made, keeper, decided_on=day, decision_no=scene.paper("TB-TTHĐND", day))
    _met(scene, made, row, keeper)
    return made


def _title(row, place, host):
    where = f"{row['hamlet']}, {place.name}" if "hamlet" in row else place.name
    when = {"before": " trước kỳ họp", "after": " sau kỳ họp"}.get(row.get("kind", "before"), "")
    who = "Đại biểu Quốc hội" if host else f"Đại biểu HĐND {'phường' if 'at' in row else 'thành phố'}"
    return f"{who} tiếp xúc cử tri{when} tại {where}"


def _met(scene, made, row, keeper):
    stop, noticed, reported = row.get("stop"), after(made.on, -9), after(made.on, 2)
    if stop == "planned":
        return
    scene.act(services.announce, made, keeper, notice_on=noticed, notice_no=scene.paper("TB-HĐND", noticed))
    if stop == "announced":
        return
    came, missing = _who_came(made, row.get("absent", ()))
    scene.act(
        services.hold, made, keeper, voters=row["voters"], speakers=row["speakers"], delegates=came, missing=missing,
        absences=row.get("guests", ""), local_leaders="Lãnh đạo UBND và UB MTTQ thành phố, phường, xã",
    )  # fmt: skip
    if stop != "held":
        number = scene.paper("BC-TXCT", reported)
        scene.act(services.report, made, keeper, reported_on=reported, report_no=number)


def _who_came(made, reasons):
    """(delegates present, {absent one: reason}); the last of the list are away."""
    people = list(made.delegates.by_name())
    away = people[len(people) - len(reasons) :] if reasons else []
    missing = {person.pk: reason for person, reason in zip(away, reasons, strict=False)}
    return [person for person in people if person.pk not in missing], missing


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
    if "merge" in row:
        others = Opinion.objects.filter(pk__in=[scene.opinions[key].pk for key in row["merge"]])
        scene.act(services.merge, made, keeper, others=others, title=row["common"])
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
    letter = _letter(scene, keeper, agency, sent)
    scene.act(services.forward, made, keeper, agency=agency, letter_no=letter, forwarded_on=sent, quiet=True)
    if "back" in row:
        points_to = scene.city.body(row.get("back_to"))
        scene.act(services.send_back, made, scene.agency(agency), reason=row["back"], points_to=points_to)
    if "answer" in row:
        answered = scene.day(row.get("answered"), after(sent, ANSWERED_AFTER[number % len(ANSWERED_AFTER)]))
        _answered(scene, made, row, agency, answered)
        _followed(scene, made, row, keeper, agency)


def _letter(scene, keeper, agency, day):
    """What one office sends to one agency on one day goes with one letter."""
    letters = scene.letters.setdefault(keeper.home_id, {})
    if (agency.pk, day) not in letters:
        letters[agency.pk, day] = scene.paper("CV-HĐND", day)
    return letters[agency.pk, day]


def _followed(scene, made, row, keeper, agency):
    """What became of an answer: the promise kept, the result confirmed, or the opinion raised again."""
    if "settled" in row:
        day = scene.day(row["settled"])
        done = {"answer": row["done"], "answer_no": scene.paper("BC-KQ", day), "answered_on": day}
        scene.act(services.settle, made, scene.agency(agency), **done, quiet=True)
    if "confirmed" in row:
        scene.act(services.confirm, made, keeper, confirmed_on=scene.day(row["confirmed"]))
    if "again" in row:
        scene.act(services.raise_again, made, keeper, reason=row["again"])


def _answered(scene, made, row, agency, on):
    scene.act(
        services.answer, made, scene.agency(agency), answer=row["answer"], answer_no=scene.paper("CV-TL", on),
        result=row["result"], answered_on=on, expected_on=scene.day(row.get("expected")), quiet=True,
    )  # fmt: skip
