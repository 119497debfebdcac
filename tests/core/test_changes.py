from core.changes import _change
from core.models import Job

PARAMS = Job._meta.get_field("params")


def test_structured_values_are_named_but_not_spelled_out():
    assert _change(PARAMS, {"a": 1}, {"a": 2}, {})["new"] == "đã thay đổi"
    same = _change(PARAMS, {"a": 1}, {"a": 1}, {})
    assert same["old"] == same["new"]
