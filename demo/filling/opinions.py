"""Voters' opinions in the proportions of a large city: most answered, a few per cent open and overdue."""

from datetime import timedelta

from voters.models import Opinion

FRESH = 60  # days in which an opinion is still on its way
LEVELS = ["city", "city", "city", "commune", "commune", "province", "neighbourhood"]
BELOW = ("commune", "neighbourhood")
ANSWERS = [
    "Cơ quan đã kiểm tra và xử lý xong trong tháng.", "Đã đưa vào kế hoạch và thực hiện theo quy định.",
    "Đã giải thích quy định hiện hành và hướng dẫn thủ tục.", "Đã bố trí kinh phí sửa chữa, bàn giao cho địa phương.",
]  # fmt: skip


def add(world, table, pk, meeting):
    """One opinion. `meeting` is (id, council, day, age) or None."""
    if meeting:
        meeting_pk, council, on, age = meeting
    else:
        meeting_pk, council, (on, age) = None, world.council(), world.day()
    field, title = world.text.opinion()
    level = world.text.one(LEVELS)
    state, values, owed = _course(world, pk, council, on, age, level)
    code = world.code(council, "KN", on.year)
    world.add_record(pk, Opinion.KIND, council, on, state, title, code=code, owed=owed)
    table.add(
        record_ptr_id=str(pk), meeting_id=meeting_pk and str(meeting_pk), field=field, competence=level,
        voter=world.text.name() if world.rng.random() < 0.3 else "", **values,
    )  # fmt: skip


def _course(world, pk, council, on, age, level):
    """(state, columns, deadlines) of an opinion voiced `age` days ago."""
    chance = world.rng.random()
    is_ward = council.body_ptr_id != world.councils[0].pk
    if chance < 0.04:
        spot = {"answer": ANSWERS[2], "answered_on": str(on), "result": "explained", "on_spot": "t"}
        return "answered_on_spot", spot, ()
    if is_ward and level in BELOW and chance < 0.3:
        return "recorded", {"kept_below_on": str(on)}, ()
    up = {}
    if is_ward and level not in BELOW and chance < 0.5 and age > 3:
        day = on + timedelta(2)
        up = {"sent_up_on": str(day), "sent_up_to_id": str(world.councils[0].pk), "sent_up_no": "12/CV-HĐND"}
        council = world.councils[0]
    if age < 8 or (age < FRESH and chance > 0.85):
        return "sent_up" if up else "recorded", up, ()
    return _sent(world, pk, council, on, age, up)


def _sent(world, pk, council, on, age, up):
    """Forwarded to an agency, and answered in time by most."""
    agency, sent = world.text.one(world.agencies[council.body_ptr_id]), on + timedelta(6)
    values = up | {
        "agency_id": str(agency),
        "forwarded_on": str(sent),
        "letter_no": f"{pk % 900 + 1}/HĐND-VP",
    }
    world.show(pk, agency)
    took = int(world.rng.random() * 34) + 4
    waits = world.rng.random() < (0.02 if age > FRESH else 0.3)
    if waits or age - 6 < took:
        return "forwarded", values, [("opinion.answer", agency, sent, None, None)]
    answered = sent + timedelta(took)
    values |= {
        "answered_on": str(answered),
        "answer": world.text.one(ANSWERS),
        "answer_no": f"{pk % 700 + 1}/TL",
    }
    owed = [("opinion.answer", agency, sent, answered, None)]
    if world.rng.random() < 0.1:
        return _promised(world, agency, answered, values, owed)
    state = "confirmed" if world.rng.random() < 0.2 else "answered"
    confirmed = str(answered + timedelta(5)) if state == "confirmed" else None
    return state, values | {"result": "resolved", "confirmed_on": confirmed}, owed


def _promised(world, agency, answered, values, owed):
    """A promise with its date; a few are not kept in time."""
    expected = answered + timedelta(90)
    kept = expected if expected <= world.today and world.rng.random() < 0.9 else None
    owed.append(("opinion.roadmap", agency, answered, kept, expected))
    return "answered", values | {"result": "being_resolved", "expected_on": str(expected)}, owed
