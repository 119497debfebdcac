from datetime import date

import pytest

from core.errors import Refused
from core.models import Deadline
from sessions import services
from sessions.models import Session
from tests.sessions.builders import act, dossier, plan


def due(record, code):
    return Deadline.objects.get(record_id=record.pk, code=code).due_on


def test_sessions_are_numbered_in_one_series_over_all_kinds(city):
    first = plan(city)
    second = plan(city, session_kind=Session.Kind.THEMATIC, on=date(2026, 9, 1))
    assert (first.number, second.number) == (1, 2)
    assert second.title == "Kỳ họp thứ 2, chuyên đề năm 2026"
    with pytest.raises(Refused, match="Số tiếp theo là 3"):
        plan(city, number=2)


def test_limits_count_back_from_the_opening_day(city):
    made = plan(city)
    assert due(made, "session.convene_regular") == date(2026, 11, 25)
    assert due(made, "session.documents_to_delegates") == date(2026, 12, 10)
    papers = dossier(city, made)
    assert due(papers, "dossier.to_committee") == date(2026, 11, 30)
    assert due(papers, "dossier.verification_report") == date(2026, 12, 4)  # the 5th is a Saturday
    owed = Deadline.objects.get(record=papers, code="dossier.to_committee")
    assert owed.owed_by == city.agency


def test_a_thematic_session_is_convened_by_its_own_limit(city):
    made = plan(city, session_kind=Session.Kind.THEMATIC)
    assert due(made, "session.convene_thematic") == date(2026, 12, 8)
    assert not Deadline.objects.filter(record=made, code="session.convene_regular").exists()


def test_a_changed_kind_changes_the_limit(city):
    made = plan(city)
    changed = act(city, services.amend_session, made, session_kind=Session.Kind.THEMATIC)
    assert due(made, "session.convene_thematic") == date(2026, 12, 8)
    assert not Deadline.objects.filter(record=made, code="session.convene_regular").exists()
    assert changed.title == "Kỳ họp thứ nhất, chuyên đề năm 2026"
