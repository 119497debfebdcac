"""Findings: evidence, legal ground, and what was seen at the same unit before."""

from datetime import date

import pytest
from django.urls import reverse

from core import files
from core.errors import NotAllowed, Refused
from oversight import faults, services
from oversight.lists import with_evidence
from oversight.models import Finding, Round
from tests.oversight import steps

FAULT = "Chậm xử lý công trình xây dựng sai phép trên địa bàn"


def proven(finding):
    return with_evidence(Finding.objects.filter(pk=finding.pk)).get().proven


def at_unit(city, on, title=FAULT, target=None):
    """A fault found at the agency on the day `on`, in a round of its own."""
    made = steps.decide(city, steps.of_committee(city, on=date(2026, 1, 5)))
    visit = steps.add_visit(city, made, target, on=on)
    return steps.finding(city, visit, title=title)


def test_the_minutes_give_one_finding_per_line(city):
    visit = steps.visit_in(city, "outline_sent")
    values = {
        "good": "- Kiện toàn đội\n\n+ Tập huấn",
        "faults": "Hồ sơ thiếu\nChậm báo cáo",
        "causes": "Ít người\nThiếu máy",
    }
    visit = steps.work(city, visit, **values)
    rows = {row.title: row for row in visit.findings.all()}
    assert {title: row.finding_kind for title, row in rows.items()} == {
        "Kiện toàn đội": "good", "Tập huấn": "good", "Hồ sơ thiếu": "fault", "Chậm báo cáo": "fault", "Ít người": "cause",
        "Thiếu máy": "cause",
    }  # fmt: skip
    assert rows["Thiếu máy"].cause_of == rows["Chậm báo cáo"] and rows["Hồ sơ thiếu"].on == visit.on


def test_a_paper_or_a_file_is_evidence(city, upload):
    visit = steps.visit_in(city, "worked")
    assert not proven(steps.finding(city, visit))
    assert proven(steps.finding(city, visit, paper="Biên bản 12/BB"))
    shown = steps.finding(city, visit)
    files.keep(shown, upload, city.users["staff"].pk)
    assert proven(shown)
    shown.attachments.update(removed_at="2026-10-06T00:00Z")
    assert not proven(shown)


def test_the_page_says_what_a_finding_lacks(city, sign_in, upload):
    made = steps.finding(city, steps.visit_in(city, "worked"))
    client = sign_in("staff")
    assert client.get(made.get_absolute_url()).context["gaps"] == [
        "bằng chứng (tệp, ảnh hoặc số văn bản)", "căn cứ pháp lý",
    ]  # fmt: skip
    steps.do(city, services.amend_finding, made, paper="12/BB", legal_ground="Luật Xây dựng, Điều 118")
    assert client.get(made.get_absolute_url()).context["gaps"] == []
    assert len(client.get("/giam-sat/phat-hien/?thieu=bang-chung").context["table"].rows) == 2


def test_findings_stand_with_the_conclusion(city):
    made = steps.round_in(city, "reported")
    fault = made.visits.get().findings.get(finding_kind="fault")
    steps.do(city, services.withdraw_finding, fault, withdraw_reason="Đã giải trình")
    steps.conclude(city, made)
    assert {row.finding_kind: row.state for row in Finding.objects.all()} == {
        "good": "concluded",
        "fault": "withdrawn",
    }
    with pytest.raises(Refused, match="không thêm được phát hiện"):
        steps.finding(city, made.visits.get())


def test_a_new_working_day_files_the_findings_anew(city):
    visit = steps.visit_in(city, "worked")
    steps.do(city, services.amend_visit, visit, on=date(2026, 10, 8))
    assert {row.on for row in Finding.objects.all()} == {date(2026, 10, 8)}


def test_a_fault_shows_what_was_seen_at_this_unit_before(city, sign_in, django_assert_max_num_queries):
    first = at_unit(city, date(2026, 2, 2))
    unlike = at_unit(city, date(2026, 3, 3), "Thiếu sổ theo dõi văn bản đến")
    at_unit(city, date(2026, 3, 4), target=city.other_agency)
    item = steps.recommendation_in(city, "open")
    type(item).objects.filter(pk=item.pk).update(finding=first)
    later = at_unit(city, date(2026, 9, 9), "Xử lý chậm công trình xây dựng sai phép")
    assert faults.suggested(city.actor("staff"), later) == first
    client = sign_in("staff")
    client.get(later.get_absolute_url())
    with django_assert_max_num_queries(15):
        page = client.get(later.get_absolute_url())
    rows = [(row["finding"].pk, row["same"], row["linked"]) for row in page.context["before"]]
    assert rows == [(first.pk, True, False), (unlike.pk, False, False)]
    assert item.code in page.content.decode()
    steps.do(city, services.link_repeat, later, repeats=first)
    assert client.get(later.get_absolute_url()).context["before"][0]["linked"]
    again = at_unit(city, date(2026, 10, 10), "Vẫn để công trình không phép tồn tại")
    steps.do(city, services.link_repeat, again, repeats=later)
    linked = [
        row["finding"].pk for row in client.get(again.get_absolute_url()).context["before"] if row["linked"]
    ]
    assert linked == [later.pk, first.pk], "the whole chain is its history"


def test_a_fault_that_another_council_found_is_not_told_where_it_is_not_in_view(city, sign_in):
    hidden = at_unit(city, date(2026, 2, 2), target=city.ward_agency)
    values = {"title": "Chợ cóc", "field": "building", "on": date(2026, 9, 7), "round_kind": "thematic"}
    own = steps.propose(city, "ward", subject_kind="council", subject_body=city.ward, **values)
    values = {"decision_no": "1/QĐ", "decision_on": date(2026, 9, 1)}
    ward = city.actor("ward")
    visit = steps.add_visit(city, own, city.ward_agency, who="ward")
    Round.objects.filter(pk=own.pk).update(state="working", **values)
    fault = steps.finding(city, visit, "ward")
    assert hidden not in faults.earlier(ward, city.ward_agency.pk, fault.on)
    client = sign_in("ward")
    for url in (f"/giam-sat/phat-hien/moi/?don-vi={visit.pk}", f"{fault.get_absolute_url()}viec/tai-dien/"):
        page = client.get(url)
        assert page.status_code == 200 and hidden.title not in page.content.decode(), url


@pytest.mark.parametrize("wrong", ["later", "elsewhere"])
def test_only_an_earlier_fault_of_the_same_unit_is_repeated(city, wrong):
    fault = at_unit(city, date(2026, 5, 5))
    on, target = (date(2026, 6, 6), None) if wrong == "later" else (date(2026, 2, 2), city.other_agency)
    with pytest.raises(Refused, match="chính đơn vị này"):
        steps.do(city, services.link_repeat, fault, repeats=at_unit(city, on, target=target))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (FAULT, "Xử lý chậm công trình xây dựng sai phép", True),
        ("Hồ sơ thiếu bản vẽ", "ho so thieu ban ve", True),
        (FAULT, "Thiếu sổ theo dõi văn bản đến", False),
        ("", "", False),
    ],
)
def test_texts_that_say_the_same(first, second, same):
    assert (faults.alike(first, second) >= faults.ALIKE) is same


def test_the_unit_sees_findings_after_the_conclusion_without_their_pages(city, sign_in):
    made = steps.round_in(city, "concluded")
    fault = Finding.objects.get(finding_kind="fault")
    client = sign_in("agency")
    page = client.get(made.visits.get().get_absolute_url()).content.decode()
    assert fault.title in page and fault.get_absolute_url() not in page
    assert client.get(fault.get_absolute_url()).status_code == 404


def test_a_finding_is_entered_at_its_unit(city, sign_in, upload):
    visit = steps.visit_in(city, "outline_sent")
    client = sign_in("head")
    url = f"/giam-sat/phat-hien/moi/?don-vi={visit.pk}"
    assert visit.target.short_name in client.get(url).content.decode()
    data = {"visit": visit.pk, "finding_kind": "fault", "title": FAULT, "paper": "12/BB"}
    assert client.post(url, data).status_code == 302
    made = visit.findings.get()
    assert client.post(reverse("core:upload", args=[made.pk]), {"files": upload}).status_code == 302
    assert made.attachments.count() == 1 and made.parent_id == visit.pk
    assert client.get("/giam-sat/phat-hien/moi/?don-vi=²").status_code == 404
    others = steps.add_visit(city, steps.decide(city, steps.propose(city)))
    assert client.get(f"/giam-sat/phat-hien/moi/?don-vi={others.pk}").status_code == 403
    with pytest.raises(NotAllowed):
        steps.finding(city, others, "head")


def test_a_recommendation_answers_a_fault_of_its_unit_with_partners(city, sign_in):
    made = steps.round_in(city, "reported")
    fault = Finding.objects.get(finding_kind="fault")
    item = steps.add_recommendation(city, made, finding=fault, partners=[city.other_agency])
    steps.conclude(city, made)
    assert item in type(item).objects.visible_to(city.actor("other_agency"))
    assert not services.report_fulfilment.verb.permits(city.actor("other_agency"), item)
    item.refresh_from_db(fields=["superseded_by"])
    steps.do(city, services.amend_recommendation, type(item).objects.get(pk=item.pk), partners=[])
    assert item not in type(item).objects.visible_to(city.actor("other_agency"))


def test_the_lead_is_no_partner_of_itself(city, sign_in):
    made = steps.round_in(city, "concluded")
    data = {
        "round": made.pk,
        "title": "x",
        "lead": city.agency.pk,
        "partners": [city.agency.pk],
        "due_on": "31/12/2026",
    }
    page = sign_in("staff").post(f"/giam-sat/kien-nghi/moi/?cuoc={made.pk}", data)
    assert page.status_code == 422 and "partners" in page.context["form"].errors
