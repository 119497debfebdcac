from datetime import date

import pytest
from django.db.models import Q
from django.template.loader import render_to_string

from core import visibility
from core.changes import readable
from core.models import Deadline, HistoryEntry, Record
from core.services import deadlines
from core.verbs import create, perform
from voters import services
from voters.models import Opinion


@pytest.fixture
def opinions(city):
    def make(title):
        values = {"title": title, "field": "irrigation", "competence": "city", "on": date(2026, 10, 8)}
        return create(services.record_opinion, city.actor("staff"), **values)

    return make("Rãnh tổ 12"), make("Đèn ngõ 47")


@pytest.fixture
def veiled(opinions):
    hidden = opinions[0]
    visibility.veil(
        "opinion", lambda actor: Q(kind="opinion", pk=hidden.pk) if actor.role == "delegate" else None
    )
    yield hidden
    del visibility._VEILS["opinion"]


@pytest.mark.parametrize("who, seen", [("staff", 2), ("delegate", 1)])
def test_a_veil_hides_some_records_of_a_kind_from_some(city, veiled, who, seen):
    for rows in (Opinion.objects, Record.objects):
        assert rows.visible_to(city.actor(who)).count() == seen


def test_a_veil_hides_the_deadlines_too(city, veiled):
    deadlines.open_deadline(veiled, "opinion.answer", date(2026, 10, 16))
    assert Deadline.objects.visible_to(city.actor("staff")).filter(record=veiled).exists()
    assert not Deadline.objects.visible_to(city.actor("delegate")).filter(record=veiled).exists()


def test_the_history_tells_the_reason_of_an_act(city, opinions):
    perform(
        services.amend_opinion, city.actor("staff"), opinions[0].pk, note="theo văn bản đính chính", title="x"
    )
    log = readable(HistoryEntry.objects.filter(record_id=opinions[0].pk).order_by("-id"))
    assert "theo văn bản đính chính" in render_to_string("parts/log.html", {"history": log, "most": ""})


def test_the_history_leaves_out_the_bookkeeping(city, opinions):
    deadlines.open_deadline(opinions[0], "opinion.answer", date(2026, 10, 16))
    entries = HistoryEntry.objects.filter(record_id=opinions[0].pk, table_name="core_deadline")
    labels = [change["label"] for act in readable(entries) for change in act["changes"]]
    assert "Hạn" in labels and not {"Record", "Code", "Rule", "Holder", "Anchor"} & set(labels)
