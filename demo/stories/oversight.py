"""Rounds of oversight from the proposal to the fulfilled recommendations."""

from datetime import date

from council.models import BodyKind
from demo.stories.scene import after
from oversight import services

NOTICE = 12  # days before the working day at which a unit gets the programme; the law asks for ten
SUBJECTS = {BodyKind.STANDING: "standing", BodyKind.COMMITTEE: "committee"}


def tell(scene):
    _outlines(scene)
    _programmes(scene)
    _joint(scene)
    for row in scene.city.spec["round"]:
        _round(scene, row)


def _rows(scene, name):
    return scene.city.spec.get(name, {}).get("rows", ())


def _outlines(scene):
    """Templates with their questions and figures; a figure may be part of an earlier one."""
    scene.outlines = {}
    for row in _rows(scene, "outlines"):
        made = scene.make(services.add_template, title=row["title"], field=row["field"])
        questions = [{"item_kind": "question", "text": text} for text in row["questions"]]
        figures = [{"item_kind": "figure", "text": text, "unit": unit} for text, unit, *_ in row["figures"]]
        scene.act(services.add_template_items, made, questions=questions, figures=figures)
        figures = list(made.items.filter(item_kind="figure"))
        for item, (_, _, *whole) in zip(figures, row["figures"], strict=True):
            if whole:
                scene.act(services.edit_template_item, made, item_id=item.pk, whole=figures[whole[0] - 1])
        scene.act(services.edit_template_item, made, item_id=figures[0].pk, adds_up=True)
        scene.outlines[row["key"]] = made


def _programmes(scene):
    """The programmes of the year, decided at the end of the year before; `scene.planned` holds items by key."""
    scene.planned, year = {}, scene.base.year
    for row in _rows(scene, "programmes"):
        body = scene.city.body(row["by"])
        made = scene.make(
            services.propose_programme, year=year, subject_kind=SUBJECTS[body.kind], subject_body=body
        )
        for item in row["items"]:
            values = {name: item[name] for name in ("title", "field", "quarter")}
            proposed = {"proposed_by": item["from"], "proposed_on": date(year - 1, 11, 12)}
            scene.act(services.add_item, made, **values, **proposed)
            if "key" in item:
                scene.planned[item["key"]] = made.items.get(title=item["title"])
        on = date(year - 1, 12, 18)
        scene.act(services.decide_programme, made, decision_no=scene.paper("CTr-HĐND", on), decision_on=on)


def _joint(scene):
    """Teams of upper levels with delegates of the council in them."""
    for row in _rows(scene, "joint"):
        on, members = scene.day(row["on"]), [scene.city.delegates[name] for name in row["members"]]
        values = {name: row[name] for name in ("title", "level", "host", "field")}
        made = scene.make(services.add_joint, on=on, members=members, **values)
        if scene.past(on):
            scene.act(services.take_part, made, members=members, result=row["result"])


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
        programme_item=scene.planned.get(row["key"]), head=scene.city.delegates[row["head"]],
        members=[scene.city.delegates[name] for name in row["members"]],
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
    if row.get("template"):
        scene.act(services.use_template, made, template=scene.outlines[row["template"]])
    if scene.past(outline):
        due = after(outline, 15)
        number = scene.paper("CV-ĐGS", outline)
        scene.act(services.send_outline, made, outline_no=number, outline_sent_on=outline, report_due_on=due)


def _answered(scene, visit, item):
    """The unit's answers in the order of the outline, and what the team found beside them."""
    asked = list(visit.round.outline.all())
    said = dict(zip(asked, item["answers"], strict=False))
    scene.act(
        services.answer_outline,
        visit,
        answers={row: value for row, value in said.items() if value != ""},
        final=True,
    )
    found = {row: number for row, number in zip(asked, item.get("found", ()), strict=False) if row.is_figure}
    if found:
        scene.act(services.check_figures, visit, answers=found)


def _before_visit(scene, visit, item):
    if "answers" in item:
        _answered(scene, visit, item)
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
    proof = {"paper": item.get("paper", ""), "legal_ground": item.get("ground", "")}
    for found in visit.findings.exclude(finding_kind="cause") if any(proof.values()) else ():
        scene.act(services.amend_finding, found, **proof)


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
