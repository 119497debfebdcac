"""Parts of a dossier, verification by several committees, Standing's view and revision."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import NotAllowed, Refused
from core.models import Deadline, HistoryEntry, Notice, Record, Share
from core.verbs import perform
from sessions import services
from sessions.models import Checklist, Document, DossierPart, ReadingPage, Verification
from sessions.papers import shelf
from tests.sessions.builders import act, dossier, paper, plan, received, second_committee
from tests.world import signed_in

SECRET = "Ban chưa thống nhất mức chi, cần làm rõ nguồn vốn."


def limit(papers, committee):
    return Deadline.objects.get(record=papers, code="dossier.verification_report", owed_by=committee)


# --- parts -----------------------------------------------------------------------------------------------------


def test_a_dossier_begins_with_the_list_of_its_kind(city):
    papers = dossier(city, plan(city))
    names = list(papers.dossier_parts.values_list("name", "is_required"))
    assert names[:2] == [("Tờ trình", True), ("Dự thảo nghị quyết", True)] and names[2][1] is False
    Checklist.objects.create(home=city.council, document_kind="report", lines="Báo cáo\n\nSố liệu (nếu có)")
    made = dossier(city, plan(city), document_kind="report")
    assert list(made.dossier_parts.values_list("name", "is_required")) == [
        ("Báo cáo", True),
        ("Số liệu", False),
    ]


def test_a_changed_kind_keeps_what_came(city):
    papers = dossier(city, plan(city))
    part = papers.dossier_parts.get(name="Tờ trình")
    act(city, services.tick_parts, papers, on=date(2026, 11, 5), parts={part.pk: "paper"})
    values = {
        "title": papers.title,
        "document_kind": "report",
        "on": papers.on,
        "submitter": papers.submitter,
    }
    act(
        city,
        services.amend_dossier,
        papers,
        council_session=papers.council_session,
        committee=papers.committee,
        **values,
    )
    names = list(papers.dossier_parts.values_list("name", "received_as"))
    assert names == [("Tờ trình", "paper"), ("Báo cáo", ""), ("Phụ lục, bảng biểu", "")]


def test_an_incomplete_dossier_is_not_received_but_returned(city):
    papers = dossier(city, plan(city))
    with pytest.raises(Refused, match="còn thiếu: Tờ trình, Dự thảo nghị quyết"):
        act(city, services.receive, papers, received_on=date(2026, 11, 20), parts={})
    assert not DossierPart.objects.exclude(received_as="").exists()
    reason = "Thiếu dự thảo nghị quyết"
    back = act(city, services.return_incomplete, papers, returned_on=date(2026, 11, 20), return_reason=reason)
    assert (back.state, back.received_on) == ("returned", None)
    assert Notice.objects.filter(user__username="agency", text__contains=reason).exists()


def test_parts_handed_in_as_files_become_documents(city):
    papers = dossier(city, plan(city))
    part = papers.dossier_parts.get(name="Tờ trình")
    file = SimpleUploadedFile("ban-ky.txt", b"Kinh gui")
    act(city, services.hand_in, papers, "agency", parts={part.pk: file})
    part.refresh_from_db()
    assert (part.received_as, papers.documents.get().title) == ("file", "Tờ trình")


def test_the_form_of_receipt_asks_for_each_required_part(city, sign_in):
    papers = dossier(city, plan(city))
    client, url = sign_in("staff"), reverse("sessions:dossier_verb", args=[papers.pk, "nhan"])
    answer = client.post(url, {"received_on": "20/11/2026"})
    assert answer.status_code == 422 and "Trả lại bổ sung" in answer.content.decode()
    parts = {f"part_{part.pk}": "paper" for part in papers.dossier_parts.filter(is_required=True)}
    assert client.post(url, {"received_on": "20/11/2026", **parts}).status_code == 302
    assert papers.dossier_parts.filter(received_as="paper").count() == 2


def test_the_office_writes_its_own_lists(city, sign_in):
    client, url = sign_in("staff"), reverse("sessions:checklists")
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"report": "Báo cáo\nBiểu số liệu (nếu có)"}
    assert client.post(url, typed).status_code == 302
    assert Checklist.objects.get().document_kind == "report"  # the others are the shipped ones still
    client.post(url, typed | {"report": ""})
    assert not Checklist.objects.exists()
    assert HistoryEntry.objects.filter(verb="sessions.checklists").exists()


# --- verification ------------------------------------------------------------------------------------------------


@pytest.fixture
def two(city):
    """A dossier with two committees, and the second one."""
    other = second_committee(city)
    return received(city, others=[other]), other


def test_each_committee_has_its_own_clock_and_the_last_report_verifies(city, two):
    papers, other = two
    assert Share.objects.filter(record_id=papers.pk, body=other).exists()
    act(
        city,
        services.verify,
        papers,
        "other_head",
        verified_on=date(2026, 11, 21),
        opinion="Nhất trí",
        report_no="3/BC",
    )
    papers.refresh_from_db()
    assert (papers.state, papers.verified_on, papers.opinion) == ("verifying", None, "")
    assert limit(papers, other).met_on == date(2026, 11, 21) and limit(papers, city.committee).met_on is None
    done = act(
        city,
        services.verify,
        papers,
        "head",
        verified_on=date(2026, 11, 23),
        opinion="Đồng ý",
        report_no="9/BC",
    )
    assert (done.state, done.verified_on, done.opinion, done.report_no) == (
        "verified",
        date(2026, 11, 23),
        "Đồng ý",
        "9/BC",
    )
    with pytest.raises(Refused):
        act(city, services.verify, papers, "head", verified_on=date(2026, 11, 24), opinion="x")


def test_a_committee_does_only_its_own(city, two):
    papers, other = two
    with pytest.raises(NotAllowed, match="Ban mình"):
        act(
            city,
            services.verify,
            papers,
            "head",
            committee=other,
            verified_on=date(2026, 11, 21),
            opinion="x",
        )
    act(
        city,
        services.hold_meeting,
        papers,
        "other_head",
        meeting_on=date(2026, 11, 21),
        meeting_place="Phòng 2",
    )
    met = Verification.objects.exclude(meeting_on=None).get()
    assert (met.committee, met.meeting_place) == (other, "Phòng 2")
    papers.refresh_from_db()
    assert papers.meeting_on is None  # the lead has not met


def test_a_head_without_the_dossier_takes_no_part(city):
    second_committee(city)
    papers = received(city)
    tried = [
        (services.verify, {"verified_on": date(2026, 11, 21), "opinion": "x"}),
        (services.hold_meeting, {"meeting_on": date(2026, 11, 21)}), (services.draft_opinion, {"draft": "x"}),
    ]  # fmt: skip
    for fn, data in tried:
        with pytest.raises(NotAllowed):
            perform(fn, city.actor("other_head"), papers.pk, **data)


@pytest.mark.parametrize("who", ["staff", "chair", "other_head", "delegate", "admin", "agency"])
def test_what_is_not_given_is_the_committees_alone(city, two, who):
    papers, _ = two
    act(city, services.draft_opinion, papers, "head", draft=SECRET)
    client = signed_in(city.users[who])
    pages = [papers.get_absolute_url(), reverse("core:history", args=[papers.pk]), "/ky-hop/ho-so/",
             "/tim/?q=muc+chi", reverse("sessions:dossier_verb", args=[papers.pk, "tham-tra"]),
             reverse("sessions:dossier_verb", args=[papers.pk, "soan-tham-tra"])]  # fmt: skip
    for page in pages:
        assert "chưa thống nhất mức chi" not in client.get(page).content.decode(), page
    own = signed_in(city.users["head"]).get(papers.get_absolute_url()).content.decode()
    assert "chưa thống nhất mức chi" in own
    assert not HistoryEntry.objects.filter(after__icontains="chưa thống nhất").exists()
    assert not ReadingPage.objects.filter(text__contains="chưa thống nhất").exists()
    assert not Record.objects.filter(words__contains="chưa thống nhất").exists()


def test_what_is_given_is_read_by_all_and_the_draft_is_gone(city, two):
    papers, _ = two
    act(city, services.draft_opinion, papers, "head", draft=SECRET)
    act(
        city,
        services.verify,
        papers,
        "head",
        verified_on=date(2026, 11, 23),
        opinion="Ban thống nhất mức chi.",
    )
    page = signed_in(city.users["other_head"]).get(papers.get_absolute_url()).content.decode()
    assert "Ban thống nhất mức chi." in page and SECRET not in page
    assert set(papers.verifications.values_list("draft", flat=True)) == {""}
    report = papers.documents.get(kind=Document.Kind.VERIFICATION)
    assert report.title == "Báo cáo thẩm tra của Ban Pháp chế"


def test_the_lead_may_change_until_it_has_reported(city):
    other = second_committee(city)
    papers = dossier(city, plan(city))
    moved = act(city, services.reassign, papers, committee=other, assigned_on=date(2026, 11, 3))
    assert list(moved.verifications.values_list("committee", "is_lead")) == [(other.pk, True)]
    assert not Deadline.objects.filter(record=papers, owed_by=city.committee).exists()
    assert not Share.objects.filter(record_id=papers.pk, body=city.committee).exists()


# --- Standing's view, revision -----------------------------------------------------------------------------------


def verified(city):
    papers = received(city)
    return act(city, services.verify, papers, "head", verified_on=date(2026, 11, 21), opinion="Đồng ý")


@pytest.mark.parametrize(
    "decision, state", [("agree", "cleared"), ("revise", "revising"), ("not_now", "postponed")]
)
def test_the_standing_body_decides_what_comes_next(city, decision, state):
    papers = verified(city)
    done = act(
        city, services.standing_view, papers, "chair", decision=decision, on=date(2026, 11, 22), text="Rà lại"
    )
    assert (done.state, done.views.get().decision) == (state, decision)
    assert not Deadline.objects.filter(record=papers, code="dossier.to_committee", met_on=None).exists()


def test_a_round_of_revision_from_request_to_the_delegates(city):
    papers = verified(city)
    document = paper(city, papers, "Dự thảo nghị quyết", "Điều 1. Giao 100 tỷ.")
    values = {
        "decision": "revise",
        "on": date(2026, 11, 22),
        "text": "Rà lại số liệu",
        "due_on": date(2026, 11, 25),
    }
    act(city, services.standing_view, papers, **values)
    owed = Deadline.objects.get(record=papers, code="dossier.revision")
    assert (owed.owed_by, owed.due_on) == (city.agency, date(2026, 11, 25))
    with pytest.raises(Refused, match="chưa nộp bản chỉnh lý"):
        act(city, services.finish_revision, papers, closed_on=date(2026, 11, 24))
    file = SimpleUploadedFile("du-thao.txt", "Điều 1. Giao 120 tỷ.".encode())
    answer = {"answer": "Đã tiếp thu", "document": document, "upload": file, "note": "sửa Điều 1"}
    act(city, services.answer_revision, papers, "agency", answered_on=date(2026, 11, 24), **answer)
    owed.refresh_from_db()
    assert (owed.met_on, document.versions.first().number) == (date(2026, 11, 24), 2)
    ready = act(city, services.finish_revision, papers, closed_on=date(2026, 11, 24))
    assert ready.state == "cleared"
    assert (
        act(city, services.send_to_delegates, papers, sent_on=date(2026, 11, 25)).state == "sent_to_delegates"
    )
    again = act(city, services.revise, papers, asked_on=date(2026, 11, 26), request="Sau thảo luận tổ")
    assert list(again.rounds.values_list("number", "closed_on")) == [(1, date(2026, 11, 24)), (2, None)]


def test_a_late_dossier_shows_in_the_report(city):
    from core.figures import count_all

    papers = dossier(city, plan(city))
    late = {"late_reason": "chờ thẩm định", "late_approved_by": "Phó Chủ tịch"}
    act(city, services.receive, papers, received_on=date(2026, 12, 1), **late)
    figures = count_all(city.council, date(2026, 12, 1), date(2026, 12, 31))
    assert (figures["dossiers.received"], figures["dossiers.late"]) == (1, 1)


# --- what delegates may read ---------------------------------------------------------------------------------------


def test_delegates_read_a_dossier_once_it_was_sent(city):
    papers = verified(city)
    document = paper(city, papers)
    delegate, staff = city.actor("delegate"), city.actor("staff")
    assert document not in shelf.readable(delegate) and document in shelf.readable(staff)
    url = reverse("sessions:read", args=[document.pk])
    client = signed_in(city.users["delegate"])
    assert client.get(url).status_code == 404
    assert re.sub(r"\s+", " ", client.get(papers.get_absolute_url()).content.decode()).count("Tờ trình") <= 3
    act(city, services.send_to_delegates, papers, sent_on=date(2026, 11, 25))
    assert client.get(url).status_code == 200
    assert signed_in(city.users["foreign"]).get(url).status_code == 404
    assert signed_in(city.users["other_agency"]).get(url).status_code == 404


def test_a_version_made_after_the_sending_waits_for_the_next(city):
    papers = verified(city)
    document = paper(city, papers, "Dự thảo nghị quyết", "Điều 1. Giao 100 tỷ.")
    act(city, services.send_to_delegates, papers, sent_on=date(2026, 11, 25))
    act(city, services.revise, papers, asked_on=date(2026, 11, 26), request="Sau thảo luận tổ")
    file = SimpleUploadedFile("du-thao.txt", "Điều 1. Giao 120 tỷ.".encode())
    answer = {"answer": "Đã tiếp thu", "document": document, "upload": file}
    act(city, services.answer_revision, papers, "agency", answered_on=date(2026, 11, 27), **answer)
    held = document.versions.get(number=2)
    delegate, url = signed_in(city.users["delegate"]), reverse("sessions:read", args=[document.pk])
    assert delegate.get(url).context["version"].number == 1
    assert delegate.get(f"{url}?ban=2").status_code == 404
    assert delegate.get(reverse("core:file", args=[held.attachment_id])).status_code == 403
    assert signed_in(city.users["staff"]).get(url).context["version"].number == 2
    act(city, services.finish_revision, papers, closed_on=date(2026, 11, 28))
    act(city, services.send_to_delegates, papers, sent_on=date(2026, 11, 28))
    assert delegate.get(url).context["version"].number == 2
