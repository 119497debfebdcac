"""The running clock of an agenda, and what differs between two published ones."""

from datetime import datetime, timedelta

import pytest

from sessions.clock import Slot, lasted, share, times
from sessions.versions import compare

EIGHT = datetime(2026, 11, 16, 8)


def at(minutes):
    return EIGHT + timedelta(minutes=minutes)


def begins(found):
    return {key: round((row.starts_at - EIGHT).total_seconds() / 60) for key, row in found.items()}


PLAN = [Slot(1, 30), Slot(2, 60, fixed_at=at(45)), Slot(3, 30)]
# slots, when the sitting began, now -> minutes after eight at which each item begins
RUNS = {
    "planned": (PLAN, None, None, {1: 0, 2: 45, 3: 105}),
    "not open yet, whatever the hour": (PLAN, None, at(90), {1: 0, 2: 45, 3: 105}),
    "opened late": (PLAN, at(20), at(20), {1: 20, 2: 50, 3: 110}),
    "opened late and nothing begun yet": (PLAN, at(10), at(40), {1: 40, 2: 70, 3: 130}),
    "first runs in time": ([Slot(1, 30, None, at(0)), *PLAN[1:]], at(0), at(10), {1: 0, 2: 45, 3: 105}),
    "first runs over": ([Slot(1, 30, None, at(0)), *PLAN[1:]], at(0), at(70), {1: 0, 2: 70, 3: 130}),
    "first was short, the second keeps its hour": (
        [Slot(1, 30, None, at(0), at(10)), *PLAN[1:]], at(0), at(12), {1: 0, 2: 45, 3: 105},
    ),
    "second began before its hour": (
        [Slot(1, 30, None, at(0), at(10)), Slot(2, 60, at(45), at(10)), Slot(3, 30)], at(0), at(12), {1: 0, 2: 10, 3: 70},
    ),
    "third was taken first": (
        [Slot(1, 30), Slot(2, 60), Slot(3, 30, None, at(0), at(20))], at(0), at(25), {1: 25, 2: 55, 3: 0},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNS)
def test_hours_are_recomputed(case):
    slots, began_at, now, expected = RUNS[case]
    assert begins(times(slots, EIGHT, now, began_at)) == expected


def test_drift_is_told_in_minutes_late_or_early():
    slots = [Slot(1, 30, None, at(0), at(50)), Slot(2, 30)]
    assert times(slots, EIGHT, at(50), at(0))[2].drift == 20
    slots = [Slot(1, 30, None, at(0), at(10)), Slot(2, 30)]
    assert times(slots, EIGHT, at(10), at(0))[2].drift == -20


def test_what_a_closed_sitting_never_reached_keeps_its_planned_hour():
    slots = [Slot(1, 30, None, at(0), at(50)), Slot(2, 30)]
    found = times(slots, EIGHT, at(500), at(0), over=True)
    assert begins(found) == {1: 0, 2: 30}


def test_lasting_and_share():
    assert lasted(Slot(1, 30, None, at(0), at(33))) == 33 and lasted(Slot(1, 30, None, at(0))) is None
    assert share(40, 120) == 33 and share(0, 0) is None


# --- versions ------------------------------------------------------------------------------------------------


def content(*items, sitting="Buổi sáng", **facts):
    base = {
        "id": 1,
        "label": sitting,
        "on": "16/11/2026",
        "starts_at": "08:00",
        "ends_at": "",
        "place": "",
        "is_closed": "",
    }
    return {"sittings": [{**base, **facts, "items": [line(*item) for item in items]}]}


def line(key, title, minutes=30):
    return {
        "id": key, "title": title, "kind_label": "Thảo luận", "presenter": "", "starts_at": "08:00", "minutes": minutes,
        "dossier": "", "documents": "", "sitting": "Buổi sáng",
    }  # fmt: skip


A, B, C = (1, "Khai mạc"), (2, "Thảo luận"), (3, "Bế mạc")
CHANGES = [
    (content(A, B), content(A, B), []),
    (content(A, B), content(A, B, C), [("added", "Bế mạc")]),
    (content(A, B, C), content(A, C), [("removed", "Thảo luận")]),
    (content(A, B, C), content(C, A, B), [("moved", "Bế mạc")]),
    (content(A, B), content(A, (2, "Thảo luận tổ")), [("changed", "Thảo luận tổ")]),
    (content(A), content(A, starts_at="09:00"), [("changed", "Buổi sáng")]),
    (
        content(A, B, C),
        content(B, A, (4, "Thêm")),
        [("removed", "Bế mạc"), ("added", "Thêm"), ("moved", None)],
    ),
]


@pytest.mark.parametrize("old, new, expected", CHANGES)
def test_what_differs_between_two_versions(old, new, expected):
    found = compare(old, new)
    assert [row["kind"] for row in found] == [kind for kind, _ in expected]
    assert all(title in (None, row["title"]) for row, (_, title) in zip(found, expected, strict=True))


def test_a_changed_field_tells_both_values():
    (row,) = compare(content(A), content((1, "Khai mạc", 45)))
    assert row["fields"] == [{"name": "số phút", "old": "30", "new": "45"}]
