"""Rounds of oversight from the proposal to the fulfilled recommendations."""

from council.models import BodyKind
from demo.stories.scene import after
from oversight import services

NOTICE = 12  # days before the working day at which a unit gets the programme; the law asks for ten
SUBJECTS = {BodyKind.STANDING: "standing", BodyKind.COMMITTEE: "committee"}


def tell(scene):
    for row in scene.city.spec["round"]:
        _round(scene, row)


def _round(scene, row):
    """One round, as far as its days have come."""
    made = _proposed(scene, row)
    visits = [(item, _visit(scene, made, item)) for item in row.get("visits", ())]
    if "decided" not in row:
        return
    _decided(scene, made, row)
    for item, visit in visits:
        _before_visit(scene, visit, item)
    if any(scene.past(visit.on) for _, visit in visits):
        scene.act(services.begin, made)
    for item, visit in visits:
        if scene.past(visit.on):
            _worked(scene, visit, item)
    if "concluded" in row:
        _concluded(scene, made, row)


def _proposed(scene, row):
    body = scene.city.body(row["by"])
    return scene.make(
        services.propose_round, title=row["title"], subject_kind=SUBJECTS[body.kind], subject_body=body,
        field=row["field"], on=scene.day(row.get("decided", row.get("on"))), ends_on=scene.day(row.get("ends_on")),
        head=scene.city.delegates[row["head"]], members=[scene.city.delegates[name] for name in row["members"]],
    )  # fmt: skip


def _visit(scene, made, item):
    target = scene.city.body(item["at"])
    return scene.make(
        services.add_visit,
        round=made,
        target=target,
        on=scene.day(item["on"]),
        place=f"Trụ sở {target.short_name}",
    )


def _decided(scene, made, row):
    on, outline = scene.day(row["decided"]), scene.day(row.get("outline"))
    values = {
        "decision_no": scene.paper("QĐ-ĐGS", on),
        "head": made.head,
        "ends_on": scene.day(row.get("ends_on")),
    }
    scene.act(services.decide, made, decision_on=on, **values)
    if scene.past(outline):
        due = after(outline, 15)
        number = scene.paper("CV-ĐGS", outline)
        scene.act(services.send_outline, made, outline_no=number, outline_sent_on=outline, report_due_on=due)


def _before_visit(scene, visit, item):
    noticed, report = after(visit.on, -NOTICE), after(visit.on, -5)
    if item.get("noticed", True) and scene.past(noticed):
        scene.act(services.notify_unit, visit, notice_no=scene.paper("CV-ĐGS", noticed), notified_on=noticed)
    if scene.past(report) and scene.past(visit.on):
        scene.act(
            services.receive_report, visit, report_received_on=report, report_no=scene.paper("BC-ĐV", report)
        )


def _worked(scene, visit, item):
    findings = {name: item.get(name, "") for name in ("good", "faults", "causes")}
    attendees = f"Đoàn giám sát; lãnh đạo {visit.target.short_name}; đại diện UB MTTQ"
    scene.act(services.record_work, visit, on=visit.on, place=visit.place, attendees=attendees, **findings)


def _concluded(scene, made, row):
    """The team's report, the conclusion, and what became of the recommendations."""
    reported, concluded = scene.day(row["reported"]), scene.day(row["concluded"])
    number = scene.paper("BC-ĐGS", reported)
    scene.act(
        services.report, made, report_no=number, reported_on=reported, ends_on=scene.day(row["ends_on"])
    )
    wanted = [(item, _recommendation(scene, made, item)) for item in row["recommendations"]]
    number = scene.paper("KL-HĐND", concluded)
    scene.act(
        services.conclude, made, conclusion_no=number, conclusion_on=concluded, conclusion=row["conclusion"]
    )
    for item, recommendation in wanted:
        _fulfilled(scene, recommendation, item)
    if all("done" in item for item in row["recommendations"]):
        scene.act(services.close, made)


def _recommendation(scene, made, item):
    return scene.make(
        services.add_recommendation, round=made, lead=scene.city.body(item["to"]), title=item["title"],
        product=item["product"], due_on=scene.day(item["due"]),
    )  # fmt: skip


def _fulfilled(scene, recommendation, item):
    if "urged" in item:
        on = scene.day(item["urged"])
        scene.act(services.escalate, recommendation, step="urge", letter_no=scene.paper("CV-HĐND", on), on=on)
    if "done" not in item:
        return
    on = scene.day(item["done"])
    report = {"report": item["evidence"], "reported_on": on, "report_no": scene.paper("BC-KN", on)}
    scene.act(services.report_fulfilment, recommendation, **report)
    scene.act(services.confirm, recommendation, result="done", evidence=item["evidence"], done_on=on)
