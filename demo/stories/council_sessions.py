"""Sessions with their dossiers, questions and resolutions."""

from council.models import Role
from demo.stories import hall
from demo.stories.scene import after
from sessions import services
from sessions.models import Session

REPORT_BEFORE = {
    "province": 11,
    "district": 8,
    "commune": 8,
}  # a day inside the limit of the committee's report
DRAFT = "Dự thảo nghị quyết "


def tell(scene):
    for row in scene.city.spec["session"]:
        _session(scene, row)
    _questions_between(scene)
    for number, ward in enumerate(scene.city.wards.values()):
        _ward_session(scene, ward, number)
    if "standing" in scene.city.spec:
        hall.standing_meetings(scene)


def _session(scene, row):
    """One session of the city, as far as its days have come."""
    made = scene.sessions[row["key"]] = _planned(scene, row)
    dossiers = [item for item in scene.rows("dossiers") if item["session"] == row["key"]]
    waiting = [(item, _registered(scene, made, item)) for item in dossiers]
    slips = [
        (item, _slip(scene, made, item))
        for item in scene.rows("questions")
        if item.get("session") == row["key"]
    ]
    if "sittings" in row:
        hall.plan_agenda(scene, made, [dossier for item, dossier in waiting if item["kind"] == "draft"])
    if row.get("sittings") == "published":
        hall.publish(scene, made)
    if row.get("sittings") == "changed":
        hall.publish(scene, made)
        hall.change(scene, made)
    for item, dossier in waiting:
        if "late" not in item:
            _verified(scene, dossier, item)
    if not scene.past(scene.day(row.get("convened"))):
        return
    _convened(scene, made, row)
    for item, dossier in waiting:
        if "late" in item:
            _verified(scene, dossier, item)
    if "present" in row:
        _held(scene, made, row, waiting, slips)


def _planned(scene, row):
    on = scene.day(row["on"])
    made = scene.make(
        services.plan_session, term=scene.city.term, number=row["number"], session_kind=_kind(row["kind"], on), on=on,
        ends_on=scene.day(row.get("ends_on"), on), topic=row.get("topic", ""), place=_hall(scene),
    )  # fmt: skip
    for kind, title, presenter, minutes in () if "sittings" in row else row.get("agenda", ()):
        scene.act(services.add_item, made, kind=kind, title=title, presenter=presenter, minutes=minutes)
    return made


def _kind(kind, on):
    """`regular` is the mid-year session in the first eight months, the year-end session afterwards."""
    if kind != "regular":
        return kind
    return Session.Kind.REGULAR_MID if on.month <= 8 else Session.Kind.REGULAR_END


def _hall(scene):
    return f"Hội trường HĐND {scene.city.council.unit.name}"


def _registered(scene, made, item):
    received = scene.day(item.get("received"))
    expected = after(made.on, -30)
    on = min(day for day in (received, expected, scene.base) if day)
    return scene.make(
        services.register_dossier, council_session=made, submitter=scene.city.body(item["by"]),
        committee=scene.city.body(item["to"]), document_kind=item["kind"], title=item["title"], on=on,
    )  # fmt: skip


def _verified(scene, dossier, item):
    """The dossier received, and the committee's report on it, as far as its days have come."""
    received = scene.day(item.get("received"))
    if not scene.past(received):
        return
    reason = {"late_reason": item["late"], "late_approved_by": "Chủ tịch HĐND"} if "late" in item else {}
    scene.act(services.receive, dossier, received_on=received, **reason)
    if item.get("stop") == "received":
        return
    opening = dossier.council_session.on
    meeting = max(received, after(opening, -10))
    verified = max(after(received, 1), after(opening, -REPORT_BEFORE[dossier.owner.tier]))
    verified = min(verified, scene.base)
    if item["kind"] == "report":
        scene.act(services.hold_meeting, dossier, meeting_on=min(meeting, verified))
    opinion = (
        "Ban nhất trí với sự cần thiết và các nội dung chính; đề nghị làm rõ nguồn lực và lộ trình thực hiện."
    )
    scene.act(
        services.verify,
        dossier,
        verified_on=verified,
        opinion=opinion,
        report_no=scene.paper("BC-BHĐND", verified),
    )
    if "late" in item:
        scene.act(services.send_to_delegates, dossier, sent_on=verified)


def _convened(scene, made, row):
    on = scene.day(row["convened"])
    scene.act(services.convene, made, convocation_no=scene.paper("QĐ-TTHĐND", on), convocation_on=on)
    scene.act(services.send_agenda, made, sent_on=on)
    if scene.past(after(made.on, -6)):
        scene.act(services.send_documents, made, sent_on=after(made.on, -6))


def _held(scene, made, row, dossiers, slips):
    """Opened, questions answered, resolutions passed, closed."""
    total = len(scene.city.delegates)
    scene.act(
        services.open_session, made, delegates_total=total, delegates_present=min(row["present"], total)
    )
    for item, slip in slips:
        _asked(scene, slip, item, made.on)
    passed = scene.day(row.get("ends_on"), made.on)
    resolutions = [
        _resolution(scene, made, dossier, item, passed) for item, dossier in dossiers if "resolution" in item
    ]
    if "sittings" in row:
        hall.call_roll(scene, made, min(row["present"], total))
        hall.note_course(scene, made)
        hall.enter_votes(scene, made, resolutions)
    noted = [dossier for item, dossier in dossiers if "resolution" not in item]
    for dossier in noted:
        scene.act(services.conclude, dossier, outcome="adopted", decided_on=passed)
    qa, minutes = row.get("minutes", (0, 180))
    scene.act(
        services.close_session, made, ends_on=passed, delegates_total=total,
        delegates_present=min(row["present"], total), minutes_total=minutes, minutes_qa=qa,
    )  # fmt: skip
    if "sittings" in row:
        hall.write_minutes(scene, made, min(after(passed, 2), scene.base))
    for resolution in resolutions:
        _issued(scene, resolution, passed)


def _resolution(scene, made, dossier, item, on):
    title = item["title"].removeprefix(DRAFT)
    total = len(scene.city.delegates)
    return scene.make(
        services.record_resolution, council_session=made, dossier=dossier, code=scene.paper("NQ-HĐND", on), on=on,
        title=f"Nghị quyết {title[0].lower()}{title[1:]}", field=item["resolution"], votes_for=total - 3,
        votes_against=0, votes_abstain=1, delegates_total=total,
    )  # fmt: skip


def _issued(scene, resolution, passed):
    """Certified by the chair, sent up and published inside their limits."""
    chair = scene.city.actor(Role.CHAIR)
    scene.act(services.certify, resolution, chair, certified_on=after(passed, 3))
    scene.act(services.send_up, resolution, sent_on=after(passed, 4))
    scene.act(services.publish, resolution, published_on=after(passed, 5), effective_on=after(passed, 12))


def _slip(scene, made, item):
    on = scene.day(item.get("on"), after(made.on, -4)) if made else scene.day(item["on"])
    return scene.make(
        services.submit_question, delegate=scene.city.delegates[item["by"]], council_session=made,
        submitted_on=min(on, scene.base), respondent=scene.city.body(item["to"]), respondent_post=item["post"],
        field=item["field"], title=item["title"], wish=item.get("wish", "oral"),
    )  # fmt: skip


def _asked(scene, slip, item, on):
    """Put at the session of the day `on`, and answered there or in writing."""
    if item.get("skip"):
        scene.act(services.not_select, slip, reason="Không thuộc nhóm vấn đề được chọn")
        return
    scene.act(services.ask, slip, asked_on=on)
    promise = {"promise": item.get("promise", ""), "promise_due_on": scene.day(item.get("promise_due"))}
    if "answered" in item:
        day = scene.day(item["answered"])
        answer = {"answer": item["answer"], "answer_no": scene.paper("CV-TL", day)}
        scene.act(services.answer_question, slip, answered_on=day, **answer, **promise)
    elif "answer" in item:
        scene.act(services.answer_orally, slip, answered_on=on, answer=item["answer"], **promise)
    if "kept" in item:
        scene.act(services.keep_promise, slip, kept_on=scene.day(item["kept"]))
    if "more" in item:
        _promised_too(scene, slip, item["more"])


def _promised_too(scene, slip, row):
    """A second promise, kept before the first."""
    scene.act(services.record_promise, slip, promise=row["promise"], promise_due_on=scene.day(row["due"]))
    promise = slip.promises.last()
    scene.act(
        services.keep_promise, slip, kept_on=scene.day(row["kept"]), promise=promise, proof=row["proof"]
    )


def _questions_between(scene):
    """Questions put between two sessions, to be answered in writing."""
    for item in scene.rows("questions"):
        if "session" not in item:
            slip = _slip(scene, None, item)
            _asked(scene, slip, item, scene.day(item["on"]))


def _ward_session(scene, ward, number):
    """The mid-year session of one ward or commune."""
    spec = scene.city.spec["ward_sessions"]
    keeper, on = scene.city.actor(Role.WARD, ward), scene.day(spec["days"][number % len(spec["days"])])
    made = scene.make(
        services.plan_session, keeper, term=ward.terms.first(), number=spec["number"], session_kind=spec["kind"], on=on,
        ends_on=on, topic="Tình hình kinh tế - xã hội 6 tháng đầu năm; chất vấn và trả lời chất vấn",
    )  # fmt: skip
    decided = after(on, -21)
    scene.act(
        services.convene, made, keeper, convocation_no=f"{number + 1:02}/QĐ-HĐND", convocation_on=decided
    )
    scene.act(services.send_agenda, made, keeper, sent_on=decided)
    scene.act(services.send_documents, made, keeper, sent_on=after(on, -6))
    present = {"delegates_total": 25, "delegates_present": 25 - number % 3}
    scene.act(services.open_session, made, keeper, **present)
    scene.act(
        services.close_session,
        made,
        keeper,
        ends_on=on,
        minutes_total=240,
        minutes_qa=60 + number % 4 * 10,
        **present,
    )
