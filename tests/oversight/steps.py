"""A round of the small city, taken step by step to the state that a test begins with."""

from datetime import date

from core.verbs import create, perform
from oversight import services
from oversight.models import Field, Finding, JointRound, Programme, Recommendation, Round, Template, Visit

DECIDED, SENT, WORKED, ENDED = date(2026, 9, 1), date(2026, 9, 10), date(2026, 10, 5), date(2026, 10, 9)
REPORTED, CONCLUDED, DUE = date(2026, 10, 16), date(2026, 10, 22), date(2026, 12, 31)


def propose(city, who="staff", **values):
    values = {
        "title": "Quản lý trật tự xây dựng đô thị", "field": Field.BUILDING, "on": date(2026, 9, 7),
        "subject_kind": Round.Subject.STANDING, "subject_body": city.standing,
        "round_kind": Round.RoundKind.THEMATIC, "ends_on": ENDED,
    } | values  # fmt: skip
    return create(services.propose_round, city.actor(who), **values)


def of_committee(city, **values):
    return propose(city, subject_kind=Round.Subject.COMMITTEE, subject_body=city.committee, **values)


def add_visit(city, round, target=None, who="staff", **values):
    values = {"on": WORKED, "place": "Phòng họp số 2"} | values
    return create(services.add_visit, city.actor(who), round=round, target=target or city.agency, **values)


def add_recommendation(city, round, who="staff", **values):
    values = {"title": "Xử lý dứt điểm 12 công trình sai phép", "lead": city.agency, "due_on": DUE} | values
    return create(services.add_recommendation, city.actor(who), round=round, **values)


def do(city, fn, record, who="staff", **values):
    perform(fn, city.actor(who), record.pk, **values)
    return type(record).objects.get(pk=record.pk)


def decide(city, round):
    return do(city, services.decide, round, decision_no="15/QĐ-HĐND", decision_on=DECIDED, head=city.delegate)


def send_outline(city, round, **values):
    return do(
        city, services.send_outline, round, **{"outline_no": "20/HĐND-VP", "outline_sent_on": SENT} | values
    )


def work(city, visit, **values):
    values = {
        "on": WORKED,
        "good": "Đã kiện toàn đội quản lý trật tự đô thị",
        "faults": "Hồ sơ thiếu",
    } | values
    return do(city, services.record_work, visit, **values)


def report(city, round):
    return do(city, services.report, round, report_no="31/BC-ĐGS", reported_on=REPORTED, ends_on=ENDED)


def conclude(city, round, who="staff"):
    values = {
        "conclusion_no": "40/KL-TTHĐND",
        "conclusion_on": CONCLUDED,
        "conclusion": "Việc quản lý có tiến bộ.",
    }
    return do(city, services.conclude, round, who, **values)


def round_in(city, state, made=of_committee):
    """A round in `state` with one visit, and one recommendation from the state of work on."""
    round = made(city)
    visit = add_visit(city, round)
    steps = {
        "decided": lambda: decide(city, round), "outline_sent": lambda: send_outline(city, round),
        "working": lambda: do(city, services.begin, round),
        "reported": lambda: (add_recommendation(city, round), work(city, visit), report(city, round)),
        "concluded": lambda: conclude(city, round),
        "closed": lambda: (confirm(city, round.recommendations.get()), do(city, services.close, round)),
    }  # fmt: skip
    if state == "cancelled":
        return do(city, services.cancel, round, cancelled_on=DECIDED, cancel_reason="Trùng nội dung")
    for name in [] if state == "proposed" else list(steps)[: list(steps).index(state) + 1]:
        steps[name]()
    return Round.objects.get(pk=round.pk)


def confirm(city, item, who="staff", **values):
    values = {"result": "done", "evidence": "Biên bản tháo dỡ", "done_on": date(2026, 11, 10)} | values
    return do(city, services.confirm, item, who, **values)


def visit_in(city, state):
    """A visit in `state` of a round that the committee runs."""
    round = round_in(city, "decided")
    visit = round.visits.get()
    if state in ("outline_sent", "report_received"):
        send_outline(city, round)
    if state == "report_received":
        do(city, services.receive_report, visit, report_received_on=date(2026, 9, 20))
    elif state == "worked":
        work(city, visit)
    elif state == "cancelled":
        do(city, services.cancel_visit, visit, cancel_reason="Đã giám sát năm trước")
    return Visit.objects.get(pk=visit.pk)


def recommendation_in(city, state):
    """A recommendation in `state` of a round that the committee runs."""
    if state == "draft":
        return round_in(city, "reported").recommendations.get()
    item = round_in(city, "concluded").recommendations.get()
    if state == "reported":
        do(
            city,
            services.report_fulfilment,
            item,
            report="Đã tháo dỡ 12 công trình",
            reported_on=date(2026, 11, 5),
        )
    elif state != "open":
        confirm(city, item, result=state, done_on=date(2026, 11, 10) if state == "done" else None)
    return Recommendation.objects.get(pk=item.pk)


# --- programme, outline, findings, teams of upper levels -------------------------------------------------------


def programme(city, who="staff", **values):
    values = {"year": 2026, "subject_kind": "committee", "subject_body": city.committee} | values
    return create(services.propose_programme, city.actor(who), **values)


def add_item(city, made, who="staff", **values):
    values = {
        "title": "Trật tự xây dựng",
        "field": "building",
        "round_kind": "thematic",
        "quarter": 3,
    } | values
    return do(city, services.add_item, made, who, **values)


def programme_in(city, state, **values):
    """A committee's programme in `state` with one item."""
    made = add_item(city, programme(city, **values))
    if state != "draft":
        made = do(city, services.submit_programme, made, submitted_on=date(2025, 12, 1))
    if state in ("decided", "reported"):
        made = do(
            city, services.decide_programme, made, decision_no="9/CTr-BPC", decision_on=date(2025, 12, 20)
        )
    if state == "reported":
        made = do(
            city, services.report_programme, made, result_no="2/BC", result_on=date(2027, 1, 5), result="Đủ."
        )
    return Programme.objects.get(pk=made.pk)


def template(city, who="staff", **values):
    """A template: a question, a figure with two parts that make it up."""
    values = {"title": "Đề cương trật tự xây dựng", "field": "building"} | values
    made = create(services.add_template, city.actor(who), **values)
    do(
        city, services.add_template_items, made,
        questions=[{"item_kind": "question", "text": "Việc ban hành văn bản chỉ đạo"}],
        figures=[{"item_kind": "figure", "text": text, "unit": "vụ"} for text in ("Vi phạm", "Đã xử lý", "Chưa xử lý")],
    )  # fmt: skip
    whole = made.items.get(text="Vi phạm")
    do(city, services.edit_template_item, made, item_id=whole.pk, adds_up=True)
    for part in made.items.filter(text__in=("Đã xử lý", "Chưa xử lý")):
        do(city, services.edit_template_item, made, item_id=part.pk, whole=whole)
    return made


def template_in(city, state):
    made = template(city)
    if state == "retired":
        do(city, services.retire_template, made)
    return Template.objects.get(pk=made.pk)


def outlined(city, *more):
    """A committee's round whose outline was sent to the agency (and `more` units)."""
    made = decide(city, of_committee(city))
    add_visit(city, made)
    for target in more:
        add_visit(city, made, target)
    do(city, services.use_template, made, template=template(city))
    send_outline(city, made)
    return Round.objects.get(pk=made.pk)


def answer(city, visit, who="agency", final=True, **said):
    """Answer by the beginnings of the items' texts: answer(city, visit, viec="Có", vi=3, da=2, chua=1)."""
    names = {"viec": "Việc ban", "vi": "Vi phạm", "da": "Đã xử", "chua": "Chưa xử"}
    items = {name: visit.round.outline.get(text__startswith=text) for name, text in names.items()}
    answers = {items[name]: value for name, value in said.items()}
    return do(city, services.answer_outline, visit, who, answers=answers, final=final)


def finding(city, visit, who="staff", **values):
    values = {"title": "Hồ sơ cấp phép thiếu bản vẽ hoàn công", "finding_kind": "fault"} | values
    return create(services.add_finding, city.actor(who), visit=visit, **values)


def finding_in(city, state):
    visit = visit_in(city, "worked") if state != "concluded" else round_in(city, "concluded").visits.get()
    made = visit.findings.get(finding_kind="fault")
    if state == "withdrawn":
        do(city, services.withdraw_finding, made, withdraw_reason="Đơn vị đã bổ sung đủ")
    return Finding.objects.get(pk=made.pk)


def joint(city, who="staff", **values):
    values = {
        "title": "Việc thực hiện pháp luật về nhà ở xã hội", "level": "assembly", "host": "Ủy ban Pháp luật của Quốc hội",
        "field": "building", "on": date(2026, 9, 15), "members": [city.delegate],
    } | values  # fmt: skip
    return create(services.add_joint, city.actor(who), **values)


def joint_in(city, state):
    made = joint(city)
    if state == "taken":
        do(city, services.take_part, made, members=[city.delegate], result="Đã phát biểu")
    elif state == "cancelled":
        do(city, services.stay_away, made, cancel_reason="Trùng kỳ họp")
    return JointRound.objects.get(pk=made.pk)
