"""What moves the open deadlines, who is told, and what is done to them by hand or together."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.errors import Refused
from core.models import Deadline, DeadlineRule, HistoryEntry, Notice, SpecialDay
from core.services import days, deadlines, moves, shifts
from core.services.rulebook import store
from core.verbs import create, perform
from petitions.services import clock  # noqa: F401  (says which limits petitions extend themselves)
from voters import services

D = date


@pytest.fixture
def opinion(city):
    return create(
        services.record_opinion, city.actor("staff"), title="Đèn đường", field="traffic", on=D(2026, 10, 8)
    )


NOVEMBER = D(2026, 11, 2)


def owe(record, code="opinion.answer", on=NOVEMBER, **extra):
    return deadlines.open_deadline(record, code, on, **extra)


def notices(city, name):
    return list(Notice.objects.filter(user=city.users[name]).values_list("text", flat=True))


# --- opening again -----------------------------------------------------------------------------------------


def test_a_date_set_by_decision_stays_until_the_anchor_moves(opinion):
    deadline = owe(opinion)
    deadlines.put(deadline, D(2026, 12, 20))
    assert owe(opinion).due_on == D(2026, 12, 20)
    moved = owe(opinion, on=D(2026, 11, 3))
    assert (moved.due_on, moved.decided) == (D(2026, 12, 3), False)


def test_opening_again_keeps_the_clock_standing_still(opinion):
    deadlines.pause(owe(opinion), D(2026, 11, 10), "chờ giám định")
    assert owe(opinion).due_on is None


def test_opening_again_keeps_the_version_that_counted(opinion):
    deadline = owe(opinion)
    rule = deadline.rule
    rule.offset = 10
    new = store(rule)
    assert (new.version, new.retired, DeadlineRule.objects.get(pk=deadline.rule_id).retired) == (
        2,
        False,
        True,
    )
    assert owe(opinion).rule_id == deadline.rule_id
    assert owe(opinion, on=D(2026, 11, 3)).rule_id == new.pk


def test_a_rule_that_nothing_hangs_on_is_changed_in_place(city):
    rule = DeadlineRule.objects.get(code="reception.refusal")
    rule.offset = 4
    assert (store(rule).pk, DeadlineRule.objects.get(code="reception.refusal").offset) == (rule.pk, 4)


# --- extension ---------------------------------------------------------------------------------------------


def test_an_extension_adds_what_the_rule_allows_and_no_more(opinion):
    deadline = owe(opinion, "recommendation.overdue_explanation", D(2026, 6, 1))
    assert deadline.due_on == D(2026, 6, 16)
    deadlines.extend(deadline)
    assert Deadline.objects.get(pk=deadline.pk).due_on == D(2026, 7, 1)
    assert "gia hạn 1 lần" in " ".join(deadlines.explain(deadline, deadlines.counted(deadline)))
    with pytest.raises(Refused, match="đã gia hạn 1 lần"):
        deadlines.extend(deadline)


def test_a_rule_without_extension_refuses_it_and_names_the_way_out(opinion):
    with pytest.raises(Refused, match="Đổi thời hạn"):
        deadlines.extend(owe(opinion))


def test_what_a_register_extends_itself_is_refused_with_its_act(opinion):
    deadline = owe(opinion, "petition.denunciation_resolve", D(2026, 11, 2))
    with pytest.raises(Refused, match="Gia hạn giải quyết tố cáo"):
        deadlines.extend(deadline)


def test_extending_is_a_page_with_its_ground_and_tells_the_debtor(opinion, city, sign_in):
    deadline = owe(opinion, "recommendation.overdue_explanation", D(2026, 11, 16), owed_by=city.agency)
    url, client = f"/thoi-han/{deadline.pk}/gia-han/", sign_in("staff")
    assert "thêm 15 ngày" in client.get(url).content.decode()
    assert client.post(url, {"paper": "", "reason": "nhiều cơ quan"}).status_code == 422
    assert client.post(url, {"paper": "9/HĐND", "reason": "nhiều cơ quan"}).status_code == 302
    entry = HistoryEntry.objects.get(verb="core.extend", table_name="core_deadline")
    assert entry.note == "9/HĐND · nhiều cơ quan"
    assert "01/12/2026 → 16/12/2026" in notices(city, "agency")[0]
    page = client.get(f"/thoi-han/{deadline.pk}/").content.decode()
    assert "01/12/2026 → 16/12/2026" in page and "nhiều cơ quan" in page
    assert client.get(url).status_code == 409


def test_the_chair_decides_another_date_and_the_delegate_does_not(opinion, city, sign_in):
    deadline = owe(opinion)
    data = {"due_on": "1/2/2027", "reason": "QĐ 5"}
    assert sign_in("delegate").post(f"/thoi-han/{deadline.pk}/doi/", data).status_code == 403
    assert sign_in("chair").post(f"/thoi-han/{deadline.pk}/doi/", data).status_code == 302
    assert "do quyết định ấn định" in sign_in("chair").get(f"/thoi-han/{deadline.pk}/").content.decode()


# --- telling -----------------------------------------------------------------------------------------------


def test_a_moved_date_is_told_once_to_debtor_and_keepers(opinion, city):
    first, second = owe(opinion, owed_by=city.agency), owe(opinion, owed_by=city.agency, key="2")
    for row in (first, second):
        row.due_on = row.due_on
    moved = deadlines.move_anchor([opinion.pk], first.anchor, D(2026, 11, 9))
    for _ in range(2):
        moves.tell_moved(moved, "Dời mốc.", key="x")
    told = notices(city, "agency")
    assert len(told) == 1 and told[0].count("02/12/2026 → 09/12/2026") == 2 and opinion.code in told[0]
    assert len(notices(city, "staff")) == 1
    assert (
        not notices(city, "other_agency") and not notices(city, "delegate") and not notices(city, "foreign")
    )


def test_amending_a_record_tells_what_it_moved(city):
    meeting = create(
        services.plan_meeting, city.actor("staff"), title="TXCT", on=D(2027, 3, 10), meeting_kind="before", unit=city.ward_unit
    )  # fmt: skip
    other = city.users["ward"]
    other.memberships.create(body=city.council, role="staff", from_on=D(2026, 1, 1))
    version = meeting.version
    perform(services.amend_meeting, city.actor("staff"), meeting.pk, version=version, on=D(2027, 3, 17))
    told = notices(city, "ward")
    assert len(told) == 1 and "03/03/2027 → 10/03/2027" in told[0] and "Sửa hội nghị" in told[0]
    assert not notices(city, "staff")  # did it


# --- days off ----------------------------------------------------------------------------------------------


def test_another_day_off_moves_working_limits_across_it_and_no_other(opinion):
    over = owe(opinion, "petition.sort", D(2026, 12, 1))
    before = owe(opinion, "petition.sort", D(2026, 11, 2), key="before")
    ends = owe(opinion, "opinion.answer", D(2026, 11, 10), key="ends")
    across = owe(opinion, "opinion.answer", D(2026, 11, 20), key="across")
    assert (over.due_on, ends.due_on) == (D(2026, 12, 15), D(2026, 12, 10))
    found = shifts.by_days({D(2026, 12, 10): (False, "nghỉ")})
    assert [(row.pk, old, new) for row, old, new in found] == [
        (ends.pk, D(2026, 12, 10), D(2026, 12, 11)), (over.pk, D(2026, 12, 15), D(2026, 12, 16)),
    ]  # fmt: skip
    assert {before.pk, across.pk}.isdisjoint({row.pk for row, _, _ in found})


def test_met_waived_paused_and_decided_limits_do_not_move_with_a_day(opinion, city):
    for key in "abcd":
        owe(opinion, "petition.sort", D(2026, 12, 1), key=key)
    rows = {row.key: row for row in Deadline.objects.filter(code="petition.sort")}
    deadlines.settle(rows["a"], city.users["staff"].pk, D(2026, 11, 20))
    deadlines.waive(rows["b"], city.users["staff"].pk, "x")
    deadlines.pause(rows["c"], D(2026, 12, 2), "x")
    deadlines.put(rows["d"], D(2026, 12, 15))
    assert shifts.by_days({D(2026, 12, 10): (False, "nghỉ")}) == []


def test_a_paused_and_resumed_limit_moves_by_its_own_count(opinion):
    deadline = owe(opinion, "petition.sort", D(2026, 12, 1))
    deadlines.pause(deadline, D(2026, 12, 2), "x")
    deadlines.resume(deadline, D(2026, 12, 9))
    found = shifts.by_days({D(2026, 12, 10): (False, "nghỉ")})
    assert [(old, new) for _, old, new in found] == [(D(2026, 12, 22), D(2026, 12, 23))]


def test_a_day_off_withdrawn_gives_the_day_back(opinion):
    deadline = owe(opinion, "petition.sort", D(2026, 11, 16))
    found = shifts.by_days({D(2026, 11, 24): (True, "đi làm")})
    assert [(row.pk, old, new) for row, old, new in found] == [(deadline.pk, D(2026, 12, 1), D(2026, 11, 30))]
    assert shifts.by_days({D(2026, 11, 24): (False, "vẫn nghỉ")}) == []


def test_backward_limits_move_too(opinion):
    deadline = owe(opinion, "meeting.notice", D(2026, 12, 16))
    found = shifts.by_days({D(2026, 12, 10): (False, "nghỉ")})
    assert [(row.pk, old, new) for row, old, new in found] == [(deadline.pk, D(2026, 12, 9), D(2026, 12, 8))]


def test_the_preview_asks_as_often_for_many_as_for_one(opinion, django_assert_max_num_queries):
    counts = []
    for n in (1, 6):
        for key in range(n):
            owe(opinion, "petition.sort", D(2026, 12, 1), key=str(key))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shifts.by_days({D(2026, 12, 10): (False, "nghỉ")})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_storing_leaves_what_was_done_meanwhile(opinion, city):
    first, second = (owe(opinion, "petition.sort", D(2026, 12, 1), key=key) for key in "ab")
    found = shifts.by_days({D(2026, 12, 10): (False, "nghỉ")})
    deadlines.settle(second, city.users["staff"].pk, D(2026, 11, 20))
    assert [row.pk for row, _, _ in moves.store(found)] == [first.pk]
    assert Deadline.objects.get(pk=first.pk).due_on == D(2026, 12, 16)
    opinion.refresh_from_db()
    assert opinion.next_due == D(2026, 12, 16)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    code=st.sampled_from(["petition.sort", "opinion.answer", "petition.unhandled", "petition.denunciation_check"]),
    anchor=st.dates(D(2026, 7, 2), D(2026, 12, 31)), later=st.integers(0, 40),
    gap=st.integers(-3, 70),
)  # fmt: skip
def test_the_engine_never_ends_earlier_for_a_later_anchor_or_another_holiday(
    opinion, code, anchor, later, gap
):
    Deadline.objects.all().delete()
    first = owe(opinion, code, anchor, key="1")
    second = owe(opinion, code, anchor + timedelta(later), key="2")
    assert first.due_on <= second.due_on
    holiday = anchor + timedelta(gap)
    plan = shifts.by_days({holiday: (False, "nghỉ")})
    assert all(new > old for _, old, new in plan)
    SpecialDay.objects.update_or_create(day=holiday, defaults={"worked": False, "name": "nghỉ"})
    days.changed()
    expected = {row.pk: deadlines.counted(row).due for row in Deadline.objects.select_related("rule")}
    moves.store(plan)
    SpecialDay.objects.filter(day=holiday, name="nghỉ").delete()
    days.changed()
    assert dict(Deadline.objects.values_list("pk", "due_on")) == expected


# --- rules -------------------------------------------------------------------------------------------------


def test_the_preview_of_a_rule_names_old_and_new_dates(opinion):
    deadline = owe(opinion)
    found = shifts.by_rule(deadline.rule, 10, "working")
    assert [(row.pk, old, new) for row, old, new in found] == [(deadline.pk, D(2026, 12, 2), D(2026, 11, 16))]


# --- the list and acts on many -----------------------------------------------------------------------------


def test_the_list_shows_open_deadlines_in_view_under_the_same_queries(opinion, city, sign_in):
    client = sign_in("staff")
    client.get("/thoi-han/")
    counts = []
    for n in (1, 3):
        for key in range(n):
            owe(opinion, key=str(key), owed_by=city.agency)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/thoi-han/")
        counts.append(len(asked))
        assert len(page.context["table"].rows) == n
    assert counts[0] == counts[1] <= 15
    assert len(sign_in("foreign").get("/thoi-han/").context["table"].rows) == 0


@pytest.mark.parametrize(
    "query, found",
    [("so=opinion", 2), ("so=petition", 0), ("han=qua-han", 1), ("han=sau", 1), ("han=hom-nay", 0), ("", 2)],
)
def test_the_list_is_filtered(opinion, city, sign_in, query, found):
    owe(opinion, on=D(2026, 10, 1))
    owe(opinion, on=D.today(), key="2", owed_by=city.agency)
    assert len(sign_in("staff").get(f"/thoi-han/?{query}").context["table"].rows) == found
    assert len(sign_in("staff").get(f"/thoi-han/?ben={city.agency.pk}").context["table"].rows) == 1
    assert sign_in("staff").get("/thoi-han/?han=x").status_code == 400


def test_many_are_met_together_and_the_refused_are_named(opinion, city, sign_in):
    rows = [owe(opinion, key=str(n)) for n in range(3)]
    mine = create(
        services.record_opinion, city.actor("ward"), title="Của phường", field="land", on=D(2026, 10, 8)
    )
    other = owe(mine)
    client, data = sign_in("staff"), {"viec": "xong", "han": [row.pk for row in [*rows, other]]}
    page = client.post("/thoi-han/hang-loat/", data)
    assert page.status_code == 200 and "4 thời hạn" in page.content.decode()
    assert client.post("/thoi-han/hang-loat/", data | {"_do": "1", "met_on": "x"}).status_code == 422
    deadlines.settle(rows[0], city.users["staff"].pk, D(2026, 11, 1))
    page = client.post("/thoi-han/hang-loat/", data | {"_do": "1", "met_on": "20/11/2026", "paper": "7/VP"})
    assert page.status_code == 200 and "Của phường" in page.content.decode()
    assert len(page.context["refused"]) == 2
    assert Deadline.objects.filter(met_on=D(2026, 11, 20), paper="7/VP").count() == 2
    again = client.post("/thoi-han/hang-loat/", data | {"_do": "1", "met_on": "20/11/2026"})
    assert again.status_code == 409


def test_many_are_waived_with_one_reason_and_none_by_whoever_sees_only(opinion, sign_in):
    rows = [owe(opinion, key=str(n)) for n in range(2)]
    data = {"viec": "mien", "han": [row.pk for row in rows], "_do": "1", "reason": "bãi bỏ"}
    assert sign_in("delegate").post("/thoi-han/hang-loat/", data).status_code == 409
    assert sign_in("staff").post("/thoi-han/hang-loat/", data).status_code == 302
    assert Deadline.objects.filter(waived_reason="bãi bỏ").count() == 2
    assert sign_in("staff").post("/thoi-han/hang-loat/", {"viec": "mien"}).status_code == 302


def test_a_day_of_tomorrow_is_no_day_done(opinion, sign_in):
    deadline = owe(opinion)
    day = D.today() + timedelta(1)
    reply = sign_in("staff").post(f"/thoi-han/{deadline.pk}/xong/", {"met_on": f"{day:%d/%m/%Y}"})
    assert reply.status_code == 422
