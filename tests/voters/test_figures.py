"""A figure is the number of the records that its list shows, whatever was entered."""

import random
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from core.drill import drill_query
from core.figures import FIGURES, count_all
from council.models import BodyKind
from tests import factories
from tests.voters import make
from voters import services
from voters.models import Competence, Meeting

START, END = date(2026, 4, 1), date(2026, 9, 30)
OURS = [
    key for key in FIGURES if key.split(".")[0] in ("voters", "opinions") and key != "opinions.passed_up"
]  # a report's


def some_day(chance):
    return date(2026, 3, 1) + timedelta(days=chance.randrange(240))


def some_meetings(city, chance, delegation):
    for _ in range(40):
        who = chance.choice(["staff", "ward"])
        values = {
            "on": some_day(chance),
            "hamlet": chance.choice(["", "Tổ dân phố 3"]),
            "host": chance.choice([None, None, delegation]),
        }
        made = make.meeting(city, who, **values)
        if chance.random() < 0.7:
            make.do(
                city,
                who,
                services.hold,
                made,
                voters=chance.randrange(20, 90),
                speakers=chance.choice([None, 4, 11]),
            )


def some_opinion(city, chance, earlier):
    who, day = chance.choice(["staff", "ward"]), some_day(chance)
    made = make.opinion(city, who, on=day, competence=chance.choice(Competence.values))
    fate = chance.choice(["", "spot", "up", "keep", "forward", "forward", "link"])
    below = made.competence in ("neighbourhood", "commune")
    if fate == "spot":
        make.do(city, who, services.answer_on_spot, made, answer="Sẽ làm")
    if fate == "keep":
        make.do(city, who, services.keep_below, made, competence="commune")
    if fate == "link" and earlier:
        make.do(city, who, services.link_duplicate, made, same_as=chance.choice(earlier))
    if fate == "up" and who == "ward" and not below:
        made, who = make.do(city, who, services.send_up, made, sent_up_on=day + timedelta(days=2)), "staff"
    if fate in ("forward", "up"):
        _send(city, chance, who, made, day)
    return made


def _send(city, chance, who, made, day):
    if who == "ward" and made.sent_up_to_id:
        return
    sent = make.do(
        city,
        who,
        services.forward,
        made,
        agency=city.agency,
        letter_no="",
        forwarded_on=day + timedelta(days=5),
    )
    if chance.random() < 0.5:
        given = make.ANSWER | {"answered_on": day + timedelta(days=chance.choice([10, 60]))}
        make.do(city, "agency", services.answer, sent, **given)


@pytest.fixture
def filled(city):
    chance = random.Random(7)
    delegation = factories.body("doan-dbqh", BodyKind.NA_DELEGATION, "Đoàn ĐBQH", city.council)
    some_meetings(city, chance, delegation)
    earlier = []
    for _ in range(80):
        earlier.append(some_opinion(city, chance, earlier))
    return city


def test_the_keys_are_those_of_the_report():
    assert set(OURS) == {
        "voters.meetings", "voters.hamlet_meetings", "voters.hosted_meetings", "voters.attendees", "voters.speakers",
        "opinions.received", "opinions.on_spot", "opinions.forwarded", "opinions.answered", "opinions.kept_below",
        "opinions.duplicates", "opinions.overdue", "opinions.sent_up",
    }  # fmt: skip


@pytest.mark.parametrize("who, council", [("staff", "council"), ("ward", "ward")])
def test_a_figure_is_the_count_of_its_list(filled, client, who, council):
    council = getattr(filled, council)
    counts = count_all(council, START, END)
    client.force_login(filled.users[who], backend="django.contrib.auth.backends.ModelBackend")
    for key in OURS:
        item = FIGURES[key]
        address = {"meeting": "/tiep-xuc-cu-tri/", "opinion": "/kien-nghi/"}[item.kind]
        page = client.get(f"{address}?{drill_query(key, council, START, END)}")
        shown = [row.record for row in page.context["table"].rows]
        field = item.measure.partition(":")[2]
        assert counts[key] == (sum(getattr(row, field) for row in shown) if field else len(shown)), key
    if who == "staff":
        assert all(counts[key] for key in OURS), counts


def test_what_counts_for_whom(filled):
    city, ward = count_all(filled.council, START, END), count_all(filled.ward, START, END)
    assert ward["opinions.sent_up"] == 0 < city["opinions.sent_up"]
    assert city["opinions.kept_below"] > ward["opinions.kept_below"]
    own = Meeting.objects.filter(owner=filled.council, state="held", host=None, on__range=(START, END))
    assert city["voters.attendees"] == own.aggregate(n=Sum("voters"))["n"]


def test_a_meeting_of_the_delegation_is_not_the_councils_own(city):
    delegation = factories.body("doan-dbqh", BodyKind.NA_DELEGATION, "Đoàn ĐBQH", city.council)
    make.held(city, host=delegation, on=date(2026, 5, 6))
    make.meeting(city, on=date(2026, 5, 7))
    counts = count_all(city.council, START, END)
    assert (counts["voters.meetings"], counts["voters.hosted_meetings"], counts["voters.attendees"]) == (
        0,
        1,
        0,
    )


def test_what_happened_after_the_period_does_not_change_its_figures(city):
    made = make.forwarded(city, on=date(2026, 9, 10))
    before = count_all(city.council, START, date(2026, 9, 30))
    make.do(city, "agency", services.answer, made, **make.ANSWER)
    after = count_all(city.council, START, date(2026, 9, 30))
    assert (before["opinions.received"], before["opinions.forwarded"], before["opinions.answered"]) == (
        1,
        0,
        0,
    )
    assert before == after
    assert count_all(city.council, START, date(2026, 11, 30))["opinions.answered"] == 1


def test_late_is_what_passed_its_day_by_the_end_of_the_period(city):
    made = make.forwarded(city, on=date(2026, 9, 1), sent_on=date(2026, 9, 1))
    assert made.next_due == date(2026, 10, 1)
    ends = [date(2026, 10, 1), date(2026, 10, 2)]
    assert [count_all(city.council, START, end)["opinions.overdue"] for end in ends] == [0, 1]
    make.do(city, "agency", services.answer, made, **make.ANSWER)
    assert [
        count_all(city.council, START, end)["opinions.overdue"] for end in (ends[1], date(2026, 11, 2))
    ] == [1, 0]
