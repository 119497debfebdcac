"""The programme of the year: proposals, decision, plan against done, adjustments that leave a trace."""

from datetime import date

import pytest

from core.errors import NotAllowed, Refused
from core.models import Deadline, HistoryEntry
from oversight import services
from oversight.models import ProgrammeItem, Round
from oversight.rows import over, programme_score
from sessions import services as sessions
from tests.oversight import steps
from tests.sessions import builders as built


def items(made):
    return {row.title: row.status for row in made.items.all()}


def test_proposals_become_the_programme_and_the_declined_stay_readable(city):
    made = steps.programme_in(city, "draft")
    made = steps.add_item(city, made, "delegate", title="Chợ dân sinh")
    declined = made.items.get(title="Chợ dân sinh")
    steps.do(city, services.decline_item, made, "head", item=declined, reason="Đã giám sát năm trước")
    made = steps.do(
        city, services.decide_programme, made, "chair", decision_no="9/CTr", decision_on=date(2025, 12, 20)
    )
    assert made.state == "decided" and items(made) == {
        "Trật tự xây dựng": "planned",
        "Chợ dân sinh": "declined",
    }


def test_an_empty_programme_is_not_decided(city):
    made = steps.programme(city)
    with pytest.raises(Refused, match="Chưa có chuyên đề"):
        steps.do(city, services.decide_programme, made, decision_no="9", decision_on=date(2025, 12, 20))


def test_adjusting_keeps_what_was_before(city):
    made = steps.programme_in(city, "decided")
    item = made.items.get()
    values = {"on": date(2026, 5, 4), "reason": "Trùng thanh tra", "paper_no": "12/NQ"}
    steps.do(city, services.adjust_programme, made, change="shift", item=item, quarter=4, **values)
    steps.do(
        city,
        services.adjust_programme,
        made,
        change="add",
        title="Nước sạch",
        field="environment",
        quarter=2,
        **values,
    )
    steps.do(city, services.adjust_programme, made, change="drop", item=item, **values)
    told = [(row.change, row.old_quarter, row.new_quarter, row.paper_no) for row in made.changes.all()]
    assert told == [("shift", 3, 4, "12/NQ"), ("add", None, 2, "12/NQ"), ("drop", 4, None, "12/NQ")]
    assert items(made) == {"Nước sạch": "planned", "Trật tự xây dựng": "dropped"}
    entries = HistoryEntry.objects.filter(record_id=made.pk, verb="oversight.adjust_programme")
    assert entries.filter(table_name="oversight_programmeitem", op="UPDATE").exists()


def test_a_round_carries_out_an_item_once(city):
    item = steps.programme_in(city, "decided").items.get()
    made = steps.of_committee(city, programme_item=item)
    item.refresh_from_db()
    assert item.round == made
    with pytest.raises(Refused, match=made.code):
        steps.of_committee(city, programme_item=item)
    with pytest.raises(Refused, match="đưa ra khỏi chương trình"):
        steps.do(
            city,
            services.adjust_programme,
            item.programme,
            change="drop",
            item=item,
            on=date(2026, 5, 4),
            reason="x",
        )
    steps.do(city, services.cancel, made, cancelled_on=steps.DECIDED, cancel_reason="Trùng")
    item.refresh_from_db()
    assert item.round is None, "a cancelled round leaves its item open"


def test_an_undecided_item_has_no_round(city):
    item = steps.programme_in(city, "draft").items.get()
    with pytest.raises(Refused, match="không nằm trong chương trình"):
        steps.of_committee(city, programme_item=item)


@pytest.mark.parametrize(
    ("quarter", "today", "ended"),
    [
        (1, date(2026, 3, 31), False),
        (1, date(2026, 4, 1), True),
        (4, date(2026, 12, 31), False),
        (4, date(2027, 1, 1), True),
    ],
)
def test_a_quarter_ends_with_its_last_day(quarter, today, ended):
    assert over(quarter, today, 2026) is ended


def test_plan_against_done(city):
    plan = steps.programme_in(city, "decided")
    for title in ("Chưa làm", "Đang làm", "Bỏ"):
        values = {"change": "add", "title": title, "field": "land", "quarter": 1}
        steps.do(city, services.adjust_programme, plan, on=date(2026, 1, 5), reason="x", **values)
    done = steps.round_in(city, "concluded")
    ProgrammeItem.objects.filter(title="Trật tự xây dựng").update(round=done)
    ProgrammeItem.objects.filter(title="Đang làm").update(round=steps.round_in(city, "working"))
    ProgrammeItem.objects.filter(title="Bỏ").update(status="dropped", reason="x")
    rows = list(plan.items.select_related("round"))
    assert programme_score(rows, date(2026, 7, 1), 2026) == {
        "planned": 3,
        "running": 1,
        "done": 1,
        "late": 1,
        "share": 33,
    }


def test_the_programme_page_shows_plan_done_and_outside(city, sign_in, django_assert_max_num_queries):
    plan = steps.programme_in(city, "decided")
    steps.round_in(city, "working")
    client = sign_in("staff")
    client.get(plan.get_absolute_url())
    with django_assert_max_num_queries(15):
        page = client.get(plan.get_absolute_url())
    assert page.context["progress"]["planned"] == 1 and page.context["extra"] == 1
    url = f"/giam-sat/moi/?muc={plan.items.get().pk}"
    assert url in page.content.decode()
    form = client.get(url).context["form"]
    assert form.initial["title"] == "Trật tự xây dựng" and form.initial["subject_body"] == city.committee.pk


def test_the_councils_draft_is_owed_before_the_session_and_moves_with_it(city):
    session = built.plan(city, on=date(2026, 7, 20))
    values = {"subject_kind": "council", "subject_body": city.council, "year": 2027}
    made = steps.programme(city, council_session=session, **values)
    owed = Deadline.objects.get(record=made, code="oversight.program_draft")
    assert owed.due_on == date(2026, 7, 10) and owed.rule.confidence == "verify"
    built.act(city, sessions.move_opening, session, on=date(2026, 7, 27), reason="Trùng lịch")
    owed.refresh_from_db()
    assert owed.due_on == date(2026, 7, 17)
    steps.add_item(city, made)
    steps.do(city, services.submit_programme, made, submitted_on=date(2026, 7, 16))
    owed.refresh_from_db()
    assert owed.met_on == date(2026, 7, 16)


def test_the_standing_bodys_programme_is_owed_after_the_year_end_session(city):
    session = built.plan(city, on=date(2026, 12, 1))
    made = steps.programme(
        city, subject_kind="standing", subject_body=city.standing, year=2027, council_session=session
    )
    assert Deadline.objects.get(record=made).code == "oversight.standing_program"


def test_one_programme_per_body_and_year_is_said_at_the_field(city, sign_in):
    steps.programme(city)
    client = sign_in("staff")
    data = {"year": "2026", "subject_kind": "committee", "subject_body": city.committee.pk}
    page = client.post("/giam-sat/chuong-trinh/moi/", data)
    assert page.status_code == 422 and "Đã có chương trình năm 2026" in page.context["form"].errors["year"][0]
    page = client.post("/giam-sat/chuong-trinh/moi/", data | {"year": "1999"})
    assert page.status_code == 422 and "từ 2004" in page.context["form"].errors["year"][0]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"change": "add", "field": "land", "quarter": "1"}, "title"), ({"change": "shift", "quarter": "2"}, "item"),
        ({"change": "drop"}, "item"),
    ],
)  # fmt: skip
def test_an_adjustment_says_what_it_lacks(city, sign_in, data, field):
    made = steps.programme_in(city, "decided")
    url = f"/giam-sat/chuong-trinh/{made.pk}/viec/dieu-chinh/"
    page = sign_in("staff").post(url, {"on": "1/5/2026", "reason": "x"} | data)
    assert page.status_code == 422 and field in page.context["form"].errors


def test_a_delegate_proposes_under_the_own_name(city, sign_in):
    made = steps.programme(city)
    client = sign_in("delegate")
    url = f"/giam-sat/chuong-trinh/{made.pk}/noi-dung/moi/"
    form = client.get(url).context["form"]
    assert "Phạm Văn Lợi" in form.initial["proposed_by"]
    data = {
        "title": "Chợ dân sinh",
        "field": "other",
        "round_kind": "survey",
        "quarter": "2",
        "proposed_by": "Đại biểu",
    }
    assert client.post(url, data).status_code == 302
    item = made.items.get()
    assert client.get(f"/giam-sat/chuong-trinh/{made.pk}/noi-dung/{item.pk}/").status_code == 403
    assert client.post(url, data | {"quarter": "7"}).status_code == 422


def test_a_head_plans_for_the_own_committee_only(city):
    steps.programme(city, "head")
    with pytest.raises(NotAllowed, match="Ban mình"):
        steps.programme(city, "head", subject_kind="standing", subject_body=city.standing)


def test_teams_of_upper_levels_are_counted_apart(city):
    from core.figures import count_all

    steps.joint_in(city, "taken")
    steps.joint_in(city, "planned")
    steps.joint_in(city, "cancelled")
    counted = count_all(city.council, date(2026, 1, 1), date(2026, 12, 31))
    assert counted["oversight.joint_rounds"] == 1 and counted["oversight.rounds"] == 0
    assert not Round.objects.exists()
