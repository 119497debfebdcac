"""Receptions of citizens: those held with their visits, and the timetable ahead."""

from datetime import time

from demo.stories.scene import after
from petitions import services


def tell(scene):
    for row in scene.rows("receptions") if "receptions" in scene.city.spec else ():
        _reception(scene, row)


def _reception(scene, row):
    on = scene.day(row["on"])
    made = scene.make(
        services.plan_reception, on=on, reception_kind=row["kind"], host_name=row["host"],
        starts_at=time.fromisoformat(row["hour"]), place="Trụ sở tiếp công dân, phòng 101",
        is_online=row.get("online", False),
    )  # fmt: skip
    if scene.past(on):
        scene.act(services.announce, made, announced_on=after(on, -9))
        scene.act(services.hold, made, held_on=on)
    for visit in row.get("visits", ()):
        _visit(scene, made, on, visit)


def _visit(scene, reception, on, row):
    made = scene.make(
        services.record_visit, reception=reception, on=on, visit_kind=row["kind"], field=row["field"], title=row["title"],
        people=row["people"], is_mass=row["people"] >= 5, settled_by=row.get("settled", ""), sender_name=row["sender"],
        takes=row.get("takes", False),
    )  # fmt: skip
    if "answer" in row:
        scene.act(services.answer_visit, made, answered_on=after(on, 4), result=row["answer"])
    if "guide" in row:
        scene.act(services.guide_visit, made, guided_to=row["guide"], guided_on=on)
    if "refuse" in row:
        scene.act(
            services.refuse_visit,
            made,
            refusal=row["refuse"],
            refused_on=on,
            remark="Đã có quyết định lần hai",
        )
        scene.act(
            services.notify_refusal, made, notified_on=after(on, 2), refusal_no=scene.paper("TB-HĐND", on)
        )
