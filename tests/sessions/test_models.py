from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sessions import services
from sessions.models import Dossier, Question, Resolution, Session
from tests.sessions.builders import act, dossier, plan, question, resolution


def refused(rows, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"convocation_no": "42/QĐ-HĐND"},
        {"convocation_on": date(2026, 11, 20)},
        {"delegates_total": 58, "delegates_present": 59},
        {"minutes_total": 100, "minutes_qa": 101},
    ],
)
def test_a_session_holds_no_half_facts(city, values):
    refused(Session.objects.filter(pk=plan(city).pk), **values)


@pytest.mark.parametrize(
    "values",
    [
        {"late_reason": "x"},
        {"late_reason": "x", "late_approved_by": "y"},
        {"returned_on": date(2026, 11, 20)},
        {"verified_on": date(2026, 11, 20)},
        {"opinion": "x"},
        {"committee": None},
    ],
)
def test_a_dossier_holds_no_half_facts(city, values):
    refused(Dossier.objects.filter(pk=dossier(city, plan(city)).pk), **values)


@pytest.mark.parametrize(
    "values",
    [
        {"answer": "x"},
        {"answered_on": date(2026, 11, 20)},
    ],
)
def test_a_question_holds_no_half_facts(city, values):
    refused(Question.objects.filter(pk=question(city).pk), **values)


@pytest.mark.parametrize(
    "values", [{"votes_for": 29}, {"votes_for": None}, {"votes_against": 8}, {"delegates_total": 50}]
)
def test_a_resolution_holds_no_impossible_vote(city, values):
    refused(Resolution.objects.filter(pk=resolution(city, plan(city)).pk), **values)


@pytest.mark.parametrize(
    "kind, number, on, title",
    [
        ("regular_end", 7, date(2026, 12, 15), "Kỳ họp thứ 7, thường lệ cuối năm 2026"),
        ("regular_mid", 5, date(2022, 7, 20), "Kỳ họp thứ 5, thường lệ giữa năm 2022"),
        ("thematic", 6, date(2022, 9, 9), "Kỳ họp thứ 6, chuyên đề năm 2022"),
        ("first", 1, date(2021, 6, 25), "Kỳ họp thứ nhất, nhiệm kỳ 2021–2026"),
        ("closing", 21, date(2026, 3, 1), "Kỳ họp thứ 21, tổng kết nhiệm kỳ 2021–2026"),
    ],
)
def test_a_session_is_called_by_number_and_kind(city, kind, number, on, title):
    assert Session(term=city.term, session_kind=kind, number=number, on=on).full_title() == title


def test_the_share_of_question_time_is_known_only_with_both_figures():
    assert Session(minutes_total=960, minutes_qa=390).question_share == 41
    assert Session(minutes_total=960).question_share is None


def test_records_are_found_by_who_is_concerned(city):
    papers = act(city, services.receive, dossier(city, plan(city)), received_on=date(2026, 11, 20))
    assert list(Dossier.objects.found_by("so xay dung ngan sach")) == [papers]
    slip = question(city)
    assert list(Question.objects.found_by("pham van loi")) == [slip]
