"""The permission matrix: worked out from the rules, and the same as what the rules say of real records."""

import pytest
import rules

from core.verbs import VERBS
from council import matrix
from council.models import Role
from tests import world

pytestmark = pytest.mark.django_db
PEOPLE = {"admin": Role.ADMIN, "staff": Role.STAFF, "chair": Role.CHAIR, "head": Role.HEAD, "delegate": Role.DELEGATE,
          "ward": Role.WARD, "agency": Role.AGENCY}  # fmt: skip


def test_every_condition_has_words():
    found = set().union(*(matrix.leaves(rules.rulesets.default_rules[name]) for name in VERBS))
    asked = {name for name in found if not name.startswith("has_role:")} - {"keeps_registers", "is_member"}
    assert asked <= set(matrix.WORDS), asked - set(matrix.WORDS)


def test_every_verb_is_in_the_matrix():
    shown = {item.name for _, lines in matrix.rows() for item, _ in lines}
    assert shown == set(VERBS)


def test_the_matrix_agrees_with_the_rules_on_real_records(django_assert_max_num_queries):
    """What it says for certain holds for every record of the kind, own or foreign."""
    scene = world.build()
    for name, role in PEOPLE.items():
        actor = scene.city.actor(name)
        for record in [*scene.records.values(), *scene.foreign.values()]:
            for item in VERBS.values():
                if item.creates or item.model is not type(record):
                    continue
                seen = type(record).objects.visible_to(actor).filter(pk=record.pk).exists()
                may, told = seen and item.permits(actor, record), matrix.answer(item, role).may
                assert not (told is False and may), (item.name, name, record.kind)
                assert not (told is True and seen and not may), (item.name, name, record.kind)


def test_what_is_created_agrees_for_certain():
    scene = world.build()
    for item in VERBS.values():
        if item.creates:
            for name, role in PEOPLE.items():
                told = matrix.answer(item, role).may
                assert told in (item.permits(scene.city.actor(name)), None), (item.name, name)


@pytest.mark.parametrize(("name", "role", "may", "conditions"), [
    ("petitions.transfer", Role.STAFF, None, (("hồ sơ của đơn vị mình",),)),
    ("petitions.transfer", Role.DELEGATE, False, ()), ("petitions.transfer", Role.ADMIN, False, ()),
])  # fmt: skip
def test_some_answers_by_hand(name, role, may, conditions):
    assert matrix.answer(VERBS[name], role) == matrix.Answer(may, conditions)


def test_the_page_shows_it_to_administrators_alone(city, sign_in, django_assert_max_num_queries):
    client = sign_in("admin")
    with django_assert_max_num_queries(15):
        page = client.get("/quan-tri/vai-tro/")
    text = page.content.decode()
    assert page.status_code == 200 and "hồ sơ của đơn vị mình" in text and "Chuyển đơn" in text
    assert len(client.get("/quan-tri/vai-tro/?so=petition").context["groups"]) == 1
    assert client.get("/quan-tri/vai-tro/?so=khong-co").status_code == 200
    assert sign_in("staff").get("/quan-tri/vai-tro/").status_code == 403


def test_a_changed_rule_changes_the_matrix():
    kept = rules.rulesets.default_rules["petitions.transfer"]
    try:
        rules.set_rule("petitions.transfer", rules.always_deny)
        assert matrix.answer(VERBS["petitions.transfer"], Role.STAFF).may is False
    finally:
        rules.set_rule("petitions.transfer", kept)
