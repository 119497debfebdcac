"""The administrator's acts: right, scope, validity, history."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.timezone import localdate

from core.errors import NotAllowed, Refused
from core.models import DeadlineRule, HistoryEntry, SpecialDay
from core.services import days as working
from core.services.rulebook import load_days, load_rules
from council.models import BodyKind, Delegate, Membership, Role, Term, User
from council.services import bodies, people, rulebook
from tests import factories

TODAY = date(2026, 1, 1)


def seat(city, name):
    return Membership.objects.get(user=city.users[name])


def new_person(city, who="admin", **values):
    values = {
        "username": "moi",
        "full_name": "Người Mới",
        "email": "",
        "body": city.council,
        "role": Role.STAFF,
    } | values
    return people.create_user(city.actor(who), from_on=TODAY, **values)


ACTS = {
    "create": lambda city, who: new_person(city, who),
    "edit": lambda city, who: people.edit_user(city.actor(who), city.users["head"].pk, full_name="Tên Khác", email=""),
    "reset": lambda city, who: people.reset_password(city.actor(who), city.users["head"].pk),
    "deactivate": lambda city, who: people.deactivate_user(city.actor(who), city.users["head"].pk),
    "activate": lambda city, who: people.activate_user(city.actor(who), city.users["head"].pk),
    "unlock": lambda city, who: people.unlock_user(city.actor(who), city.users["head"].pk),
    "give_role": lambda city, who: people.give_role(
        city.actor(who), city.users["head"].pk, body=city.council, role=Role.DELEGATE, from_on=TODAY
    ),
    "end_role": lambda city, who: people.end_role(city.actor(who), seat(city, "head").pk, to_on=localdate()),
    "add_body": lambda city, who: bodies.add_body(
        city.actor(who), kind="department", home=city.council, code="so-moi", name="Sở Mới", short_name="Sở Mới"
    ),
    "edit_body": lambda city, who: bodies.edit_body(city.actor(who), city.agency.pk, name="Sở Xây dựng và Giao thông"),
    "add_term": lambda city, who: bodies.add_term(city.actor(who), city.ward.pk, ordinal="I", starts_on=TODAY),
    "add_delegate": lambda city, who: bodies.add_delegate(city.actor(who), term=city.term, name="Lê An"),
    "give_post": lambda city, who: bodies.give_post(
        city.actor(who), city.delegate.pk, body=city.standing, title="chair", from_on=TODAY
    ),
    "edit_rule": lambda city, who: rulebook.edit_rule(city.actor(who), national("opinion.answer").pk, note="đã đọc"),
    "add_day": lambda city, who: rulebook.add_day(city.actor(who), day=date(2026, 12, 24), worked=False, name="nghỉ"),
}  # fmt: skip
ROLES = ["admin", "staff", "chair", "head", "delegate", "ward", "agency"]


def national(code):
    return DeadlineRule.objects.filter(code=code, scope=None, valid_to=None).first()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ROLES)
def test_only_the_administrator_may(city, act, role):
    if role == "admin":
        ACTS[act](city, role)
        return
    with pytest.raises(NotAllowed):
        ACTS[act](city, role)


def test_acts_are_noted_under_the_administrators_name(city):
    made = new_person(city)
    entry = HistoryEntry.objects.filter(verb="council.create_user", table_name="council_user").get()
    assert entry.actor_id == city.users["admin"].pk and entry.row_id == made.user.pk
    assert "password" not in entry.after


def test_a_new_account_has_a_password_that_must_be_changed(city):
    made = new_person(city, username="Ha.Le")
    stored = User.objects.get(username="ha.le")
    assert stored.check_password(made.password) and len(made.password) >= 16 and stored.must_change_password
    assert Membership.objects.get(user=stored).body_id == city.council.pk


def test_a_reset_password_is_another_each_time(city):
    pk = city.users["head"].pk
    first, second = (people.reset_password(city.actor("admin"), pk).password for _ in range(2))
    assert first != second and User.objects.get(pk=pk).check_password(second)


@pytest.mark.parametrize(
    ("role", "place", "fits"),
    [
        (Role.STAFF, "council", True), (Role.STAFF, "agency", False), (Role.AGENCY, "agency", True),
        (Role.AGENCY, "council", False), (Role.HEAD, "committee", True), (Role.HEAD, "agency", False),
        (Role.CHAIR, "standing", True), (Role.ADMIN, "agency", False), (Role.WARD, "ward", True),
        (Role.WARD, "council", False), (Role.DELEGATE, "council", True), (Role.DELEGATE, "agency", False),
    ],
)  # fmt: skip
def test_a_role_fits_its_body(city, role, place, fits):
    act = {"body": getattr(city, place), "role": role, "from_on": TODAY}
    if fits:
        assert people.give_role(city.actor("admin"), city.users["head"].pk, **act).role == role
        return
    with pytest.raises(ValidationError) as refused:
        people.give_role(city.actor("admin"), city.users["head"].pk, **act)
    assert "role" in refused.value.message_dict


def test_people_and_bodies_of_another_city_are_out_of_reach(city):
    admin, foreign = city.actor("admin"), city.users["foreign"].pk
    for act in (people.reset_password, people.deactivate_user, people.unlock_user):
        with pytest.raises(Http404):
            act(admin, foreign)
    with pytest.raises(Http404):
        people.give_role(admin, foreign, body=city.council, role=Role.STAFF, from_on=TODAY)
    with pytest.raises(Http404):
        people.end_role(admin, seat(city, "foreign").pk, to_on=localdate())
    with pytest.raises(NotAllowed):
        new_person(city, body=city.neighbour)
    with pytest.raises(Http404):
        bodies.edit_council(admin, city.neighbour.pk, place="x")
    with pytest.raises(NotAllowed):
        bodies.add_body(admin, kind="department", home=city.neighbour, code="x", name="x", short_name="x")
    other = Term.objects.create(council=city.neighbour, starts_on=TODAY)
    with pytest.raises(NotAllowed):
        bodies.add_delegate(admin, term=other, name="Lê An")


def ward_admin(city):
    city.users["ward_admin"] = factories.person("ward_admin", "Trần Ngọc", city.ward, Role.ADMIN)
    return city.actor("ward_admin")


def test_a_ward_cannot_take_over_an_account_of_the_city(city):
    """A role in the ward beside one in the city must not open the account to the ward's administrator."""
    admin, pk = ward_admin(city), city.users["admin"].pk
    Membership.objects.create(user_id=pk, body=city.ward, role=Role.WARD, from_on=TODAY)
    for act in (people.reset_password, people.deactivate_user, people.activate_user):
        with pytest.raises(NotAllowed):
            act(admin, pk)
    with pytest.raises(NotAllowed):
        people.edit_user(admin, pk, full_name="x", email="")


def test_who_administers_both_places_may_act_for_a_person_of_both(city):
    pk = city.users["staff"].pk
    Membership.objects.create(user_id=pk, body=city.neighbour, role=Role.STAFF, from_on=TODAY)
    with pytest.raises(NotAllowed):
        people.reset_password(city.actor("admin"), pk)
    Membership.objects.create(user=city.users["admin"], body=city.neighbour, role=Role.ADMIN, from_on=TODAY)
    assert people.reset_password(city.actor("admin"), pk).user.pk == pk


def test_the_own_last_administrators_role_stays(city):
    admin, own = city.actor("admin"), seat(city, "admin")
    with pytest.raises(Refused, match="cuối cùng"):
        people.end_role(admin, own.pk, to_on=localdate())
    with pytest.raises(Refused):
        people.deactivate_user(admin, admin.user_id)
    other = people.give_role(admin, admin.user_id, body=city.standing, role=Role.ADMIN, from_on=TODAY)
    people.end_role(admin, own.pk, to_on=localdate())
    with pytest.raises(Refused, match="cuối cùng"):
        people.end_role(admin, other.pk, to_on=localdate())


def test_a_role_does_not_end_before_it_began(city):
    with pytest.raises(ValidationError, match="01/06/2021"):
        people.end_role(city.actor("admin"), seat(city, "head").pk, to_on=date(2020, 1, 1))


def test_the_same_role_twice_is_told_at_its_field(city):
    act = {"body": city.council, "role": Role.STAFF, "from_on": TODAY}
    people.give_role(city.actor("admin"), city.users["head"].pk, **act)
    with pytest.raises(ValidationError) as refused:
        people.give_role(city.actor("admin"), city.users["head"].pk, **act)
    assert "from_on" in refused.value.message_dict


def test_what_another_stored_in_the_same_moment_is_refused(city):
    values = {
        "kind": "department",
        "home": city.council,
        "code": city.agency.code,
        "name": "x",
        "short_name": "x",
    }
    with pytest.raises(Refused, match="trùng"):
        bodies.add_body(city.actor("admin"), **values)


def test_a_delegate_fits_the_term(city):
    admin = city.actor("admin")
    other = Term.objects.create(council=city.ward, starts_on=TODAY)
    group = factories.body("to-phuong", BodyKind.GROUP, "Tổ phường", city.ward)
    with pytest.raises(ValidationError) as refused:
        bodies.add_delegate(admin, term=city.term, name="Lê An", group=group)
    assert "group" in refused.value.message_dict
    with pytest.raises(ValidationError):
        bodies.add_delegate(admin, term=city.term, name="Lê An", user=city.users["foreign"])
    assert bodies.add_delegate(admin, term=other, name="Lê An", group=group).group == group
    with pytest.raises(ValidationError):
        bodies.give_post(admin, city.delegate.pk, body=group, title="leader", from_on=TODAY)


def test_an_ended_post_keeps_its_days(city):
    admin = city.actor("admin")
    post = bodies.give_post(admin, city.delegate.pk, body=city.committee, title="head", from_on=TODAY)
    with pytest.raises(ValidationError):
        bodies.end_post(admin, post.pk, to_on=TODAY - timedelta(1))
    assert bodies.end_post(admin, post.pk, to_on=TODAY).to_on == TODAY


def test_a_new_council_is_in_view_at_once(city):
    land = factories.unit("99002", "phường Bạch Đằng", parent=city.unit)
    values = {
        "code": "bach-dang",
        "name": "HĐND phường Bạch Đằng",
        "short_name": "HĐND phường Bạch Đằng",
        "unit": land,
    }
    made = bodies.add_council(
        city.actor("admin"), parent=city.council, tier="commune", place="Bạch Đằng", **values
    )
    assert made.pk in city.actor("admin").scope


def test_an_edited_rule_survives_loading_again(city):
    rule = national("opinion.answer")
    rulebook.edit_rule(city.actor("admin"), rule.pk, offset=20)
    load_rules(settings.DEADLINE_RULES)
    rule.refresh_from_db()
    assert rule.offset == 20 and rule.edited


def test_the_national_rules_and_days_are_not_the_wards(city):
    admin = ward_admin(city)
    with pytest.raises(NotAllowed, match="cấp trên"):
        rulebook.edit_rule(admin, national("opinion.answer").pk, offset=1)
    with pytest.raises(NotAllowed):
        rulebook.add_day(admin, day=date(2026, 12, 24), worked=False, name="nghỉ")


def test_a_local_rule_holds_for_its_council_alone(city):
    from core.services.deadlines import choose_rule

    base, today = national("opinion.answer"), localdate()
    values = {
        "offset": 15,
        "unit": "calendar",
        "basis": "Quy chế làm việc",
        "valid_from": today,
        "owed": base.owed,
    }
    made = rulebook.add_local_rule(ward_admin(city), base.pk, scope=city.ward, **values)
    assert made.edited and made.code == base.code
    assert choose_rule("opinion.answer", today, city.ward) == made
    assert choose_rule("opinion.answer", today, city.council).scope_id is None
    with pytest.raises(ValidationError) as refused:
        rulebook.add_local_rule(city.actor("admin"), base.pk, scope=city.ward, **values)
    assert "valid_from" in refused.value.message_dict
    with pytest.raises(Http404):
        rulebook.add_local_rule(city.actor("ward_admin"), base.pk, scope=city.council, **values)


def test_a_rule_of_another_council_is_out_of_reach(city):
    base = national("opinion.answer")
    rule = DeadlineRule.objects.get(pk=base.pk)
    rule.pk, rule.scope, rule._state.adding = None, city.neighbour, True
    rule.save()
    with pytest.raises(Http404):
        rulebook.edit_rule(city.actor("admin"), rule.pk, offset=1)


def test_a_day_entered_here_is_counted_and_can_be_taken_out(city, django_capture_on_commit_callbacks):
    day, admin = date(2026, 12, 24), city.actor("admin")
    assert working.calendar().is_working(day)
    with django_capture_on_commit_callbacks(execute=True):
        row = rulebook.add_day(admin, day=day, worked=False, name="nghỉ vì bão")
    assert working.calendar().reason_off(day) == "nghỉ vì bão" and row.edited
    with django_capture_on_commit_callbacks(execute=True):
        rulebook.edit_day(admin, row.pk, worked=True)
    assert working.calendar().is_working(day)
    with django_capture_on_commit_callbacks(execute=True):
        rulebook.remove_day(admin, row.pk)
    assert not SpecialDay.objects.filter(day=day).exists()


def test_a_shipped_day_is_edited_not_removed(city):
    row, admin = SpecialDay.objects.get(day=date(2026, 8, 22)), city.actor("admin")
    with pytest.raises(Refused, match="kèm theo phần mềm"):
        rulebook.remove_day(admin, row.pk)
    rulebook.edit_day(admin, row.pk, worked=False)
    load_days(settings.SPECIAL_DAYS)
    row.refresh_from_db()
    assert row.worked is False and row.edited


def test_names_are_kept_and_delegates_listed_by_given_name(city):
    for name in ("Trần Văn Đạt", "Lê Thị Ánh", "Hoàng Ân", "Phạm Dung", "Vũ An"):
        bodies.add_delegate(city.actor("admin"), term=city.term, name=name)
    names = [delegate.name.split()[-1] for delegate in Delegate.objects.filter(term=city.term).by_name()]
    assert names == ["An", "Ánh", "Ân", "Dung", "Đạt", "Lợi"]
