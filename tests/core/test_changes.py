from core.changes import _change, _word
from core.models import Job
from oversight.models import Answer

PARAMS = Job._meta.get_field("params")


def test_structured_values_are_named_but_not_spelled_out():
    assert _change(PARAMS, {"a": 1}, {"a": 2}, {})["new"] == "đã thay đổi"
    same = _change(PARAMS, {"a": 1}, {"a": 1}, {})
    assert same["old"] == same["new"]


def test_moments_are_shown_in_local_time():
    assert _word(Job._meta.get_field("started_at"), "2026-11-24T18:05:00+00:00", {}) == "25/11/2026 01:05"


def test_a_record_is_named_by_its_number_or_day_alone(city):
    from core.changes import readable
    from core.models import HistoryEntry
    from tests.voters.make import meeting, opinion

    made = opinion(city, meeting=meeting(city))
    entries = HistoryEntry.objects.filter(record_id=made.pk).order_by("-id")
    words = [row["new"] for act in readable(entries, made.kind) for row in act["changes"]]
    assert f"hồ sơ ngày {made.meeting.on:%d/%m/%Y}" in words
    assert made.meeting.title not in words


def test_a_term_is_named_in_the_history_as_everywhere(city):
    from core.changes import readable
    from core.models import HistoryEntry
    from tests.sessions.builders import plan

    made = plan(city)
    entries = HistoryEntry.objects.filter(record_id=made.pk)
    assert str(made.term) in [row["new"] for act in readable(entries) for row in act["changes"]]


def test_a_decimal_is_shown_with_a_comma():
    field = Answer._meta.get_field("number")
    assert [_word(field, value, {}) for value in (1250.0, 86.5, 7.0)] == ["1.250", "86,5", "7"]
