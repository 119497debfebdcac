"""Every record's page stays within fifteen queries for whoever may open it, however much hangs on it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import files
from oversight import services
from oversight.models import Round
from tests.oversight import steps

MOST, INNER = 15, ("staff", "head", "chair", "delegate")


@pytest.fixture
def full(city, upload):
    """{kind: record} of a concluded round with two units, findings with causes and files, recommendations urged and
    extended, letters of all kinds, in a programme, re-inspected."""
    item = steps.programme_in(city, "decided").items.get()
    made = steps.decide(city, steps.of_committee(city, programme_item=item, members=[city.delegate]))
    form = steps.template(city)
    steps.do(city, services.use_template, made, template=form)
    visits = [steps.add_visit(city, made, target) for target in (city.agency, city.other_agency)]
    steps.send_outline(city, made, report_due_on=date(2026, 9, 25))
    for visit in visits:
        steps.answer(city, visit, who="staff", viec="Có", vi=3, da=2, chua=1)
    steps.do(city, services.begin, made)
    for visit in visits:
        steps.work(city, visit, good="A\nB", faults="C\nD", causes="E\nF")
    fault = visits[0].findings.filter(finding_kind="fault").first()
    files.keep(fault, upload, city.users["staff"].pk)
    asked = [
        steps.add_recommendation(city, made, finding=fault, visit=visits[0], partners=[city.other_agency]),
        steps.add_recommendation(city, made, lead=city.other_agency),
    ]
    steps.report(city, made)
    steps.conclude(city, made)
    for number, step in enumerate(("urge", "urge_again")):
        steps.do(city, services.escalate, asked[0], step=step, letter_no=f"{number}/Đ", on=date(2027, 1, 5))
    for number in (1, 2):
        values = {"due_on": steps.DUE + timedelta(number), "ground": "Bão", "letter_no": "5", "on": steps.DUE}
        steps.do(city, services.extend, asked[0], **values)
    steps.perform(services.reinspect, city.actor("staff"), made.pk, title="Giám sát lại", on=date(2027, 3, 1))
    return {
        "round": Round.objects.get(pk=made.pk), "visit": visits[0], "finding": fault, "recommendation": asked[0],
        "programme": item.programme, "template": form, "joint": steps.joint(city),
    }  # fmt: skip


@pytest.fixture
def asked():
    """asked(client, url): the statements of a page that was opened before."""

    def ask(client, url):
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return [row["sql"][:160] for row in caught]

    return ask


@pytest.mark.parametrize("who", INNER)
def test_every_page_asks_at_most_fifteen_queries(city, full, sign_in, asked, who):
    client = sign_in(who)
    for record in full.values():
        found = asked(client, record.get_absolute_url())
        assert len(found) <= MOST, "\n".join([record.kind, *found])


@pytest.mark.parametrize("kind", ["visit", "recommendation"])
def test_the_pages_of_an_agency_too(city, full, sign_in, asked, kind):
    found = asked(sign_in("agency"), full[kind].get_absolute_url())
    assert len(found) <= MOST, "\n".join(found)


@pytest.mark.parametrize(
    ("kind", "page"),
    [("round", "so-sanh/"), ("round", "sua/"), ("visit", "viec/tra-loi-de-cuong/"), ("finding", "sua/")],
)
def test_forms_and_the_comparison_too(city, full, sign_in, asked, kind, page):
    found = asked(sign_in("staff"), f"{full[kind].get_absolute_url()}{page}")
    assert len(found) <= MOST, "\n".join(found)
