from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from core.errors import NotAllowed, Refused
from core.models import Deadline, Notice, Share
from core.verbs import VERBS, create, perform
from petitions import services
from petitions.models import ENDED, OPEN, Petition, SealedSender, Sender
from petitions.services import identity
from tests import factories
from tests.petitions.steps import RESULT, WAY, bring, do, values

pytestmark = pytest.mark.django_db

STATES = list(WAY)
# verb -> the states from which it can be taken; a verb without a transition of its own has None.
SOURCES = {
    "qualify": ["received"], "file": ["received", "qualified"], "transfer": ["qualified"], "guide": ["qualified"],
    "send_back": ["qualified"], "decline": ["transferred"], "accept": ["transferred"],
    "assess": ["qualified", "transferred", "agency_accepted"], "extend": ["agency_accepted"],
    "suspend": ["agency_accepted"], "resume": ["suspended"], "resolve": ["transferred", "agency_accepted"],
    "note_notice": ["agency_accepted", "suspended", "resolved", "informed", "closed"], "take_report": ["resolved"],
    "inform": ["resolved"], "close": ["guided", "returned", "informed"],
    "withdraw": ["received", "qualified", "transferred", "agency_accepted", "suspended"],
    "assign": None, "look": None, "correct_sender": None, "hand_out": None,
    "strip_files": None,
    "split": ["received", "qualified"], "answer_here": ["qualified"], "link": OPEN,
    "urge": ["transferred", "agency_accepted", "suspended", "resolved"],
    "to_oversight": [*OPEN, "resolved", "informed", "closed"], "to_question": [*OPEN, "resolved", "informed", "closed"],
    "erase": ENDED, "destroy": ENDED,
}  # fmt: skip
KINDS = ["complaint", "denunciation", "recommendation", "mixed"]
OFFICE, BOTH = {"staff"}, {"staff", "agency"}
AT_AGENCY = ("accept", "decline", "assess", "extend", "suspend", "resume", "note_notice", "resolve")
WHO = (
    dict.fromkeys(SOURCES, OFFICE)
    | dict.fromkeys(AT_AGENCY, BOTH)
    | dict.fromkeys(("assign", "erase", "destroy"), {"chair"})
)
WHO |= {"urge": {"staff", "chair"}}
# verb -> the kinds that it is for; whatever it does not name is for all.
OF_KIND = {
    "look": {"denunciation"}, "correct_sender": {"denunciation"}, "strip_files": {"denunciation"},
    "hand_out": {"complaint", "recommendation", "mixed"},
}  # fmt: skip
ROLES = ["admin", "staff", "chair", "head", "delegate", "ward", "agency", "other_agency", "foreign"]


def due(petition, code, key=""):
    return Deadline.objects.get(record=petition, code=code, key=key).due_on


def open_codes(petition):
    return set(
        Deadline.objects.filter(record=petition, met_on=None, waived_on=None).values_list("code", flat=True)
    )


def test_every_verb_is_in_the_matrix():
    named = {name.split(".")[1] for name in VERBS if name.startswith("petitions.")}
    assert named == set(SOURCES) | {"register", "amend"}


def brought(city, kind, state):
    """A petition of a kind in a state, as far as that kind gets there."""
    if state == "split" and kind != "mixed":
        return None
    on = {"on": date(2024, 10, 5)} if state == "destroyed" else {}
    petition = factories.petition(city, petition_kind=kind, **on)
    if state == "destroyed":
        do(city, petition, "file", filed_on=date(2024, 10, 9))
        return do(city, petition, "destroy", by="chair")
    return bring(city, petition, state)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_each_verb_goes_from_its_states_only(city, state, kind):
    petition = brought(city, kind, state)
    if petition is None:
        return
    for name, sources in SOURCES.items():
        possible = VERBS[f"petitions.{name}"].possible(petition)
        assert possible == (sources is None or state in sources), name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_each_verb_is_for_its_roles_and_kinds_only(city, state, kind):
    petition = brought(city, kind, state)
    if petition is None:
        return
    for role in ROLES:
        actor = city.actor(role)
        for name, who in WHO.items():
            who = who if petition.agency_id else who - {"agency"}
            allowed = role in who and kind in OF_KIND.get(name, KINDS)
            assert VERBS[f"petitions.{name}"].permits(actor, petition) == allowed, (name, role)


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_keep_the_register_take_petitions_in(city, role):
    if role in ("staff", "ward", "foreign"):
        assert factories.petition(city, by=role).code == "ĐT-2026-0001"
    else:
        with pytest.raises(NotAllowed):
            factories.petition(city, by=role)


def test_a_petition_is_followed_to_the_end(city):
    petition = factories.petition(city)
    assert due(petition, "petition.sort") == date(2026, 10, 19)
    petition = do(city, petition, "qualify")
    petition = do(city, petition, "transfer")
    assert due(petition, "petition.complaint_accept") == date(2026, 10, 15)  # 7 working days
    assert Share.objects.filter(record_id=petition.pk, body=city.agency).exists()
    assert Notice.objects.filter(user=city.users["agency"]).count() == 1
    petition = do(city, petition, "accept", by="agency", tests=["places"])
    assert due(petition, "petition.complaint_resolve_first_complex") == date(2026, 11, 26)
    petition = do(city, petition, "resolve", by="agency")
    assert due(petition, "petition.agency_reports_result") == date(2026, 11, 11)
    with pytest.raises(Refused, match="Chưa ghi nhận báo cáo"):
        do(city, petition, "inform")
    petition = do(city, petition, "take_report")
    assert due(petition, "petition.inform_citizen") == date(2026, 11, 12)
    petition = do(city, do(city, petition, "inform"), "close")
    assert petition.state == "closed" and not open_codes(petition)


@pytest.mark.parametrize(
    ("received", "expected"), [(date(2026, 6, 1), date(2026, 6, 11)), (date(2026, 7, 1), date(2026, 7, 10))]
)
def test_acceptance_is_owed_by_the_law_of_the_day_of_transfer(city, received, expected):
    petition = do(city, factories.petition(city, on=received), "qualify", qualified_on=received)
    do(city, petition, "transfer", transferred_on=received)
    assert due(petition, "petition.complaint_accept") == expected


@pytest.mark.parametrize(
    ("instance", "tests", "remote", "code", "expected"),
    [
        ("first", [], False, "first", date(2026, 11, 11)),
        ("first", ["people"], False, "first_complex", date(2026, 11, 26)),
        ("first", [], True, "first_remote", date(2026, 11, 26)),
        ("first", ["people"], True, "first_remote_complex", date(2026, 12, 11)),
        ("second", [], False, "second", date(2026, 11, 26)),
        ("second", ["people", "foreign"], False, "second_complex", date(2026, 12, 11)),
        ("second", [], True, "second_remote", date(2026, 12, 11)),
        ("second", ["people"], True, "second_remote_complex", date(2026, 12, 21)),
    ],
)
def test_the_limit_of_resolving_follows_from_the_ticked_tests(city, instance, tests, remote, code, expected):
    petition = bring(city, factories.petition(city), "transferred")
    do(city, petition, "accept", instance=instance, tests=tests, is_remote=remote)
    assert due(petition, f"petition.complaint_resolve_{code}") == expected


def test_ticking_a_test_later_moves_the_open_limit(city):
    petition = bring(city, factories.petition(city), "agency_accepted")
    do(city, petition, "assess", tests=["evidence"])
    assert "petition.complaint_resolve_first" not in open_codes(petition)
    assert due(petition, "petition.complaint_resolve_first_complex") == date(2026, 11, 26)


def test_a_denunciation_is_checked_passed_on_accepted_and_extended(city):
    petition = factories.petition(city, petition_kind="denunciation")
    assert due(petition, "petition.denunciation_check") == date(2026, 10, 14)
    assert due(petition, "petition.denunciation_transfer") == date(2026, 10, 12)
    petition = bring(city, petition, "transferred")
    assert due(petition, "petition.denunciation_check", "agency") == date(2026, 10, 15)
    petition = do(city, petition, "accept")
    assert due(petition, "petition.denunciation_resolve") == date(2026, 11, 11)
    with pytest.raises(Refused, match="Chưa đánh giá"):
        do(city, petition, "extend")
    do(city, petition, "assess", tests=["places"])
    do(city, petition, "extend")
    assert due(petition, "petition.denunciation_resolve_complex") == date(2026, 12, 11)
    with pytest.raises(Refused, match="chỉ được gia hạn một lần"):
        do(city, petition, "extend")
    do(city, petition, "assess", tests=["places", "evidence"])
    assert do(city, petition, "extend").extensions == 2
    assert due(petition, "petition.denunciation_resolve_special") == date(2027, 1, 11)  # 10/01 is a Sunday
    with pytest.raises(Refused, match="hai lần"):
        do(city, petition, "extend")


def test_suspension_stops_the_clock_and_resumption_lets_it_run(city):
    petition = bring(city, factories.petition(city), "suspended")
    assert due(petition, "petition.complaint_resolve_first") is None
    assert due(petition, "petition.suspend_notice", "suspend:2026-10-20") == date(2026, 10, 23)
    petition = do(city, petition, "resume")
    assert due(petition, "petition.complaint_resolve_first") == date(
        2026, 11, 23
    )  # 10 days later, 21/11 is a Saturday
    do(city, petition, "note_notice", sent_on=date(2026, 10, 30))
    assert open_codes(petition) == {"petition.complaint_resolve_first"}
    with pytest.raises(Refused, match="Không còn thông báo"):
        do(city, petition, "note_notice", sent_on=date(2026, 10, 30))


def test_a_recommendation_owes_by_the_asked_day_and_needs_no_acceptance(city):
    petition = do(city, factories.petition(city, petition_kind="recommendation"), "qualify")
    do(city, petition, "transfer", asked_on=date(2026, 10, 30))
    assert due(petition, "petition.reply_asked") == date(2026, 10, 30)
    assert do(city, petition, "resolve").state == "resolved"
    assert open_codes(petition) == {"petition.agency_reports_result"}


def test_a_complaint_is_not_resolved_before_it_is_accepted(city):
    with pytest.raises(Refused, match="phải được thụ lý"):
        do(city, bring(city, factories.petition(city), "transferred"), "resolve", **RESULT)


def test_a_declined_petition_comes_back_and_leaves_the_agency(city):
    petition = do(city, bring(city, factories.petition(city), "transferred"), "decline", by="agency")
    assert (petition.state, petition.agency_id) == ("qualified", None)
    assert not open_codes(petition) and not petition.shares.exists()
    assert do(city, petition, "transfer", agency=city.other_agency).agency_id == city.other_agency.pk


def test_withdrawing_waives_what_was_owed(city):
    petition = do(city, bring(city, factories.petition(city), "agency_accepted"), "withdraw")
    waived = Deadline.objects.get(record=petition, code="petition.complaint_resolve_first")
    assert (waived.waived_reason, open_codes(petition)) == ("Người gửi đã rút đơn", set())


def test_a_duplicate_is_filed_with_the_petition_it_repeats(city):
    first, second = factories.petition(city), factories.petition(city)
    with pytest.raises(Refused, match="trùng với đơn số nào"):
        do(city, second, "file", fault="duplicate")
    assert do(city, second, "file", fault="duplicate", duplicate_of=first).duplicate_of_id == first.pk


def test_a_refused_act_says_why(city):
    petition = factories.petition(city)
    with pytest.raises(Refused, match="mới tiếp nhận"):
        do(city, petition, "transfer")
    with pytest.raises(NotAllowed, match="Trưởng Ban"):
        do(city, petition, "qualify", by="head")


def amend(city, petition, by="staff", **changed):
    perform(services.amend, city.actor(by), petition.pk, **changed)
    return Petition.objects.get(pk=petition.pk)


def test_becoming_a_denunciation_seals_the_sender_and_the_accused(city):
    petition = amend(city, factories.petition(city, respondent="Ông Ngô Khắc"), petition_kind="denunciation")
    assert petition.respondent == "" and not Sender.objects.exists()
    assert identity.opened(petition)["name"] == "Trần Thị Hoà"
    assert identity.opened(petition)["respondent"] == "Ông Ngô Khắc"
    assert "petition.denunciation_check" in open_codes(petition)


def test_only_a_handler_takes_the_seal_away_and_it_is_noted(city):
    petition = factories.petition(city, petition_kind="denunciation", respondent="Ông Ngô Khắc")
    other = factories.person("staff2", "Trịnh Bá", city.council, "staff")
    city.users["staff2"] = other
    with pytest.raises(Refused, match="được phân công"):
        amend(city, petition, by="staff2", petition_kind="complaint")
    petition = amend(city, petition, petition_kind="complaint")
    assert (petition.sender.name, petition.respondent) == ("Trần Thị Hoà", "Ông Ngô Khắc")
    assert not SealedSender.objects.exists() and petition.identity_views.count() == 1
    assert "petition.denunciation_check" not in open_codes(petition)


def test_the_kind_is_fixed_once_transferred_except_to_protect(city):
    petition = bring(city, factories.petition(city), "transferred")
    with pytest.raises(Refused, match="không đổi loại"):
        amend(city, petition, petition_kind="recommendation")
    assert amend(city, petition, petition_kind="denunciation").is_secret


def test_the_chair_assigns_and_only_the_assigned_look(city):
    petition = factories.petition(city, petition_kind="denunciation")
    assert (
        dict(perform(services.look, city.actor("staff"), petition.pk, reason="Xác minh"))["Họ và tên"]
        == "Trần Thị Hoà"
    )
    city.users["staff2"] = factories.person("staff2", "Trịnh Bá", city.council, "staff")
    do(city, petition, "assign", by="chair", users=[city.users["staff2"]])
    with pytest.raises(NotAllowed):
        perform(services.look, city.actor("staff"), petition.pk, reason="Xác minh")
    assert perform(services.look, city.actor("staff2"), petition.pk, reason="Tiếp nhận hồ sơ")
    looks = petition.identity_views.values_list("user__username", "reason")
    assert list(looks) == [("staff2", "Tiếp nhận hồ sơ"), ("staff", "Xác minh")]


def test_a_look_leaves_an_open_form_valid(city):
    petition = factories.petition(city, petition_kind="denunciation")
    do(city, petition, "look")
    assert Petition.objects.get(pk=petition.pk).version == petition.version


def test_a_sealed_part_is_corrected_without_the_rest_being_shown(city):
    petition = factories.petition(city, petition_kind="denunciation")
    do(city, petition, "correct_sender", **values(city)["correct_sender"])
    assert (identity.opened(petition)["phone"], identity.opened(petition)["name"]) == (
        "0987654321",
        "Trần Thị Hoà",
    )


def test_mixed_content_is_secret_only_with_a_denunciation_in_it(city):
    plain = factories.petition(city, petition_kind="mixed")
    secret = factories.petition(city, petition_kind="mixed", with_denunciation=True)
    assert (
        Sender.objects.filter(petition=plain).exists() and not Sender.objects.filter(petition=secret).exists()
    )
    assert {"petition.denunciation_check", "petition.sort", "petition.unhandled"} == open_codes(secret) - {
        "petition.denunciation_transfer"
    }


def test_earlier_petitions_of_the_sender_are_found_by_name_phone_and_paper(city):
    made = factories.petition(city)
    factories.petition(city, petition_kind="denunciation")
    factories.petition(city, by="ward")
    actor = city.actor("staff")
    for known in (
        {"name": "tran thi hoa"},
        {"name": "Trần Thị Hòa"},
        {"phone": "+84 912.345.678"},
        {"id_number": "036 123 456 789"},
    ):
        assert [row.pk for row in services.same_sender(actor, **known)] == [made.pk], known
    for unknown in ({"name": "Trần"}, {"phone": "0912"}, {"name": "Lê Thị Hoà"}, {}):
        assert list(services.same_sender(actor, **unknown)) == []


@pytest.mark.django_db(transaction=True)
def test_concurrent_intake_numbers_without_gap_or_repeat(transactional_db):
    city = factories.city()
    actor = city.actor("staff")

    def take_in(worker):
        made = [
            create(
                services.register,
                actor,
                petition_kind="recommendation",
                field="other",
                on=date(2026, 3, 2),
                title=f"{worker}-{n}",
            )
            for n in range(25)
        ]
        connection.close()
        return [petition.code for petition in made]

    with ThreadPoolExecutor(4) as pool:
        codes = [code for rows in pool.map(take_in, range(4)) for code in rows]
    assert sorted(codes) == [f"ĐT-2026-{n:04d}" for n in range(1, 101)]


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_makes_one_petition(transactional_db):
    city = factories.city()
    actor, once = city.actor("staff"), "7e4d1d4e-9a63-4a0f-8b7e-0d6b4a1c2f11"

    def send(_):
        made = create(
            services.register,
            actor,
            once=once,
            petition_kind="recommendation",
            field="other",
            on=date(2026, 3, 2),
            title="Đường",
        )
        connection.close()
        return made.pk

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert factories.petition(city, on=date(2026, 3, 3)).code == "ĐT-2026-0002"
