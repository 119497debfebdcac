"""Sittings and published agendas of the sessions, one session with its roll, votes and signed minutes; the Standing
Body's monthly meetings."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from demo.stories.scene import after
from sessions import hall, services, templates
from sessions.services import standing as standing_acts

REASONS = ("Ốm, có đơn xin phép", "Đi công tác nước ngoài", "Dự họp ở Trung ương")
TOPICS = (
    ("Xem xét kế hoạch và nội dung kỳ họp sắp tới", "Văn phòng", "Thống nhất nội dung; Văn phòng hoàn thiện chương trình."),
    ("Kết quả giải quyết kiến nghị của cử tri trong tháng", "UBND thành phố",
     "Đề nghị UBND thành phố rà soát, trả lời dứt điểm các kiến nghị đã quá hạn."),
    ("Báo cáo kết quả tiếp công dân, xử lý đơn thư", "Văn phòng", "Nhất trí với báo cáo; tiếp tục đôn đốc các vụ việc kéo dài."),
)  # fmt: skip


def plan_agenda(scene, made, dossiers):
    """The usual sittings and items of the session's kind, its dossiers put where they are presented."""
    found = templates.template_of(made.owner_id, made.session_kind)
    sittings = [
        scene.act(
            services.add_sitting, made, label=row["label"], on=after(made.on, row["day"] - 1), starts_at=row["starts_at"],
            ends_at=row["ends_at"], place=made.place,
        )
        for row in found.sittings
    ]  # fmt: skip
    waiting = list(dossiers)
    for row in found.items:
        values = {name: value for name, value in row.items() if name != "sitting"}
        if row["kind"] == "vote" and waiting:
            values |= {"dossier": waiting[0], "also": waiting[1:]}
            waiting = []
        scene.act(services.add_item, made, sitting=sittings[row["sitting"] - 1], **values)


def publish(scene, made):
    scene.act(services.publish_agenda, made, notice="Đại biểu nghiên cứu tài liệu trước kỳ họp.")


def change(scene, made):
    """After the agenda was published something is added, and published again."""
    last = made.sittings.last()
    scene.act(
        services.add_item, made, sitting=last, kind="other", title="Thông báo kết quả giám sát chuyên đề của Thường trực HĐND",
        presenter="Trưởng Ban Đô thị", minutes=15,
    )  # fmt: skip
    scene.act(services.publish_agenda, made, notice="Bổ sung một nội dung theo ý kiến Thường trực HĐND.")


def call_roll(scene, made, present):
    """The roll of every sitting: those who are away have a reason."""
    people = list(hall.delegates(made))
    for sitting in made.sittings.all():
        rows = {person.pk: ("present", "") for person in people}
        for n, person in enumerate(people[present:]):
            rows[person.pk] = ("excused", REASONS[n % len(REASONS)])
        if people[:present]:
            rows[people[0].pk] = ("late", "")
        scene.act(services.call_roll, made, sitting_id=sitting.pk, rows=rows)


def note_course(scene, made):
    """What happened when: each item a little longer or shorter than planned."""
    for sitting in made.sittings.all():
        start = at = _moment(sitting.on, sitting.starts_at)
        for n, item in enumerate(sitting.items.order_by("position")):
            end = at + timedelta(minutes=max((item.minutes or 10) + (n % 3 - 1) * 4, 5))
            scene.act(services.correct_times, made, item_id=item.pk, began_at=at, ended_at=end)
            at = end
        scene.act(services.correct_sitting, made, sitting_id=sitting.pk, began_at=start, ended_at=at)


def _moment(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


def enter_votes(scene, made, resolutions):
    """The vote behind each resolution, and one on the agenda."""
    items = [item for item in made.agenda.all() if item.kind in ("vote", "opening")]
    total = hall.total(made)
    present = hall.presence(made, made.sittings.first()).present
    _vote(scene, made, items[0], "Chương trình kỳ họp", present, (present, 0, 0))
    voted = next((item for item in items if item.kind == "vote"), items[0])
    for made_one in resolutions:
        plus = min(made_one.votes_for, present)
        ballot = _vote(scene, made, voted, made_one.title, present, (plus, 0, present - plus))
        assert ballot.total == total
        ballot.resolution = made_one
        ballot.save()


def _vote(scene, made, item, subject, present, counts):
    return scene.act(
        services.enter_ballot, made, item_id=item.pk, subject=subject[:400], method="hands", majority="half",
        present=present, votes_for=counts[0], votes_against=counts[1], votes_abstain=counts[2],
    )  # fmt: skip


def write_minutes(scene, made, signed_on):
    """Drafted from what was noted, then signed."""
    scene.act(services.draft_minutes, made)
    section = made.minutes.sections.get(key="chair")
    scene.act(
        services.write_section, made, section_id=section.pk, heading=section.heading, revision=section.revision,
        text="Chủ tọa: ông Nguyễn Văn Thạch, Chủ tịch HĐND thành phố; bà Trần Thị Minh Nguyệt, Phó Chủ tịch HĐND thành phố.\n"
        "Thư ký: bà Lê Thu Hà, chuyên viên Văn phòng.",
    )  # fmt: skip
    scene.act(
        services.sign_minutes,
        made,
        chair_name="Nguyễn Văn Thạch",
        secretary_name="Lê Thu Hà",
        signed_on=signed_on,
    )


def standing_meetings(scene):
    """One meeting a month since the term began; the next is planned."""
    term, n = scene.city.term, 0
    start = scene.city.term.starts_on
    day = start + timedelta(days=20)
    while day <= scene.base:
        n += 1
        _standing(scene, term, n, day)
        day += timedelta(days=30)
    scene.make(
        standing_acts.plan_meeting, term=term, on=day, starts_at=time(8), place="Phòng họp Thường trực HĐND"
    )


def _standing(scene, term, n, day):
    made = scene.make(
        standing_acts.plan_meeting, term=term, on=day, starts_at=time(8), place="Phòng họp Thường trực HĐND"
    )
    rows = [
        {"title": title, "presenter": presenter, "conclusion": conclusion, "task_owner": "", "due_on": None}
        for title, presenter, conclusion in TOPICS[n % 2 :]
    ]
    rows[0] |= {"task_owner": "Văn phòng", "due_on": after(day, 15)}
    scene.act(standing_acts.write_topics, made, rows=rows)
    present = "Chủ tịch, Phó Chủ tịch HĐND; Trưởng các Ban; đại diện UBND thành phố, Ủy ban MTTQ Việt Nam thành phố."
    scene.act(standing_acts.hold_standing_meeting, made, on=day, present=present)
    noticed = after(day, 3)
    if scene.past(noticed):
        scene.act(standing_acts.give_notice, made, code=scene.paper("TB-TTHĐND", noticed), noticed_on=noticed)
