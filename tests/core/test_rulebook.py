from django.conf import settings

from core.models import DeadlineRule, SpecialDay
from core.services.rulebook import load_days, load_rules


def test_loading_again_changes_nothing(db):
    assert load_rules(settings.DEADLINE_RULES)[:2] == (0, 0)
    assert load_days(settings.SPECIAL_DAYS)[:2] == (0, 0)


def test_what_an_administrator_changed_stays(db):
    rule = DeadlineRule.objects.filter(code="question.written_answer").first()
    DeadlineRule.objects.filter(pk=rule.pk).update(offset=15, edited=True)
    assert load_rules(settings.DEADLINE_RULES) == (0, 0, 1)
    rule.refresh_from_db()
    assert rule.offset == 15


def test_a_shipped_row_that_differs_is_brought_back(db):
    DeadlineRule.objects.filter(code="question.written_answer").update(offset=15)
    assert load_rules(settings.DEADLINE_RULES)[1] > 0
    assert not DeadlineRule.objects.filter(code="question.written_answer", offset=15).exists()


def test_unsure_rules_are_marked(db):
    assert (
        DeadlineRule.objects.filter(code="session.convene_regular").exclude(confidence="verify").count() == 0
    )
    assert SpecialDay.objects.filter(day="2026-08-31", worked=False).exists()
