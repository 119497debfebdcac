from datetime import date

import pytest
from django.db import IntegrityError, transaction

from oversight.models import Escalation, Extension, Recommendation, Round, Visit
from tests.oversight import steps

DAY = date(2026, 10, 1)


def broken(model, pk, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"decision_on": DAY}, {"decision_no": "1/QĐ"}, {"conclusion_on": DAY},
        {"conclusion_no": "1", "conclusion": "x"}, {"adjusted_on": DAY}, {"cancel_reason": "x"},
        {"scope_from": DAY, "scope_to": date(2026, 9, 1)},
    ],
)  # fmt: skip
def test_half_a_fact_of_a_round_is_refused_by_the_database(city, values):
    broken(Round, steps.propose(city).pk, **values)


def test_half_a_fact_of_a_visit_is_refused_by_the_database(city):
    visit = steps.visit_in(city, "planned")
    broken(Visit, visit.pk, notice_no="1")
    broken(Visit, visit.pk, report_no="1")


def test_half_a_fact_of_a_recommendation_is_refused_by_the_database(city):
    item = steps.recommendation_in(city, "open")
    broken(Recommendation, item.pk, reported_on=DAY)
    broken(Recommendation, item.pk, report="x")
    broken(Recommendation, item.pk, done_on=DAY)


def test_a_unit_stands_once_in_a_round_also_for_the_database(city):
    visit = steps.visit_in(city, "planned")
    other = steps.add_visit(city, visit.round, city.other_agency)
    broken(Visit, other.pk, target=visit.target)


def test_a_step_is_taken_once_and_an_extension_leads_forward(city):
    item = steps.recommendation_in(city, "open")
    Escalation.objects.create(recommendation=item, step="urge", letter_no="1", on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(recommendation=item, step="urge", letter_no="2", on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            recommendation=item, old_due_on=DAY, due_on=DAY, ground="x", letter_no="1", on=DAY
        )


def test_the_state_is_not_simply_written(city):
    with pytest.raises(AttributeError):
        steps.propose(city).state = "closed"


@pytest.mark.parametrize("made", [steps.round_in, steps.visit_in, steps.recommendation_in])
def test_a_record_leads_to_its_own_page(city, sign_in, made):
    state = {steps.round_in: "decided", steps.visit_in: "planned"}.get(made, "open")
    record = made(city, state)
    address = record.get_absolute_url()
    assert address.startswith("/giam-sat/") and sign_in("staff").get(address).status_code == 200
    assert sign_in("staff").get(f"/ho-so/{record.pk}/").status_code == 200
