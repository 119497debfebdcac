"""The running session: presence and quorum, items and speakers, votes with their majorities, corrections, live screens."""

import pytest
from django.utils import timezone

from core.errors import NotAllowed, Refused
from core.models import HistoryEntry
from core.verbs import VERBS
from sessions import hall, plan, services
from sessions.models import (
    AgendaItem,
    Attendance,
    Ballot,
    BallotVote,
    Resolution,
    Session,
    Sitting,
    Speaker,
)
from tests.sessions import builders
from tests.sessions.builders import act, dossier
from tests.sessions.steps import delegates, do, item, opened, roll, sitting, sitting_on, vote

LIVE = {"X-Live": "1"}


# --- who may, in which state ----------------------------------------------------------------------------------

CHAIRS, MEMBERS, KEEPER = {"staff", "chair"}, {"chair", "head", "delegate"}, {"staff"}
# verb -> (who may, the states of the session that allow it)
MATRIX = {
    **dict.fromkeys(
        ("agenda.add", "agenda.edit", "agenda.remove", "agenda.shift", "agenda.arrange", "agenda.publish", "sittings.add",
         "sittings.edit", "sittings.remove", "sittings.split"),
        (KEEPER, {"planned", "convened", "opened", "postponed"}),
    ),
    "sessions.fill": (KEEPER, {"planned"}),
    **dict.fromkeys(("roll.call", "roll.count", "roll.item"), (CHAIRS, {"convened", "opened", "closed"})),
    **dict.fromkeys(
        ("floor.begin_sitting", "floor.end_sitting", "floor.begin_item", "floor.end_item", "floor.reopen_item",
         "floor.undo_item", "floor.add_speaker", "floor.start_speaker", "floor.stop_speaker", "floor.drop_speaker",
         "floor.open_ballot", "floor.cast_for", "floor.close_ballot", "floor.cancel_ballot"),
        (CHAIRS, {"opened"}),
    ),
    **dict.fromkeys(("floor.ask", "floor.withdraw", "floor.cast"), (MEMBERS, {"opened"})),
    **dict.fromkeys(("floor.correct_times", "floor.correct_sitting"), (CHAIRS, {"opened", "closed"})),
    **dict.fromkeys(
        ("ballots.correct", "ballots.enter", "ballots.resolve", "minutes.draft", "minutes.write", "minutes.sign"),
        (KEEPER, {"opened", "closed"}),
    ),
}  # fmt: skip
PEOPLE = ("admin", "staff", "chair", "head", "delegate", "ward", "agency", "foreign")


def test_the_matrix_names_every_verb_of_the_hall():
    rooms = ("agenda.", "sittings.", "roll.", "floor.", "ballots.", "minutes.")
    assert {name for name in VERBS if name.startswith(rooms)} | {"sessions.fill"} == set(MATRIX)


@pytest.mark.parametrize("name", MATRIX)
def test_who_may_in_which_state(city, name):
    item, (people, states) = VERBS[name], MATRIX[name]
    record = builders.plan(city)
    assert {who for who in PEOPLE if item.permits(city.actor(who), record)} == people
    allowed = set()
    for state in Session.STATES:
        Session.objects.filter(pk=record.pk).update(state=state)
        allowed |= {state} if item.possible(Session.objects.get(pk=record.pk)) else set()
    assert allowed == states


# --- presence and quorum --------------------------------------------------------------------------------------


@pytest.mark.parametrize("present, opens", [(65, False), (66, True)])
def test_two_thirds_of_all_open_a_session(city, present, opens):
    record = builders.convened(city, on=timezone.localdate())
    figures = {"delegates_total": 98, "delegates_present": present}
    if opens:
        assert act(city, services.open_session, record, **figures).state == "opened"
        return
    with pytest.raises(Refused, match="ít nhất 66/98.*thiếu 1.*cần kiểm chứng"):
        act(city, services.open_session, record, **figures)


@pytest.mark.parametrize("present, opens", [(65, False), (66, True)])
def test_a_sitting_opens_on_its_own_roll(city, present, opens):
    record, row, _ = opened(city, count=98, present=present)
    if opens:
        do(city, services.begin_sitting, record, sitting_id=row.pk)
        assert Sitting.objects.get(pk=row.pk).is_open
    else:
        with pytest.raises(Refused, match="Không đủ đại biểu để họp"):
            do(city, services.begin_sitting, record, sitting_id=row.pk)


def test_a_sitting_without_roll_does_not_open(city):
    record, _, _ = opened(city)
    other = sitting(city, record, label="Buổi chiều", starts_at="14:00", ends_at=None)
    with pytest.raises(Refused, match="Chưa điểm danh"):
        do(city, services.begin_sitting, record, sitting_id=other.pk)


def test_the_roll_writes_only_what_differs_and_wants_a_reason(city):
    record, row, _ = opened(city, count=10)
    people = delegates(city, 10)
    before = HistoryEntry.objects.filter(table_name=Attendance._meta.db_table).count()
    rows = {person.pk: ("present", "") for person in people}
    do(city, services.call_roll, record, sitting_id=row.pk, rows=rows | {people[0].pk: ("late", "")})
    assert HistoryEntry.objects.filter(table_name=Attendance._meta.db_table).count() == before + 1
    with pytest.raises(Refused, match="ghi lý do"):
        do(city, services.call_roll, record, sitting_id=row.pk, rows={people[0].pk: ("excused", "")})
    with pytest.raises(Refused, match="không thuộc danh sách"):
        do(city, services.call_roll, record, sitting_id=row.pk, rows={0: ("present", "")})


def test_who_stands_aside_does_not_count_at_that_item_alone(city):
    record, row, lines = sitting_on(city, count=10)
    people = delegates(city, 10)
    rows = {people[0].pk: ("recused", "Có người thân liên quan"), people[1].pk: ("left", "")}
    do(city, services.note_item_absences, record, item_id=lines[0].pk, rows=rows)
    found = AgendaItem.objects.get(pk=lines[0].pk)
    assert hall.present_at(found) == 8 and hall.present_at(AgendaItem.objects.get(pk=lines[1].pk)) == 10
    assert hall.voters_at(found) == {person.pk for person in people[2:]}
    do(city, services.note_item_absences, record, item_id=lines[0].pk, rows={})
    assert hall.present_at(found) == 10


def test_a_vote_has_no_quorum_once_too_many_left(city):
    record, row, lines = sitting_on(city, count=9, present=6)
    gone = {delegates(city, 9)[0].pk: ("left", "")}
    do(city, services.note_item_absences, record, item_id=lines[0].pk, rows=gone)
    with pytest.raises(Refused, match="Không đủ đại biểu.*thiếu 1"):
        do(city, services.open_ballot, record, subject="x", method="hands", majority="half")


def test_the_roll_rests_while_people_vote(city):
    record, row, lines = sitting_on(city)
    do(city, services.open_ballot, record, subject="x", method="hands", majority="half")
    people = delegates(city, 10)
    with pytest.raises(Refused, match="Đang biểu quyết"):
        roll(city, record, row, people, 8)
    for fn, data in (
        (services.end_item, {}),
        (services.end_sitting, {}),
        (services.begin_item, {"item_id": lines[1].pk}),
    ):
        with pytest.raises(Refused, match="Đang biểu quyết"):
            do(city, fn, record, **data)


def test_a_council_without_a_list_of_delegates_gives_numbers(city):
    """A ward that keeps no list: the number present is counted by hand and makes the quorum."""
    term = city.ward.terms.create(starts_on="2021-06-20")
    record = builders.plan(city, "ward", term=term, on=timezone.localdate())
    act(city, services.convene, record, "ward", convocation_no="1/QĐ", convocation_on=record.on)
    row = do(city, services.add_sitting, record, "ward", label="Sáng", on=record.on, starts_at="08:00")
    act(city, services.open_session, record, "ward", delegates_total=24, delegates_present=24)
    with pytest.raises(Refused, match="vượt quá"):
        do(city, services.count_present, record, "ward", sitting_id=row.pk, present_count=25)
    do(city, services.count_present, record, "ward", sitting_id=row.pk, present_count=15)
    with pytest.raises(Refused, match="ít nhất 16/24"):
        do(city, services.begin_sitting, record, "ward", sitting_id=row.pk)
    do(city, services.count_present, record, "ward", sitting_id=row.pk, present_count=16)
    do(city, services.begin_sitting, record, "ward", sitting_id=row.pk)
    assert Sitting.objects.get(pk=row.pk).is_open


# --- items and speakers ---------------------------------------------------------------------------------------


def test_items_follow_one_another_and_the_session_ends_what_runs(city):
    record, row, lines = sitting_on(city)
    do(city, services.begin_item, record, item_id=lines[1].pk)
    first, second = AgendaItem.objects.get(pk=lines[0].pk), AgendaItem.objects.get(pk=lines[1].pk)
    assert first.ended_at and second.is_on
    with pytest.raises(Refused, match="đã kết thúc"):
        do(city, services.begin_item, record, item_id=first.pk)
    do(city, services.reopen_item, record, item_id=first.pk)
    assert AgendaItem.objects.get(pk=first.pk).is_on
    act(city, services.close_session, record, ends_on=record.on, delegates_total=10, delegates_present=10)
    assert not AgendaItem.objects.filter(began_at__isnull=False, ended_at=None).exists()
    assert Sitting.objects.get(pk=row.pk).ended_at


def test_an_item_begun_by_mistake_is_taken_back_until_somebody_spoke(city):
    record, _, lines = sitting_on(city)
    do(city, services.undo_item, record)
    assert AgendaItem.objects.get(pk=lines[0].pk).began_at is None
    do(city, services.begin_item, record, item_id=lines[0].pk)
    do(city, services.add_speaker, record, name="Khách mời")
    do(city, services.start_speaker, record)
    with pytest.raises(Refused, match="không hoàn tác"):
        do(city, services.undo_item, record)


def test_an_item_of_a_later_sitting_taken_early_moves_into_the_open_one(city):
    record, row, _ = sitting_on(city)
    noon = sitting(city, record, label="Buổi chiều", starts_at="14:00", ends_at=None)
    line = item(city, record, "Bế mạc", sitting=noon)
    do(city, services.begin_item, record, item_id=line.pk)
    assert AgendaItem.objects.get(pk=line.pk).sitting_id == row.pk


def test_the_list_of_speakers_keeps_its_order_and_lets_one_speak(city):
    record, _, _ = sitting_on(city)
    people = delegates(city, 10)
    for person in people[:3]:
        do(city, services.add_speaker, record, delegate=person, quota_minutes=5)
    with pytest.raises(Refused, match="đã có trong danh sách"):
        do(city, services.add_speaker, record, delegate=people[0])
    third = Speaker.objects.get(delegate=people[2])
    do(city, services.start_speaker, record)
    do(city, services.start_speaker, record, speaker_id=third.pk)
    states = {row.delegate_id: bool(row.began_at) + bool(row.ended_at) for row in Speaker.objects.all()}
    assert [states[person.pk] for person in people[:3]] == [2, 0, 1]
    do(city, services.stop_speaker, record)
    do(city, services.drop_speaker, record, speaker_id=Speaker.objects.get(delegate=people[1]).pk)
    with pytest.raises(Refused, match="đang trống"):
        do(city, services.start_speaker, record)


def test_a_delegate_asks_for_the_floor_and_withdraws(city):
    record, _, _ = sitting_on(city)
    do(city, services.ask_floor, record, "delegate")
    assert Speaker.objects.get().delegate == city.delegate
    do(city, services.withdraw_floor, record, "delegate")
    assert not Speaker.objects.exists()
    with pytest.raises(Refused, match="không gắn với đại biểu"):
        do(city, services.ask_floor, record, "head")
    with pytest.raises(NotAllowed):
        do(city, services.ask_floor, record, "staff")


def test_the_share_of_questions_and_debate_is_counted_from_what_happened(city):
    record, _, lines = opened(city)
    AgendaItem.objects.filter(pk=lines[0].pk).update(kind="opening")
    start = timezone.now()
    for line, minutes in zip(lines, (30, 60, 30), strict=True):
        do(
            city, services.correct_times, record, item_id=line.pk, began_at=start,
            ended_at=start + timezone.timedelta(minutes=minutes),
        )  # fmt: skip
    found = plan.shares(Session.objects.get(pk=record.pk))
    assert (found["actual"], found["actual_talk"], found["actual_share"]) == (120, 90, 75)
    assert (found["planned"], found["planned_talk"], found["planned_share"]) == (90, 60, 67)


# --- votes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "majority, plus, passed",
    [("half", 49, False), ("half", 50, True), ("two_thirds", 65, False), ("two_thirds", 66, True)],
)
def test_majorities_are_of_all_delegates_not_of_those_present(city, majority, plus, passed):
    record, _, _ = sitting_on(city, count=98, present=70)
    made = vote(city, record, plus, 70 - plus, majority=majority)
    assert made.passed is passed and made.total == 98 and made.present == 70
    assert hall.finding_of(made).met is passed


@pytest.mark.parametrize("counts", [(5, 3, 1), (5, 5, 5), (10, None, 0)])
def test_totals_that_do_not_make_up_those_present_are_refused(city, counts):
    record, _, _ = sitting_on(city, count=10)
    with pytest.raises(Refused):
        vote(city, record, *counts)
    assert Ballot.objects.get().is_open


def test_a_vote_by_name_counts_the_votes_and_takes_who_is_silent_as_not_voting(city):
    record, _, lines = sitting_on(city, count=10)
    people = delegates(city, 10)
    do(city, services.note_item_absences, record, item_id=lines[0].pk, rows={people[9].pk: ("recused", "")})
    do(city, services.open_ballot, record, subject="x", method="named", majority="half")
    do(city, services.cast, record, "delegate", choice="against")
    do(city, services.cast, record, "delegate", choice="for")  # changed before the count
    for person in people[1:6]:
        do(city, services.cast_for, record, delegate=person, choice="for")
    do(city, services.cast_for, record, delegate=people[6], choice="against")
    with pytest.raises(Refused, match="không có mặt ở nội dung này"):
        do(city, services.cast_for, record, delegate=people[9], choice="for")
    made = do(city, services.close_ballot, record)
    assert (made.votes_for, made.votes_against, made.votes_abstain, made.passed) == (6, 1, 2, True)
    with pytest.raises(Refused, match="Không có lượt"):
        do(city, services.cast, record, "delegate", choice="against")


def test_nobody_votes_by_name_in_a_vote_by_hands(city):
    record, _, _ = sitting_on(city)
    do(city, services.open_ballot, record, subject="x", method="hands", majority="half")
    with pytest.raises(Refused, match="không biểu quyết ghi tên"):
        do(city, services.cast, record, "delegate", choice="for")
    assert not BallotVote.objects.exists()


def test_a_cancelled_vote_stays_without_result(city):
    record, _, _ = sitting_on(city)
    do(city, services.open_ballot, record, subject="x", method="hands", majority="half")
    with pytest.raises(Refused, match="Đang có một lượt"):
        do(city, services.open_ballot, record, subject="y", method="hands", majority="half")
    do(city, services.cancel_ballot, record)
    made = Ballot.objects.get()
    assert made.ballot_state == "cancelled" and made.passed is None


def test_a_correction_leaves_what_stood_before_and_why(city, sign_in):
    record, _, _ = sitting_on(city, count=10)
    made = vote(city, record, 6, 4)
    url = f"/ky-hop/{record.pk}/bieu-quyet/{made.pk}/sua/"
    client = sign_in("staff")
    data = {"present": 10, "votes_for": 5, "votes_against": 4, "votes_abstain": 1, "reason": "Đếm sót"}
    assert client.post(url, data | {"votes_abstain": 2}).status_code == 422
    assert client.post(url, data | {"reason": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    made.refresh_from_db()
    assert (made.votes_for, made.passed) == (5, False)
    trace = made.corrections.get()
    assert (trace.before["votes_for"], trace.after["votes_for"], trace.reason) == (6, 5, "Đếm sót")
    assert trace.corrected_by == city.users["staff"] and (trace.before["passed"], trace.after["passed"]) == (
        True,
        False,
    )
    assert "Đếm sót" in client.get(f"/ky-hop/{record.pk}/bieu-quyet/{made.pk}/").content.decode()


def test_a_passed_vote_makes_the_resolution_with_its_figures(city, sign_in):
    record, row, lines = sitting_on(city, count=10)
    papers = dossier(city, record, title="Dự thảo nghị quyết về đất đai")
    do(city, services.edit_item, record, item_id=lines[0].pk, dossier=papers)
    failed = vote(city, record, 5, 5)
    with pytest.raises(Refused, match="không được thông qua"):
        do(
            city,
            services.resolve_ballot,
            record,
            ballot_id=failed.pk,
            code="1/NQ-HĐND",
            title="x",
            field="land",
        )
    made = vote(city, record, 7, 3)
    client = sign_in("staff")
    url = f"/ky-hop/{record.pk}/bieu-quyet/{made.pk}/nghi-quyet/"
    assert client.get(url).context["form"]["title"].value() == "Nghị quyết về đất đai"
    data = {"code": "12/NQ-HĐND", "title": "Nghị quyết về đất đai", "field": "land"}
    assert client.post(url, data).status_code == 302
    resolution = Resolution.objects.get()
    assert resolution.votes == (7, 3, 0, 10) and resolution.dossier_id == papers.pk
    made.refresh_from_db()
    assert made.resolution_id == resolution.pk
    with pytest.raises(Refused, match="đã lập thành nghị quyết"):
        do(city, services.correct_ballot, record, ballot_id=made.pk, reason="x", present=10, votes_for=8, votes_against=2,
           votes_abstain=0)  # fmt: skip


def test_a_vote_taken_on_paper_is_entered_afterwards_under_the_same_tests(city, sign_in):
    record, _, lines = opened(city, count=10)
    client, url = sign_in("staff"), f"/ky-hop/{record.pk}/bieu-quyet/moi/"
    data = {"item": lines[0].pk, "subject": "Chương trình", "method": "secret", "majority": "half", "present": 9,
            "votes_for": 6, "votes_against": 2, "votes_abstain": 1}  # fmt: skip
    assert "thiếu 1" in client.post(url, data | {"votes_abstain": 0}).context["form"].errors["present"][0]
    assert client.post(url, data | {"present": 6, "votes_against": 0, "votes_abstain": 0}).status_code == 409
    assert client.post(url, data).status_code == 302
    assert Ballot.objects.get().passed


# --- live screens ---------------------------------------------------------------------------------------------


def test_an_open_screen_is_told_only_what_is_new(city, sign_in, django_assert_max_num_queries):
    record, _, lines = sitting_on(city)
    client, url = sign_in("staff"), f"/ky-hop/{record.pk}/dieu-hanh/"
    first = client.get(url, headers=LIVE)
    tag = first["ETag"]
    assert first.status_code == 200 and "Khai mạc" in first.content.decode()
    with django_assert_max_num_queries(8):
        same = client.get(url, headers=LIVE | {"If-None-Match": tag})
    assert same.status_code == 304 and same.content == b""
    do(city, services.begin_item, record, item_id=lines[1].pk)
    again = client.get(url, headers=LIVE | {"If-None-Match": tag})
    assert again.status_code == 200 and again["ETag"] != tag


@pytest.mark.parametrize("page", ["dieu-hanh", "hoi-truong"])
def test_screens_take_as_many_queries_for_ninety_as_for_nine(city, sign_in, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    record, row, lines = sitting_on(city, count=9)
    client, url, counts = sign_in("staff"), f"/ky-hop/{record.pk}/{page}/", []
    client.get(url)
    for count in (9, 90):
        people = delegates(city, count)
        roll(city, record, row, people, count)
        for person in people[count // 9 :: 9]:
            do(city, services.add_speaker, record, delegate=person)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        counts.append(len(found))
        Speaker.objects.all().delete()
    assert counts[0] == counts[1] <= 25


def test_an_act_in_the_hall_leaves_open_forms_valid(city):
    record, _, _ = sitting_on(city)
    assert Session.objects.get(pk=record.pk).version == record.version
    assert hall.beat(record.pk) > 0


@pytest.mark.parametrize(
    "who, what, data, status",
    [
        ("staff", "bat-dau", {}, 422),
        ("staff", "bat-dau", {"item_id": "abc"}, 422),
        ("staff", "bat-dau", {"item_id": "999999"}, 404),
        ("staff", "khong-co", {}, 404),
        ("staff", "het-phat-bieu", {}, 409),
        ("staff", "ghi-phat-bieu", {"quota_minutes": "7"}, 422),
        ("staff", "kiem-phieu", {"votes_for": "-1"}, 422),
        ("staff", "mo-bieu-quyet", {"subject": "x", "method": "zzz", "majority": "half"}, 422),
        ("chair", "ket-thuc", {}, 200),
        ("delegate", "ket-thuc", {}, 403),
        ("foreign", "ket-thuc", {}, 404),
    ],
)
def test_bad_input_on_the_chairs_screen_is_told_and_changes_nothing(city, sign_in, who, what, data, status):
    record, _, lines = sitting_on(city)
    answer = sign_in(who).post(f"/ky-hop/{record.pk}/dieu-hanh/{what}/", data, headers=LIVE)
    assert answer.status_code == status
    if status in (409, 422):
        assert answer["Content-Type"].startswith("text/plain") and len(answer.content.decode()) > 10
        assert AgendaItem.objects.get(pk=lines[0].pk).is_on


def test_without_script_a_refused_count_keeps_what_was_typed(city, sign_in):
    record, _, _ = sitting_on(city, count=10)
    do(city, services.open_ballot, record, subject="x", method="hands", majority="half")
    client, url = sign_in("staff"), f"/ky-hop/{record.pk}/dieu-hanh/kiem-phieu/"
    page = client.post(url, {"votes_for": "7", "votes_against": "1", "votes_abstain": "1"})
    text = page.content.decode()
    assert page.status_code == 409 and "thiếu 1" in text and 'value="7"' in text
    assert client.post(url, {"votes_for": "7", "votes_against": "2", "votes_abstain": "1"}).status_code == 302


def test_the_roll_page_tells_a_missing_reason_at_its_field(city, sign_in):
    record, row, _ = opened(city, count=3)
    people = delegates(city, 3)
    data = {f"s{person.pk}": "present" for person in people} | {
        f"s{people[0].pk}": "excused",
        f"r{people[1].pk}": "giữ lại",
    }
    client, url = sign_in("staff"), f"/ky-hop/{record.pk}/buoi-hop/{row.pk}/diem-danh/"
    page = client.post(url, data)
    assert page.status_code == 422 and f"r{people[0].pk}" in page.context["form"].errors
    assert "giữ lại" in page.content.decode()
    assert client.post(url, data | {f"r{people[0].pk}": "Ốm"}).status_code == 302
    assert Attendance.objects.get(delegate=people[0], sitting=row).reason == "Ốm"
