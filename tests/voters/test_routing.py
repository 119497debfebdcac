"""Who answers what: the routing table proposes, one letter carries many, the wrong addressee sends on."""

from datetime import date

import pytest
from django.urls import reverse

from core.errors import Refused
from core.models import HistoryEntry, Notice
from core.verbs import perform
from council.models import BodyKind, Unit
from tests import factories
from tests.voters import make
from voters import routing, services
from voters.forms import ForwardForm, SendBackForm
from voters.models import Opinion, Route
from voters.papers import paper


def route(city, body, **values):
    return services.save_route(city.actor("staff"), body=body, **{"field": "irrigation"} | values)


def proposed(city, made):
    return routing.proposal(
        city.council.pk, Opinion.objects.select_related("meeting", "owner").get(pk=made.pk)
    )


def test_area_and_level_go_before_the_field_alone(city):
    meeting = make.held(city)
    made = make.opinion(city, meeting=meeting)
    assert proposed(city, made) is None
    route(city, city.agency)
    assert proposed(city, made) == city.agency
    route(city, city.other_agency, competence="city")
    assert proposed(city, made) == city.other_agency
    near = factories.body("chi-nhanh", "department", "Chi nhánh Lam Sơn", city.council)
    route(city, near, unit=city.ward_unit)
    assert proposed(city, made) == near
    assert proposed(city, make.opinion(city)) == city.other_agency
    assert proposed(city, make.opinion(city, field="land")) is None


@pytest.mark.parametrize("who", ["staff", "ward"])
def test_what_a_ward_can_decide_goes_to_its_peoples_committee(city, who):
    meeting = make.held(city, who)
    made = make.opinion(city, who, meeting=meeting, competence="commune")
    assert proposed(city, made) == city.ward_agency


def test_the_body_named_by_who_gave_it_back_is_proposed_and_gets_it(city):
    route(city, city.agency)
    made = make.forwarded(city)
    form = SendBackForm(
        {"reason": "Việc của Sở Y tế", "points_to": city.other_agency.pk},
        actor=city.actor("agency"),
        record=made,
    )
    assert form.is_valid(), form.errors
    back = make.do(city, "agency", services.send_back, made, **form.cleaned_data)
    assert back.return_points_to == city.other_agency
    choice = ForwardForm(actor=city.actor("staff"), record=back).fields["agency"]
    assert choice.initial == city.other_agency.pk and "Sở Y tế" in choice.help_text
    sent = make.do(
        city,
        "staff",
        services.forward,
        back,
        agency=city.other_agency,
        letter_no="",
        forwarded_on=date(2026, 10, 20),
    )
    assert (sent.agency, sent.return_points_to) == (city.other_agency, None)


def test_a_case_stands_in_the_table_once(city):
    route(city, city.agency)
    with pytest.raises(Refused, match="đã có dòng"):
        route(city, city.other_agency)


def test_the_table_is_edited_on_its_pages_and_noted(city, sign_in):
    client = sign_in("staff")
    values = {"field": "land", "body": city.agency.pk}
    assert client.post(reverse("voters:new_route"), values).status_code == 302
    row = Route.objects.get()
    again = client.post(reverse("voters:new_route"), values)
    assert again.status_code == 422 and "field" in again.context["form"].errors
    assert (
        client.post(
            reverse("voters:edit_route", args=[row.pk]), values | {"body": city.other_agency.pk}
        ).status_code
        == 302
    )
    assert b"S\xe1\xbb\x9f Y t\xe1\xba\xbf" in client.get(reverse("voters:routes")).content
    assert client.post(reverse("voters:remove_route", args=[row.pk])).status_code == 302
    assert not Route.objects.exists()
    acts = set(HistoryEntry.objects.filter(table_name="voters_route").values_list("verb", flat=True))
    assert acts == {"voters.add_route", "voters.edit_route", "voters.remove_route"}


@pytest.mark.parametrize("body", ["council", "foreign"])
def test_a_route_leads_only_to_who_may_answer(city, sign_in, body):
    wrong = city.council if body == "council" else factories.neighbour(city).agency
    reply = sign_in("staff").post(reverse("voters:new_route"), {"field": "land", "body": wrong.pk})
    assert reply.status_code == 422 and "body" in reply.context["form"].errors


# --- one letter for many ---------------------------------------------------------------------------------------


def post(client, opinions, to, **values):
    data = {
        "kn": [row.pk for row in opinions],
        "agency": to.pk,
        "letter_no": "15/HĐND-VP",
        "forwarded_on": "20/10/2026",
    }
    return client.post(reverse("voters:dispatch"), data | values)


def test_many_go_to_an_agency_with_one_letter_and_one_notice(city, sign_in):
    rows = [make.opinion(city, title=f"Nạo vét rãnh tổ {n}") for n in range(3)]
    client = sign_in("staff")
    reply = post(client, rows, city.agency)
    assert reply.status_code == 302 and reply["Location"] == reverse("voters:letter", args=[rows[0].pk])
    sent = Opinion.objects.filter(letter_no="15/HĐND-VP", agency=city.agency, state="forwarded")
    assert sent.count() == 3 and all(row.next_due == date(2026, 11, 19) for row in sent)
    assert Notice.objects.filter(user=city.users["agency"]).count() == 1
    page = client.get(reply["Location"])
    assert [row.pk for row in page.context["rows"]] == [row.pk for row in rows]


def test_the_page_groups_by_proposal_and_counts_what_has_no_level(city, sign_in):
    route(city, city.agency)
    made, other = make.opinion(city), make.opinion(city, field="health")
    make.opinion(city, competence="")
    make.opinion(city, "ward")
    up = make.sent_up(city)
    page = sign_in("staff").get(reverse("voters:dispatch"))
    groups = {group["agency"]: {row.pk for row in group["opinions"]} for group in page.context["groups"]}
    assert groups == {city.agency: {made.pk, up.pk}, None: {other.pk}} and page.context["unclear"] == 1


def test_wrong_letters_are_told_and_nothing_goes(city, sign_in):
    made, client = make.opinion(city), sign_in("staff")
    for data in (
        {"agency": ""},
        {"kn": []},
        {"forwarded_on": "01/01/2026"},
        {"forwarded_on": "01/01/2030"},
        {"kn": ["x"]},
    ):
        assert post(client, [made], city.agency, **data).status_code == 422, data
    assert post(client, [make.opinion(city, "foreign")], city.agency).status_code == 422
    assert not Opinion.objects.filter(state="forwarded").exists()


def test_the_dispatch_page_asks_a_fixed_number_of_queries(city, sign_in, django_assert_max_num_queries):
    meeting = make.held(city)
    for n in range(12):
        make.opinion(city, meeting=meeting, title=f"Việc {n}", competence="commune")
    client = sign_in("staff")
    client.get("/")
    with django_assert_max_num_queries(15):
        assert client.get(reverse("voters:dispatch")).status_code == 200


def test_many_agencies_on_the_dispatch_page_cost_no_more(city, sign_in, django_assert_max_num_queries):
    for n, field in enumerate(("irrigation", "health", "traffic", "land", "culture", "finance")):
        agency = factories.body(f"so-{n}", BodyKind.DEPARTMENT, f"Sở số {n}", city.council)
        services.save_route(city.actor("staff"), field=field, competence="", unit=None, body=agency, note="")
        make.opinion(city, field=field)
    client = sign_in("staff")
    client.get("/")
    with django_assert_max_num_queries(15):
        assert len(client.get(reverse("voters:dispatch")).context["groups"]) == 6


def test_a_letter_that_came_back_keeps_what_was_typed_and_ticked(city, sign_in):
    route(city, city.agency)
    made, other = make.opinion(city), make.opinion(city)
    page = post(sign_in("staff"), [made], city.agency, letter_no="77/HĐND", forwarded_on="1/1/2030")
    (group,) = page.context["groups"]
    assert group["picked"] == {str(made.pk)} and other in group["opinions"]
    assert 'value="77/HĐND"' in page.content.decode() and "chưa đến" in page.content.decode()


def test_without_a_proposal_nothing_is_ticked_beforehand(city, sign_in):
    route(city, city.agency)
    make.opinion(city), make.opinion(city, field="health")
    groups = sign_in("staff").get(reverse("voters:dispatch")).context["groups"]
    assert [bool(group["picked"]) for group in groups] == [True, False]


def test_an_agency_sees_of_a_letter_what_was_sent_to_it(city, sign_in):
    first, second = make.forwarded(city), make.forwarded(city)
    perform(services.send_back, city.actor("agency"), second.pk, reason="Không thuộc")
    page = sign_in("agency").get(reverse("voters:letter", args=[first.pk]))
    assert [row.pk for row in page.context["rows"]] == [first.pk]
    assert sign_in("other_agency").get(reverse("voters:letter", args=[first.pk])).status_code == 404


@pytest.mark.parametrize("kind, start", [("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_list_of_a_letter_is_there_as_file(city, sign_in, kind, start):
    made = make.forwarded(city, title="Nạo vét rãnh phố Quy Lưu", voter="Bà Kín Tên")
    for who in ("staff", "agency"):
        reply = sign_in(who).get(reverse("voters:letter_file", args=[made.pk, kind]))
        assert reply.status_code == 200 and reply.content.startswith(start)
    assert sign_in("staff").get(reverse("voters:letter_file", args=[made.pk, "exe"])).status_code == 404


def test_hamlets_of_a_ward_are_units(city):
    assert factories.unit("h1", "tổ dân phố số 7", Unit.Level.HAMLET, city.ward_unit).parent == city.ward_unit


def test_the_printed_letter_bears_the_number_and_day_it_went_with(city):
    made = paper(city.actor("staff"), "voters.forwarding", make.forwarded(city))
    assert made["number"] == "Số: 12/HĐND-VP" and "ngày 12 tháng 10 năm 2026" in made["place_date"]
